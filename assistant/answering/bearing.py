"""How the passages that were found bear on a question: a handful of features, each 0..1, that the judge weighs."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, zip_longest

from assistant.answering.analyse import SPELLED_WORD, Analysis, AskedWord, light_words
from assistant.answering.asked_things import asked_thing, holds, subject_words
from assistant.answering.extract import Candidate
from assistant.answering.match import coverage, nearness, together
from assistant.answering.places import countries
from ingest.german import is_german_word
from ingest.records import Unit

_ABBREVIATION = re.compile(r"^(?=.*[A-ZÄÖÜ].*[A-ZÄÖÜ])[A-ZÄÖÜ0-9]{2,}s?$")
_NUMBER = re.compile(r"^\d{3,}$")  # a year, the number of a law
_ENGLISH_CAPITALS = frozenset(["i", "european", "german", "english"])
# in German, nouns in a row are a name: "Innovation Express Call", "Cluster Medizintechnik Mannheim"
_CAPITALISED_RUN = re.compile(r"(?<=[a-zäöüß,„\"] )[A-ZÄÖÜ][\w-]+(?: [A-ZÄÖÜ][\w-]+)+")
# words that say which kind of explanation is wanted; texts that give it do without them
_KIND = re.compile(r"^(abkürzung|kürzel|begriff|ausdruck|wort|definition|abbreviation|acronym|term)$")
_AS_GOOD = 0.8  # of the best coverage: names may stand in any sentence that says nearly as much
_EARLY = 0.3  # exponent of the rank: the difference between first and third tells more than between 30th and 40th


@dataclass(frozen=True)
class Bearing:
    """How what was found bears on a question, each 0..1; of the sentences that hold the kind of thing asked for.

    own       of the subject's information, in the best sentence, item or row
    passage   ... in the best passage
    heavy     of the nouns' information, in the best sentence (with its neighbours where the thing may stand there)
    best      the best such sentence's score as a share of the best sentence's of all
    early     how early the first such sentence stands in the ranking
    named     of the proper names, abbreviations and years, in a sentence as good as the best and its neighbours
    country   of the countries the question names, likewise
    known     of the nouns' information, in words that the library knows
    order     of the question's neighbouring words, near each other in the best sentence
    """

    own: float
    passage: float
    heavy: float
    best: float
    early: float
    named: float
    country: float
    known: float
    order: float


@dataclass(frozen=True)
class _Spot:
    """A sentence, item or row: what it covers of the question, what it does with its neighbours, what its passage."""

    text: str
    context: str
    rank: int
    score: float
    own: Mapping[str, float]
    around: Mapping[str, float]
    passage: Mapping[str, float]


def bearing(analysis: Analysis, ranked: Sequence[Candidate]) -> Bearing:
    """Return how the candidates, best first and at least one, bear on a question that has words."""
    thing = asked_thing(analysis.question)
    subject = subject_of(analysis)
    heavy = _without_light(analysis, subject)
    holding = [spot for spot in _spots(ranked) if thing is None or holds(thing, analysis, spot.text)]
    is_near = thing is None or thing.is_near
    worth = [(coverage(subject, spot.around if is_near else spot.own), spot) for spot in holding]
    most = max((value for value, _ in worth), default=0.0)
    good = [spot for value, spot in worth if value >= _AS_GOOD * most]
    first = min((spot.rank for spot in holding), default=None)
    named = [word for word in analysis.words if word.word in proper_names(analysis)]
    best = ranked[0]
    return Bearing(
        own=_most(subject, (spot.own for spot in holding)),
        passage=_most(subject, (spot.passage for spot in holding)),
        heavy=_most(heavy, ((spot.around if is_near else spot.own) for spot in holding)),
        best=max((spot.score for spot in holding), default=0.0) / (best.score or 1.0),
        early=0.0 if first is None else (1 + first) ** -_EARLY,
        named=_most(named, (spot.around for spot in good)) if named else 1.0,
        country=_countries_named(analysis, good),
        known=sum(word.weight for word in heavy if word.known) / sum(word.weight for word in heavy),
        order=nearness(analysis.words, best.text, best.hit.source.details.language),
    )


def subject_of(analysis: Analysis) -> list[AskedWord]:
    """Return the words that name what a question is about: without those for the kind of thing or explanation."""
    thing = asked_thing(analysis.question)
    words = list(analysis.words) if thing is None else subject_words(thing, analysis.words)
    return [word for word in words if not _KIND.match(word.word)] or words


def proper_names(analysis: Analysis) -> frozenset[str]:
    """Return the question's proper names, abbreviations and years, in lower case; countries apart."""
    spelled = SPELLED_WORD.findall(analysis.question)
    apart = {word for run in _CAPITALISED_RUN.findall(analysis.question) for word in SPELLED_WORD.findall(run)}
    return frozenset(
        word.lower()
        for position, word in enumerate(spelled)
        if (_NUMBER.match(word) or _ABBREVIATION.match(word) or word in apart)
        or _is_name(word, position, analysis.language)
    ) - {word.lower() for word in spelled if countries(word)}


