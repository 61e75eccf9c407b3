"""Adding files to a library: noted first, then read, embedded and stored, one transaction each."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from threading import Event

from ingest.batches import Batch, Batches
from ingest.config import WAITING_FOLDER, IndexConfig
from ingest.derived import DerivedIndexes
from ingest.embed import Embedder
from ingest.errors import OCR_MISSING, Cancelled, FileOutOfReach, UnreadableSource
from ingest.metadata import known_details, merge_details
from ingest.pipeline import Request, entry_of, failed_entry
from ingest.plan import Step, WantedFile, plan_file
from ingest.read_ahead import ReadAhead
from ingest.reading import FileReader
from ingest.records import NO_TEXT, Document, Outcome, Progress, Source, SourceDetails, Text
from ingest.registry import Registry
from ingest.registry_errors import BrokenLibrary
from ingest.vectors import RecipeMismatch
from ingest.waiting import Waiting, WaitingFiles
from ingest.wanted import has_left, requested

_ALREADY_THERE = Text("Dieser Inhalt ist schon in der Bibliothek: {}.", "This content is already in the library: {}.")
_LOOK_SECONDS = 0.2  # how often a batch that waits for its turn looks whether it is to stop

Tell = Callable[..., None]  # as `Batch.report` for one file: step, done, total


@dataclass(frozen=True)
class _Turn:
    """What a batch works with while it has its turn.

    ahead      what reads its files
    contents   the sha256 of its files by their origin
    following  those files whose turn has not come
    """

    ahead: ReadAhead
    contents: Mapping[str, str]
    following: deque[Request | UnreadableSource]


class Adder:
    """Adds files for the process that holds the library's lock; one batch at a time, others wait for their turn."""

    def __init__(self, config: IndexConfig, registry: Registry, embedder: Embedder, derived: DerivedIndexes) -> None:
        self._config, self._registry, self._embedder, self._derived = config, registry, embedder, derived
        self._waiting = WaitingFiles(config.data / WAITING_FOLDER)
        self._batches = Batches()

    def add(
        self,
        files: Sequence[tuple[Path, str]],
        origin: str,
        details: SourceDetails,
        password: str,
        progress: Callable[[Progress], None],
        *,
        ocr: bool = False,
        stopped: Event | None = None,
    ) -> tuple[Outcome, ...]:
        """Add files, path and name, as `Library.add` says."""
        return self._work_off(self._note(files, origin, details, ocr), password, progress, stopped)

    def resume(self, progress: Callable[[Progress], None], stopped: Event | None = None) -> tuple[Outcome, ...]:
        """Add what a kill left over."""
        return self._work_off(self._waiting.left(), "", progress, stopped)

    def under_way(self) -> tuple[Batch, ...]:
        """Return the batches that are being added, those that wait for their turn too."""
        return self._batches.under_way()

    def _work_off(
        self,
        files: Sequence[Waiting],
        password: str,
        progress: Callable[[Progress], None],
        stopped: Event | None,
    ) -> tuple[Outcome, ...]:
        """Add files that were noted; whatever ends this, but a kill, takes the rest off the list: the user is told."""
        batch = Batch([file.name for file in files], progress, stopped)
        outcomes: list[Outcome] = []
        try:
            with (
                self._batches.listed(batch),
                self._turn(batch) as has_turn,
                FileReader() as reader,
                ReadAhead(reader, password, batch.stopped) as ahead,
            ):
                wanted = list(_requests(files, batch.stopped)) if has_turn else []
                contents = {file.origin: file.sha256 for file in wanted if isinstance(file, Request)}
                turn = _Turn(ahead, contents, deque(wanted))
                for number, file in enumerate(files[: len(wanted)], 1):
                    tell = partial(batch.report, number)
                    outcome = self._outcome_of(turn.following.popleft(), file, turn, tell)
                    if outcome.code == Cancelled.code:
                        break
                    outcomes.append(outcome)
                    self._waiting.done([file])
                    tell("done")
        finally:
            self._waiting.done(files[len(outcomes) :])
        return (*outcomes, *(_left_out(file) for file in files[len(outcomes) :]))

    @contextmanager
    def _turn(self, batch: Batch) -> Iterator[bool]:
        """Wait until no other batch or change is under way, and hold off others; False when it was stopped before."""
        while not self._derived.writing.acquire(timeout=_LOOK_SECONDS):
            if batch.stopped.is_set():
                yield False
                return
        try:
            with self._derived.changing():
                yield True
        finally:
            self._derived.writing.release()

    def _outcome_of(self, request: Request | UnreadableSource, file: Waiting, turn: _Turn, tell: Tell) -> Outcome:
        try:
            tell("read")
            if isinstance(request, Request):
                return self._add_file(request, turn, tell)
            error = request
        except Cancelled as cancelled:
            error = cancelled
        return Outcome(file.name, "failed", None, error.both(), error.code)

    def _note(
        self, files: Sequence[tuple[Path, str]], origin: str, details: SourceDetails, ocr: bool
    ) -> tuple[Waiting, ...]:
        try:
            return self._waiting.put(files, origin, details, ocr=ocr)
        except OSError as error:
            raise BrokenLibrary(self._config.data, error.strerror or "OSError") from error

    def _add_file(self, request: Request, turn: _Turn, tell: Tell) -> Outcome:
        step = self._planned(request, turn)
        if step.action == "keep" and step.present is not None:
            return self._keep(step.present, request, turn, step.outdated)
        try:
            document = self._read(request, turn, tell)
        except Cancelled:
            raise
        except UnreadableSource as error:
            return self._fail(request, error, step)
        except OSError as error:
            return self._fail(request, FileOutOfReach(request.name, error), step)
        if OCR_MISSING in document.notices:
            request = replace(request, ocr=False)
        if step.action == "recognise" and step.present is not None and self._has(step.present, document):
            noted = self._derived.move(
                replace(step.present, ocr=request.ocr), step.present.origin, step.present.file_name
            )
            return self._keep(noted, request, turn, step.outdated, NO_TEXT if request.ocr else OCR_MISSING)
        return self._store(request, document, step, tell)

    def _planned(self, request: Request, turn: _Turn) -> Step:
        wanted = WantedFile(request.origin, request.sha256, request.ocr)
        related = self._registry.sources_of(request.sha256, request.origin)  # all would take longer than a short file
        return plan_file(wanted, related, frozenset(turn.contents.values()))

    def _read(self, request: Request, turn: _Turn, tell: Tell) -> Document:
        """Return the document in a file, and begin the next one, unless it will be kept as it is."""
        document = turn.ahead.document(request, tell)
        following = turn.following[0] if turn.following else None
        if (
            isinstance(following, Request)
            and following.sha256 != request.sha256  # else it is kept once this one is stored
            and self._planned(following, turn).action != "keep"
        ):
            turn.ahead.begin(following)
        return document

    def _store(self, request: Request, document: Document, step: Step, tell: Tell) -> Outcome:
        """Store the document that was read in the place of what the step says."""
        self._match_dimension()
        replaced = [source for source in (step.present, *step.outdated) if source is not None]
        entry = entry_of(
            _with_known(request, replaced),
            document,
            version=step.present.version + 1 if step.present else 1,
            recipe=self._config.recipe,
            embedder=self._embedder,
            on_embedded=lambda done, total: tell("embed", done, total),
        )
        tell("store")
        self._derived.apply(list(dict.fromkeys(source.id for source in replaced)), [entry])
        return Outcome(request.name, "replaced" if step.present else "added", self._registry.source(entry.source.id))

    def _has(self, present: Source, document: Document) -> bool:
        """Tell whether a source already holds the text of a document."""
        return self._registry.blocks(present.id) == document.blocks

    def _keep(
        self, present: Source, request: Request, turn: _Turn, outdated: Sequence[Source], more: Text = NO_TEXT
    ) -> Outcome:
        """Keep a source whose content was asked for again; `more` is what else is to be told."""
        if outdated:
            self._derived.apply([source.id for source in outdated], [])
        if present.origin != request.origin and has_left(present, turn.contents):
            present = self._derived.move(present, request.origin, request.name)
        merged = merge_details(present.details, request.details)
        source = present if merged == present.details else self._edited(present.id, merged)
        title = source.details.title
        told = Text(*(f"{text.format(title)} {also}".strip() for text, also in zip(_ALREADY_THERE, more, strict=True)))
        return Outcome(request.name, "unchanged", source, told)

    def _edited(self, source_id: str, details: SourceDetails) -> Source:
        self._derived.edit(source_id, details)
        return self._registry.source(source_id)

    def _fail(self, request: Request, error: UnreadableSource, step: Step) -> Outcome:
        """List the file with its reason; a version of it that could be read stays in its place."""
        entry = failed_entry(_with_known(request, step.outdated), error)
        if step.action == "add":
            self._derived.apply([source.id for source in step.outdated], [entry])
        return Outcome(request.name, "failed", entry.source, error.both(), error.code)

    def _match_dimension(self) -> None:
        """Note the length of the embedder's vectors, or raise RecipeMismatch if it is not that of the stored ones."""
        stored, wanted = self._registry.meta().get("dimension"), str(self._embedder.dimension)
        if stored is None:
            self._registry.set_meta({"dimension": wanted})
        elif stored != wanted:
            raise RecipeMismatch("dimension", stored, wanted)


def _requests(files: Sequence[Waiting], stopped: Event) -> Iterator[Request | UnreadableSource]:
    for file in files:
        if stopped.is_set():
            return
        yield requested(file.path, file.name, file.origin, file.details, ocr=file.ocr)


def _with_known(request: Request, replaced: Sequence[Source]) -> Request:
    """Return the request with what is known of the sources that it takes the place of, the first before the others."""
    details = request.details
    for source in replaced:
        details = merge_details(known_details(source), details)
    return replace(request, details=details)


def _left_out(file: Waiting) -> Outcome:
    error = Cancelled(file.name)
    return Outcome(file.name, "failed", None, error.both(), error.code)
