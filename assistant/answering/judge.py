"""Whether what was found answers the question at all: decided anew for every question, before anything is written."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.answering.analyse import SPELLED_WORD, Analysis, AskedWord
from assistant.answering.extract import Candidate
from assistant.answering.match import coverage
from assistant.records import AnswerState
from ingest.german import is_german_word, terms

_MONTH = (
    "januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember|january|"
    "february|march|may|june|july|october|december"
)
_COUNT = (
    r"(?<![\w.,])(?!(19|20)\d\d\b)\d+([.,]\d+)*(?![\w])|\b(zwei|drei|vier|fünf|sechs|sieben|acht|neun|"
    r"zehn|elf|zwölf|zwanzig|dreißig|"
    r"hundert|tausend|million\w*|dutzend|two|three|four|five|six|seven|eight|nine|ten|dozen|hundred)\b"
)
_UNIT = r"(jahr|jähr|monat|woche|wöch|tag|täg|stunde|stünd|minut|minüt|year|month|week|day|hour)"


@dataclass(frozen=True)
class AskedThing:
    """A kind of thing a question can ask for, how the question shows it, and how a text shows that it holds it.

    own_words   words of the question that name the kind and not the subject ("Jahr", "Prozent")
    """

    name: str
    question: re.Pattern[str]
    evidence: Callable[[str], object]
    own_words: re.Pattern[str]


def _asked(name: str, question: str, evidence: str, own_words: str = r"^$") -> AskedThing:
    pattern = re.compile(evidence, re.IGNORECASE)
    return AskedThing(name, re.compile(question, re.IGNORECASE), pattern.search, re.compile(own_words))


def names_person(text: str) -> bool:
    """Tell whether a text names a person: a title, or two capitalised words in a row, not both in a dictionary."""
    if _TITLED.search(text):
        return True
    pairs = (match.group(1, 2) for match in _CAPITALISED_PAIR.finditer(text))
    return any(not (is_german_word(first) and is_german_word(last)) for first, last in pairs)


_TITLED = re.compile(r"\b(Dr|Prof)\.")
_CAPITALISED_PAIR = re.compile(
    r"(?<![.!?:] )(?<!^)\b([A-ZÄÖÜ][a-zäöüßé]{2,})(?= (?:(?:von|zu|de) )*([A-ZÄÖÜ][a-zäöüßé]{2,})\b)"
)
# in the order in which they are tried
ASKED_THINGS = (
    _asked(
        "contact",
        r"telefon(nummer)?\b|durchwahl|e-?mail|postadresse|anschrift|\badresse|web-?(site|seite|"
        r"adresse)\b.*\?|internetadresse|\burl\b|\bphone|\baddress\b|\bwebsite|download",
        r"@|\(at\)|www\.|https?:|\+ ?\d\d|\btel\b",
        r"^(telefonnummer|mail|adresse|website|webseite|phone|address|number)$",
    ),
    _asked(
        "amount",
        r"was kostet|wie teuer|wie viele? (geld|euro|mio|million)|welche[mrn]? (betrag|summe|budget|höhe)|"
        r"\bverdien|gehalt|how much (money|does|did|is|will)|"
        r"what (is|does|was) .*\b(cost|budget|price|salary)|\bbudget\b.*\?",
        r"€|\beuro\b|\bmio|million|\bchf\b|franken",
        r"^(geld|euro|millionen?|betrag|kostet|teuer|money|much|cost|budget)$",
    ),
    _asked(
        "share",
        r"prozent|\banteil\b|\bquote\b|fördersatz|förderquote|percent|\bshare of\b|funding rate|success rate",
        r"%|prozent|percent|drittel|hälfte|viertel",
        r"^(prozent|anteil|quote|percentage|share|rate)$",
    ),
    _asked(
        "duration",
        r"wie lange|wie viele (jahre|monate|wochen|tage|stunden)|welche[rn]? (zeit|frist|dauer)\b|how long|"
        r"how many (years|months|weeks|days)",
        rf"({_COUNT})(.{{0,12}}|-){_UNIT}|{_UNIT}.{{0,6}}\d",
        r"^(lange|jahre|monate|wochen|tage|zeit|frist|dauer|long|years|months|weeks|days)$",
    ),
    _asked(
        "date",
        r"\bwann\b|stichtag|\bdatum|welche[mn] (jahr|monat|tag)\b|\bwhen (is|was|does|did|will|do)\b|"
        r"deadline|(which|what) (year|month|date)",
        rf"\b(19|20)\d\d\b|\b({_MONTH})\b|frühjahr|sommer|herbst|beginn|(vor|nach) (der|dem|projekt)|phase",
        r"^(wann|stichtag|datum|jahr|monat|date|year|deadline)$",
    ),
    AskedThing(
        "person",
        re.compile(
            r"^(und )?wer (ist|war|wurde|moderierte|leitete?|verfasste|schrieb)\b|"
            r"\bwie (heißt|hieß) (der \S*(er|ent|or|eur|mann|chef)|die \S*(in|frau))\b|"
            r"\bvon wem (ist|war|stammt)\b|\bwho (is|was|leads|led|chairs|chaired|wrote|moderated)\b",
            re.IGNORECASE,
        ),
        names_person,
        re.compile(r"^(heißt|hieß|name)$"),
    ),
    _asked("number", r"\bwie (viele?|groß|hoch)\b|\banzahl\b|how many", _COUNT, r"^(viele?|anzahl|zahl|many|number)$"),
)


# How much of the subject a sentence with the asked kind of thing must cover; set on 170 questions (docs/evaluation.md).
_SUPPORT = {"contact": 0.5, "amount": 0.1, "share": 0.08, "duration": 0.1, "person": 0.5, "date": 0.34, "number": 0.2}
_LEAST_COVERED = 0.14  # of the question's information in the best passage; below, nothing but chance brought it up
_WORDS_BETWEEN = 3  # between a number and what it counts: "32 eingereichte Vorhabenbeschreibungen"


def judge(analysis: Analysis, parts: Sequence[Analysis], ranked: Sequence[Candidate]) -> AnswerState:
    """Tell whether the candidates answer the question: supported, partly (one of several asked), or no_evidence.

    They do not where the question turns on a name the library does not know, where hardly a word of it was found, or
    where it asks for a figure, date, price or address and no sentence about its subject holds one.
    """
    if not ranked or not analysis.words or unknown_names(analysis) or _is_off_topic(analysis, ranked):
        return "no_evidence"
    answered = [_is_supported(part, ranked) for part in parts]
    if all(answered):
        return "supported"
    return "partly" if any(answered) else "no_evidence"


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


def _is_off_topic(analysis: Analysis, ranked: Sequence[Candidate]) -> bool:
    """Tell whether most of what a question is about is unknown to the library, or hardly a word of it was found."""
    new = [word for word in analysis.words if word.is_new] or list(analysis.words)
    if _is_mostly_unknown(analysis, new):
        return True
    if analysis.language != "de" or len(new) < _FEWEST_JUDGED:
        return False
    return max(coverage(new, candidate.covered) for candidate in ranked) < _LEAST_COVERED


def _is_mostly_unknown(analysis: Analysis, new: Sequence[AskedWord]) -> bool:
    """Tell whether two or more words that carry the question, or all of them, are unknown: in German, its nouns."""
    capitals = {word.lower() for word in SPELLED_WORD.findall(analysis.question)[1:] if word[0].isupper()}
    carrying = [word for word in new if analysis.language == "en" or word.word in capitals]
    unknown = [word for word in carrying if not word.known]
    share = _UNKNOWN_SHARE[analysis.language] * sum(word.weight for word in carrying)
    return bool(unknown) and (len(unknown) > 1 or unknown == carrying) and sum(w.weight for w in unknown) >= share


def _is_supported(part: Analysis, ranked: Sequence[Candidate]) -> bool:
    thing = asked_thing(part.question)
    if thing is None:
        return True
    holding = [candidate for candidate in ranked if _holds(thing, part, _unnumbered(candidate.text))]
    return support(thing, part.words, holding) >= _SUPPORT[thing.name]


def _holds(thing: AskedThing, part: Analysis, text: str) -> bool:
    """Tell whether a text holds what is asked for: a person the question does not name, a count of what is counted."""
    if thing.name == "person":
        text = " ".join(word for word in text.split() if word.strip(",.;:()") not in part.question)
    if not thing.evidence(text):
        return False
    counted = _counted(part) if thing.name == "number" else None
    return counted is None or _counts(text, counted)


def _unnumbered(text: str) -> str:
    """Return a text without the number it bears as a list item, row or footnote."""
    return _OWN_NUMBER.sub("", text)


def asked_thing(question: str) -> AskedThing | None:
    """Return what kind of thing a question asks for, None for questions that ask for an explanation or a list."""
    return next((thing for thing in ASKED_THINGS if thing.question.search(question)), None)


def support(thing: AskedThing, words: Sequence[AskedWord], holding: Sequence[Candidate]) -> float:
    """Return how much of the question's subject the best of these candidates covers, 0..1."""
    subject = [word for word in words if not thing.own_words.match(word.word)]
    subject = [word for word in subject if word.is_new] or subject
    return max((coverage(subject, candidate.covered) for candidate in holding), default=0.0)


