"""The texts of the tab "Instruments", from prompts/instruments.toml, checked when loaded."""

from functools import cache

from assistant.phrase import Phrase, Strict
from assistant.ui.wording import read_texts
from assistant.wording import PROMPTS

INSTRUMENTS_FILE = PROMPTS / "instruments.toml"


class OfEach(Strict):
    """A text for each instrument."""

    survey: Phrase
    partners: Phrase
    projects: Phrase
    monitoring: Phrase

    def of_instrument(self, name: str) -> Phrase:
        """Return the text for an instrument; raises KeyError for an unknown one."""
        return {"survey": self.survey, "partners": self.partners, "projects": self.projects,
                "monitoring": self.monitoring}[name]  # fmt: skip


class TabTexts(OfEach):
    title: Phrase


class BarTexts(Strict):
    choice: Phrase
    choice_info: Phrase
    new: Phrase
    undo: Phrase
    undone: Phrase
    settings: Phrase
    name: Phrase
    rename: Phrase
    renamed: Phrase
    name_missing: Phrase
    delete: Phrase
    confirm: Phrase
    confirm_delete: Phrase
    cancel: Phrase
    deleted: Phrase
    begun: Phrase
    typed: Phrase
    format: Phrase
    export: Phrase
    exported: Phrase


class InstrumentTexts(Strict):
    """All texts of the tab; a table of the file for each instrument."""

    tab: TabTexts
    about: OfEach
    bar: BarTexts


@cache
def load_instrument_texts() -> InstrumentTexts:
    """Return the checked texts; raises BadInterfaceFile."""
    return read_texts(InstrumentTexts, INSTRUMENTS_FILE)
