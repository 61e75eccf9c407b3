"""Prose of whatever writer against the quotes it cites: which sentences cannot stay, and the text without them.

The gate (gate/verdict.py) looks for contradictions; a sentence that has nothing to do with its quote contradicts
nothing in it. So its words are looked for in the quotes as well: less than a third of their information found there
is too little. Of 715 honest paraphrases (tests/data/gate-pairs.jsonl, benchmarks/data/gate-pairs-unseen.jsonl) 97.1 %
have that much, of the same sentences beside another's quote 1.3 %.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.answering.analyse import AskedWord
from assistant.answering.gate.records import SentenceVerdict
from assistant.answering.gate.verdict import examine
from assistant.answering.match import CONTEXT, coverage, covered, read, together
from assistant.answering.render import plain_text

_LEAST_SUPPORT = 0.3  # of a sentence's information, see above
_LEAST_TO_CITE = 0.6  # ... that a quote must hold for its mark to be put behind a sentence without one
_LEAST_WORDS_TO_CITE = 3  # "Er ist hoch." shares its one word with too many quotes
_MOST_MARKS = 3  # behind the line that introduces a list
FaultKind = Literal["uncited", "unknown_mark", "contradicted", "unsupported", "misquoted"]
_MARK = re.compile(r"\[(\d{1,3}(?:\s*[,;]\s*\d{1,3})*)\]")
_ENDS = re.compile(r"[.!?:;]?(?:\*\*)?\s*$")
_ITEM = r"[ \t]*(?:[-*+]|\d{1,3}[.)])"
_INTRODUCTION = re.compile(rf"^(?!{_ITEM}[ \t])([^\n\[\]]+):(\s*\n(?:{_ITEM}[ \t].*(?:\n+|\Z))+)", re.MULTILINE)
_EMPTY_ITEM = re.compile(rf"^{_ITEM}[ \t]*$", re.MULTILINE)
_GONE = "\0"  # where an item was
_INTRODUCES_NOTHING = re.compile(
    rf"^[^\n]*:(?:\*\*)?[ \t]*(?:\[\d+\])*[ \t]*(?:\n\s*{_GONE}[{_GONE}\s]*(?!{_ITEM}[ \t])|\s*\Z)", re.MULTILINE
)
_QUOTED = re.compile(r"„([^„“”\n]+)[“”]|“([^„“”\n]+)”|»([^»«\n]+)«|«([^»«\n]+)»|\"([^\"\n]+)\"")
_LEFT_OUT = re.compile(r"\[?(?:…|\.\.\.)\]?")
_WORD = re.compile(r"[^\W_]+")
_LEAST_QUOTED = 4  # words; fewer may be a term


@dataclass(frozen=True)
class Proof:
    """A quote that may be cited: its text, its language, and what counts as said besides (title, headings)."""

    text: str
    language: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fault:
    """A sentence text[start:end] that cannot stay; `said` and `source` are the words that contradict each other."""

    kind: FaultKind
    sentence: str
    start: int
    end: int
    said: str = ""
    source: str = ""


def faults(
    text: str, proofs: Mapping[int, Proof], asked_words: Callable[[str], Sequence[AskedWord]]
) -> tuple[Fault, ...]:
    """Return the sentences of a Markdown text that cannot stay, in order. `asked_words` weighs a sentence's words."""
    quotes = {mark: proof.text for mark, proof in proofs.items()}
    also = {mark: proof.also for mark, proof in proofs.items()}
    verdicts = examine(text, quotes, also)
    return tuple(fault for one in verdicts if (fault := _fault(one, proofs, asked_words)))


def with_marks_found(text: str, proofs: Mapping[int, Proof], asked_words: Callable[[str], Sequence[AskedWord]]) -> str:
    """Return the text with the mark put right of each sentence that another quote plainly says, or that has none.

    Marks without a quote go.
    """
    known = _with_introductions_marked(
        _MARK.sub(lambda found: _known(found.group(1), proofs), text), proofs, asked_words
    )
    for fault in reversed(faults(known, proofs, asked_words)):
        if fault.kind not in ("uncited", "unsupported"):
            continue
        bare = _MARK.sub("", known[fault.start : fault.end])
        words = asked_words(bare)
        best = max(proofs, key=lambda mark: support(words, [proofs[mark]]), default=None)
        if best is None or len(words) < _LEAST_WORDS_TO_CITE or support(words, [proofs[best]]) < _LEAST_TO_CITE:
            continue
        end = _ENDS.search(bare)
        at = end.start() if end else len(bare)
        known = f"{known[: fault.start]}{bare[:at].rstrip()} [{best}]{bare[at:]}{known[fault.end :]}"
    return known


