"""Where an owner's strategies are worked on: as they stand, in the other language, as a file, and back from a file."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant.export.citing import CitationStyle
from assistant.export.files import Layout, write_draft
from assistant.reimport.proof import Proof
from assistant.reimport.reading import read_back
from assistant.reimport.records import Known
from assistant.studio.draft import Studio
from assistant.studio.other_language import Translate, in_language
from assistant.studio.outline import Outline, load_chapters, load_outline
from assistant.studio.own_words import title_of
from assistant.studio.profile import Profile
from assistant.studio.records import Draft, Quote, Section
from assistant.workspace.records import Strategy
from assistant.workspace.workspace import Workspace
from ingest.errors import AppError
from ingest.records import Language, Text


class OtherLanguage(AppError):
    """A file in another language than the strategy that it is to be read back into."""

    code = "other_language"

    def __init__(self, name: str) -> None:
        super().__init__(
            Text(
                f"{name} ist nicht in der Sprache dieser Strategie.", f"{name} is not in the language of this strategy."
            ),
            Text("Legen Sie aus der Datei eine neue Strategie an.", "Make a new strategy of the file."),
        )


@dataclass(frozen=True)
class TakenBack:
    """What became of a file that was read back.

    proposed   titles of sections whose changes wait as proposals     added    of new ones whose texts wait
    locked     titles of sections that would have changed             notes    what did not come back as it went out
    """

    strategy: Strategy
    proposed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    locked: tuple[str, ...] = ()
    notes: tuple[Text, ...] = ()


def no_translator(quotes: Sequence[Quote]) -> Translate:
    """Return what translates nothing that a person wrote."""
    return lambda text, to_language: None


@dataclass(frozen=True)
class Desk:
    """The strategies of one owner. Whatever names another's raises UnknownStrategy."""

    owner: str
    workspace: Workspace
    translator: Callable[[Sequence[Quote]], Translate] = no_translator  # a new one for each strategy, of its quotes

    def studio_of(self, strategy_id: str, studio: Studio) -> Studio:
        """Return the studio with the outline of a strategy; raises UnknownOutline, BadOutline."""
        return replace(studio, outline=self._outline(self.workspace.strategy(self.owner, strategy_id)))

    def draft_of(self, strategy_id: str) -> Draft:
        """Return a strategy as it stands, dated today; a section that has had no text yet is left out."""
        stored = self.workspace.strategy(self.owner, strategy_id)
        states = self.workspace.sections(self.owner, strategy_id)
        sections = tuple(state.section for state in states if not state.is_blank)
        profile = self.workspace.profile(self.owner, strategy_id)
        return Draft(stored.title, profile.name, stored.language, date.today().isoformat(), sections)

    def draft_in(self, strategy_id: str, language: Language) -> tuple[Draft, int]:
        """Return a strategy in a language, quotes as they are, and how many passages stay as a person wrote them."""
        draft, profile = self.draft_of(strategy_id), self.workspace.profile(self.owner, strategy_id)
        if language == draft.language:
            return draft, 0
        outline = self._outline(self.workspace.strategy(self.owner, strategy_id))
        translate = self.translator([quote for section in draft.sections for quote in section.quotes])
        made = in_language(draft.sections, profile, outline, load_chapters(), draft.language, language, translate)
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

    def take_back(self, strategy_id: str, path: Path, proof: Proof) -> TakenBack:
        """Read an exported file back: what was changed waits as proposals, also in new sections; all else stays.

        Raises UnreadableDraft, OtherStrategy, OtherLanguage.
        """
        stored, workspace = self.workspace.strategy(self.owner, strategy_id), self.workspace
        present = {state.section.id: state for state in workspace.sections(self.owner, strategy_id)}
        versions = {name: workspace.history(self.owner, strategy_id, name) for name in present}
        # All texts that a section has had: the one that was exported says nothing new when it comes back.
        had = {name: [one.section for one in each if one.cause != "refused"] for name, each in versions.items()}
        read = read_back(path, proof, self._known(stored, [one.section for each in versions.values() for one in each]))
        if read.language != stored.language:
            raise OtherLanguage(path.name)
        changed = [section for section in read.sections if section not in had.get(section.id, ())]
        locked = [one for one in changed if one.id in present and present[one.id].locked]
        added = [one for one in changed if one.id not in present or (present[one.id].is_blank and one not in locked)]
        workspace.add_sections(self.owner, strategy_id, [replace(one, parts=(), quotes=()) for one in added])
        revisions = {state.section.id: state.revision for state in workspace.sections(self.owner, strategy_id)}
        waiting = [section for section in changed if section not in locked]
        for section in waiting:
            workspace.propose(self.owner, strategy_id, section, revisions[section.id], path.name)
        proposed = _titles(section for section in waiting if section not in added)
        return TakenBack(stored, proposed, _titles(added), _titles(locked), read.notes)

    def create_from(self, path: Path, proof: Proof) -> TakenBack:
        """Make a new strategy, with an empty profile, of an exported file; raises UnreadableDraft."""
        read = read_back(path, proof, Known(titles=_titles_of(load_outline())))
        made = self.workspace.create(self.owner, read.title or path.stem, Profile(), read.language)
        self.workspace.add_sections(self.owner, made.id, read.sections)
        return TakenBack(made, added=_titles(read.sections), notes=read.notes)

    def _known(self, stored: Strategy, earlier: Sequence[Section]) -> Known:
        """Return what is known of a strategy, `earlier` being all versions of its sections."""
        draft = self.draft_of(stored.id)
        quotes = dict.fromkeys(quote for section in earlier for quote in section.quotes)
        titles = _titles_of(self._outline(stored))
        return Known(draft.sections, tuple(quotes), titles, tuple(earlier), draft.title, draft.cluster)

    def _outline(self, stored: Strategy) -> Outline:
        return self.workspace.house.outline(self.owner, stored.outline_id)


def _titles_of(outline: Outline) -> dict[str, Text]:
    """Return the titles of an outline's sections by id."""
    return {one.id: Text(one.title.de, one.title.en) for one in outline.sections}


def _titles(sections: Iterable[Section]) -> tuple[str, ...]:
    return tuple(section.title for section in sections)
