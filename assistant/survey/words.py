"""The words of the survey in one language, from prompts/survey/words.toml, and figures as they are told."""

from math import floor

from assistant.studio.numbers import number
from assistant.wording import wordings
from ingest.records import Language, Text

FILE = "survey/words.toml"


def text(key: str) -> Text:
    """Return a text in both languages; raises KeyError for an unknown key."""
    return wordings(FILE)[key]


class SurveyWords:
    """Texts in one language: call it with a key and what its placeholders hold."""

    def __init__(self, language: Language) -> None:
        self.language: Language = language

    def __call__(self, key: str, **values: str | int) -> str:
        return text(key).of(self.language).format(**values)

    def titled(self, title: str) -> str:
        """Return a survey's title as one that says what it is: "Bedarfsumfrage: LichtNetz"."""
        kind = self("survey")
        return title if title.casefold().startswith(kind.casefold()) else f"{kind}: {title}"

    def percent(self, share: float) -> str:
        """Return a share of 0.426 as "43"."""
        return number(floor(share * 100 + 0.5 + 1e-9), self.language)  # 23 of 40 is 58, not 57.499…

    def figure(self, value: float) -> str:
        """Return a mean as "3,4"."""
        return number(value, self.language, 1)

    def hundredths(self, value: float) -> str:
        """Return hours for a member as "0,75"."""
        return number(value, self.language, 2)
