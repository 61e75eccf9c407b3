"""Negations and modal verbs: a sentence must deny, demand, advise and allow what its quote does, and nothing else."""

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from assistant.answering.gate.denial import denied_noun, denied_parts, denied_words, focused, negated_bound, negators
from assistant.answering.gate.duty import ANYTHING, FACT, is_condition, modality, modals
from assistant.answering.gate.lexicon import Modal, load_lexicon
from assistant.answering.gate.opposites import exclusive_opposites, opposed, opposites_of_one_noun
from assistant.answering.gate.reading import (
    LEAST_LIKENESS,
    Clause,
    Reading,
    is_cell,
    likeness,
    may_mean,
    nearest,
    shares,
    tell_the_same,
)
from assistant.answering.gate.records import Contradiction
from assistant.answering.gate.scope import opposed_in_time

# Whether a clause denies (1) or affirms (0), and how strongly it binds
State = tuple[int, Modal]

# relative clauses and circumstances state what is taken for granted; "sondern ..." goes on
_RELATIVE = re.compile(
    r"\s*(?:(?:in|an|auf|mit|von|zu|bei|aus|für|durch)\s)?(?:der|die|das|den|dem|denen|deren|dessen|welche[nrms]?|which|who|whose)\s"
    r"(?=.*(?<!zu\s)\b[a-zäöüß]+(?:t|en|nn|ss|rf|ll|ird|ind|ar)[\s,;.]*$)|\s*sondern\b"
)
_CIRCUMSTANCE = re.compile(r"\s*(?:als|solange|während|bevor|nachdem|when|while|as long as|sondern)\s")
_CONTENT_CLAUSE = re.compile(r"\s*(?:dass|damit|that|so that)\b")
_VERBATIM = 0.8  # of both clauses' words in the other one: there, an added modal verb is a change
_PLANNED: frozenset[Modal] = frozenset(["planned", "should"])
_COMES = re.compile(
    r"^(?!.*\b(?:worden|wurden?)\b).*"
    r"\b(?:wird|werden|folgt|folgen|startet|starten|beginnt|beginnen|will be|follows|starts)\b"
)
_LONE_VERB = re.compile(r"\s*(?!ge)[a-zäöüß]{3,}(?:en|ern|eln)[\s.,;:)]*")
_SAME_SUBJECT = 0.6  # of the sentence's words in a clause, so that leaving its modal verb out changes what it says
_SAME_PLAN = 0.4  # less, where a plan is told as a fact: the verb then differs, "besteht" for "ist geplant"
_MOSTLY = 0.34  # of the clause's words that the sentence then holds


def polarity_contradictions(sentence: Reading, quotes: Sequence[Reading]) -> Iterator[Contradiction]:
    """Yield where a sentence denies what its quotes say, says what they deny, or binds more or less than they do.

    Each clause is compared with the clauses of the quotes that share most of its words; one that agrees is enough.
    """
    for clause in _stating(sentence, quotes):
        meant = _about_denied(clause, _with_verb(clause, nearest(clause, quotes)), quotes)
        if _denies_the_same(clause, sentence, quotes):
            continue
        if meant and tell_the_same(clause, meant[0]) and not any(_agree(clause, c, sentence, quotes) for c in meant):
            yield _difference(clause, meant[0], sentence, quotes)
    yield from denied_parts(sentence, quotes)
    for pair in (*exclusive_opposites(sentence, quotes), *opposites_of_one_noun(sentence, quotes)):
        yield Contradiction(pair.kind, pair.said, pair.source)


def _about_denied(clause: Clause, meant: Sequence[Clause], quotes: Sequence[Reading]) -> Sequence[Clause]:
    """Return the clauses meant, and those that hold what a clause denies by "kein"."""
    denied = denied_noun(clause)
    if denied is None:
        return meant
    holding = [other for quote in quotes for other in quote.clauses if denied.stem in other.heads and other.has_verb]
    return [*holding, *meant]


def _denies_the_same(clause: Clause, sentence: Reading, quotes: Sequence[Reading]) -> bool:
    """Tell whether one says "keine Beteiligung" where the other says "ohne Beteiligung"."""
    denied = denied_noun(clause)
    if denied and len(negators(clause.text)) == 1:
        return any(shares(denied, focus) for quote in quotes for _, focus in focused(quote))
    within = [word for _, focus in focused(sentence) for word in focus if clause.start <= word.start < clause.end]
    nouns = [noun for quote in quotes for other in quote.clauses if (noun := denied_noun(other))]
    return any(shares(noun, within) for noun in nouns)


