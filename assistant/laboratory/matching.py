"""When a text holds a quote: the folding and the tolerance of the reviews' scorer, so that figures are the same."""

import re
import unicodedata
from dataclasses import dataclass

_RUN = 4  # words
_ENOUGH = 0.8  # share of a quote's runs: a quote torn by a page or column break still counts
_LONG_ENOUGH = 20  # characters from which a citation's quote that lies inside the evidence proves it
_KEPT = re.compile(r"[^0-9a-zäöüßàâçèéêëîïôû+%€]")
_WORD = re.compile(r"\w+")


def fold(text: str) -> str:
    """Return text without case, white space, hyphens and punctuation."""
    return _KEPT.sub("", unicodedata.normalize("NFKC", text).lower().replace("\u00ad", ""))


@dataclass(frozen=True)
class Evidence:
    """A quote that proves an answer, prepared for many comparisons."""

    quote: str
    folded: str
    runs: tuple[str, ...]

    @classmethod
    def of(cls, quote: str) -> "Evidence":
        """Return the quote, folded, with its runs of four words."""
        words = _WORD.findall(quote)
        starts = range(max(1, len(words) - _RUN + 1))
        return cls(quote, fold(quote), tuple(fold("".join(words[i : i + _RUN])) for i in starts))

    def stands_in(self, folded_text: str) -> bool:
        """Tell whether a folded text holds the quote, or four fifths of its runs."""
        if not self.folded:
            return False  # nothing but signs proves nothing
        if self.folded in folded_text:
            return True
        return sum(run in folded_text for run in self.runs) >= _ENOUGH * len(self.runs)

    def is_cited_by(self, quote: str, folded_passage: str) -> bool:
        """Tell whether a citation proves it: its passage holds the evidence, or the evidence holds its quote."""
        return self.stands_in(folded_passage) or (
            len(quote) > _LONG_ENOUGH and Evidence.of(quote).stands_in(self.folded)
        )


def says(folded_answer: str, answer: str, wanted: str) -> bool:
    """Tell whether an answer holds a required string; one of nothing but signs ("--") is looked for as it stands."""
    folded = fold(wanted)
    return folded in folded_answer if folded else wanted in answer
