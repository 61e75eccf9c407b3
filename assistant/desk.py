"""Where an owner's strategies are worked on: as they stand, in the other language, as a file, and back from a file."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant.export.citing import CitationStyle
from assistant.export.files import Layout, write_draft
from assistant.studio.draft import Studio, title_of
from assistant.studio.other_language import in_language
from assistant.studio.outline import load_chapters
from assistant.studio.records import Draft
from assistant.workspace.workspace import Workspace
from ingest.records import Language


@dataclass(frozen=True)
class Desk:
    """The strategies of one owner. Every method raises UnknownStrategy for another's."""

    owner: str
    workspace: Workspace

    def studio_of(self, strategy_id: str, studio: Studio) -> Studio:
        """Return the studio with the outline of a strategy; raises UnknownOutline, BadOutline."""
        outline_id = self.workspace.strategy(self.owner, strategy_id).outline_id
        return replace(studio, outline=self.workspace.house.outline(self.owner, outline_id))

    def draft_of(self, strategy_id: str) -> Draft:
        """Return a strategy as it stands, dated today."""
        stored = self.workspace.strategy(self.owner, strategy_id)
        sections = tuple(state.section for state in self.workspace.sections(self.owner, strategy_id))
        profile = self.workspace.profile(self.owner, strategy_id)
        return Draft(stored.title, profile.name, stored.language, date.today().isoformat(), sections)

    def draft_in(self, strategy_id: str, language: Language) -> tuple[Draft, int]:
        """Return a strategy in a language, quotes as they are, and how many passages stay as a person wrote them."""
        draft, profile = self.draft_of(strategy_id), self.workspace.profile(self.owner, strategy_id)
        if language == draft.language:
            return draft, 0
        outline_id = self.workspace.strategy(self.owner, strategy_id).outline_id
        outline = self.workspace.house.outline(self.owner, outline_id)
        made = in_language(draft.sections, profile, outline, load_chapters(), draft.language, language)
        is_own_title = draft.title != title_of(profile, draft.language)
        title = draft.title if is_own_title else title_of(profile, language)
        return replace(draft, title=title, language=language, sections=made.sections), len(made.untranslated)

    def export(self, strategy_id: str, path: Path, style: CitationStyle, language: Language) -> int:
        """Write a strategy in the format of the file's name, with the owner's template if there is one.

        Returns how many passages are not in the language. Raises NoSuchFormat, UnusableTemplate, DraftNotWritten.
        """
        draft, untranslated = self.draft_in(strategy_id, language)
        template = self.workspace.house.template(self.owner)
        with TemporaryDirectory() as folder:
            lent = None if template is None else Path(folder) / Path(template.name).name
            if template is not None and lent is not None:
                lent.write_bytes(template.content)
            write_draft(draft, path, Layout(lent, style))
        return untranslated
