"""The draft of the example profile from the starter library: enough proof, every quote true, nothing invented."""

import re
from pathlib import Path

import pytest

from assistant.assess.audit import audit
from assistant.assess.checklist import load_checklist
from assistant.assess.strategy_text import strategy_of_draft
from assistant.assistant import Assistant
from assistant.build import build_studio
from assistant.export.files import write_draft
from assistant.studio.draft import Studio
from assistant.studio.example import example_profile
from assistant.studio.gaps import every_gap
from assistant.studio.outline import load_chapters, load_outline
from assistant.studio.profile import Profile
from assistant.studio.records import Draft, Gantt, Paragraph, Section, Table
from assistant.wording import PROMPTS
from ingest.formats import read
from ingest.library import Library
from ingest.records import Language

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

OTHER = Profile.model_validate(
    {
        "name": "Meerwerk",
        "sector": "Meerestechnik",
        "region": "Fördeland",
        "members": [{"type": "Werften", "count": 9}],
        "target_countries": ["Norwegen"],
        "goals": [{"text": "Zugang zu Testfeldern auf See"}],
        "horizon": {"start": 2028, "end": 2028},
    }
)
_WORD = re.compile(r"[^\W\d_]{2,}")
_NUMBER = re.compile(r"\d[\d.,]*\d|\d")


@pytest.fixture(scope="module")
def studio(starter_library: Library) -> Studio:
    return build_studio(Assistant(starter_library))


@pytest.fixture(scope="module")
def example(studio: Studio) -> Draft:
    return studio.draft(example_profile(), language="de", made_on="2026-11-28")


def paragraphs(draft: Draft, kind: str) -> list[tuple[Section, str]]:
    return [
        (section, part.text)
        for section in draft.sections
        for part in section.parts
        if isinstance(part, Paragraph) and part.kind == kind
    ]


def test_it_has_ten_sections_and_25_quotes_of_three_sources_that_stand_there_word_for_word(
    example: Draft, starter_library: Library
) -> None:
    quotes = [quote for section in example.sections for quote in section.quotes]
    assert len(example.sections) >= 10
    assert len(quotes) >= 25
    assert len({quote.source_id for quote in quotes}) >= 3
    assert all(starter_library.registry.text(one.source_id)[one.start : one.end] == one.text for one in quotes)
    assert len({(one.source_id, one.start) for one in quotes}) == len(quotes)


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("profile", [example_profile(), OTHER], ids=["example", "another"])
def test_no_number_and_no_word_is_invented(studio: Studio, profile: Profile, language: Language) -> None:
    draft = studio.draft(profile, language=language, made_on="2026-11-28")
    ours, known = words_of_ours(language), profile.model_dump_json()
    figures = {*_NUMBER.findall(known), *sums(profile)}
    for _, text in paragraphs(draft, "own"):
        assert {word for word in _WORD.findall(text) if word not in known and word not in ours} == set()
        assert {one for one in map(plain, _NUMBER.findall(text)) if one not in set(map(plain, figures))} == set()
    for section, text in paragraphs(draft, "source"):
        quoted = " ".join((*(one.text for one in section.quotes), *(one.details.title for one in section.quotes)))
        assert {word for word in _WORD.findall(text) if word not in quoted + known and word not in ours} == set()
    asked = set(every_gap(load_checklist(), language))  # what the checklist asks, word for word
    still_open = [one for one in paragraphs(draft, "open") if one[1] not in asked]
    for _, text in (*paragraphs(draft, "proposal"), *still_open):
        assert {word for word in _WORD.findall(text) if word not in known and word not in ours} == set()


def words_of_ours(language: Language) -> set[str]:
    """Return the words of our own texts for drafts."""
    outline, chapters = load_outline(), load_chapters()
    texts = [outline.model_dump_json(), *(chapter.model_dump_json() for chapter in chapters.values())]
    texts += [(PROMPTS / "studio.toml").read_text(encoding="utf-8")]
    facts = "Euro EUR und and bis to Prozent per cent Vernetzung"
    return set(_WORD.findall(" ".join((*texts, facts))))


def sums(profile: Profile) -> list[str]:
    members, budget = sum(one.count for one in profile.members), sum(one.amount for one in profile.budget)
    share = 100 * sum(one.sme or 0 for one in profile.members) / members if members else 0
    return [f"{members}", f"{budget:.2f}", f"{len(profile.milestones)}", f"{share:.1f}"]


def plain(figure: str) -> float:
    """Return 355.000 and 355,000 and 355000.00 as the same."""
    cents = re.sub(r"[.,](\d{1,2})$", r"#\1", figure)
    return float(re.sub(r"[.,]", "", cents).replace("#", "."))


def test_tables_hold_the_profiles_figures_and_the_work_plan_is_drawn(example: Draft) -> None:
    tables = {part.caption: part for section in example.sections for part in section.parts if isinstance(part, Table)}
    finance, plan = tables["Finanzierungsplan (Euro)"], tables["Zeit- und Arbeitsplan"]
    profile = example_profile()
    assert plain(finance.total[-1]) == sum(one.amount for one in profile.budget)
    assert plain(plan.total[-1]) == sum(one.cost or 0 for one in profile.milestones)
    (gantt,) = [part for section in example.sections for part in section.parts if isinstance(part, Gantt)]
    assert [bar.title for bar in gantt.bars] == [row[0] for row in plan.rows]


def test_another_profile_gives_another_draft_with_open_points(studio: Studio, example: Draft) -> None:
    other = studio.draft(OTHER, language="de", made_on="2026-11-28")
    assert "Meerestechnik" in " ".join(text for _, text in paragraphs(other, "own"))
    assert "StromTakt" not in str(other)
    assert len(other.open_points) > len(example.open_points) + 10


def test_every_point_of_the_checklist_is_met_or_an_open_point(example: Draft) -> None:
    judged = [one for one in audit(strategy_of_draft(example).statements, load_checklist()) if one.point.id < "d"]
    points = " ".join(point for _, point in example.open_points)
    assert len(judged) == 19
    assert [one.point.id for one in judged if one.verdict != "met" and one.point.title.de not in points] == []
    assert sum(one.verdict == "met" for one in judged) >= 5


def test_the_word_file_is_read_back_with_its_headings_and_footnotes(example: Draft, tmp_path: Path) -> None:
    write_draft(example, tmp_path / "strategie.docx")
    blocks = read(tmp_path / "strategie.docx").blocks
    headings = [block.text for block in blocks if block.kind == "heading"]
    assert all(any(section.title in heading for heading in headings) for section in example.sections)
    footnotes = [block for block in blocks if block.kind == "footnote"]
    assert len(footnotes) == sum(len(section.quotes) for section in example.sections)
