"""Which section a heading stands for: by its title in either language, or by the sections around it."""

import re
import unicodedata
from collections.abc import Collection, Sequence
from itertools import pairwise

from assistant.reimport.records import Known
from assistant.studio.records import Paragraph, Section

_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_NO_LETTERS = re.compile(r"[^a-z0-9]+")
_LONGEST_ID = 40  # characters


def section_ids(titles: Sequence[str], known: Known, texts: Sequence[str] = ()) -> tuple[str, ...]:
    """Return an id for each title, all different: that of the known section with this title in either language.

    Of sections with one title each is the one whose words are most like the `texts` below the titles, else in their
    order. Headings between two known neighbours that have as many sections between them not found are these, renamed.
    What is left gets an id made of its title.
    """
    order = [section.id for section in known.sections] or list(known.titles)
    taken = {*order, *known.titles}
    found = _by_title(titles, known, texts or [""] * len(titles))
    _name_between(found, order)
    for at, title in enumerate(titles):
        found[at] = found[at] or _new_id(title, {*taken, *found})
    return tuple(found)


def titles_of(section: Section, known: Known) -> tuple[str, ...]:
    """Return the titles by which a section may be called: its own, and the outline's in both languages."""
    outlined = known.titles.get(section.id)
    return (section.title, *(outlined or ()))


def _by_title(titles: Sequence[str], known: Known, texts: Sequence[str]) -> list[str]:
    """Return the known id of each title, a new one for what has the title of a section that is taken, "" for none."""
    words = {section.id: _words_of(section) for section in known.sections}
    names = _names(known)
    pairs = [
        (-_likeness(words.get(name, frozenset()), texts[at]), abs(at - place), at, name)
        for place, (name, called) in enumerate(names.items())
        for at, title in enumerate(titles)
        if _folded(title) in called
    ]
    found = [""] * len(titles)
    for _, _, at, name in sorted(pairs):
        if not found[at] and name not in found:
            found[at] = name
    for at in sorted({at for _, _, at, _ in pairs if not found[at]}):
        found[at] = _new_id(titles[at], {*names, *found})
    return found


def _names(known: Known) -> dict[str, set[str]]:
    """Return how each known section may be called, folded; what one is called now, the outline calls no other."""
    present = {section.id: {_folded(section.title)} for section in known.sections}
    taken = set().union(*present.values())
    outlined = {name: {_folded(title.de), _folded(title.en)} - taken for name, title in known.titles.items()}
    return {name: present.get(name, set()) | outlined.get(name, set()) for name in (*present, *outlined)}


def _words_of(section: Section) -> frozenset[str]:
    return frozenset(word for part in section.parts if isinstance(part, Paragraph) for word in part.text.split())


def _likeness(words: frozenset[str], text: str) -> float:
    """Return the share of the words of both that stand in both."""
    others = frozenset(text.split())
    return len(words & others) / max(1, len(words | others))


def _name_between(found: list[str], order: Sequence[str]) -> None:
    """Fill each gap in `found` that lies between the same neighbours as equally many sections of `order`."""
    places = {at: order.index(name) for at, name in enumerate(found) if name in order}
    places |= {-1: -1, len(found): len(order)}
    ends = sorted({*places, *(at for at, name in enumerate(found) if name)})
    for before, after in pairwise(ends):
        if before in places and after in places:
            between = [name for name in order[places[before] + 1 : places[after]] if name not in found]
            if len(between) == after - before - 1:
                found[before + 1 : after] = between


def _new_id(title: str, taken: Collection[str]) -> str:
    """Return an id like those of an outline: "Märkte & Ziele" gives "maerkte_ziele"."""
    letters = unicodedata.normalize("NFKD", title.casefold().translate(_GERMAN))
    name = _NO_LETTERS.sub("_", "".join(one for one in letters if not unicodedata.combining(one)))
    name = name.lstrip("_0123456789")[:_LONGEST_ID].rstrip("_") or "section"
    return next(one for one in (name, *(f"{name}_{number}" for number in range(2, len(taken) + 3))) if one not in taken)


def _folded(title: str) -> str:
    return " ".join(title.split()).casefold()
