"""Negations and modal verbs: a sentence must deny, demand, advise and allow what its quote does, and nothing else."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from assistant.answering.gate.lexicon import Modal, load_lexicon
from assistant.answering.gate.opposites import lone_opposite, opposed, opposites_of_one_noun
from assistant.answering.gate.reading import LEAST_LIKENESS, Clause, Reading, Word, is_cell, likeness, nearest, shares
from assistant.answering.gate.records import Contradiction

# Whether a clause denies (1) or affirms (0), and how strongly it binds
State = tuple[int, Modal]

_FACT: frozenset[Modal] = frozenset(["fact"])
# "Kick-Off durchführen" in a checklist tells to do it
_TOLD: frozenset[Modal] = frozenset(["fact", "must", "should", "planned"])
_ANYTHING: frozenset[Modal] = frozenset(["fact", "must", "should", "planned", "may"])
_ABLE_OR_FACT: frozenset[Modal] = frozenset(["fact", "may"])
_DUTY: frozenset[Modal] = frozenset(["must", "should"])
_INFINITIVE = re.compile(r"\b(?!ge)[a-zäöüß]{3,}(?:en|ern|eln)[\s.,;:)|]*$")
_FINITE = re.compile(
    r"\s*(?:der|die|das|den|dem|dass|weil|wenn|wer|was|welche|bevor|nachdem|damit|um|ob|wie|wo)\b"
    r"|.*\b(?:werden|worden|sind|haben|hat|hatten?|wurden?|waren?)\b"
)
_IS_TO = re.compile(
    r"\b(?:ist|sind|war|waren|sei)\b[^,]*\b(?:zu\s(?!erwarten|betrachten|sehen|verstehen|finden|nennen|rechnen)[a-zäöüß]+e?n|"
    r"(?:ab|an|auf|aus|bei|durch|ein|fest|her|hin|mit|nach|um|vor|zu)zu[a-zäöüß]{3,}n)\b"
    r"|\b(?:is|are|was|were)\sto\s(?!be\s(?:expected|seen|found))"
)
_LONE_VERB = re.compile(r"\s*(?!ge)[a-zäöüß]{3,}(?:en|ern|eln)[\s.,;:)]*")
_NO_NOUN = re.compile(r"\b(?:keine?[nrms]?|no)\b")
_ABLE = re.compile(r"\b(?!offenbar|unmittelbar|mittelbar|sonderbar|scheinbar)[a-zäöüß]{4,}bar\b")
_NO_MODAL = re.compile(r"\b(?:zu|wie|as)\s+$")  # "um sie verkraften zu können", "so früh wie möglich" allow nothing
_MONTH_BEHIND = re.compile(r"\s+(?:\d|of\b)")  # "May 14", "May 2014"
_MORE_THAN = re.compile(r"\b(?:mehr|weniger|more|less|fewer) (?:als|than)\b")
_SAME_SUBJECT = 0.6  # of the sentence's words in a clause, so that leaving its modal verb out changes what it says
_SAME_PLAN = 0.4  # less, where a plan is told as a fact: the verb then differs, "besteht" for "ist geplant"
_MOSTLY = 0.34  # of the clause's words that the sentence then holds
_FOCUS = 2  # content words behind "ohne" that it denies
_FOCUS_REACH = 60  # characters


def polarity_contradictions(sentence: Reading, quotes: Sequence[Reading]) -> Iterator[Contradiction]:
    """Yield where a sentence denies what its quotes say, says what they deny, or binds more or less than they do.

    Each clause is compared with the clauses of the quotes that share most of its words; one that agrees is enough.
    """
    for clause in _stating(sentence, quotes):
        meant = _about_denied(clause, _with_verb(clause, nearest(clause, quotes)), quotes)
        if _denies_the_same(clause, sentence, quotes):
            continue
        if meant and not any(_agree(clause, other, sentence, quotes) for other in meant):
            yield _difference(clause, meant[0], sentence, quotes)
    yield from _denied_parts(sentence, quotes)
    lone = [pair for clause in sentence.clauses if (pair := lone_opposite(clause, sentence, quotes))]
    for pair in (*lone, *opposites_of_one_noun(sentence, quotes)):
        yield Contradiction(pair.kind, pair.said, pair.source)


def _about_denied(clause: Clause, meant: Sequence[Clause], quotes: Sequence[Reading]) -> Sequence[Clause]:
    """Return the clauses meant, and those that hold what a clause denies by "kein"."""
    denied = _denied_noun(clause)
    if denied is None:
        return meant
    holding = [other for quote in quotes for other in quote.clauses if denied.stem in other.heads and other.has_verb]
    return [*holding, *meant]


def _denied_noun(clause: Clause) -> Word | None:
    match = _NO_NOUN.search(clause.text)
    behind = [word for word in clause.words if match and word.start >= clause.start + match.end()]
    return behind[0] if behind else None


def _denies_the_same(clause: Clause, sentence: Reading, quotes: Sequence[Reading]) -> bool:
    """Tell whether one says "keine Beteiligung" where the other says "ohne Beteiligung"."""
    denied = _denied_noun(clause)
    if denied and len(negators(clause.text)) == 1:
        return any(shares(denied, focus) for quote in quotes for _, focus in _focused(quote))
    focused = [word for _, focus in _focused(sentence) for word in focus if clause.start <= word.start < clause.end]
    nouns = [noun for quote in quotes for other in quote.clauses if (noun := _denied_noun(other))]
    return any(shares(noun, focused) for noun in nouns)


def _stating(sentence: Reading, quotes: Sequence[Reading]) -> Sequence[Clause]:
    """Return the clauses of a sentence that say something the quotes speak of, else all that have words.

    "Laut Quelle gilt:" is no statement, nor is "in der Studie von 2007," in front of one.
    """
    worded = [clause for clause in sentence.clauses if clause.words and not _LONE_VERB.fullmatch(clause.text)]
    worded = worded or [clause for clause in sentence.clauses if clause.words]
    verbal = [clause for clause in worded if clause.has_verb] or worded
    sources = [other for quote in quotes for other in quote.clauses]
    return [c for c in verbal if any(likeness(c.words, other) >= LEAST_LIKENESS for other in sources)] or verbal


def negated_bound(clause: Clause) -> bool:
    """Tell whether a clause says "mehr als zwei ... nicht", which is a bound and no negation."""
    return bool(_MORE_THAN.search(clause.text)) and len(negators(clause.text)) % 2 == 1


def _with_verb(clause: Clause, meant: Sequence[Clause]) -> Sequence[Clause]:
    """Return the clauses that say something: "die Mitglieder," in front of a relative clause does not."""
    saying = [other for other in meant if other.has_verb]
    return saying if clause.has_verb and saying else meant


def _agree(clause: Clause, other: Clause, sentence: Reading, quotes: Sequence[Reading]) -> bool:
    said, source = _states(clause, other, sentence, quotes)
    return bool(said & source)


def _difference(clause: Clause, other: Clause, sentence: Reading, quotes: Sequence[Reading]) -> Contradiction:
    pair = opposed(clause, other)
    said, source = _states(clause, other, sentence, quotes)
    if {parity for parity, _ in said} & {parity for parity, _ in source}:
        return Contradiction(
            "modality", _spelled(load_lexicon().any_modal, clause), _spelled(load_lexicon().any_modal, other)
        )
    if pair is not None:
        return Contradiction(pair.kind, pair.said, pair.source)
    return Contradiction("negation", ", ".join(negators(clause.text)), ", ".join(negators(other.text)))


def _states(
    clause: Clause, other: Clause, sentence: Reading, quotes: Sequence[Reading]
) -> tuple[set[State], set[State]]:
    """Return what the two clauses may state; opposites in them turn a yes into a no."""
    flip = 1 if opposed(clause, other) else 0
    quote = next(quote for quote in quotes if other in quote.clauses)
    modal = _modality(clause, sentence)
    if modal == _FACT and not _leaves_out(clause, other):
        modal = _ANYTHING
    said = {(parity ^ flip, binding) for parity in _parities(clause, other, sentence) for binding in modal}
    source: set[State] = {
        (parity, binding) for parity in _parities(other, clause, quote) for binding in _modality(other, quote)
    }
    for mine, text, theirs in ((said, clause.text, other.text), (source, other.text, clause.text)):
        if (1, "must") in mine and "must" in modals(text, False) and "may" in modals(theirs, False):
            mine.add((0, "may"))  # what need not be done may be done: "nicht verpflichtend", "freiwillig"
    return said, source


def _leaves_out(clause: Clause, other: Clause) -> bool:
    least = _SAME_PLAN if modals(other.text, False) == frozenset(["planned"]) else _SAME_SUBJECT
    return likeness(clause.words, other) >= least and likeness(other.words, clause) >= _MOSTLY


def _parities(clause: Clause, other: Clause, reading: Reading) -> set[int]:
    """Return 1 if a clause denies, 0 if it affirms; both where a weak word ("fehlt", "kaum") leaves it open."""
    parity = 0 if negated_bound(clause) else len(negators(clause.text)) % 2
    weak = {match.group()[:5] for match in load_lexicon().negation["weak"].finditer(clause.text)}
    theirs = {match.group()[:5] for match in load_lexicon().negation["weak"].finditer(other.text)}
    if (weak - theirs and opposed(clause, other) is None) or (
        not clause.has_verb and parity == 0 and _follows_negation(clause, reading)
    ):
        return {0, 1}
    return {parity}


def _follows_negation(clause: Clause, reading: Reading) -> bool:
    """Tell whether an earlier part of the sentence denies: "keine Messen, Kongresse und Reisen"."""
    earlier = [c for c in reading.clauses if c.sentence == clause.sentence and c.start < clause.start]
    return any(negators(part.text) for part in earlier) and not clause.text.lstrip().startswith(("sondern", "but"))


@lru_cache(maxsize=8192)
def negators(text: str) -> tuple[str, ...]:
    """Return the words of lower-case text that deny; not those that seem to ("nicht nur") or bound a number."""
    lexicon = load_lexicon()
    text = lexicon.negation["apparent"].sub(_blank, text)
    for bound in lexicon.comparison.values():
        text = bound.sub(_blank, text)
    found = [match.group() for match in lexicon.negation["clause"].finditer(text)]
    found += [match.group() for match in lexicon.negated_modal.finditer(text)]
    return tuple(found)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def _modality(clause: Clause, reading: Reading) -> frozenset[Modal]:
    """Return how a clause may bind; without a modal word that of the clauses in front of it in its sentence, too."""
    own = modals(clause.text, reading.language == "en")
    if own:
        return own
    if not clause.has_verb or is_cell(clause, reading):
        return _ANYTHING
    if _ABLE.search(clause.text):
        return _ABLE_OR_FACT
    if _INFINITIVE.search(clause.text) and not _FINITE.match(clause.text) and reading.language != "en":
        return _TOLD
    earlier = [c for c in reading.clauses if c.sentence == clause.sentence and c.start < clause.start]
    return _FACT.union(*(modals(part.text, reading.language == "en") for part in earlier))


@lru_cache(maxsize=8192)
def modals(text: str, is_english: bool) -> frozenset[Modal]:
    """Return how lower-case text may bind by its modal words; empty without any."""
    lexicon = load_lexicon()
    found: frozenset[Modal] = _DUTY if _IS_TO.search(text) else frozenset()
    for match in lexicon.any_modal.finditer(text):
        word = match.group()
        if word == "may" and _MONTH_BEHIND.match(text, match.end()):
            continue
        if lexicon.if_denied.fullmatch(word) and not negators(text):
            continue
        if _NO_MODAL.search(text, 0, match.start()):
            continue
        if is_english and word == "will":
            found |= {"planned", "fact"}
            continue
        found = found.union(*(binding for pattern, binding in lexicon.modality if pattern.fullmatch(word)))
    return found - _FACT if found & _ANYTHING - {"should", "fact"} and not is_english else found


def _spelled(pattern: re.Pattern[str], clause: Clause) -> str:
    return ", ".join(match.group() for match in pattern.finditer(clause.text)) or clause.text.strip()


def _denied_parts(sentence: Reading, quotes: Sequence[Reading]) -> Iterator[Contradiction]:
    """Yield what one text denies by "ohne" and the other does not: "mit Gästen" against "ohne Gäste"."""
    for cue, focus in _focused(sentence):
        holding = [c for quote in quotes for c in quote.clauses if any(shares(word, c.words) for word in focus)]
        if any(shares(word, other) for quote in quotes for _, other in _focused(quote) for word in focus):
            continue
        clauses = holding or [clause for quote in quotes for clause in quote.clauses]
        if not any(_denies(clause.text) for clause in clauses):
            yield Contradiction(
                "negation", " ".join((cue, *(word.text for word in focus))), clauses[0].text.strip() if clauses else ""
            )
    for quote in quotes:
        for cue, focus in _focused(quote):
            stated = [c for c in sentence.clauses if any(word.stem in c.heads for word in focus)]
            elsewhere = [
                c for q in quotes for c in q.clauses if not _denies(c.text) and any(w.stem in c.heads for w in focus)
            ]
            if stated and not elsewhere and not any(_denies(clause.text) for clause in sentence.clauses):
                yield Contradiction("negation", stated[0].text.strip(), " ".join((cue, *(word.text for word in focus))))


def _focused(reading: Reading) -> Iterator[tuple[str, Sequence[Word]]]:
    """Yield each "ohne", and each "nicht" that "sondern" follows, with the words it denies."""
    lexicon = load_lexicon()
    masked = lexicon.negation["apparent"].sub(_blank, reading.lower)
    contrasted = list(_CONTRASTED.finditer(masked)) + list(_CONTRAST_BEHIND.finditer(reading.text))
    for match in (*lexicon.negation["local"].finditer(masked), *contrasted):
        words = [word for word in reading.words if match.end() <= word.start <= match.end() + _FOCUS_REACH]
        within = [word for word in words if not re.search(r"[,;.]", masked[match.end() : word.start])]
        if within:
            yield match.group(), within[: 1 if match in contrasted else _FOCUS]


def _denies(text: str) -> bool:
    lexicon = load_lexicon()
    return bool(negators(text)) or any(lexicon.negation[name].search(text) for name in ("local", "weak"))


_CONTRAST_BEHIND = re.compile(r"(?:,|\bund|\band)\s+(?:nicht|not)(?=\s+(?:(?:der|die|das|den|dem|the)\s+)?[A-ZÄÖÜ])")
_CONTRASTED = re.compile(r"\b(?:nicht|keine?[nrms]?)\b(?=[^,.;]{1,60}, sondern\b)")
