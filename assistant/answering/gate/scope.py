"""Before and after, only and always: the time and the limits of what a sentence says must be those of its quote."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.answering.gate.dates import dates
from assistant.answering.gate.denial import negated_bound, negators, without_apparent
from assistant.answering.gate.lexicon import load_lexicon
from assistant.answering.gate.quantities import Quantity, quantities
from assistant.answering.gate.reading import Clause, Reading, Word, likeness, nearest, shares
from assistant.answering.gate.records import Contradiction

_BOUND_REACH = 50  # characters
# no bound themselves, but said in other words they are one: "höchstens 50" for "nur 50", for a period "innerhalb von"
_LENDING = {
    "up": r"\b(?:gut|just over|a good|from|(?:länger|älter|longer|older) (?:als|than))",
    "down": (
        r"\b(?:bis|nur|lediglich|only|within|innerhalb|binnen|knapp|fast|nahezu|almost|nearly|just under|spätestens|"
        r"(?:kürzer|jünger|shorter|younger) (?:als|than))(?:\s(?:von|of|nach|after|noch))?"
    ),
}
_LENDING_PERIOD = r"\b(?:ersten|first)"
# "verfügt über 64 Mitglieder", "unter den 64 Mitgliedern" bound nothing
_RULED = re.compile(
    r"(?<=verfügt\s)über|(?<=verfügen\s)über|\bverfüg\w+[^,.;]{0,40}\süber\b|\b(?:bericht|entsch|beschl|inform|diskut|abst|erstreck|verteil|sprach|"
    r"sprech|lief|läuft|dauer|zeitraum|laufzeit)\w*[^,.;]{0,40}\süber\b|\bunter\s(?:den|allen|diesen|unseren|ihren|seinen)\b|\bfrom\b|"
    r"\b(?:spread|distribut|extend|decid|report|run|ran)\w*[^,.;]{0,30}\sover\b|\bab(?=\s(?:dem|der)\b)"
)
_FILLER = (
    r"(?:\s+(?:etwa|rund|ca\.|circa|zirka|zur|zum|zu|den|die|der|einem|einer|eine|jeweils|je|a|an|the|of|about|around|some))"
    r"{0,2}\s*"
)
_BEHIND = {
    "up": re.compile(r"\s\w*\s?(?:oder|und|or|and)\s(?:mehr|more|above)\b"),
    "down": re.compile(r"\s\w*\s?(?:oder|or)\s(?:weniger|fewer|less)\b"),
}
_FLIPPED = {"up": "down", "down": "up"}
_OPPOSITE = {"earlier": "later", "later": "earlier", "until": "since", "since": "until"}
_ALIKE = {"earlier": ("earlier", "until"), "later": ("later", "since"), "within": ("within", "until", "since"),
          "until": ("until", "earlier", "within"), "since": ("since", "later", "within")}  # fmt: skip
_ONLY_BEFORE_DATES = frozenset(["by", "from", "seit", "since", "as of", "starting", "ab"])
_LOOSE = frozenset(["in", "im", "innerhalb", "binnen", "within"])
# these always speak of time, "vor" and "nach" need not
_ALWAYS_TEMPORAL = re.compile(
    r"bevor|ehe|davor|zuvor|vorher|im vorfeld|vorab|before|prior to|beforehand|ahead of|"
    r"nachdem|danach|nachher|anschließend|hinterher|im anschluss|"
    r"im nachgang|after|afterwards|subsequently"
)
_CONJUNCTION = re.compile(r"bevor|ehe|nachdem|before|after")
_NOT_THE_ONLY = re.compile(r"\b(?:nicht|kein\w*|not)\s(?:(?:die|der|das|the)\s)?(?:einzige\w*|only|sole)\b")
# "nur 12 Prozent", "nur wenige": finds a thing small, limits nothing
_EVALUATES = re.compile(
    r"\b(?:nur|lediglich|bloß|only|merely)\s(?=(?:\d|noch|etwa|rund|knapp|wenig|gering|selten|kurz|klein|teilweise|bedingt|"
    r"schwer|langsam|ein (?:drittel|viertel|teil|kleiner)|eine (?:kleine|geringe)|few|little|rarely|about|around|"
    r"slowly|partly|gradually|a few|a small|a third|a quarter))"
    r"|\bimmer(?=\s(?:wieder|\w+er\b|noch|mehr))|\bnach wie vor\b"
)
_SEEKS = re.compile(r"\b\w*(?:such|frag|streb|verlang|greif|richte|sehn)\w*")  # "nach Förderung suchen" tells no time
_AMONG_OTHERS = re.compile(r"\bu\. ?a\.|\bunter anderem\b|\bsowohl\b.+\bals auch\b|\bamong other|\bboth\b.+\band\b")
_LEAST = 0.35  # of a clause's words in the other one, so that a limit counts as added
_OBJECT_REACH = 40  # characters between "nach" and what it is after: "nach dem erfolgreichen Abschluss"
_GOVERNED_REACH = 34  # characters between a noun and the small word that governs it
_OFTEN = re.compile(r"\b(?:alle[nrms]?|jede[nrms]?|sämtlich\w*|all|every|each|durchweg|regelmäßig|grundsätzlich)\b")


@dataclass(frozen=True)
class _Relation:
    """A word of time at lower[start:end] and what it governs: "nach" and "Ende" in "nach Ende der Förderphase"."""

    kind: str
    word: str
    start: int
    end: int
    clause: Clause
    governed: tuple[Word, ...]


def scope_contradictions(sentence: Reading, quotes: Sequence[Reading]) -> Iterator[Contradiction]:
    """Yield the words of time and limit in which a sentence differs from its quotes or goes beyond them."""
    denied = len(negators(sentence.lower)) % 2 != len(negators(" ".join(quote.lower for quote in quotes))) % 2
    for relation in _relations(sentence):
        source = _opposing(relation, quotes)
        if source is not None and not (denied and source):
            said = " ".join((relation.word, *(word.text for word in relation.governed)))
            yield Contradiction("scope", said, source)
    yield from _limits(sentence, quotes)


def opposed_in_time(sentence: Reading, quotes: Sequence[Reading]) -> bool:
    """Tell whether a sentence says "vor" of what the quotes say "nach", or the other way round."""
    known = [other for quote in quotes for other in _relations(quote)]
    return any(
        other.kind == _OPPOSITE.get(relation.kind) and (_governs_the_same(relation, other) or not relation.governed)
        for relation in _relations(sentence)
        for other in known
    )


def _opposing(relation: _Relation, quotes: Sequence[Reading]) -> str | None:
    """Return the words of the quotes against which a statement of time stands, None if it agrees, "" for nothing."""
    known = [other for quote in quotes for other in _relations(quote)]
    same_object = [other for other in known if _governs_the_same(relation, other)]
    if any(other.kind in _ALIKE[relation.kind] for other in same_object):
        return None
    if same_object:
        return " ".join((same_object[0].word, *(word.text for word in same_object[0].governed)))
    if relation.word in _LOOSE or relation.kind in ("until", "since"):
        return None
    kinds = {other.kind for other in known}
    if kinds & set(_ALIKE[relation.kind]):
        return None
    against = next((other for other in known if other.kind == _OPPOSITE.get(relation.kind)), None)
    if against is not None and _ALWAYS_TEMPORAL.fullmatch(relation.word):
        turned = bool(relation.governed and against.governed)  # "vor B kommt A" for "nach A kommt B"
        return None if turned else against.word
    return "" if _adds_time(relation) else None


def _adds_time(relation: _Relation) -> bool:
    """Tell whether a time is given of which the quote holds nothing: "nach Ende der Förderphase"."""
    lexicon = load_lexicon()
    if not relation.governed or relation.kind not in ("earlier", "later"):
        return False
    head = relation.governed[0].text
    if _SEEKS.search(relation.clause.text):
        return False
    if relation.kind == "later" and lexicon.time["starts"].fullmatch(head):
        return False
    return bool(lexicon.time["heads"].fullmatch(head))


def _governs_the_same(said: _Relation, known: _Relation) -> bool:
    if said.word in _LOOSE or known.word in _LOOSE:
        return bool(said.governed and known.governed) and said.governed[0].stem == known.governed[0].stem
    return any(shares(word, known.governed) for word in said.governed)


@lru_cache(maxsize=4096)
def _relations(reading: Reading) -> tuple[_Relation, ...]:
    lexicon = load_lexicon()
    masked = lexicon.time["apparent"].sub(lambda match: "_" * len(match.group()), reading.lower)
    taken = [(day.start, day.end) for day in dates(reading)] + [
        (q.start, q.end) for q in quantities(reading) if not q.ordinal
    ]
    found: list[_Relation] = []
    for kind in _ALIKE:
        for match in lexicon.time[kind].finditer(masked):
            clause = next((c for c in reading.clauses if c.start <= match.start() < c.end), None)
            if clause is None or match.group() in _ONLY_BEFORE_DATES or _before_figure(match.end(), taken, reading):
                continue
            governed = _governed(match, clause, reading)
            if governed or _ALWAYS_TEMPORAL.fullmatch(match.group()):
                found.append(_Relation(kind, match.group(), match.start(), match.end(), clause, governed))
    return tuple(found)


def _before_figure(end: int, taken: Sequence[tuple[int, int]], reading: Reading) -> bool:
    """Tell whether a date or number follows, which is judged with its own bound ("bis Ende 2029", "bis zu vier")."""
    return any(end <= start and not re.search(r"[a-zäöüß]{4,}", reading.lower[end:start]) for start, _ in taken)


def _governed(match: re.Match[str], clause: Clause, reading: Reading) -> tuple[Word, ...]:
    """Return what a word of time is about: all of its clause behind a conjunction, else the next noun."""
    after = [word for word in clause.words if word.start >= match.end()]
    if _CONJUNCTION.fullmatch(match.group()):
        return tuple(after[:4])
    near = [word for word in after if word.start <= match.end() + _OBJECT_REACH]
    if reading.language == "en":
        return tuple(near[:2])
    nouns = [word for word in near if reading.text[word.start].isupper()]
    return tuple(nouns[:1])


def _limits(sentence: Reading, quotes: Sequence[Reading]) -> Iterator[Contradiction]:
    for name, pattern in load_lexicon().limits.items():
        for clause in sentence.clauses:
            plain = without_apparent(clause.text)
            cue = pattern.search(_EVALUATES.sub(" ", plain))
            if name == "only" and not pattern.search(plain) and pattern.search(clause.text):  # "nicht nur"
                yield from _unlimited(clause, quotes)
            meant = nearest(clause, quotes) if cue else []
            if cue and meant and likeness(clause.words, meant[0]) < _LEAST:
                continue
            if cue and name == "only" and meant and (among := _AMONG_OTHERS.search(_sentence_of(meant[0], quotes))):
                if not _AMONG_OTHERS.search(clause.text):
                    yield Contradiction("scope", cue.group(), among.group())
                continue
            if cue and not any(
                _is_limited(name, part, quotes) or _limits_otherwise(name, part, sentence)
                for other in meant
                for part in _same_sentence(other, quotes)
            ):
                yield Contradiction("scope", cue.group(), "")


def _sentence_of(clause: Clause, quotes: Sequence[Reading]) -> str:
    return " ".join(part.text for part in _same_sentence(clause, quotes))


def _same_sentence(clause: Clause, quotes: Sequence[Reading]) -> Sequence[Clause]:
    quote = next(quote for quote in quotes if clause in quote.clauses)
    return [part for part in quote.clauses if part.sentence == clause.sentence]


def _limits_otherwise(name: str, clause: Clause, sentence: Reading) -> bool:
    """Tell whether a clause says "nur" by words that the sentence does not hold: "allein", "wenn", "keine"."""
    if name != "only":
        return False
    said = {match.group() for match in load_lexicon().only_otherwise.finditer(sentence.lower)}
    cues = {match.group() for match in load_lexicon().only_otherwise.finditer(_NOT_THE_ONLY.sub(" ", clause.text))}
    return bool(cues - said) or len(negators(_NOT_THE_ONLY.sub(" ", clause.text))) > len(negators(sentence.lower))


def _unlimited(clause: Clause, quotes: Sequence[Reading]) -> Iterator[Contradiction]:
    """Yield "nicht nur" where the quote says "nur"."""
    meant = nearest(clause, quotes)
    if meant and _is_limited("only", meant[0], quotes):
        yield Contradiction("scope", clause.text.strip(), meant[0].text.strip())


def _is_limited(name: str, clause: Clause, quotes: Sequence[Reading]) -> bool:
    parts = [without_apparent(part.text) for part in _same_sentence(clause, quotes)]
    pattern = load_lexicon().limits[name]
    return any(pattern.search(part) or (name == "always" and _OFTEN.search(part)) for part in parts)


def bound_of(quantity: Quantity, clause: Clause | None, reading: Reading) -> str:
    """Return "up" for "mindestens zwei", "down" for "bis zu zwei", also where "mehr als zwei ... nicht" says so."""
    before = _RULED.sub(lambda match: "_" * len(match.group()), reading.lower[: quantity.start])[-40:]
    for name, pattern in load_lexicon().comparison.items():
        for match in pattern.finditer(before):
            lasts = match.group() in ("over", "über") and quantity.unit in ("months", "days", "hours")
            if not lasts and re.fullmatch(_FILLER, before[match.end() :]):
                flipped = clause is not None and negated_bound(clause)
                return _FLIPPED[name] if flipped else name
        if _BEHIND[name].match(reading.lower, quantity.end):
            return name
    return ""


def wide_bounds(quantity: Quantity, found: Sequence[Quantity], reading: Reading) -> frozenset[str]:
    """Return the bounds that words around a number may give it: "begrenzt" anywhere near, "nur" in front of it.

    A word right in front of another number bounds that one: "mindestens 5 KMU und 50 Firmen".
    """
    begin, end = max(0, quantity.start - _BOUND_REACH), quantity.end + _BOUND_REACH
    starts = {other.start for other in found if other is not quantity}
    near = {
        name
        for name, cue in load_lexicon().bounds.items()
        for match in cue.finditer(reading.lower[:end], begin)
        if (filler := re.compile(_FILLER).match(reading.lower, match.end())) is None or filler.end() not in starts
    }
    before = reading.lower[begin : quantity.start]
    if quantity.unit in ("months", "days", "hours") and re.search(rf"{_LENDING_PERIOD}{_FILLER}$", before):
        near.add("down")
    return frozenset(near | {name for name, words in _LENDING.items() if re.search(rf"{words}{_FILLER}$", before)})
