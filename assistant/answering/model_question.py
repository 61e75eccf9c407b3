"""A follow-up question as it is understood alone ("Und wer zahlt das?"), written by a language model for the search.

It is searched for beside the question, never in its place, and only with words of the conversation: a model that
writes nonsense, or obeys something else, can bring in no subject of its own. It is told the questions and no answer:
those hold quotes that not every server may read.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from threading import Event

from assistant.answering.language import question_language
from assistant.answering.model_quotes import on_one_line
from assistant.model.faults import ModelFault, NoWords, TookTooLong
from assistant.model.llm import LanguageModel, Message
from assistant.model.prompts import prompt
from ingest.german import term_groups
from ingest.records import Language

_LONGEST = 300  # characters of a question; what is longer is an answer
_LONGEST_TURN = 600  # characters of a turn that is told
_MOST_STRANGE = 0.4  # of the words; with more of its own it is another question
_LEAST_KEPT = 0.5  # of the question's own words; with fewer it is another one
_LEAST_IN_ORDER = 0.8  # of the pairs of neighbours among them
_LABEL = re.compile(r"^[\W_]*(?:[^\W\d_]+ ){0,2}(?:frage|question)\W*:\s*", re.IGNORECASE)  # "Eigenständige Frage: "
_AROUND = " \t*_`\"'„“”»«"


@dataclass(frozen=True)
class Rewritten:
    """A question as it is understood alone, "" where there is none; `tokens` are read and written, where told."""

    text: str = ""
    tokens: tuple[int, int] | None = None


class Rewriter:
    """Asks the model in use. One that is too slow for it is not asked again: each question would wait in vain."""

    def __init__(self) -> None:
        self._too_slow: LanguageModel | None = None

    def standalone(self, question: str, turns: Sequence[str], model: LanguageModel | None, stopped: Event) -> Rewritten:
        """Return the question as it is understood alone; "" without earlier ones, without a model, on any fault, and
        where what it writes is no such question. `stopped` ends it at once."""
        if not turns or model is None or model is self._too_slow or not model.settings.rewrites:
            return Rewritten()
        language = question_language(question)
        told = "\n".join(f"- {on_one_line(turn[:_LONGEST_TURN])}" for turn in turns)
        asked = prompt("question_turns", language, questions=told, question=on_one_line(question[:_LONGEST_TURN]))
        reply = model.hurried().write([Message("system", prompt("question_rules", language)), Message("user", asked)])
        reply.end_with(stopped)
        try:
            written = reply.text()
        except (NoWords, TookTooLong):
            self._too_slow = model
            return Rewritten()
        except ModelFault:  # the answer's own request will tell
            return Rewritten()
        return Rewritten("" if stopped.is_set() else sound(written, question, turns), reply.tokens)


def sound(written: str, question: str, turns: Sequence[str]) -> str:
    """Return what a model has written as a question that may be searched for, "" where it is none.

    Nouns, names and numbers must stand in the conversation; other words that do not are left out.
    """
    language = question_language(question)
    line = _LABEL.sub("", written.strip().partition("\n")[0]).strip(_AROUND)
    if not line or len(line) > _LONGEST or question_language(line) != language:
        return ""
    known = frozenset(term for text in (question, *turns) for _, terms in term_groups(text, language) for term in terms)
    groups = term_groups(line, language)
    strange = {word for word, terms in groups if not _is_known(terms, known)}
    if len(strange) > _MOST_STRANGE * len(groups) or any(_is_name(word, line, language) for word in strange):
        return ""
    kept = " ".join(word for word in line.split() if not {one for one, _ in term_groups(word, language)} & strange)
    said = list(dict.fromkeys(terms[0] for _, terms in term_groups(question, language)))
    new = list(dict.fromkeys(terms[0] for word, terms in groups if word not in strange))
    return kept if set(new) - set(said) and _keeps(said, new) else ""


def _keeps(said: Sequence[str], new: Sequence[str]) -> bool:
    """Tell whether enough of a question's words are among the new ones, and in their order: a heap of words is none."""
    places = [said.index(term) for term in new if term in said]
    pairs = list(pairwise(places))
    rising = sum(one < other for one, other in pairs)
    return len(places) >= _LEAST_KEPT * len(said) and rising >= _LEAST_IN_ORDER * len(pairs)


def _is_known(terms: Sequence[str], known: frozenset[str]) -> bool:
    """Tell whether a word stands there, or is made of words that do."""
    own, parts = terms[0], terms[1:]
    return own in known or (bool(parts) and all(part in known for part in parts))


def _is_name(word: str, line: str, language: Language) -> bool:
    """Tell whether a word is a name, a German noun, or a number, as it is spelled in a line behind its beginning."""
    spelled = re.search(rf"(?<!\w){re.escape(word)}(?!\w)", line, re.IGNORECASE)
    if spelled is None or any(letter.isdigit() for letter in word):
        return True
    return spelled[0][0].isupper() and (spelled.start() > 0 or language == "en")
