"""What a hyphen at a line end was is settled by the words that the document itself uses elsewhere."""

import re
from collections.abc import Iterable, Sequence

from ingest.clean import join_lines

_WORD = re.compile(r"\w+(?:-\w+)*")
_BROKEN = re.compile(r"(\w+)-$")
# "Cluster-/" + "Netzwerkmitglieder", "Zielländern/-" + "regionen", an address broken behind a slash.
_AFTER_SLASH = re.compile(r"[^\s/]/-?$")
_FIRST = re.compile(r"\w+")
# Letters of the second part that must agree: "deutsch-französischer" settles "deutsch-" + "französischen".
_STEM = 6


class Words:
    """The words that stand whole within lines: they settle "so-" + "wie" and "deutsch-" + "französisch"."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._whole: set[str] = set()
        self._hyphenated: set[tuple[str, str]] = set()
        for line in lines:
            for word in _WORD.findall(line.lower())[1:-1]:
                self._whole.add(word)
                first, hyphen, second = word.rpartition("-")
                if hyphen:
                    self._hyphenated.add((first.rpartition("-")[2], second[:_STEM]))

    def join(self, lines: Sequence[str]) -> str:
        """Return the lines as one, as `clean.join_lines` does, where the document itself does not know better."""
        settled: list[str] = []
        for line in lines:
            joined = self._settled(settled[-1], line.lstrip()) if settled else None
            if joined is None:
                settled.append(line.strip())
            else:
                settled[-1] = joined
        return join_lines(settled)

    def _settled(self, left: str, right: str) -> str | None:
        if _AFTER_SLASH.search(left):
            return left + right
        broken, first = _BROKEN.search(left), _FIRST.match(right)
        if broken is None or first is None or not right[0].islower():
            return None
        start, end = broken.group(1).lower(), first.group().lower()
        if start + end in self._whole:
            return left[:-1] + right
        if (start, end[:_STEM]) in self._hyphenated and len(end) > 3:
            return left + right
        return None
