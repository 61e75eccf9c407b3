"""The kinds of thing that a question can ask for (a date, a price), and how a text shows that it holds one."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.answering.analyse import SPELLED_WORD, Analysis, AskedWord
from assistant.answering.persons import names_person
from assistant.answering.places import cities, countries
from ingest.german import is_german_word, terms

_MONTH = (
    "januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember|january|"
    "february|march|may|june|july|october|december"
)
_DATE = rf"\b(?:19|20)\d\d\b|\b(?:{_MONTH})\b"
_WEEKDAY = (
    r"\b(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag)s?\b|"
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b"
)
_TIME = (
    rf"{_DATE}|{_WEEKDAY}|\b\d{{1,2}}(?:[:.]\d\d)? (?:uhr|o'clock|am|pm)\b|\b\d{{1,2}}\.\s?\d{{1,2}}\.|"
    r"\b(?:früh(?:jahr|ling)|sommer|herbst|winter|spring|summer|autumn)s?\b|"
    r"\b(?:(?:täg|wöchent|monat|jähr)lich|(?:dai|week|month|year)ly)\w*"
)
_COUNT = (
    r"(?<![\w.,])(?!(?:19|20)\d\d\b)\d+(?:[.,]\d+)*(?! ?%)(?![\w])|\b(?:zwei|drei|vier|fünf|sechs|sieben|acht|neun|"
    r"zehn|elf|zwölf|(?:drei|vier|fünf|sech|sieb|acht|neun)zehn|(?:zwan|vier|fünf|sech|sieb|acht|neun)zig|dreißig|"
    r"hundert|tausend|million\w*|dutzend|ein(?:e[mnrs]?)?|halbe\w*|keine?\w?|two|three|four|five|six|seven|eight|nine|ten|"
    r"eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|one|no|none|half|"
    r"dozen|hundred)\b"
)
_UNTIL = r"\b(?:bis|spätestens|frist\w*|endet|ende|vor|bevor|innerhalb|binnen|by|until|ends?|before|within)\b.{0,40}"
_EVENT = r"(?:beginn|start|ende|abschluss|phase|monat|woche|jahr|begin|end|launch|month|week|year)"
_UNIT = r"(?:jahr|jähr|monat|woche|wöch|tag|täg|stunde|stünd|minut|minüt|year|month|week|day|hour)"
_MONEY = (
    r"geld(?:er)?|beitr[aä]g\w*|betr[aä]g\w*|kosten|preis\w*|gebühr\w*|gehalt|umsatz|umsätze|budget|etat|lohn|miete|"
    r"honorar"
)
_NO_MONEY = r"(?!.*\b(?:leist\w*|geleistet|gewonnen|gewann\w*|verliehen|rolle)\b)"  # "Welchen Beitrag leisten ...?"
_REASON = (
    r"\b(weil|da|daher|deshalb|deswegen|darum|denn|somit|dadurch|daran|gr[uü]nd\w*|aufgrund|wegen|um|führt\w*|"
    r"zurückzuführen|damit|because|due|therefore|since|thus|reasons?|durch|indem|könnte\w*)\b"
)
_EXTREME = (
    r"\bam [a-zäöüß]{3,}sten\b|\b(?:meisten|wenigsten|besten?|ältest\w+|jüngst\w+|größt\w+|kleinst\w+|höchst\w*|"
    r"niedrigst\w+|teuerst\w+|billigst\w+|[a-zäöüß]{3,}(?:ig|lich|reich|isch|haft|sam|bar|voll|nd)ste[nrsm]?|"
    r"mehrheit\w*|most|least|fewest|largest|smallest|oldest|youngest|biggest|highest|lowest|cheapest|longest)\b"
)


@dataclass(frozen=True)
class AskedThing:
    """A kind of thing a question can ask for, how the question shows it, and how a text shows that it holds it.

    own_words   words of the question that name the kind and not the subject ("Jahr", "Prozent")
    is_near     whether it may stand in a neighbour of the sentence that names the subject: a telephone number below
                a name, the reason in the sentence after
    """

    name: str
    question: re.Pattern[str]
    evidence: Callable[[str], object]
    own_words: re.Pattern[str]
    is_near: bool = False


def _asked(name: str, question: str, evidence: str, own_words: str = r"^$", *, is_near: bool = False) -> AskedThing:
    pattern = re.compile(evidence, re.IGNORECASE)
    return AskedThing(name, re.compile(question, re.IGNORECASE), pattern.search, re.compile(own_words), is_near)


# in the order in which they are tried
ASKED_THINGS = (
    _asked(
        "mail", r"\be-?mail|\bmailadresse", r"@|\(at\)", r"^(e|mail|mailadresse|adresse|address|lautet)$", is_near=True
    ),
    _asked(
        "phone",
        r"telefonnummer|\btelefon\b|durchwahl|\b(tele)?phone",
        r"\+ ?\d\d|\btel\b\.?:? ?\d|\b0\d{2,}[ /-]\d",
        r"^(telefonnummer|telefon|durchwahl|phone|number|lautet)$",
        is_near=True,
    ),
    _asked(
        "web",
        r"(auf|unter|on|under|at) (welche[rmn]?|which|what) (\w+ )?(web|internet|homepage|seite|site|url|address)|"
        r"\bwie (lautet|heißt) .*(web|internet|homepage|url)|\burl\b|downlo|herunterlad|webadresse|internetadresse",
        r"www\.|https?:",
        r"^(website|webseite|internetseite|homepage|url|adresse|address|lautet)$",
        is_near=True,
    ),
    _asked(
        "address",
        r"postadresse|anschrift|\badresse\b|welche[rn] straße|postleitzahl|hausnummer|\baddress\b|(which|what) street",
        r"\b\d{5} [A-ZÄÖÜ]|(straße|str\.|platz|weg|allee|street) \d",
        r"^(postadresse|anschrift|adresse|straße|postleitzahl|address|street|lautet|sitzt)$",
        is_near=True,
    ),
    _asked(
        "amount",
        r"\bkostet(en?)?\b|\b(was|wie viel) kosten\b|gekostet|wie teuer|wie viele? (geld|euro|mio|million|milliarde)|"
        r"welche[mrn]? (betrag|summe|budget|höhe)|\bverdien|\bgehalt\b|"
        rf"{_NO_MONEY}(wie hoch|welche\w*) (\S+ ){{0,3}}?\S*({_MONEY})\b|"
        r"how much (money|does|did|is|will)|what (is|does|was) .*\b(cost|budget|price|salary)|\bbudget\b.*\?",
        r"€|\beuro\b|\bmio|million|\bchf\b|franken|\d ?(eur|usd)\b",
        r"^(geld|euro|millionen?|betrag|kostet|kosten|gekostet|teuer|hoch|money|much|cost|budget)$",
    ),
    _asked(
        "share",
        r"prozent|\b\w*anteil\b|\bquote\b|fördersatz|förderquote|percent|\bshare of\b|funding rate|success rate",
        r"%|prozent|percent|drittel|hälfte|viertel",
        r"^(prozent|anteil|quote|percentage|share|rate|hoch|groß)$",
    ),
    _asked(
        "duration",
        r"wie lange|wie viel zeit|wie viele (jahre|monate|wochen|tage|stunden)|welche[rn]? \w*(zeit|frist|dauer)\b|"
        r"how long|how many (years|months|weeks|days)",
        rf"({_COUNT})(.{{0,12}}|-){_UNIT}|{_UNIT}.{{0,6}}\d",
        r"^(lange|dauern?|dauerte?n?|jahre|monate|wochen|tage|zeit|frist|dauer|long|years|months|weeks|days)$",
    ),
    _asked(
        "deadline",
        r"bis zu welche[mr]\b|stichtag|deadline|by when|einsendeschluss|bewerbungsschluss",
        rf"{_UNTIL}({_DATE})",
        r"^(stichtag|datum|deadline|date)$",
    ),
    _asked("deadline", r"\bbis wann\b|until when", rf"{_UNTIL}({_DATE}|{_EVENT})", r"^(wann)$"),
    _asked(
        "day",
        r"(an|am) welche[mn] (datum|tag)|(which|what) (date|day)\b",
        rf"\d{{1,2}}\. ?({_MONTH}|\d{{1,2}}\.)|\b({_MONTH}) \d{{1,2}}\b|{_WEEKDAY}",
        r"^(datum|tag|date|day|fand)$",
    ),
    _asked(
        "moment",
        r"\b(wann|when)\b.*\b(soll\w*|muss|müssen|kann|können|darf|should|must|can|may)\b",
        rf"{_DATE}|\b(phase|vor|nach|beginn|frühzeitig|sobald|before|after|early|once)\b|{_TIME}|phase",
        r"^(wann)$",
    ),
    _asked(
        "date",  # of what happened once: on a Sunday, at ten, does not answer it
        r"\bwann (wurden?|war(en)?|fand(en)?|hat(te)?|haben|\w{3,}te)\b|"
        r"\bwhen (was|were|did|has|had)\b",
        rf"{_DATE}|frühjahr|sommer|herbst|winter",
        r"^(wann|datum|jahr|monat|date|year)$",
    ),
    _asked(
        "date",
        r"\bwann\b|\bdatum|welche[mn] (jahr|monat|tag)\b|\bwhen (is|was|does|did|will|do)\b|"
        r"(which|what) (year|month|date)",
        _TIME,
        r"^(wann|datum|jahr|monat|date|year)$",
    ),
    AskedThing(
        "person",
        re.compile(
            r"^(und )?wer (ist|war|wurde|moderiert\w*|leitete?|verfasste|schrieb|hat .*(geschrieben|verfasst)|"
            r"betreut\w*|gründete|vertritt|erfand)\b|"
            r"\bwie (heißt|hieß)\b.{0,25}\b(der \S*(er|ent|or|eur|mann|chef)|die \S*(in|frau))\b|"
            r"\bvon wem (ist|war|stammt)\b|\bwho (is|was|leads|led|chairs|chaired|wrote|moderated|supervised)\b",
            re.IGNORECASE,
        ),
        names_person,
        re.compile(r"^(heißt|hieß|name)$"),
        is_near=True,
    ),
    _asked(
        "number",
        r"\bwie (viele?n?|groß|hoch|weit)\b(?! (liegt|lag|hängt|hält|halten|bringt|taugt)\b)|\banzahl\b|how many",
        _COUNT,
        r"^(vielen?|viele|anzahl|zahl|many|number)$",
    ),
    AskedThing(
        "country",
        re.compile(
            r"\b(in|aus|auf|zu|mit) welche[nmrs]? (\w+ )?(staat|staaten|\w*land|\w*ländern?)\b|"
            r"^(welche|which)\w* (\w+ ){0,2}(\w*länder|staaten|countries)\b|"
            r"\b(in|to|from) (which|what) (\w+ )?(country|countries)\b",
            re.IGNORECASE,
        ),
        countries,
        re.compile(r"^(länder|zielländer|ländern|land|staaten?|staat|country|countries)$"),
        is_near=True,
    ),
    AskedThing(
        "place",
        re.compile(
            r"\b(in|aus|zu) welche[nmrs]? (\w+ )?(stadt|städten?|ort|orten|region(?:en)?)\b|"
            r"^(welche|which)\w* (\w+ ){0,2}(regionen|städte|cities|regions)\b|"
            r"\bwo (sitzt|liegt|befindet|hat .*sitz|fand|findet(?! man))\b|"
            r"\b(in|to|from) (which|what) (city|cities|town|place)\b|"
            r"^where (is|was|are|were)\b",
            re.IGNORECASE,
        ),
        cities,
        re.compile(r"^(stadt|städten?|sitz|ort|regionen|city|cities|headquarters)$"),
    ),
    _asked(
        "reason",
        r"\b(warum|weshalb|wieso|why)\b|welche[mn]? gr[uü]nd",
        _REASON,
        r"^(grund|gründen|reason)$",
        is_near=True,
    ),
    _asked("extreme", _EXTREME, _EXTREME),
)
_WHERE = re.compile(r"\b(wo|where)\b", re.IGNORECASE)
_AT_A_PLACE = re.compile(
    r"\b(?:am|im|in de[rmn]|an de[rmn]|auf de[rm]|hinter de[rm]|neben de[rm]|at the|in the|near) \w"
)
_WORDS_BETWEEN = 3  # between a number and what it counts: "32 eingereichte Vorhabenbeschreibungen"
_NUMBER = re.compile(_COUNT, re.IGNORECASE)
_HOW_MANY = re.compile(r"\b(wie viele?n?(?! (?:mehr|weniger))|how many)\b", re.IGNORECASE)
_TOKEN = re.compile(r"[^\s,;:()]+")
_OWN_NUMBER = re.compile(r"^\W?\d{1,3}[.)]?\s")
_CITED = re.compile(r"\b(Vgl|ebd|Hrsg|et al)\b\.?|, S\. ?\d|\((19|20)\d\d\w?\):", re.IGNORECASE)
_GIVEN = re.compile(rf"{_DATE}|\b\d+\b", re.IGNORECASE)
_DATED = ("date", "day", "deadline", "moment", "number")


def asked_thing(question: str) -> AskedThing | None:
    """Return what kind of thing a question asks for, None for questions that ask for an explanation or a list."""
    return next((thing for thing in ASKED_THINGS if thing.question.search(question)), None)


def holds(thing: AskedThing, asked: Analysis, text: str) -> bool:
    """Tell whether a text holds what is asked for, and that is not in the question: the year 2012 does not answer

    "Why was it renamed after 2012?". A number must count what is counted; the number of a list item or a year in a
    reference to literature is none.
    """
    text = _OWN_NUMBER.sub("", text)
    if thing.name in ("person", *_DATED) and _CITED.search(text):
        return False
    if thing.name == "country":
        return bool(countries(text, as_nouns=True) - countries(asked.question))
    if thing.name == "place":
        return (
            bool(cities(text) - cities(asked.question))
            or _new_name(text, asked.question)
            or bool(_WHERE.search(asked.question) and _AT_A_PLACE.search(text))
        )
    if thing.name in ("person", *_DATED):
        asked_for = asked.question if thing.name == "person" else " ".join(_GIVEN.findall(asked.question))
        text = " ".join("·" if word.strip(",.;:()") in asked_for else word for word in text.split())
    if not thing.evidence(text):
        return False
    counted = counted_word(asked) if thing.name == "number" else None
    return counted is None or _counts(text, counted)


def _new_name(text: str, question: str) -> bool:
    """Tell whether a text says "in X" or "aus X" of a name that no dictionary lists and the question does not hold."""
    return any(
        name not in question and not is_german_word(name)
        for name in re.findall(r"\b(?:in|aus|from) ([A-ZÄÖÜ]\w{2,})", text)
    )


def counted_word(asked: Analysis) -> AskedWord | None:
    """Return the noun that "wie viele ..." asks to count; of "wie viele davon" the last noun of the question before."""
    found = _HOW_MANY.search(asked.question)
    if found is None:
        return None
    known = {word.word: word for word in asked.words}
    following = SPELLED_WORD.findall(asked.question[found.end() :])
    if following[:1] in (["davon"], ["of"]) and asked.turns:
        following = SPELLED_WORD.findall(asked.turns[-1])
    wanted = [word.lower() for word in following if asked.language != "de" or word[0].isupper()]
    return next((known[word] for word in wanted if word in known), None)


def _counts(text: str, counted: AskedWord) -> bool:
    """Tell whether a number stands shortly before the counted noun, or a compound with it ("150 Clustermitglieder")."""
    tokens = _TOKEN.findall(text)
    return any(
        at > 0
        and _is_form(counted, token)
        and bool(_NUMBER.search(" ".join(tokens[max(0, at - 1 - _WORDS_BETWEEN) : at])))
        for at, token in enumerate(tokens)
    )


def _is_form(word: AskedWord, token: str) -> bool:
    return bool({word.stem, *word.alike} & _terms(token))


@lru_cache(maxsize=20_000)
def _terms(token: str) -> frozenset[str]:
    return frozenset(terms(token))


def subject_words(thing: AskedThing, words: Sequence[AskedWord]) -> list[AskedWord]:
    """Return the words of a question that name its subject: without those that name the kind of thing asked for."""
    return [word for word in words if not thing.own_words.match(word.word)] or list(words)
