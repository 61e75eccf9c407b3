"""What the page needs of the assistant and of its library; the real ones and the tests' fake both satisfy it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Protocol

from assistant.answering.explain import Explanation
from assistant.desk import Desk
from assistant.model.choice import ModelChoice
from assistant.records import Answer, Citation, CitedContext
from assistant.reimport.proof import Proof
from assistant.studio.draft import Studio
from assistant.workspace.workspace import Workspace
from ingest.batches import Batch
from ingest.records import Filters, Hit, Language, Outcome, Progress, Source, SourceDetails


class Library(Protocol):
    """The sources and what may be done with them."""

    def sources(self) -> tuple[Source, ...]:
        """Return all sources, failed ones too."""

    def add(
        self,
        paths: Sequence[Path],
        *,
        names: Sequence[str] = (),
        details: SourceDetails = ...,
        password: str = "",
        ocr: bool = False,
        origin: str = "",
        progress: Callable[[Progress], None] = ...,
        stopped: Event | None = None,
    ) -> tuple[Outcome, ...]:
        """Ingest files under the names their users know; return of each, in their order, what became of it.

        A file that cannot be read is an outcome, not an error. Once `stopped` is set, the present file is left out,
        and those after it.
        """

    def adding(self) -> tuple[Batch, ...]:
        """Return what is being added at the moment, by whomever; each batch can be stopped."""

    def remove(self, source_id: str) -> None:
        """Remove a source everywhere."""

    def edit(self, source_id: str, details: SourceDetails) -> Source:
        """Replace the bibliographic data of a source."""


class Assistant(Protocol):
    """Answers questions from its library."""

    @property
    def library(self) -> Library: ...

    def ask(
        self,
        question: str,
        *,
        turns: Sequence[str] = (),
        filters: Filters = ...,
        language: Language | None = None,
    ) -> Answer:
        """Answer a question from the sources' own words; raises AppError when it is empty or too long."""

    def write(
        self,
        question: str,
        *,
        turns: Sequence[str] = (),
        filters: Filters = ...,
        language: Language | None = None,
        stopped: Event | None = None,
    ) -> Iterator[str | Answer]:
        """Yield the answer as a language model writes it, if there is one, and last the answer; raises as `ask`.

        `stopped` ends the model's writing at once, from any thread.
        """

    def why(
        self, question: str, hits: Sequence[Hit], *, turns: Sequence[str] = (), rewritten: str = ""
    ) -> tuple[Explanation, ...]:
        """Return for each hit of the answer to a question why it was found; `rewritten` is the answer's."""

    def context(self, citation: Citation, *, width: int = 700) -> CitedContext:
        """Return the quote with up to `width` characters of stored text around it."""


@dataclass(frozen=True)
class Workbench:
    """All that the page works with: answers and drafts from the library, what its user has made, proof of quotes."""

    assistant: Assistant
    studio: Studio
    desk: Desk
    proof: Proof
    model: ModelChoice

    @property
    def workspace(self) -> Workspace:
        """Return where strategies are kept."""
        return self.desk.workspace

    def studio_of(self, strategy_id: str) -> Studio:
        """Return the studio with the outline of a strategy; raises UnknownStrategy, UnknownOutline, BadOutline."""
        return self.desk.studio_of(strategy_id, self.studio)
