"""Why a passage was found: how it holds each word of the question, where, and which sentences hold most."""

import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from assistant.answering.analyse import SPELLED_WORD, Analysis
from assistant.answering.spots import Match, Means, Sought, matches, seek
from ingest.assemble import split_sentences
from ingest.german import stem
from ingest.records import FoundBy, Hit, Language, Passage

Way = Literal["literal", "compound", "synonym", "translated", "part", "similar", "absent"]
Place = Literal["text", "heading", "lead"]

_SENTENCES = 2
_MOST_PARTS = 3  # of a compound that are named
_WEAK: tuple[Means, ...] = ("part", "similar")  # the word itself in a heading goes before them

_Bounds = tuple[int, int]


@dataclass(frozen=True)
class HeldWord:
    """How a passage holds a word of the question.

    asked       as it is spelled in the question
    way         literal, compound, part, similar: see `spots.Match`; synonym: another word of that meaning;
                translated: a word of the other language; absent: not at all
    found       as it is spelled there, several parts of a compound with " … " between them; "" if absent
    share       of the question's information, 0..1; the shares of all its words add up to 1
    place       "text"; "heading" or "lead" (lead of a list, table head) if it stands there only
    start, end  its best spot in the stored text; None outside the passage's own text
    is_new      False for a word of an earlier question
    """

    asked: str
    way: Way
    found: str
    share: float
    place: Place = "text"
    start: int | None = None
    end: int | None = None
    is_new: bool = True


@dataclass(frozen=True)
class HoldingSentence:
    """A sentence, list item or table row: stored_text[start:end], and the spots in it that hold words."""

    text: str
    start: int
    end: int
    spots: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Explanation:
    """Why a passage was found: its words in the order of the question, and its (at most two) best sentences.

    `rewritten` is what a language model has made of a follow-up question, and was searched for beside it.
    """

    passage_id: str
    words: tuple[HeldWord, ...]
    sentences: tuple[HoldingSentence, ...]
    found_by: FoundBy
    rewritten: str = ""


def explain(analysis: Analysis, hit: Hit) -> Explanation:
    """Return why a passage was found for a question."""
    return explain_all(analysis, (hit,))[0]


def explain_all(analysis: Analysis, hits: Sequence[Hit]) -> tuple[Explanation, ...]:
    """Return why each of the passages was found, in their order."""
    sought, absent = seek(analysis), _absent_words(analysis)
    found = (_explained(analysis.language, sought, absent, hit) for hit in hits)
    return tuple(replace(one, rewritten=analysis.rewritten) for one in found)


def _absent_words(analysis: Analysis) -> tuple[HeldWord, ...]:
    """Return the words of a question as long as none of them is found."""
    texts = (*analysis.turns, analysis.rewritten, analysis.question)
    spelled = {
        word.lower(): word
        for text in texts
        for word in reversed(SPELLED_WORD.findall(unicodedata.normalize("NFC", text)))
    }
    total = sum(word.weight for word in analysis.words) or 1.0
    return tuple(
        HeldWord(spelled.get(word.word, word.word), "absent", "", word.weight / total, is_new=word.is_new)
        for word in analysis.words
    )


def _explained(asked_in: Language, sought: Sought, absent: Sequence[HeldWord], hit: Hit) -> Explanation:
    passage = hit.passage
    language: Language = "en" if hit.source.details.language == "en" else "de"  # others are read as German
    found = matches(sought, passage.text, language)
    sentences = _best_sentences(passage, found, [word.share for word in absent])
    best = {spot for sentence in sentences for spot in sentence.spots}
    held = {number: _in_text(absent[number], spots, passage, best) for number, spots in _by_word(found).items()}
    for place, text in _around(passage):
        for number, spots in _by_word(matches(sought, text, language)).items():
            strongest = max(spots, key=lambda match: match.strength)
            if number not in held or (held[number].way in _WEAK and strongest.means not in _WEAK):
                spelled = text[strongest.start : strongest.end]
                held[number] = replace(absent[number], way=_way(strongest), found=spelled, place=place)
    words = (held.get(number, word) for number, word in enumerate(absent))
    named = words if asked_in == language else (_translated(word) for word in words)
    return Explanation(passage.id, tuple(named), sentences, hit.found_by)


