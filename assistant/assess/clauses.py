"""Whether what a statement speaks of is affirmed there, or refused, or put off."""

import re
from collections.abc import Mapping, Sequence

from assistant.assess.words import Spans

_CLAUSE_END = re.compile(r"[,;:–—.!?]\s|\s[–—-]\s|\s(?:aber|sondern|doch|jedoch|but|whereas)\s")


NEGATED, PUT_OFF = "negated", "put_off"  # the concepts of such words, see prompts/checklist/concepts.toml


def is_refused(text: str, places: Sequence[Spans], found: Mapping[str, Spans]) -> bool:
    """Tell whether a text refuses or postpones what stands at these places, those of each concept together.

    `found` are the concepts in the text with their places. A negation counts when all places of a concept stand in
    clauses that it negates, a refusal or a postponement ("überflüssig", "wenn es so weit ist") anywhere in the text.
    """
    if PUT_OFF in found:
        return True
    ends = [end.end() for end in _CLAUSE_END.finditer(text)]
    clauses = [(start, end) for start, end in zip([0, *ends], [*ends, len(text)], strict=True)]
    negated = [clause for clause in clauses if any(_holds(clause, at) for at, _ in found.get(NEGATED, ()))]
    return any(all(any(_holds(clause, at) for clause in negated) for at, _ in spans) for spans in places)


def _holds(clause: tuple[int, int], at: int) -> bool:
    return clause[0] <= at < clause[1]
