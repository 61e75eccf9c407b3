"""The sentences, list items and table rows that answer a question, out of the passages that were found."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from assistant.answering.analyse import Analysis, AskedWord, QuestionType
from assistant.answering.match import Finder, context_of, coverage, covered, read
from ingest.assemble import split_sentences
from ingest.records import Hit, Unit

# what counts beside the words a sentence shares with the question: those its paragraph shares, and its passage's score
# against the best one's. Fitted on the development questions by the laboratory (docs/evaluation.md)
_SURROUNDING_WEIGHT = 0.5
_HIT_WEIGHT = 1.4
_LIKENESS_WEIGHT = 0.6
_TYPE_BONUS = 0.28
_RATING_BONUS = 0.4
_ITEM_BONUS = 0.15
_INTRODUCTION_BONUS = 0.2
_DEFINITION_BONUS = 0.35
_SAYS_HALF = 0.6  # what a sentence without its end is worth
_VERB_OF_DEFINITION = (
    r"(ist|sind|war|bezeichne\w+|bedeute\w+|heißt|meint|steht für|umfasst|beinhaltet|versteht|is|are|"
    r"means|stands for)\b"
)
_SO_CALLED = r"(sogenannte\w*|sog\.|so genannte\w*|so-called|begriff|unter)"
_REFERENCE = re.compile(
    r"^\W*\d*\W*(vgl|siehe|ebd|ebenda|a\.\s?a\.\s?o|see|cf|https?:|[\w\s/,&]{3,60}\b(19|20)\d\d\w?, S\.)\b",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"^\W*(quellen?|sources?|foto|grafik|photo)\s*:\s*(eigene|own|privat|©|nach|based on)\b.{0,80}$", re.IGNORECASE
)
# what the foot of a page or a footnote cuts off: "... wie beispielsweise die Frage, welchen"
_CUT_OFF = re.compile(r".{80,}[a-zäöüß,\-–]", re.DOTALL)
_SHORTEST = 25  # characters; a shorter sentence is a heading or a crumb
_RATING = re.compile(r"[+\-–−]{1,3}|[oO0○]")
_NUMBER = re.compile(
    r"\d|\b(ein|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|zwanzig|dutzend|hundert|"
    r"tausend|million|mehrzahl|hälfte|drittel|alle)",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"\b(1[89]|20)\d\d\b|\b(jahr|monat|woche|tag|stunde|minut|phase|januar|februar|märz|april|mai|juni|"
    r"juli|august|september|oktober|"
    r"november|dezember|frühzeitig|beginn|ende|vor|nach|year|month|week|day)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Candidate:
    """A sentence, list item or table row of a hit, with what it is worth as an answer.

    covered   the question's words it holds, each with how surely (0..1); context counts by a quarter
    """

    hit: Hit
    rank: int
    unit: Unit
    start: int
    end: int
    text: str
    score: float
    covered: dict[str, float]


def candidates(analysis: Analysis, hits: Sequence[Hit]) -> list[Candidate]:
    """Return all candidates, best first."""
    best = max((hit.score for hit in hits), default=0.0) or 1.0
    scored = []
    for rank, hit in enumerate(hits):
        finder = Finder(_words_held(analysis, hit), hit.source.details.language)
        places = _places(analysis, finder, hit, rank, hit.score / best)
        scored += [_candidate(analysis, finder, place) for place in places]
    return sorted(scored, key=lambda candidate: (-candidate.score, candidate.rank, candidate.start))


@dataclass(frozen=True)
class _Place:
    """Where a candidate stands.

    worth        its passage's score as a share of the best passage's
    surrounding  what its paragraph or list covers of the question, 0..1
    """

    hit: Hit
    rank: int
    worth: float
    unit: Unit
    start: int
    end: int
    surrounding: float

    @property
    def text(self) -> str:
        return self.unit.text[self.start - self.unit.start : self.end - self.unit.start]

    @property
    def likeness(self) -> float:
        """Return how like the question the most like of the windows is in which the candidate stands, 0..1."""
        return max(
            (near.value for near in self.hit.likeness if near.start < self.end and self.start < near.end), default=0.0
        )


def _words_held(analysis: Analysis, hit: Hit) -> tuple[AskedWord, ...]:
    """Return the question's words that a passage holds at all: the others need not be looked for in its parts."""
    around = dict.fromkeys(context_of(unit) for unit in hit.passage.units)
    held = covered(analysis.words, read("\n".join((*around, hit.passage.text)), hit.source.details.language))
    return tuple(word for word in analysis.words if word.word in held)