def unknown_names(analysis: Analysis) -> tuple[str, ...]:
    """Return the names and abbreviations in the question that the library does not hold ("Quendelmann").

    A name is a capitalised word that no German dictionary lists, or a word in capitals.
    """
    unknown = {word.word for word in analysis.words if not word.known and word.is_new}
    spelled = SPELLED_WORD.findall(analysis.question)
    return tuple(
        word
        for position, word in enumerate(spelled)
        if word.lower() in unknown and (_ABBREVIATION.match(word) or _is_name(word, position, analysis.language))
    )


def _is_name(word: str, position: int, language: str) -> bool:
    if not word[0].isupper() or (position == 0 and language == "de"):
        return False
    return not (is_german_word(word) if language == "de" else word.lower() in _ENGLISH_CAPITALS)


def _without_light(analysis: Analysis, subject: Sequence[AskedWord]) -> Sequence[AskedWord]:
    """Return the new words of a subject that carry it, its nouns; all of its words where there is none."""
    light = light_words(analysis.question, analysis.language)
    return [word for word in subject if word.is_new and word.word not in light] or subject


def _spots(ranked: Sequence[Candidate]) -> list[_Spot]:
    found: list[_Spot] = []
    ordered = sorted(enumerate(ranked), key=lambda place: (place[1].rank, place[1].start))
    for _, group in groupby(ordered, key=lambda place: place[1].rank):
        some = list(group)
        whole = together(*(candidate.covered for _, candidate in some))
        for at, (rank, one) in enumerate(some):
            near = some[max(0, at - 1) : at + 2] if one.unit.kind == "paragraph" else some[at : at + 1]
            around = together(*(candidate.covered for _, candidate in near))
            text = _with_heads(one.unit) if one.unit.columns else one.text
            context = " ".join((*one.unit.heading_path[-2:], one.unit.lead, one.unit.caption))
            found.append(_Spot(text, context, rank, one.score, one.covered, around, whole))
    return found


def _with_heads(unit: Unit) -> str:
    """Return a table row with the head of its column after each cell: "26 Betten, 12 Zimmer" is what it says."""
    return ", ".join(f"{cell} {head}" for cell, head in zip_longest(unit.cells, unit.columns, fillvalue=""))


def _most(words: Sequence[AskedWord], found: Iterable[Mapping[str, float]]) -> float:
    return max((coverage(words, each) for each in found), default=0.0)


def _countries_named(analysis: Analysis, good: Sequence[_Spot]) -> float:
    asked = countries(analysis.question)
    if not asked:
        return 1.0
    named = (countries(f"{spot.text} {spot.context}") for spot in good)
    return max((len(asked & each) / len(asked) for each in named), default=0.0)
