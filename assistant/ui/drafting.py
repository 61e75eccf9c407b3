"""Writing a whole draft while the page waits: each section is kept as soon as it is written."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from assistant.model.faults import ModelFault
from assistant.owner import OWNER
from assistant.phrase import Phrase
from assistant.records import Answer
from assistant.studio.draft import Answering
from assistant.studio.records import Section
from assistant.ui.contract import Workbench
from assistant.ui.notices import failure_html, notice_html
from assistant.ui.wording import Wording
from assistant.workspace.records import SectionState
from ingest.records import Filters, Language

_NO_FILTERS = Filters()


class Drafting:
    """Writes drafts: new sections are stored, of those that are there already what they would say is proposed.

    A proposal that a person asked for, or that came with a file, is not replaced.
    """

    def __init__(self, workbench: Workbench, wording: Wording) -> None:
        self._workbench, self._wording = workbench, wording
        self._going_on: dict[str, _Run] = {}  # by the tab that waits
        self._broken_off: dict[str, _Run] = {}  # by strategy: those that nobody was there to be told of

    def run(self, strategy: str, language: Language, tab: str) -> Iterator[str]:
        """Yield what to tell (HTML): of each section before it is written, and at the end, also when it was stopped.

        `tab` names the browser tab that waits, for `stop`.
        """
        run = self._going_on[tab] = _Run(strategy)
        self._broken_off.pop(strategy, None)
        try:
            yield from self._written(run, language)
        except Exception as error:
            yield failure_html(error, self._wording, language)
        finally:
            self._going_on.pop(tab, None)

    def stop(self, tab: str) -> None:
        """Let the writing that this tab waits for end before its next search; it says itself how far it came.

        To cut it off instead would leave what it told last to overtake the word that it was stopped.
        """
        if going_on := self._going_on.get(tab):
            going_on.stop.set()

    def leave(self, tab: str) -> None:
        """Let the writing end whose tab is closed or loaded anew; `broken_off` tells of it when somebody is there."""
        if going_on := self._going_on.get(tab):
            self._broken_off[going_on.strategy] = going_on
            going_on.stop.set()

    def broken_off(self, strategy: str, language: Language) -> str:
        """Return where the writing of a strategy ended when its page was left (HTML), once; "" where it did not."""
        run = self._broken_off.pop(strategy, None)
        if run is None or not run.titles:
            return ""
        title, total = run.titles[run.number - 1].of(language), len(run.titles)
        told = self._wording.draft.broken_off.fill(language, title=title, done=run.number, total=total)
        return notice_html(told, is_warning=True)

    def _written(self, run: "_Run", language: Language) -> Iterator[str]:
        strategy, stop = run.strategy, run.stop
        texts, workspace = self._wording.draft, self._workbench.workspace
        studio = self._workbench.studio_of(strategy)
        faults: list[ModelFault] = []
        fluency = studio.fluency and studio.fluency.for_one_run(faults, stop)
        studio = replace(studio, assistant=_UntilStopped(studio.assistant, stop), fluency=fluency)
        profile, to = workspace.profile(OWNER, strategy), workspace.strategy(OWNER, strategy).language
        writing = studio.sections(profile, to)
        titles = {one.id: one.title.of(language) for one in studio.outline.sections}
        kept: list[str] = []
        run.titles = [one.title for one in studio.outline.sections]
        for done, title in enumerate(titles.values(), start=1):
            run.number = done
            yield notice_html(texts.writing.fill(language, title=title, done=done, total=len(titles)))
            try:
                kept.append(self._kept(strategy, next(writing)))
            except _Stopped:
                reached = self._reached(strategy, titles, len(kept), language)
                yield notice_html(" ".join([*reached, *self._waiting(kept, language)]))
                return
        counted = [self._counted(strategy, language)] * ("added" in kept)
        waiting = self._waiting(kept, language)
        told = [*counted, *waiting] or [texts.proposed.fill(language, count=0)]
        yield notice_html(" ".join([*told, *(fault.of(language) for fault in faults)]), is_warning=bool(faults))

    def _reached(self, strategy: str, titles: Mapping[str, str], done: int, language: Language) -> list[str]:
        """Return how far a stopped draft came: which sections are written, and which the strategy does not have yet."""
        texts, present = self._wording.draft, self._workbench.workspace.sections(OWNER, strategy)
        written = ", ".join([*titles.values()][:done])
        lacking = ", ".join(titles[one] for one in titles if one not in {state.section.id for state in present})
        told = [texts.stopped.fill(language, done=done, total=len(titles))]
        told += [texts.stopped_written.fill(language, titles=written)] * bool(written)
        return told + [texts.stopped_lacking.fill(language, titles=lacking)] * bool(lacking)

    def _waiting(self, kept: list[str], language: Language) -> list[str]:
        """Return how many texts wait as proposals, new ones and those that were left."""
        texts, proposed, left = self._wording.draft, kept.count("proposed"), kept.count("left")
        told = [texts.proposed.fill(language, count=proposed)] * (proposed > 0)
        return [*told, *[texts.left.fill(language, count=left)] * (left > 0)]

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


@dataclass
class _Run:
    """A draft in the making: what ends it, its sections, and the number of the one that is being written, from 1."""

    strategy: str
    stop: threading.Event = field(default_factory=threading.Event)
    titles: Sequence[Phrase] = ()
    number: int = 0


class _Stopped(Exception):
    """The reader does not want to wait any longer."""


@dataclass(frozen=True)
class _UntilStopped:
    """The assistant until the reader stops it: a section asks it up to a dozen times, which takes seconds."""

    assistant: Answering
    stop: threading.Event

    def ask(self, question: str, *, filters: Filters = _NO_FILTERS, language: Language | None = None) -> Answer:
        if self.stop.is_set():
            raise _Stopped
        return self.assistant.ask(question, filters=filters, language=language)


def _says_otherwise(present: SectionState, section: Section) -> bool:
    return not present.locked and present.section != section