def _translated(word: HeldWord) -> HeldWord:
    """Return a word of one language, held in a text of the other, as translated, but not one that is spelled alike."""
    same = word.found.lower().removesuffix("s") == word.asked.lower().removesuffix("s")
    other = word.way == "synonym" or (word.way == "literal" and not same)  # "barriers", "Barrieren": one stem
    return replace(word, way="translated") if other else word


def _by_word(found: Sequence[Match]) -> dict[int, list[Match]]:
    by_word: dict[int, list[Match]] = {}
    for match in found:
        by_word.setdefault(match.number, []).append(match)
    return by_word


def _way(match: Match) -> Way:
    return "synonym" if match.means == "other" else match.means


def _in_text(word: HeldWord, found: Sequence[Match], passage: Passage, best: Collection[_Bounds]) -> HeldWord:
    """Return a word with its best spot: the surest one, in a best sentence if there is a choice."""
    top = max(found, key=lambda match: (match.strength, _spot(match, passage) in best, -match.start))
    start, end = _spot(top, passage)
    spelled = _parts(top, found, passage.text) if top.means == "part" else passage.text[top.start : top.end]
    return replace(word, way=_way(top), found=spelled, start=start, end=end)


def _parts(top: Match, found: Sequence[Match], text: str) -> str:
    """Return a compound's parts as they are spelled in a passage, the best first, each once."""
    spelled: dict[str, str] = {}
    for match in (top, *found):
        part = text[match.start : match.end]
        spelled.setdefault(stem(part.lower()), part)
    return " … ".join(list(spelled.values())[:_MOST_PARTS])


def _best_sentences(passage: Passage, found: Sequence[Match], shares: Sequence[float]) -> tuple[HoldingSentence, ...]:
    """Return the sentence that holds most and the one that adds most to it, in the order of the text."""
    inside = {
        (start, end): [match for match in found if start <= match.start and match.end <= end]
        for start, end in _sentences(passage)
    }
    held: dict[int, float] = {}
    chosen: list[_Bounds] = []

    def gain(bounds: _Bounds) -> float:
        best = {match.number: 0.0 for match in inside[bounds]}
        for match in inside[bounds]:
            best[match.number] = max(match.strength - held.get(match.number, 0.0), best[match.number])
        return sum(shares[number] * more for number, more in best.items())

    while inside and len(chosen) < _SENTENCES and gain(bounds := max(inside, key=gain)) > 0:
        chosen.append(bounds)
        for match in inside[bounds]:
            held[match.number] = max(match.strength, held.get(match.number, 0.0))
    return tuple(_sentence(passage, bounds, inside[bounds]) for bounds in sorted(chosen))


def _sentence(passage: Passage, bounds: _Bounds, found: Sequence[Match]) -> HoldingSentence:
    start, end = bounds
    spots = sorted({_spot(match, passage) for match in found})
    return HoldingSentence(passage.text[start:end], passage.start + start, passage.start + end, tuple(spots))


def _sentences(passage: Passage) -> Iterator[_Bounds]:
    """Yield the bounds of sentences, items and rows, counted from the passage's beginning."""
    for unit in passage.units:
        at = unit.start - passage.start
        bounds = split_sentences(unit.text) if unit.kind == "paragraph" else [(0, len(unit.text))]
        yield from ((at + start, at + end) for start, end in bounds)
    if not passage.units:
        yield from split_sentences(passage.text)


def _around(passage: Passage) -> Iterator[tuple[Place, str]]:
    """Yield what stands above a passage and is searched with it, the nearest heading first."""
    for heading in reversed(passage.heading_path):
        yield "heading", heading
    if passage.units and passage.units[0].kind == "list_item":
        yield "lead", passage.units[0].lead
    for head in dict.fromkeys(" ".join((unit.caption, *unit.columns)) for unit in passage.units):
        yield "lead", head


def _spot(match: Match, passage: Passage) -> _Bounds:
    return passage.start + match.start, passage.start + match.end