def _places(analysis: Analysis, finder: Finder, hit: Hit, rank: int, worth: float) -> Iterable[_Place]:
    for is_list, group in groupby(hit.passage.units, key=lambda unit: unit.kind == "list_item"):
        units = list(group)
        introduction = units[0].lead or " ".join(units[0].heading_path[-1:])
        whole = " ".join((introduction, *(unit.text for unit in units))) if is_list else ""
        for unit in units:
            found = finder.covered_in_context(whole or unit.text, unit)
            surrounding = coverage(analysis.words, found)
            for start, end in _spans(unit):
                yield _Place(hit, rank, worth, unit, start, end, surrounding)


def answers_type(kind: QuestionType, text: str) -> bool:
    """Tell whether a text holds what a question of this type asks for: a number, a time."""
    wanted = {"number": _NUMBER, "time": _TIME}.get(kind)
    return wanted is None or bool(wanted.search(text))


def _spans(unit: Unit) -> Iterable[tuple[int, int]]:
    """Yield start and end of the unit's sentences; list items and table rows are whole.

    The credit of a figure says nothing, and its words ("eigene Darstellung") stand below every one of them.
    """
    if unit.kind in ("list_item", "table_row"):
        yield unit.start, unit.end
    elif unit.kind not in ("heading", "table_head") and not _CREDIT.match(unit.text):
        for start, end in split_sentences(unit.text):
            yield unit.start + start, unit.start + end


def _candidate(analysis: Analysis, finder: Finder, place: _Place) -> Candidate:
    hit, unit, text = place.hit, place.unit, place.text
    found = finder.covered_in_context(text, unit)
    score = coverage(analysis.words, found)
    score += _SURROUNDING_WEIGHT * place.surrounding + _HIT_WEIGHT * place.worth
    score += _LIKENESS_WEIGHT * place.likeness
    if analysis.type in ("number", "time") and answers_type(analysis.type, text):
        score += _TYPE_BONUS
    if analysis.type == "definition" and _defines(text, analysis.words):
        score += _DEFINITION_BONUS
    if analysis.type == "rating" and _is_rated(unit):
        score += _RATING_BONUS
    score += _list_bonus(analysis, hit, unit)
    if _REFERENCE.match(unit.text) or (len(text) < _SHORTEST and unit.kind not in ("list_item", "table_row")):
        score *= 0.5
    elif unit.kind == "paragraph" and _CUT_OFF.fullmatch(text):
        score *= _SAYS_HALF
    return Candidate(hit, place.rank, unit, place.start, place.end, text, score, found)


def _is_rated(unit: Unit) -> bool:
    """Tell whether a table row holds ratings: at least two cells like "++" or "-"; a single dash is an empty cell."""
    rated = sum(bool(_RATING.fullmatch(cell.replace(" ", ""))) for cell in unit.cells)
    return unit.kind == "table_row" and rated > 1


def _defines(text: str, words: Sequence[AskedWord]) -> bool:
    """Tell whether a text says what the rarest known word of the question is: "X ist", "... (X)", "sogenannte X"."""
    rarest = max((word for word in words if word.known), key=lambda word: word.weight, default=None)
    if rarest is None:
        return False
    named = rf"[„\"'(]*\w*{re.escape(rarest.word)}\w*[“\"')]*"
    return bool(re.search(rf"\({named}|{named}\s+{_VERB_OF_DEFINITION}|{_SO_CALLED}\s+{named}", text, re.IGNORECASE))


def _list_bonus(analysis: Analysis, hit: Hit, unit: Unit) -> float:
    """Return what a question for a list adds to an item, and more to the sentence that introduces the items."""
    if analysis.type != "list":
        return 0.0
    units = hit.passage.units
    after = units.index(unit) + 1
    introduces = unit.kind == "paragraph" and after < len(units) and units[after].kind == "list_item"
    return _INTRODUCTION_BONUS if introduces else _ITEM_BONUS * (unit.kind == "list_item")
