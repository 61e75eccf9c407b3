"""How the quote gate reads a sentence or a quote: its clauses, their content words, and which clause tells of what."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby

from assistant.answering.gate.lexicon import load_lexicon
from assistant.answering.gate.lines import NEW_LINE, unwrapped
from assistant.answering.gate.spelling import with_plain_dates
from assistant.answering.thesaurus import load_thesaurus
from ingest.dictionary import load_dictionary
from ingest.german import compound_parts, stem, terms, words
from ingest.records import Language
from ingest.small_words import STOPWORDS

# What a content word counts that the other text holds: itself, a part of its compound, a word of the same meaning.
_SAME, _PART, _SYNONYM, _TRANSLATED = 1.0, 0.7, 0.6, 0.7
_SENSES = 4  # translations of a word that may be meant
_NEAR = 0.6  # of the best clause's score: a clause that tells of a sentence nearly as well is looked at, too
_SURE, _SURE_TOGETHER = 0.45, 1.2  # of one clause's words in the other, and both ways: measured on author1
LEAST_LIKENESS = 0.2  # below, no clause can be told from the others
_GERMAN_ONLY = re.compile(
    r"\b(der|die|das|den|dem|des|ein|eine|einer|eines|und|oder|ist|sind|wird|werden|nicht|für|mit|von|zu|zur|zum|bei|"
    r"im|auf|aus|sich|soll|sollte|kann|können|muss|wurde|wurden|durch|innerhalb|nach|vor|bis|ab|jahr|monate?n?|euro)\b|[äöüß]"
)
_ENGLISH_ONLY = re.compile(
    r"\b(the|of|and|or|is|are|to|for|with|by|from|at|be|been|has|have|not|should|must|can|may|will|within|during|after|"
    r"before|this|that|its|their|each|every|no|between|over|than|it|on|as|which|who)\b"
)
_ABBREVIATIONS = (
    "z B d h o J u a Mio Mrd Tsd ca bzw Nr No Kap S p Abb Tab Dr Prof vgl inkl max min Jan Feb Aug Sept Okt Nov Dez"
)
_SENTENCE_END = re.compile(
    r"(?<=[.!?…])" + "".join(rf"(?<!\b{short}\.)" for short in _ABBREVIATIONS.split()) + r"(?<!\d\.)"
    r"[\"“”»)]*\s+(?=[\"„«(]?[A-ZÄÖÜ0-9])|(?<=\d{4}\.)\s+(?=[A-ZÄÖÜ])|\n+"
)
_CLAUSE_END = re.compile(
    r"(?<=[,;:])(?!\d)(?=\s)|\s[–—|]\s|\t|\s(?=(?:but|because|if|although|while|whereas|before|after)\s)"
)
_SHORT_ASIDE = 2  # words
# "Personen, nicht Unternehmen", "und nicht Unternehmen": denies the noun, not the clause
_CONTRAST = re.compile(
    r"(?:^\s*|\bund\s+|\band\s+)(nicht|not)(?=\s+(?:(?:der|die|das|den|dem|von|in|zwischen|the|between)\s+){0,2}"
    r"[A-ZÄÖÜ][\w-]*[\s.,;)]*$)"
)
# "Es ist nicht möglich, neue Fragen aufzunehmen": the infinitive belongs to what is said of it
_OPENS_INFINITIVE = re.compile(
    r"\s+(?!um\b|ohne\b|statt\b)[^,;:.]*\b(?:zu\s[a-zäöüß]+e?n|(?:ab|an|auf|aus|bei|durch|ein|fest|her|hin|hinzu|mit|nach|um|vor|"
    r"zu)zu[a-zäöüß]{3,}n)\s*(?=[.,;:]|$)"
)
_GOES_ON = re.compile(
    r"\s*(?:ist|sind|war|waren|wird|werden|wurden?|hat|haben|kann|können|muss|müssen|soll|sollen|sollten?|darf|dürfen|"
    r"is|are|was|were|has|have|can|must|should|may|will)\b"
)
_BRACKETS = re.compile(r"\([^()\n]*\)")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_VERBAL = re.compile(
    r"\b(gab|gaben|gibt|fand|fanden|kam|kamen|ging|gingen|lag|lagen|stand|nahm|blieb|ließ|hieß|lief|trat|bot|zog|hielt|"
    r"ist|sind|war|waren|wird|werden|wurden?|hat|haben|hatten?|sei|is|are|was|were|be|been|has|have|had)\b|"
    r"(?-i:\b(?!(?:innerhalb|mindestens|höchstens|mit|seit|damit|somit|nicht|zeit|erst|selbst|meist|sonst|fast|jetzt|statt|"
    r"laut|samt|recht|weit|gut|bereits|gesamt|direkt|zwischen|neben|gegen|wegen|ihren|seinen|einen|keinen|allen|ersten|"
    r"zweiten|dritten|beiden|anderen|eigenen|letzten|weiteren)\b)[a-zäöüß]{2,}(?:t|te|ten|en|ern|eln|es)\b)"
)


@dataclass(frozen=True, eq=False)  # told apart by identity: they are keys of caches
class Word:
    """A content word: its spelling, its place, its stems (compound parts included), and the stems of its synonyms."""

    text: str
    start: int
    end: int
    stem: str
    stems: frozenset[str]
    alike: frozenset[str]


@dataclass(frozen=True, eq=False)
class Clause:
    """text[start:end] between two punctuation marks; `sentence` numbers the sentence it belongs to."""

    start: int
    end: int
    sentence: int
    text: str
    words: tuple[Word, ...]
    has_verb: bool
    stems: frozenset[str]
    heads: frozenset[str]
    alike: frozenset[str]


@dataclass(frozen=True, eq=False)
class Reading:
    """A text in NFC as the gate sees it; offsets of clauses and words count in `text`, `lower` is as long."""

    text: str
    lower: str
    language: Language | None
    clauses: tuple[Clause, ...]

    @property
    def words(self) -> tuple[Word, ...]:
        return tuple(word for clause in self.clauses for word in clause.words)


@lru_cache(maxsize=4096)
def read(text: str) -> Reading:
    """Return a sentence or quote, taken apart. language is None where no small word shows it."""
    text = unicodedata.normalize("NFC", text).replace("\u00ad", "").replace("\u00a0", " ").replace("\u202f", " ")
    text = with_plain_dates(unwrapped(text))
    lower = "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)
    german, english = len(_GERMAN_ONLY.findall(lower)), len(_ENGLISH_ONLY.findall(lower))
    language: Language | None = None if german == english else "de" if german > english else "en"
    return Reading(text, lower, language, tuple(_clauses(text, lower, language or "de")))


@lru_cache(maxsize=4096)
def homes(reading: Reading) -> tuple[Clause, ...]:
    """Return what a value can belong to: the rows and items of a text as one clause each, else its clauses."""
    found: list[Clause] = []
    for sentence, clauses in groupby(reading.clauses, key=lambda clause: clause.sentence):
        parts = list(clauses)
        line = reading.text[reading.text.rfind("\n", 0, parts[0].start) + 1 : parts[-1].end]
        if len(parts) > 1 and (NEW_LINE.match(line) or "\t" in line):
            parts = [_merged(parts, sentence, reading)]
        found += parts
    return tuple(found)


@lru_cache(maxsize=4096)
def whole_sentences(reading: Reading) -> tuple[Clause, ...]:
    """Return the sentences, rows and items of a text as one clause each."""
    grouped = groupby(reading.clauses, key=lambda clause: clause.sentence)
    return tuple(_merged(list(clauses), sentence, reading) for sentence, clauses in grouped)


def is_cell(clause: Clause, reading: Reading) -> bool:
    """Tell whether a clause stands in a row of a table, which tells figures and no duties."""
    begin = reading.text.rfind("\n", 0, clause.start) + 1
    return reading.text[begin:].lstrip().startswith("|")


def _merged(parts: Sequence[Clause], sentence: int, reading: Reading) -> Clause:
    start, end = min(part.start for part in parts), max(part.end for part in parts)
    return Clause(
        start=start,
        end=end,
        sentence=sentence,
        text=reading.lower[start:end],
        words=tuple(word for part in parts for word in part.words),
        has_verb=any(part.has_verb for part in parts),
        stems=frozenset().union(*(part.stems for part in parts)),
        heads=frozenset().union(*(part.heads for part in parts)),
        alike=frozenset().union(*(part.alike for part in parts)),
    )


def likeness(words: Iterable[Word], clause: Clause, *, translated: bool = True) -> float:
    """Return how much of these words a clause holds, 0..1; words of the same meaning and compound parts count less.

    translated: also those with a translation in common.
    """
    found = [_presence(word, clause, translated) for word in words]
    return sum(found) / len(found) if found else 0.0


def tell_the_same(clause: Clause, other: Clause) -> bool:
    """Tell whether two clauses surely tell of the same: honest prose that rephrases seldom shares that many words."""
    forth, back = likeness(clause.words, other), likeness(other.words, clause)
    return forth >= _SURE or forth + back >= _SURE_TOGETHER


def nearest(clause: Clause, quotes: Sequence[Reading]) -> list[Clause]:
    """Return the clauses of the quotes that tell of what a clause of the sentence tells, best first.

    Where hardly a word is shared, as between languages, every clause may be meant, and all are returned.
    """
    candidates = [other for quote in quotes for other in quote.clauses if other.words]
    scores = [(likeness(clause.words, other), other) for other in candidates]
    best = max((score for score, _ in scores), default=0.0)
    if best < LEAST_LIKENESS:
        return candidates
    ranked = sorted(scores, key=lambda pair: -pair[0])
    return [other for score, other in ranked if score >= _NEAR * best]


def shares(word: Word, others: Iterable[Word]) -> bool:
    """Tell whether one of the others means the same as a word, or is a part of the same compound."""
    return any(word.stems & other.stems or word.alike & other.stems or word.stems & other.alike for other in others)


def may_mean(word: Word, others: Iterable[Word]) -> bool:
    """Tell the same, or whether the dictionary has a translation for both."""
    others = list(others)
    return shares(word, others) or any(word.alike & other.alike for other in others)


def _presence(word: Word, clause: Clause, translated: bool) -> float:
    if word.stem in clause.heads:
        return _SAME
    if word.stems & clause.stems:
        return _PART
    return _SYNONYM if word.alike & clause.stems else _TRANSLATED if translated and word.alike & clause.alike else 0.0


def _clauses(text: str, lower: str, language: Language) -> Iterator[Clause]:
    """Yield the clauses in order; what stands in brackets is a clause of its own behind that which it interrupts."""
    outside = _BRACKETS.sub(_without_aside, text)
    for sentence, (start, end) in enumerate(_pieces(_SENTENCE_END, text, 0, len(text))):
        pending, subject = start, None
        for a, b in _pieces(_CLAUSE_END, outside, start, end):
            clause = _clause(outside, lower, pending if pending < a else a, b, sentence, language)
            if (clause.words or b == end) and not _OPENS_INFINITIVE.match(outside, b, end):
                pending = b
                yield _with_subject(clause, subject)
                subject = clause if subject is None and not clause.has_verb else subject
        for match in _BRACKETS.finditer(text, start, end):
            if outside[match.start() : match.end()].isspace():
                yield _clause(text, lower, match.start() + 1, match.end() - 1, sentence, language)


def _with_subject(clause: Clause, subject: Clause | None) -> Clause:
    """Return a clause that begins with its verb with the subject it goes on from: "Der Aufwand, ..., sollte"."""
    if subject is None or not _GOES_ON.match(clause.text):
        return clause
    heads, stems = clause.heads | subject.heads, clause.stems | subject.stems
    return replace(
        clause, words=(*subject.words, *clause.words), heads=heads, stems=stems, alike=clause.alike | subject.alike
    )


def _without_aside(match: re.Match[str]) -> str:
    """Blank what stands in brackets; a word or two belong to the clause: "mit (externen) Spezialisten"."""
    inside = match.group()[1:-1]
    return f" {inside} " if len(inside.split()) <= _SHORT_ASIDE else " " * len(match.group())


def _pieces(boundary: re.Pattern[str], text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for match in boundary.finditer(text, start, end):
        if match.start() > start:
            yield start, match.start()
        start = match.end()
    if start < end:
        yield start, end


def _clause(text: str, lower: str, start: int, end: int, sentence: int, language: Language) -> Clause:
    """Return text[start:end] as a clause; text may be blank where another clause stands."""
    own = "".join(letter if text[start + place] != " " else " " for place, letter in enumerate(lower[start:end]))
    content = tuple(_content_words(own, start, language))
    contrast = _CONTRAST.search(text[start:end])
    if contrast:
        own = own[: contrast.start(1)] + " " * len(contrast.group(1)) + own[contrast.end(1) :]
    return Clause(
        start=start,
        end=end,
        sentence=sentence,
        text=own,
        words=content,
        has_verb=bool(_VERBAL.search(text[start:end])),
        stems=frozenset(one for word in content for one in word.stems),
        heads=frozenset(word.stem for word in content),
        alike=frozenset(one for word in content for one in word.alike),
    )


def _content_words(lower: str, offset: int, language: Language) -> Iterator[Word]:
    """Yield the words that carry a clause's content: neither small words nor those the gate itself judges."""
    modal = load_lexicon().bare_modal
    for match in _WORD.finditer(lower):
        word = match.group()
        if len(word) > 1 and word not in STOPWORDS and not modal.fullmatch(word):
            yield Word(word, offset + match.start(), offset + match.end(), *_meaning(word, language))


@lru_cache(maxsize=50_000)
def _meaning(word: str, language: Language) -> tuple[str, frozenset[str], frozenset[str]]:
    own = terms(word, language) or [word]
    synonyms = load_thesaurus().synonyms(word, language).get(word, ())
    spelled = [other for term in synonyms for other in term.lower().replace("-", " ").split()]
    alike = {one for other in spelled if other not in STOPWORDS for one in terms(other, "de")}
    return own[0], frozenset(own), frozenset(alike | _translated(word, language))


def _translated(word: str, language: Language) -> set[str]:
    """Return the English stems of a word, marked as such: two words that share one may mean the same."""
    dictionary = load_dictionary()
    german = dictionary.german(word)[:_SENSES] if language == "en" else (word, *compound_parts(word))
    english = {term for other in german for term in dictionary.english(other)[:_SENSES]}
    english |= {word} if language == "en" else set()
    return {f"en:{stem(part, 'en')}" for term in english for part in words(term) if part not in STOPWORDS}
