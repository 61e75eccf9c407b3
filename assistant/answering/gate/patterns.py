"""Words of gate.toml as patterns over lower-case text, and the look-up of opposites."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

_BETWEEN = r"(?:[\w-]+\s+){0,6}?"  # "nimmt ... ab"
_TOKEN = re.compile(r"[\w-]+")
Sides = tuple[tuple[int, str], ...]  # the numbers of pairs of opposites, and the side of each: "a" or "b"


def pattern(words: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern that finds any of these words in lower-case text, the longest first; "*" ends a beginning."""
    spelled = sorted({word.lower() for word in words}, key=lambda word: (-len(word), word))
    return re.compile(r"(?<![\w'’])(?:" + "|".join(_spelled(word) for word in spelled) + r")(?!\w)")


class OppositeWords:
    """Finds the opposites of a text: some thousand words by look-up, phrases ("nimmt ... zu") by pattern."""

    def __init__(self, pairs: Sequence[tuple[str, Sequence[str], Sequence[str]]]) -> None:
        self._whole: dict[str, Sides] = {}
        self._beginnings: dict[str, Sides] = {}
        self._phrases: dict[str, list[tuple[re.Pattern[str], Sides]]] = {}
        for number, (_, *sides) in enumerate(pairs):
            for name, words in zip("ab", sides, strict=True):
                for word in words:
                    self._add(word.lower(), (number, name))

    def _add(self, word: str, side: tuple[int, str]) -> None:
        first, *others = word.split()
        if others:
            self._phrases.setdefault(first, []).append((pattern([word]), (side,)))
        else:
            known = self._beginnings if word.endswith("*") else self._whole
            known[word.rstrip("*")] = (*known.get(word.rstrip("*"), ()), side)

    def found(self, text: str) -> Iterator[tuple[re.Match[str], Sides]]:
        """Yield the opposites in lower-case text, each with the pairs it belongs to."""
        for match in _TOKEN.finditer(text):
            sides = self._sides_of(match.group())
            if sides:
                yield match, sides
            for phrase, of_phrase in self._phrases.get(match.group(), ()):
                if whole := phrase.match(text, match.start()):
                    yield whole, of_phrase

    @lru_cache(maxsize=20_000)  # noqa: B019 - the lexicon is loaded once
    def _sides_of(self, word: str) -> Sides:
        """Return the pairs of opposites that a word belongs to, and its side in each."""
        found = [*self._whole.get(word, ())]
        for end in range(2, len(word) + 1):
            found += self._beginnings.get(word[:end], ())
        return tuple(dict.fromkeys(found))


def _spelled(word: str) -> str:
    """Return one word or phrase as a pattern: any white space between its words, any ending behind "*", "..." words."""
    parts = (_BETWEEN if part == "..." else re.escape(part).replace(r"\*", r"[\w-]*") for part in word.split())
    return r"\s+".join(parts).replace(rf"{_BETWEEN}\s+", _BETWEEN).replace("'", "['’]")
