"""Duties: how strongly a clause binds, by its modal words or by its form."""

import re
from functools import lru_cache

from assistant.answering.gate.denial import negators
from assistant.answering.gate.lexicon import Modal, load_lexicon
from assistant.answering.gate.reading import Clause, Reading, is_cell

FACT: frozenset[Modal] = frozenset(["fact"])
_TOLD: frozenset[Modal] = frozenset(["fact", "must", "should", "planned"])
ANYTHING: frozenset[Modal] = frozenset(["fact", "must", "should", "planned", "may"])
_ABLE_OR_FACT: frozenset[Modal] = frozenset(["fact", "may"])
_ABLE_ONLY: frozenset[Modal] = frozenset(["may"])
_DUTY: frozenset[Modal] = frozenset(["must", "should"])
_INFINITIVE = re.compile(r"\b(?!ge)[a-zäöüß]{3,}(?:en|ern|eln)[\s.,;:)|]*$")
_FINITE = re.compile(
    r"\s*(?:der|die|das|den|dem|dass|weil|wenn|wer|was|welche|bevor|nachdem|damit|um|ob|wie|wo)\b"
    r"|.*\b(?:werden|worden|sind|haben|hat|hatten?|wurden?|waren?)\b"
)
_IS_TO = re.compile(
    r"\b(?:ist|sind|war|waren|sei)\b[^,]*\b(?:zu\s(?!den\b|einen\b|ihren\b|seinen\b|allen\b|beiden\b|diesen\b|weiteren\b|anderen\b|erwarten|betrachten|sehen|verstehen|finden|nennen|rechnen)[a-zäöüß]+e?n|"
    r"(?:ab|an|auf|aus|bei|durch|ein|fest|her|hin|mit|nach|um|vor|zu)zu[a-zäöüß]{3,}n)\b"
    r"|\b(?:is|are|was|were)\sto\s(?!be\s(?:expected|seen|found))"
)
_LETS = re.compile(r"\bsich\b[^,;.]*\b(?:lässt|lassen|ließ|ließen)\b")
_CONDITION = re.compile(
    r"\s*(?:wer|wenn|falls|sofern|um|bevor|ehe|nachdem|damit|weil|da|solange|während|obwohl|if|when|before|after|while|because|"
    r"although|so that|who|whoever|provided)\b"
)  # such a clause states no duty of its own
_IF_SHOULD = re.compile(r"\s*(?:Sollten?|Should)\b")
_ABLE = re.compile(r"\b(?!offenbar|unmittelbar|mittelbar|sonderbar|scheinbar)[a-zäöüß]{4,}bar\b")
_NO_MODAL = re.compile(r"\b(?:zu|wie|as)\s+$")  # "um sie verkraften zu können", "so früh wie möglich" allow nothing
_MONTH_BEHIND = re.compile(r"\s+(?:\d|of\b)")  # "May 14", "May 2014"


def modality(clause: Clause, reading: Reading) -> frozenset[Modal]:
    """Return how a clause may bind; without a modal word that of the clauses in front of it in its sentence, too."""
    own = modals(clause.text, reading.language == "en")
    if own:
        return own
    if not clause.has_verb or is_cell(clause, reading):
        return ANYTHING
    if _ABLE.search(clause.text):
        return _ABLE_OR_FACT
    if _INFINITIVE.search(clause.text) and not _FINITE.match(clause.text) and reading.language != "en":
        return _TOLD
    earlier = [c for c in reading.clauses if c.sentence == clause.sentence and c.start < clause.start]
    return FACT.union(*(modals(part.text, reading.language == "en") for part in earlier))


@lru_cache(maxsize=8192)
def modals(text: str, is_english: bool) -> frozenset[Modal]:
    """Return how lower-case text may bind by its modal words; empty without any."""
    lexicon = load_lexicon()
    found: frozenset[Modal] = _DUTY if _IS_TO.search(text) else _ABLE_ONLY if _LETS.search(text) else frozenset()
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
    return found - FACT if found & ANYTHING - {"should", "fact"} and not is_english else found


def is_condition(clause: Clause, reading: Reading) -> bool:
    """Tell whether a clause states a condition, purpose or circumstance: "Sollte ... scheitern", "um ... zu können"."""
    return bool(_CONDITION.match(clause.text) or _IF_SHOULD.match(reading.text[clause.start : clause.end]))
