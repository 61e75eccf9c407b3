"""Which section a heading stands for: by its title in either language, or by the sections around it."""

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from assistant.reimport.records import Known

_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_NO_LETTERS = re.compile(r"[^a-z0-9]+")
_LONGEST_ID = 40  # characters


def section_ids(titles: Sequence[str], known: Known) -> tuple[str, ...]:
    """Return an id for each title, all different: that of the known section with this title in either language.

    Headings between two known neighbours that have as many sections between them not found are these, renamed. What is
    left gets an id made of its title.
    """
    order = [section.id for section in known.sections] or list(known.titles)
    by_title = dict(_named(known))
    taken = {*order, *known.titles}
    found: list[str] = []
    for title in titles:
        name = by_title.get(_folded(title), "")
        found.append(_new_id(title, {*taken, *found}) if name and name in found else name)
    _name_between(found, order)
    for at, title in enumerate(titles):
        found[at] = found[at] or _new_id(title, {*taken, *found})
    return tuple(found)


def _named(known: Known) -> Iterator[tuple[str, str]]:
    """Yield each title by which a section is known, folded, with its id; present titles come last and win."""
    for name, title in known.titles.items():
        yield from ((_folded(title.de), name), (_folded(title.en), name))
    yield from ((_folded(section.title), section.id) for section in known.sections)


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
