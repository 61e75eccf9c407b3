"""What a language model is told, from prompts/model.toml: placeholders checked when loaded, the version by content."""

from functools import cache
from hashlib import sha256

from assistant.wording import PROMPTS, wordings
from ingest.records import Language

_FILE = "model.toml"


def prompt(key: str, language: Language, **values: str | int) -> str:
    """Return a text of the file with its placeholders filled; raises KeyError for an unknown key or a missing value."""
    return wordings(_FILE)[key].of(language).format_map(values)


@cache
def prompt_version() -> str:
    """Return eight digits that change with every change of the file."""
    return sha256((PROMPTS / _FILE).read_bytes()).hexdigest()[:8]
