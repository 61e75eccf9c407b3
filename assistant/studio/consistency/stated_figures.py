"""What a strategy's own sentences state of the figures that the profile knows: "Das Netzwerk hat 43 Mitglieder".

In doubt, nothing is read. A sentence counts that tells of the whole (the network, the plan, the strategy) as it is
today; "rund 40 Mitglieder", "davon 12 Mitglieder aus", "2029 sollen es 60 sein", a partner's members and a project's
budget do not. So the frames (figure_frames.py) are strict: a word too many between theirs, and they fail.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.answering.places import countries
from assistant.studio.consistency.figure_frames import FIGURES, Figure, frame_patterns, word_pattern
from assistant.studio.consistency.findings import Place
from assistant.studio.consistency.number_words import A_LITTLE_MORE, NEARLY, NUMBER_WORDS
from assistant.studio.consistency.own_sentences import OwnSentence, own_sentences
from assistant.studio.consistency.partner_names import own_words
from assistant.studio.numbers import read_number
from assistant.studio.profile import Profile
from assistant.studio.records import Section

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_CLAUSE_END = re.compile(r"[:;]|$")
_SCALE = re.compile(r"\s?(mio|mill|tsd|taus|thou|[tk](?=eur|€))\w*\.?", re.IGNORECASE)
_SCALES = {"mio": 1e6, "mill": 1e6, "tsd": 1e3, "taus": 1e3, "thou": 1e3, "t": 1e3, "k": 1e3}  # by how the word begins
_DECIMALS = re.compile(r"[.,](\d+)\D*$")
_ABOUT = 0.1  # "rund 400.000" may be a tenth more or less
_HOME = {"de", "eu"}  # who names another country before the figure may tell of a network there


@dataclass(frozen=True)
class Claim:
    """A figure that a sentence states: `values` are one, or the first and last year of a period.

    below, above   how far what is meant may lie on either side: 0.5 for "86 Prozent", 5,000 for "0,25 Mio. Euro"
    """

    figure: Figure
    values: tuple[float, ...]
    below: float
    above: float
    sentence: OwnSentence
    place: Place

    def agrees(self, values: Sequence[float]) -> bool:
        """Tell whether the values are those of the claim, as exactly as it is told."""
        differences = [value - said for said, value in zip(self.values, values, strict=True)]
        return all(-self.below - 1e-9 <= one <= self.above + 1e-9 for one in differences)


def claims(sections: Sequence[Section], profile: Profile) -> Iterator[Claim]:
    """Yield the figures that the own sentences state, in order, each once however many frames it fits."""
    for sentence in own_sentences(sections):
        read: set[tuple[str, int]] = set()
        for figure in FIGURES:
            for pattern in frame_patterns(figure, profile.name):
                for match in pattern.finditer(sentence.bare):
                    what = (figure.fact, match.start("said"))
                    if what not in read and _is_meant(figure, sentence, match, profile):
                        read.add(what)
                        yield from _claim(figure, sentence, match)


def _claim(figure: Figure, sentence: OwnSentence, match: re.Match[str]) -> Iterator[Claim]:
    try:
        values, step = read_figure(figure, match["said"])
    except ValueError:  # "0.123.456"
        return
    yield Claim(figure, values, *_slack(match, values[0], step / 2), sentence, sentence.place(match))


def _slack(match: re.Match[str], value: float, rounding: float) -> tuple[float, float]:
    """Return how far below and above a figure what is meant may lie, by the word before it."""
    about = (match.groupdict().get("about") or "").casefold()
    if about in NEARLY:
        return value * _ABOUT, 0.0
    if about in A_LITTLE_MORE:
        return 0.0, value * _ABOUT
    return (max(rounding, value * _ABOUT),) * 2 if about else (rounding, rounding)


def read_figure(figure: Figure, said: str) -> tuple[tuple[float, ...], float]:
    """Return the values that words or digits tell, and how exactly; raises ValueError where they tell none."""
    if figure.fact == "period":
        years = _YEAR.findall(said)
        return (float(years[0]), float(years[-1])), 1.0
    if said.casefold() in NUMBER_WORDS:
        return (float(NUMBER_WORDS[said.casefold()]),), 1.0
    scale = _SCALE.search(said)
    times = _SCALES[scale[1].casefold()] if scale else 1.0
    bare = " ".join(_SCALE.sub("", said).split())
    value, decimals = read_number(bare), _DECIMALS.search(bare)
    is_grouped = decimals is not None and len(decimals[1]) == 3 and value == int(value)  # "12.500"
    return (value * times,), times / 10 ** (0 if decimals is None or is_grouped else len(decimals[1]))


def _is_meant(figure: Figure, sentence: OwnSentence, match: re.Match[str], profile: Profile) -> bool:
    """Tell whether nothing around a match shows that it tells of another figure, another time or another network."""
    head = sentence.bare[: match.start()]
    clause_end = _CLAUSE_END.search(sentence.bare, match.end())
    clause = sentence.bare[: clause_end.start() if clause_end else None]
    behind = f"{sentence.previous} {head}"
    return not (
        (figure.sections and sentence.section.id not in figure.sections)
        or word_pattern(figure.not_behind).search(behind)
        or (figure.not_in_paragraph and word_pattern(figure.not_in_paragraph).search(sentence.before + head))
        or any(own_words(one.name, [profile.name]).search(behind) for one in profile.partners)
        or countries(head) - _HOME
        or word_pattern(figure.not_with).search(clause)
        or not _fit(figure, sentence, clause, profile)
    )


def _fit(figure: Figure, sentence: OwnSentence, clause: str, profile: Profile) -> bool:
    """Tell whether the sentence names no year in which the figure may have been another."""
    if figure.years == "any":
        return True
    if figure.years == "survey":
        return set(_YEAR.findall(f"{sentence.previous} {sentence.bare}")) <= set(_YEAR.findall(profile.needs.date))
    if figure.years == "horizon":
        horizon = {str(profile.horizon.start), str(profile.horizon.end)} if profile.horizon else set()
        return set(_YEAR.findall(sentence.bare)) in (set(), horizon)
    return not _YEAR.search(clause)
