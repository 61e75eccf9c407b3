"""The texts of the panes "Partner selection" and "Project selection", from prompts/selection_page.toml and others."""

from assistant.phrase import Phrase
from assistant.wording import wordings
from ingest.records import Text

_FILES = ("selection_page.toml", "selection.toml")


def said(key: str, **values: str | int) -> Text:
    """Return a text with its placeholders filled; raises KeyError for an unknown one."""
    found = next(texts[key] for texts in map(wordings, _FILES) if key in texts)
    return Text(found.de.format(**values), found.en.format(**values))


def phrase(key: str) -> Phrase:
    """Return a text for a widget."""
    text = said(key)
    return Phrase(de=text.de, en=text.en)