def support(words: Sequence[AskedWord], proofs: Sequence[Proof]) -> float:
    """Return how much of a sentence's information its quotes hold together, 0..1; 1 where it says nothing to find."""
    if not words:
        return 1.0
    found = [covered(words, read(proof.text, proof.language)) for proof in proofs]
    around = (covered(words, read(text, proof.language)) for proof in proofs for text in proof.also)
    found += [{word: CONTEXT * value for word, value in one.items()} for one in around]
    return coverage(words, together(*found))


def without(text: str, bad: Sequence[Fault]) -> str:
    """Return the text without these sentences, without items that are empty then, and what introduced only such."""
    for fault in sorted(bad, key=lambda one: one.start, reverse=True):
        text = text[: fault.start] + text[fault.end :]
    text = _INTRODUCES_NOTHING.sub("", _EMPTY_ITEM.sub(_GONE, text)).replace(_GONE, "")
    text = "\n".join(line.replace("**", "") if line.count("**") % 2 else line for line in text.split("\n"))
    text = re.sub(r"(?<=\S)[ \t]{2,}(?=\S)", " ", text)
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]+\n", "\n", text)).strip()


def _with_introductions_marked(
    text: str, proofs: Mapping[int, Proof], asked_words: Callable[[str], Sequence[AskedWord]]
) -> str:
    """Return the text with the marks of a list behind the line that introduces it as well, if they bear it."""

    def marked(found: re.Match[str]) -> str:
        introduction, items = found.groups()
        marks = list(dict.fromkeys(int(one) for one in re.findall(r"\[(\d+)\]", items)))[:_MOST_MARKS]
        cited = [proofs[one] for one in marks if one in proofs]
        if not cited or support(asked_words(introduction), cited) < _LEAST_SUPPORT:
            return found.group()
        return f"{introduction} {''.join(f'[{one}]' for one in marks)}:{items}"

    return _INTRODUCTION.sub(marked, text)


def _fault(
    verdict: SentenceVerdict, proofs: Mapping[int, Proof], asked_words: Callable[[str], Sequence[AskedWord]]
) -> Fault | None:
    if verdict.state in ("uncited", "unknown_mark"):
        return Fault(verdict.state, verdict.text, verdict.start, verdict.end)
    if verdict.state == "contradicted":
        first = verdict.contradictions[0]
        return Fault("contradicted", verdict.text, verdict.start, verdict.end, first.said, first.source)
    cited = [proofs[mark] for mark in verdict.marks]
    if verdict.state == "too_long" or support(asked_words(_MARK.sub("", verdict.text)), cited) < _LEAST_SUPPORT:
        return Fault("unsupported", verdict.text, verdict.start, verdict.end)
    misquoted = next((words for words in _quoted(verdict.text) if not _is_quoted(words, cited)), "")
    return Fault("misquoted", verdict.text, verdict.start, verdict.end, said=misquoted) if misquoted else None


def _quoted(sentence: str) -> Iterator[str]:
    """Yield what a sentence gives as another's words."""
    for found in _QUOTED.finditer(plain_text(sentence)):
        words = next(group for group in found.groups() if group)
        if len(words.split()) >= _LEAST_QUOTED:
            yield words


def _is_quoted(words: str, proofs: Sequence[Proof]) -> bool:
    """Tell whether the words stand in one of the quotes, or in its title, as they are; what is left out counts not."""
    said = [_folded(part) for part in _LEFT_OUT.split(words)]
    texts = [_folded(text) for proof in proofs for text in (proof.text, *proof.also)]
    return any(all(part in text for part in said) for text in texts)


def _folded(text: str) -> str:
    return f" {' '.join(_WORD.findall(text.casefold()))} "


def _known(numbers: str, proofs: Mapping[int, Proof]) -> str:
    marks = [int(one) for one in re.findall(r"\d+", numbers)]
    return "".join(f"[{one}]" for one in marks if one in proofs)
