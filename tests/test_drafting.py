"""Writing a draft while the page waits: told section by section, and stopped with a word on what is written."""

import re
from pathlib import Path

import pytest
from page_fake import FakeAssistant, furnished_library

from assistant.desk import Desk
from assistant.model.choice import ModelChoice
from assistant.owner import OWNER
from assistant.reimport.proof import KnownQuotes
from assistant.studio.draft import Studio
from assistant.studio.example import example_profile
from assistant.studio.outline import load_chapters, load_outline
from assistant.ui.contract import Workbench
from assistant.ui.drafting import Drafting
from assistant.ui.wording import load_wording
from assistant.workspace.workspace import Workspace


@pytest.fixture
def workbench(tmp_path: Path) -> Workbench:
    assistant = FakeAssistant(furnished_library())
    studio = Studio(load_outline(), load_chapters(), assistant)
    no_model = ModelChoice(tmp_path, lambda model: None)
    return Workbench(assistant, studio, Desk(OWNER, Workspace.open(tmp_path)), KnownQuotes(()), no_model)


@pytest.fixture
def strategy(workbench: Workbench) -> str:
    return workbench.workspace.create(OWNER, "Strategie", example_profile(), "de").id


def words(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html)


def test_a_stopped_draft_says_last_what_is_written_and_what_is_not(workbench: Workbench, strategy: str) -> None:
    drafting = Drafting(workbench, load_wording())
    writing = drafting.run(strategy, "de", "tab")
    told = [next(writing), next(writing)]
    drafting.stop("tab")
    told += writing
    assert "Schreibe „Finanzierungsplan“ (2 von 10)" in words(told[1])
    assert words(told[-1]).startswith("Angehalten nach 1 von 10 Abschnitten;")
    assert "Geschrieben und gespeichert: Die Strategie in Kürze." in words(told[-1])
    assert "Noch nicht geschrieben: Finanzierungsplan, Vision und Ziele," in words(told[-1])
    assert [one.section.id for one in workbench.workspace.sections(OWNER, strategy)] == ["summary"]


@pytest.mark.slow
def test_what_was_stopped_goes_on_when_it_is_written_again(workbench: Workbench, strategy: str) -> None:
    drafting = Drafting(workbench, load_wording())
    writing = drafting.run(strategy, "de", "tab")
    next(writing)
    drafting.stop("tab")
    assert "Angehalten nach 0 von 10" in words([*writing][-1])
    assert "Entwurf fertig: 10 Abschnitte" in words([*drafting.run(strategy, "de", "tab")][-1])


def test_a_stop_concerns_the_tab_that_waits_and_no_other(workbench: Workbench, strategy: str) -> None:
    drafting = Drafting(workbench, load_wording())
    writing = drafting.run(strategy, "de", "tab")
    next(writing)
    drafting.stop("another tab")
    assert "Entwurf fertig" in words([*writing][-1])


def test_a_draft_whose_page_is_left_ends_and_the_next_page_is_told_once_where(
    workbench: Workbench, strategy: str
) -> None:
    drafting = Drafting(workbench, load_wording())
    writing = drafting.run(strategy, "de", "tab")
    next(writing), next(writing)
    drafting.leave("another tab")
    assert drafting.broken_off(strategy, "de") == ""
    drafting.leave("tab")
    told = words(drafting.broken_off(strategy, "de"))
    assert "Bei „Finanzierungsplan“ (2 von 10) wurde die Seite geschlossen oder neu geladen" in told
    assert drafting.broken_off(strategy, "de") == ""
    assert len([*writing]) == 1
    assert [one.section.id for one in workbench.workspace.sections(OWNER, strategy)] == ["summary"]


def test_a_draft_that_is_complete_when_its_page_is_left_is_nothing_to_be_told_of(
    workbench: Workbench, strategy: str
) -> None:
    drafting = Drafting(workbench, load_wording())
    list(drafting.run(strategy, "en", "tab"))
    drafting.leave("tab")
    assert drafting.broken_off(strategy, "en") == ""