def _counted(part: Analysis) -> AskedWord | None:
    """Return the noun that "wie viele ..." asks to count."""
    found = _HOW_MANY.search(part.question)
    if found is None:
        return None
    following = SPELLED_WORD.findall(part.question[found.end() :])
    known = {word.word: word for word in part.words}
    wanted = [word.lower() for word in following if part.language != "de" or word[0].isupper()]
    return next((known[word] for word in wanted if word in known), None)


def _counts(text: str, counted: AskedWord) -> bool:
    """Tell whether a number stands shortly before the counted noun, or a compound with it ("150 Clustermitglieder")."""
    tokens = _TOKEN.findall(text)
    for at, token in enumerate(tokens):
        if (
            at
            and _presence_in(counted, token)
            and _NUMBER.search(" ".join(tokens[max(0, at - 1 - _WORDS_BETWEEN) : at]))
        ):
            return True
    return False


def _presence_in(word: AskedWord, token: str) -> bool:
    return bool({word.stem, *word.alike} & set(terms(token)))


_NUMBER = re.compile(_COUNT, re.IGNORECASE)
_HOW_MANY = re.compile(r"\b(wie viele?|how many)\b", re.IGNORECASE)
_TOKEN = re.compile(r"[^\s,;:()]+")
_ABBREVIATION = re.compile(r"^(?=.*[A-ZÄÖÜ].*[A-ZÄÖÜ])[A-ZÄÖÜ0-9]{2,}s?$")
_OWN_NUMBER = re.compile(r"^\W?\d{1,3}[.)]?\s")
_FEWEST_JUDGED = 3
# of the information in the words that carry a question; English ones meet German texts only through the thesaurus
_UNKNOWN_SHARE = {"de": 0.5, "en": 0.8}
_ENGLISH_CAPITALS = frozenset(["i", "european", "german", "english"])
