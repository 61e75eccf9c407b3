"""The interface's texts: German and English side by side, from prompts/interface.toml, checked when loaded."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, Field, ValidationError

from assistant.phrase import Phrase, Strict
from assistant.ui.audit_wording import AuditTexts
from assistant.ui.library_wording import (
    ColumnTexts,
    LibraryTexts,
    LockedTexts,
    OutcomeTexts,
    ProgressTexts,
    RetryTexts,
)
from assistant.ui.settings_wording import ModelTexts
from assistant.ui.strategy_wording import (
    CheckTexts,
    DraftTexts,
    ExportTexts,
    ProfileTexts,
    SettingsTexts,
    StrategyTexts,
    TakeBackTexts,
)
from ingest.errors import AppError
from ingest.records import SourceKind, Text

INTERFACE_FILE = Path(__file__).resolve().parents[2] / "prompts" / "interface.toml"


Texts = TypeVar("Texts", bound=Strict)


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


class HeaderTexts(Strict):
    product: Phrase
    tagline: Phrase
    language: Phrase
    wrong_type: Phrase
    away: Phrase
    back: Phrase
    renewed: Phrase


class AskTexts(Strict):
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


class AnswerTexts(Strict):
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


class WhyTexts(Strict):
    title: Phrase
    count: Phrase
    count_one: Phrase
    sentences: Phrase


class FilterTexts(Strict):
    title: Phrase
    title_active: Phrase
    kind: Phrase
    year_from: Phrase
    year_to: Phrase
    language: Phrase
    source: Phrase
    reset: Phrase


class EvidenceTexts(Strict):
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


class KindTexts(Strict):
    guideline: Phrase
    study: Phrase
    strategy: Phrase
    webpage: Phrase
    own_material: Phrase
    unknown: Phrase


class LanguageTexts(Strict):
    de: Phrase
    en: Phrase


class EditorTexts(Strict):
    title: Phrase
    source_title: Phrase
    authors: Phrase
    authors_info: Phrase
    publisher: Phrase
    year: Phrase
    kind: Phrase
    language: Phrase
    url: Phrase
    confidential: Phrase
    confidential_info: Phrase
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
    waits: Phrase


class Wording(Strict):
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
    retry: RetryTexts
    locked: LockedTexts
    editor: EditorTexts
    strategy: StrategyTexts
    settings: SettingsTexts
    profile: ProfileTexts
    draft: DraftTexts
    check: CheckTexts
    export: ExportTexts
    take_back: TakeBackTexts
    audit: AuditTexts
    model: ModelTexts
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
    return read_texts(Wording, path)


def read_texts(kind: type[Texts], path: Path) -> Texts:
    """Return the texts of a file, checked; raises BadInterfaceFile."""
    try:
        return kind.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise BadInterfaceFile(path, f"{place}: {first['msg']}") from error
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise BadInterfaceFile(path, str(error)) from error
