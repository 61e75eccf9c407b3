"""YAML front matter: bibliographic data at the top of a text or Markdown file, between two lines of "---"."""

import re
from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date
from typing import Annotated

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from ingest.records import SourceDetails, SourceKind, Text

# The first key starts with a small letter: a text may well begin with a rule and "Hinweis: ...".
_FRONT_MATTER = re.compile(
    r"\ufeff?---[ \t]*\n(?P<yaml>(?=(?:#[^\n]*\n)*[a-z_][\w-]*:[ \n])(?:(?!---|\.\.\.)[^\n]*\n){1,200}?)"
    r"(?:---|\.\.\.)[ \t]*(?:\n|$)"
)
_ALIAS = re.compile(r"(?m)(?:^|[\s\[{,:-])[&*][A-Za-z0-9]")


def _as_list(value: object) -> object:
    return [name.strip() for name in value.split(";")] if isinstance(value, str) else value


def _as_text(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


class _FrontMatter(BaseModel):
    """What is read of the front matter; other keys are ignored."""

    model_config = ConfigDict(extra="ignore", strict=True)

    title: str = ""
    authors: Annotated[list[str], BeforeValidator(_as_list)] = Field(default=[])
    publisher: str = ""
    year: Annotated[int, Field(ge=1000, le=2999)] | None = None
    kind: SourceKind | None = None
    language: Annotated[str, Field(pattern=r"^(?:[a-z]{2})?$")] = ""
    url: str = ""
    licence: str = ""
    valid_until: Annotated[str, BeforeValidator(_as_text)] = ""
    confidential: bool = False


def split_front_matter(text: str) -> tuple[str, str]:
    """Return the YAML at the top of a file ("" if there is none) and the text behind it."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    match = _FRONT_MATTER.match(unified)
    if match is None:
        return "", unified
    return match["yaml"], unified[match.end() :]


def read_front_matter(source: str) -> tuple[SourceDetails, tuple[Text, ...]]:
    """Return the details that the YAML gives, and a notice for every key whose value cannot be used."""
    try:
        loaded = {} if _ALIAS.search(source) else yaml.safe_load(source)
    except (yaml.YAMLError, ValueError, RecursionError):
        loaded = None
    if not isinstance(loaded, Mapping) or (source and not loaded):
        return SourceDetails(), (_notice_unreadable(),) if source else ()
    data = {str(key).lower().replace("-", "_"): value for key, value in loaded.items() if value is not None}
    if "author" in data:
        data.setdefault("authors", data["author"])
    wrong = _wrong_keys(data)
    checked = _FrontMatter.model_validate({key: value for key, value in data.items() if key not in wrong})
    details = SourceDetails(**{**checked.model_dump(), "authors": tuple(filter(None, checked.authors))})
    return details, tuple(_notice_wrong(key) for key in wrong)


def merge_details(first: SourceDetails, second: SourceDetails) -> SourceDetails:
    """Return the first details, completed by the second where the first know nothing."""
    missing = {field.name: getattr(second, field.name) for field in fields(first) if not getattr(first, field.name)}
    return replace(first, **missing)


def _wrong_keys(data: Mapping[str, object]) -> tuple[str, ...]:
    try:
        _FrontMatter.model_validate(data)
    except ValidationError as error:
        return tuple(dict.fromkeys(str(problem["loc"][0]) for problem in error.errors()))
    return ()


def _notice_unreadable() -> Text:
    return Text(
        "Die Angaben am Dateianfang sind kein lesbares YAML.", "The data at the top of the file is not valid YAML."
    )


def _notice_wrong(key: str) -> Text:
    return Text(
        f"Die Angabe „{key}“ am Dateianfang wurde nicht übernommen: ihr Wert hat nicht die erwartete Form.",
        f'The entry "{key}" at the top of the file was not used: its value is not of the expected form.',
    )