def _stating(sentence: Reading, quotes: Sequence[Reading]) -> Sequence[Clause]:
    """Return the clauses of a sentence that say something the quotes speak of, else all that have words.

    "Laut Quelle gilt:" is no statement, nor is "in der Studie von 2007," in front of one.
    """
    worded = [clause for clause in sentence.clauses if clause.words and not _LONE_VERB.fullmatch(clause.text)]
    worded = worded or [clause for clause in sentence.clauses if clause.words]
    main = [clause for clause in worded if not _is_aside(clause, sentence)]
    verbal = [clause for clause in main or worded if clause.has_verb] or worded
    sources = [other for quote in quotes for other in quote.clauses]
    return [c for c in verbal if any(likeness(c.words, other) >= LEAST_LIKENESS for other in sources)] or verbal


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
    modal, theirs = modality(clause, sentence), modality(other, quote)
    if is_condition(clause, sentence) or (modal == FACT and not _leaves_out(clause, other)):
        modal = ANYTHING
    if modal == FACT and _is_open(clause, other):
        modal = ANYTHING
    if theirs == FACT and _is_open(other, clause):
        theirs = ANYTHING
    if theirs == FACT and min(likeness(clause.words, other), likeness(other.words, clause)) < _VERBATIM:
        theirs = ANYTHING  # a guide's plain "Die Partner unterschreiben" may be told as a duty
    if theirs <= _PLANNED and modal == FACT and _COMES.search(clause.text):
        modal = theirs  # "die Auswertung folgt 2028" tells a plan, too
    said = {(parity ^ flip, binding) for parity in _parities(clause, other, sentence, quote) for binding in modal}
    source: set[State] = {
        (parity, binding) for parity in _parities(other, clause, quote, sentence) for binding in theirs
    }
    for mine, text, against in ((said, clause.text, other.text), (source, other.text, clause.text)):
        if (1, "must") in mine and "must" in modals(text, False) and "may" in modals(against, False):
            mine.add((0, "may"))  # what need not be done may be done: "nicht verpflichtend", "freiwillig"
        if (1, "must") in mine and (1, "fact") in (source if mine is said else said):
            mine.add((1, "fact"))  # "müssen keine Beiträge zahlen" for "Beiträge erhebt er nicht"
        if (1, "may") in mine and (1, "fact") in (source if mine is said else said):
            mine.add((1, "fact"))  # "kann nicht ersetzen" for "ersetzt nicht"
    return said, source


def _is_open(clause: Clause, other: Clause) -> bool:
    """Tell whether a clause binds in a way that its words leave open: "beispielsweise", "die Aufgabe ist"."""
    cues = load_lexicon().open_modal
    return bool(_beginnings(cues, clause) - _beginnings(cues, other))


def _leaves_out(clause: Clause, other: Clause) -> bool:
    least = _SAME_PLAN if modals(other.text, False) == frozenset(["planned"]) else _SAME_SUBJECT
    return likeness(clause.words, other) >= least and likeness(other.words, clause) >= _MOSTLY


def _parities(clause: Clause, other: Clause, reading: Reading, opposite: Reading) -> set[int]:
    """Return 1 if a clause denies, 0 if it affirms; both where a weak word ("fehlt", "kaum") leaves it open."""
    denying = negators(clause.text)
    if opposed_in_time(reading, [opposite]):
        return {0, 1}  # "vor der Prüfung kein Geld" for "erst nach der Prüfung"
    if _denies_a_condition(reading) and not any(negators(part.text) for part in opposite.clauses):
        return {0, 1}  # "Wer keine ... vorweist, kann kein Mitglied sein" for "Wer Mitglied sein will, muss ..."
    if denying and (is_cell(other, opposite) or _only_in("local", clause, other)):
        return {0, 1}  # "kein Mitglied" for a 0 in a table; "ohne Pflege geht es nicht"
    if _CONTENT_CLAUSE.match(clause.text) and _follows_negation(clause, reading):
        return {0, 1}  # "keine Voraussetzung dafür, dass es gelingt"
    if len(denying) > 1 and len(negators(other.text)) == 1:
        return {0, 1}  # "nicht ohne", "keine ... und keine ..."
    if not denying and negators(other.text) and not _says_what_is_denied(clause, other, reading):
        return {0, 1}  # "erst 2029" for "nicht vor 2029"
    parity = 0 if negated_bound(clause) else len(denying) % 2
    if (_only_in("weak", clause, other) and opposed(clause, other) is None) or (
        not clause.has_verb and parity == 0 and _follows_negation(clause, reading)
    ):
        return {0, 1}
    return {parity}


def _is_aside(clause: Clause, reading: Reading) -> bool:
    opens = clause.start == reading.clauses[0].start
    goes_on = any(other.sentence == clause.sentence and other is not clause for other in reading.clauses)
    return bool((goes_on and _CIRCUMSTANCE.match(clause.text)) or (not opens and _RELATIVE.match(clause.text)))


def _denies_a_condition(reading: Reading) -> bool:
    """Tell whether a text denies twice, once in a condition or relative clause."""
    denying = [part for part in reading.clauses if negators(part.text)]
    return len(denying) > 1 and any(_is_aside(part, reading) or is_condition(part, reading) for part in denying)


def _only_in(name: Literal["weak", "hidden", "local"], clause: Clause, other: Clause) -> bool:
    """Tell whether a clause holds a word that may deny, of a group of gate.toml, which the other one does not hold."""
    cues = load_lexicon().negation[name]
    return bool(_beginnings(cues, clause) - _beginnings(cues, other))


def _says_what_is_denied(clause: Clause, denying: Clause, reading: Reading) -> bool:
    """Tell whether a text says the words that the other's clause denies, and no word that may stand for "not"."""
    focus, in_front = denied_words(denying)
    affirming = [
        part for part in reading.clauses if not load_lexicon().negation["clause"].search(_lower(part, reading))
    ]
    said = [word for word in focus if any(may_mean(word, part.words) for part in affirming)]
    if _only_in("hidden", clause, denying):
        return len(said) == len(focus) and not in_front
    return len(said) == len(focus) if in_front else bool(said) or not focus


def _lower(clause: Clause, reading: Reading) -> str:
    return reading.lower[clause.start : clause.end]


def _beginnings(cues: re.Pattern[str], clause: Clause) -> set[str]:
    return {match.group()[:5] for match in cues.finditer(clause.text)}


def _follows_negation(clause: Clause, reading: Reading) -> bool:
    """Tell whether an earlier part of the sentence denies: "keine Messen, Kongresse und Reisen"."""
    earlier = [c for c in reading.clauses if c.sentence == clause.sentence and c.start < clause.start]
    return any(negators(part.text) for part in earlier) and not clause.text.lstrip().startswith(("sondern", "but"))


def _spelled(pattern: re.Pattern[str], clause: Clause) -> str:
    return ", ".join(match.group() for match in pattern.finditer(clause.text)) or clause.text.strip()
