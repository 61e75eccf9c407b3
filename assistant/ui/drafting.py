"""Writing a whole draft while the page waits: each section is kept as soon as it is written."""

from collections.abc import Iterator

from assistant.owner import OWNER
from assistant.studio.records import Section
from assistant.ui.contract import Workbench
from assistant.ui.notices import failure_html, notice_html
from assistant.ui.wording import Wording
from assistant.workspace.records import SectionState
from ingest.records import Language


class Drafting:
    """Writes drafts: new sections are stored, of those that are there already what they would say is proposed.

    A proposal that a person asked for, or that came with a file, is not replaced.
    """

    def __init__(self, workbench: Workbench, wording: Wording) -> None:
        self._workbench, self._wording = workbench, wording

    def run(self, strategy: str, language: Language) -> Iterator[str]:
        """Yield what to tell (HTML): of each section before it is written, and at the end. Stopped, nothing is lost."""
        try:
            yield from self._written(strategy, language)
        except Exception as error:
            yield failure_html(error, self._wording, language)

    def _written(self, strategy: str, language: Language) -> Iterator[str]:
        texts, workspace = self._wording.draft, self._workbench.workspace
        studio = self._workbench.studio_of(strategy)
        profile, to = workspace.profile(OWNER, strategy), workspace.strategy(OWNER, strategy).language
        writing, outlined = studio.sections(profile, to), studio.outline.sections
        kept = [""] * len(outlined)
        for done, one in enumerate(outlined):
            title = one.title.of(language)
            yield notice_html(texts.writing.fill(language, title=title, done=done + 1, total=len(outlined)))
            kept[done] = self._kept(strategy, next(writing))
        added, proposed = kept.count("added"), kept.count("proposed")
        told = [self._counted(strategy, language)] * bool(added)
        left = kept.count("left")
        told += [texts.proposed.fill(language, count=proposed)] * (proposed > 0 or not (added or left))
        told += [texts.left.fill(language, count=left)] * (left > 0)
        yield notice_html(" ".join(told))

    def _kept(self, strategy: str, section: Section) -> str:
        """Store a new section, or propose what it says otherwise; return what was done.

        "added", "proposed", "left" where an asked-for proposal waits, or "" where there was nothing to do.
        """
        workspace = self._workbench.workspace
        present = next((one for one in workspace.sections(OWNER, strategy) if one.section.id == section.id), None)
        if present is None:
            workspace.add_sections(OWNER, strategy, [section])
            return "added"
        if not _says_otherwise(present, section):
            return ""
        if present.proposed is not None and present.instruction:
            return "left"
        workspace.propose(OWNER, strategy, section, present.revision, "")
        return "proposed"

    def _counted(self, strategy: str, language: Language) -> str:
        draft = self._workbench.desk.draft_of(strategy)
        quotes = [quote for section in draft.sections for quote in section.quotes]
        counts = {"sections": len(draft.sections), "quotes": len(quotes), "points": len(draft.open_points)}
        sources = len({quote.source_id for quote in quotes})
        return self._wording.draft.written.fill(language, **counts, sources=sources)


def _says_otherwise(present: SectionState, section: Section) -> bool:
    return not present.locked and present.section != section
