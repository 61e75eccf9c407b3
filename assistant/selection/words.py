"""What a selection says of itself in German and English: the texts of prompts/selection.toml, names, figures."""

from collections.abc import Sequence

from assistant.selection.records import Criterion
from assistant.studio.numbers import number
from assistant.wording import wordings
from ingest.records import Language, Text

_MOST_NAMED = 6  # of what lacks, in one sentence


class Words:
    """The texts in one language, by key."""

    def __init__(self, language: Language) -> None:
        self.language: Language = language

    def __call__(self, key: str, **values: str | int) -> str:
        """Return a text with its placeholders filled; raises KeyError for an unknown one."""
        return wordings("selection.toml")[key].of(self.language).format(**values)

    def figure(self, value: float | None) -> str:
        """Return a figure with at most one decimal, "–" for none."""
        return "–" if value is None else number(value, self.language, 1)

    def some(self, criteria: Sequence[Criterion]) -> str:
        """Return the titles of criteria, of many only the first ones."""
        named = [one.title.of(self.language) for one in criteria[:_MOST_NAMED]]
        more = len(criteria) - len(named)
        return ", ".join(named) + (f" {self('and_more', count=more)}" if more else "")


def text_of(key: str, **values: str | int) -> Text:
    """Return a text in both languages, its placeholders filled."""
    return Text(Words("de")(key, **values), Words("en")(key, **values))
