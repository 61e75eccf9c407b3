"""Denials: which words deny, and what they deny."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from assistant.answering.gate.lexicon import load_lexicon
from assistant.answering.gate.reading import Clause, Reading, Word, shares
from assistant.answering.gate.records import Contradiction

_NO_NOUN = re.compile(r"\b(?:keine?[nrms]?|no)\b")
_MORE_THAN = re.compile(r"\b(?:mehr|weniger|more|less|fewer) (?:als|than)\b")
_FOCUS = 2  # content words behind "ohne" that it denies
_VERB = re.compile(r"(?:en|ern|eln|t)$")  # "wurde nicht vorgenommen"
_FOCUS_REACH = 60  # characters
_NOT_ALONE = re.compile(r"\b(?:nicht allein|not alone)\b(?=.*\b(?:sondern|but)\b)")
_CONTRAST_BEHIND = re.compile(r"(?:,|\bund|\band)\s+(?:nicht|not)(?=\s+(?:(?:der|die|das|den|dem|the)\s+)?[A-ZÄÖÜ])")
_CONTRASTED = re.compile(r"\b(?:nicht|keine?[nrms]?)\b(?=[^,.;]{1,60}, sondern\b)")


def without_apparent(text: str) -> str:
    """Return lower-case text without what only seems to deny: "nicht nur", "nicht zuletzt"."""
    return load_lexicon().negation["apparent"].sub(" ", text)


def denied_parts(sentence: Reading, quotes: Sequence[Reading]) -> Iterator[Contradiction]:
    """Yield what one text denies by "ohne" and the other does not: "mit Gästen" against "ohne Gäste"."""
    for cue, focus in focused(sentence):
        if cue in ("ohne", "without") and negators(sentence.lower):
            continue  # "ohne Pflege geht es nicht" demands it
        holding = [c for quote in quotes for c in quote.clauses if any(shares(word, c.words) for word in focus)]
        if any(shares(word, other) for quote in quotes for _, other in focused(quote) for word in focus):
            continue
        clauses = holding or [clause for quote in quotes for clause in quote.clauses]
        if not any(_denies(clause.text) for clause in clauses):
            yield Contradiction(
                "negation", " ".join((cue, *(word.text for word in focus))), clauses[0].text.strip() if clauses else ""
            )
    for quote in quotes:
        for cue, focus in focused(quote):
            stated = [c for c in sentence.clauses if any(word.stem in c.heads for word in focus)]
            elsewhere = [
                c for q in quotes for c in q.clauses if not _denies(c.text) and any(w.stem in c.heads for w in focus)
            ]
            if stated and not elsewhere and not any(_denies(clause.text) for clause in sentence.clauses):
                yield Contradiction("negation", stated[0].text.strip(), " ".join((cue, *(word.text for word in focus))))


def focused(reading: Reading) -> Iterator[tuple[str, Sequence[Word]]]:
    """Yield each "ohne", and each "nicht" that "sondern" follows, with the words it denies."""
    lexicon = load_lexicon()
    masked = lexicon.negation["apparent"].sub(_blank, reading.lower)
    contrasted = list(_CONTRASTED.finditer(masked)) + list(_CONTRAST_BEHIND.finditer(reading.text))
    for match in (*lexicon.negation["local"].finditer(masked), *contrasted):
        words = [word for word in reading.words if match.end() <= word.start <= match.end() + _FOCUS_REACH]
        within = [word for word in words if not re.search(r"[,;.]", masked[match.end() : word.start])]
        if within:
            yield match.group(), within[: 1 if match in contrasted else _FOCUS]


def negated_bound(clause: Clause) -> bool:
    """Tell whether a clause says "mehr als zwei ... nicht", which is a bound and no negation."""
    return bool(_MORE_THAN.search(clause.text)) and len(negators(clause.text)) % 2 == 1


@lru_cache(maxsize=8192)
def negators(text: str) -> tuple[str, ...]:
    """Return the words of lower-case text that deny; not those that seem to ("nicht nur") or bound a number."""
    lexicon = load_lexicon()
    text = _NOT_ALONE.sub(_blank, lexicon.negation["apparent"].sub(_blank, text))
    for bound in lexicon.comparison.values():
        text = bound.sub(_blank, text)
    found = [match.group() for match in lexicon.negation["clause"].finditer(text)]
    found += [match.group() for match in lexicon.negated_modal.finditer(text)]
    return tuple(found)


def denied_noun(clause: Clause) -> Word | None:
    match = _NO_NOUN.search(clause.text)
    behind = [word for word in clause.words if match and word.start >= clause.start + match.end()]
    return behind[0] if behind else None


def denied_words(clause: Clause) -> tuple[Sequence[Word], bool]:
    """Return the content words behind the first word that denies, or, where only a verb follows, those in front of it.

    The second value tells whether they stand in front: then all of them are denied, not each.
    """
    cue = load_lexicon().negation["clause"].search(clause.text)
    if cue is None:
        return (), False
    place = clause.start + cue.end()
    behind = [word for word in clause.words if word.start >= place]
    if not behind and load_lexicon().any_modal.search(clause.text, cue.end()):
        return (), False  # "ist nicht wichtig"
    before = [word for word in clause.words if word.end <= clause.start + cue.start()][-_FOCUS:]
    if before and (
        not behind
        or (_VERB.search(behind[0].text) and behind[0] is clause.words[-1] and not _NO_NOUN.fullmatch(cue.group()))
    ):
        return before, True
    return behind[:_FOCUS], False


def _denies(text: str) -> bool:
    lexicon = load_lexicon()
    return bool(negators(text)) or any(lexicon.negation[name].search(text) for name in ("local", "weak"))


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())
