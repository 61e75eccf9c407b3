"""The interface's texts: German and English side by side, from prompts/interface.toml, checked when loaded."""

import string
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from ingest.errors import AppError
from ingest.records import Language, SourceKind, Text

INTERFACE_FILE = Path(__file__).resolve().parents[2] / "prompts" / "interface.toml"


class BadInterfaceFile(AppError):
    """The file of the interface's texts lacks a text, has one too many, or has differing placeholders."""

    code = "bad_interface_file"

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            Text(
                f"Die Oberflächentexte in {path.name} sind fehlerhaft: {reason}",
                f"The interface texts in {path.name} are faulty: {reason}",
            ),
            Text(
                "Jeder Text braucht „de“ und „en“ mit denselben Platzhaltern.",
                'Every text needs "de" and "en" with the same placeholders.',
            ),
        )


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Phrase(_Strict):
    """One text of the interface in both languages; both have the same {placeholders}."""

    de: str = Field(min_length=1)
    en: str = Field(min_length=1)

    @model_validator(mode="after")
    def _same_placeholders(self) -> Self:
        if _placeholders(self.de) != _placeholders(self.en):
            raise ValueError(f"the placeholders differ: {self.de!r} and {self.en!r}")
        return self

    def of(self, language: Language) -> str:
        """Return the text in this language, placeholders as they stand."""
        return self.de if language == "de" else self.en

    def fill(self, language: Language, **values: str | int) -> str:
        """Return the text in this language with its placeholders filled; KeyError when one is not given."""
        return self.of(language).format_map(values)


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


class HeaderTexts(_Strict):
    product: Phrase
    tagline: Phrase
    language: Phrase


class AskTexts(_Strict):
    tab: Phrase
    welcome: Phrase
    welcome_text: Phrase
    empty_library: Phrase
    examples: Phrase
    question: Phrase
    placeholder: Phrase
    send: Phrase
    keys: Phrase
    new_conversation: Phrase
    empty_question: Phrase
    searching: Phrase
    searching_one: Phrase
    you: Phrase
    unexpected: Phrase
    finished: Phrase


class AnswerTexts(_Strict):
    supported: Phrase
    partly: Phrase
    no_evidence: Phrase
    failed: Phrase
    references: Phrase
    nearest: Phrase
    evidence: Phrase
    copy_answer: Phrase
    copied: Phrase
    source_removed: Phrase


class WhyTexts(_Strict):
    title: Phrase
    count: Phrase
    count_one: Phrase
    sentences: Phrase


class FilterTexts(_Strict):
    title: Phrase
    title_active: Phrase
    kind: Phrase
    year_from: Phrase
    year_to: Phrase
    language: Phrase
    source: Phrase
    reset: Phrase


class EvidenceTexts(_Strict):
    title: Phrase
    empty: Phrase
    kicker: Phrase
    kicker_nearest: Phrase
    previous: Phrase
    next: Phrase
    back: Phrase
    page: Phrase
    page_label: Phrase
    page_short: Phrase
    attribution: Phrase
    heading_path: Phrase
    gone: Phrase
    untitled: Phrase
    no_year: Phrase


class KindTexts(_Strict):
    guideline: Phrase
    study: Phrase
    strategy: Phrase
    webpage: Phrase
    own_material: Phrase
    unknown: Phrase


class LanguageTexts(_Strict):
    de: Phrase
    en: Phrase


class LibraryTexts(_Strict):
    tab: Phrase
    add_title: Phrase
    add_text: Phrase
    files: Phrase
    drop: Phrase
    too_large: Phrase
    details_title: Phrase
    title: Phrase
    title_info: Phrase
    kind: Phrase
    year: Phrase
    password: Phrase
    password_info: Phrase
    add: Phrase
    no_files: Phrase
    title_for_many: Phrase
    bad_year: Phrase
    list_title: Phrase
    list_count: Phrase
    list_count_one: Phrase
    find: Phrase
    find_placeholder: Phrase
    nothing_found: Phrase
    empty: Phrase


class ColumnTexts(_Strict):
    title: Phrase
    kind: Phrase
    year: Phrase
    pages: Phrase
    passages: Phrase
    version: Phrase
    state: Phrase
    ready: Phrase
    failed: Phrase
    open: Phrase


class ProgressTexts(_Strict):
    waiting: Phrase
    read: Phrase
    embed: Phrase
    store: Phrase
    done: Phrase
    title: Phrase
    stopped: Phrase


class OutcomeTexts(_Strict):
    title: Phrase
    added: Phrase
    replaced: Phrase
    unchanged: Phrase
    removed: Phrase
    failed: Phrase
    passages: Phrase


class EditorTexts(_Strict):
    title: Phrase
    source_title: Phrase
    authors: Phrase
    authors_info: Phrase
    publisher: Phrase
    year: Phrase
    kind: Phrase
    language: Phrase
    url: Phrase
    save: Phrase
    close: Phrase
    delete: Phrase
    saved: Phrase
    confirm: Phrase
    confirm_delete: Phrase
    cancel: Phrase
    deleted: Phrase
    gone: Phrase
    bad_url: Phrase


class Wording(_Strict):
    """All texts of the page."""

    header: HeaderTexts
    ask: AskTexts
    answer: AnswerTexts
    filters: FilterTexts
    evidence: EvidenceTexts
    why: WhyTexts
    kinds: KindTexts
    languages: LanguageTexts
    library: LibraryTexts
    columns: ColumnTexts
    progress: ProgressTexts
    outcomes: OutcomeTexts
    editor: EditorTexts
    examples: tuple[Phrase, ...] = Field(min_length=1)

    def kind(self, kind: SourceKind | None) -> Phrase:
        """Return the name of a kind of source."""
        return self.kinds.unknown if kind is None else dict(_phrases(self.kinds))[kind]

    def language(self, code: str) -> Text:
        """Return the name of a language; of one we have no name for, its code."""
        phrase = dict(_phrases(self.languages)).get(code)
        return Text(phrase.de, phrase.en) if phrase else Text(code, code)


def _phrases(section: BaseModel) -> Iterator[tuple[str, Phrase]]:
    for name in type(section).model_fields:
        value = getattr(section, name)
        if isinstance(value, Phrase):
            yield name, value


def load_wording(path: Path = INTERFACE_FILE) -> Wording:
    """Return the checked texts of the interface.

    Raises BadInterfaceFile when a text is missing, unknown, empty, or has other placeholders in the other language.
    """
    try:
        return Wording.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise BadInterfaceFile(path, f"{place}: {first['msg']}") from error
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise BadInterfaceFile(path, str(error)) from error
