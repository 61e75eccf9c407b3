"""The real draft of the example profile, exported and read back, with the strategy and with its library alone."""

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.build import build_studio
from assistant.export.citing import CITATION_STYLES, CitationStyle
from assistant.export.files import Layout, write_draft
from assistant.reimport.proof import LibraryProof
from assistant.reimport.reading import FORMATS, read_back
from assistant.reimport.records import Known
from assistant.studio.example import example_profile
from assistant.studio.records import Draft, Gantt
from ingest.library import Library
from ingest.records import Language

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
LANGUAGES: tuple[Language, ...] = ("de", "en")


@pytest.fixture(scope="module")
def drafts(starter_library: Library) -> dict[Language, Draft]:
    studio = build_studio(Assistant(starter_library))
    return {one: studio.draft(example_profile(), language=one, made_on="2026-11-28") for one in LANGUAGES}


@pytest.mark.parametrize("style", CITATION_STYLES)
@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_example_comes_back_as_it_was(
    drafts: dict[Language, Draft],
    starter_library: Library,
    tmp_path: Path,
    language: Language,
    ending: str,
    style: CitationStyle,
) -> None:
    draft, path, proof = drafts[language], tmp_path / f"strategie{ending}", LibraryProof(starter_library)
    write_draft(draft, path, Layout(style=style))
    found = read_back(path, proof, Known(draft.sections))
    assert found.sections == draft.sections
    assert found.notes == ()
    alone = read_back(path, proof, Known()).sections
    drawn = [tuple(part for part in one.parts if not isinstance(part, Gantt)) for one in draft.sections]
    assert [(one.title, one.parts) for one in alone] == [
        (one.title, parts) for one, parts in zip(draft.sections, drawn, strict=True)
    ]
    assert [one.quotes for one in alone] == [one.quotes for one in draft.sections]


def test_an_altered_word_costs_one_citation_only(
    drafts: dict[Language, Draft], starter_library: Library, tmp_path: Path
) -> None:
    draft, path = drafts["de"], tmp_path / "strategie.md"
    write_draft(draft, path)
    quote = draft.sections[1].quotes[0]
    words = " ".join(quote.text.split())
    text = path.read_text(encoding="utf-8")
    assert text.count(words) == 1
    path.write_text(text.replace(words, f"Kaum {words}"), encoding="utf-8")
    found = read_back(path, LibraryProof(starter_library), Known(draft.sections))
    assert found.sections[1].quotes == draft.sections[1].quotes[1:]
    assert [words in note.de for note in found.notes] == [True]
    assert [one.quotes for one in found.sections if one.id != draft.sections[1].id] == [
        one.quotes for one in draft.sections if one.id != draft.sections[1].id
    ]
    assert replace(found.sections[0]) == draft.sections[0]
