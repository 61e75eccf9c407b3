"""Whether what a statement speaks of is affirmed there, or refused, or put off."""

import re
from collections.abc import Mapping

from assistant.assess.words import Spans

_CLAUSE_END = re.compile(r"[,;:–—.!?]\s|\s[–—-]\s|\s(?:aber|sondern|doch|jedoch|but|whereas)\s")


NEGATED, PUT_OFF = "negated", "put_off"  # the concepts of such words, see prompts/checklist/concepts.toml


def is_refused(text: str, spans: Spans, found: Mapping[str, Spans]) -> bool:
    """Tell whether a text refuses or postpones what stands at these places.

    `found` are the concepts in the text with their places. A negation counts in the clauses where the words stand, a
    refusal or a postponement ("überflüssig", "wenn es so weit ist") anywhere in the text.
    """
    if PUT_OFF in found:
        return True
    ends = [end.end() for end in _CLAUSE_END.finditer(text)]
    clauses = [(start, end) for start, end in zip([0, *ends], [*ends, len(text)], strict=True)]
    said = [(start, end) for start, end in clauses if any(start <= at < end for at, _ in spans)]
    return any(start <= at < end for start, end in said for at, _ in found.get(NEGATED, ()))
