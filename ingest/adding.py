"""Adding files to a library: noted first, then read, embedded and stored, one transaction each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Event

from ingest.config import WAITING_FOLDER, IndexConfig
from ingest.derived import DerivedIndexes
from ingest.embed import Embedder
from ingest.errors import Cancelled, FileOutOfReach, UnreadableSource
from ingest.metadata import known_details, merge_details
from ingest.pipeline import Request, entry_of, failed_entry
from ingest.plan import Step, WantedFile, plan_file
from ingest.reading import FileReader
from ingest.records import Outcome, Progress, Source, SourceDetails, Text
from ingest.registry import Registry
from ingest.registry_errors import BrokenLibrary
from ingest.vectors import RecipeMismatch
from ingest.waiting import Waiting, WaitingFiles
from ingest.wanted import has_left, requested

_ALREADY_THERE = Text("Dieser Inhalt ist schon in der Bibliothek: {}.", "This content is already in the library: {}.")


class Adder:
    """Adds files for the process that holds the library's lock."""

    def __init__(self, config: IndexConfig, registry: Registry, embedder: Embedder, derived: DerivedIndexes) -> None:
        self._config, self._registry, self._embedder, self._derived = config, registry, embedder, derived
        self._waiting = WaitingFiles(config.data / WAITING_FOLDER)
        self._cancelled = Event()

    def add(
        self,
        files: Sequence[tuple[Path, str]],
        origin: str,
        details: SourceDetails,
        password: str,
        progress: Callable[[Progress], None],
        *,
        ocr: bool = False,
    ) -> tuple[Outcome, ...]:
        """Add files, path and name, as `Library.add` says."""
        return self._work_off(self._note(files, origin, details, ocr), password, progress)

    def resume(self, progress: Callable[[Progress], None]) -> tuple[Outcome, ...]:
        """Add what a kill left over."""
        return self._work_off(self._waiting.left(), "", progress)

    def cancel(self) -> None:
        """Have the present file left out, and those after it."""
        self._cancelled.set()

    def _work_off(
        self, files: Sequence[Waiting], password: str, progress: Callable[[Progress], None]
    ) -> tuple[Outcome, ...]:
        """Add files that were noted; whatever ends this, but a kill, takes the rest off the list: the user is told."""
        outcomes: list[Outcome] = []
        try:
            with self._derived.changing(), FileReader(ocr=any(file.ocr for file in files)) as reader:
                self._cancelled.clear()
                wanted = [requested(file.path, file.name, file.origin, file.details) for file in files]
                batch = {file.origin: file.sha256 for file in wanted if isinstance(file, Request)}
                for number, (request, file) in enumerate(zip(wanted, files, strict=True), 1):

                    def report(step: str, done: int = 0, total: int = 0, at: int = number, of: str = file.name) -> None:
                        progress(Progress(of, at, len(files), step, done, total))  # type: ignore[arg-type]
                        if self._cancelled.is_set() and step != "done":
                            raise Cancelled(of)

                    outcomes.append(self._outcome_of(request, file, batch, password, reader, report))
                    self._waiting.done([file])
                    report("done")
        finally:
            self._waiting.done(files[len(outcomes) :])
        return tuple(outcomes)

    def _outcome_of(
        self,
        request: Request | UnreadableSource,
        file: Waiting,
        batch: Mapping[str, str],
        password: str,
        reader: FileReader,
        report: Callable[..., None],
    ) -> Outcome:
        try:
            report("read")
            if isinstance(request, Request):
                return self._add_file(request, batch, password, reader, report)
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

    def _add_file(
        self,
        request: Request,
        batch: Mapping[str, str],
        password: str,
        reader: FileReader,
        report: Callable[[str, int, int], None],
    ) -> Outcome:
        step = plan_file(
            WantedFile(request.origin, request.sha256), self._registry.sources(), frozenset(batch.values())
        )
        if step.action == "keep" and step.present is not None:
            return self._keep(step.present, request, batch, step.outdated)
        try:
            document = reader.read(request.path, name=request.name, password=password)
        except UnreadableSource as error:
            return self._fail(request, error, step)
        except OSError as error:
            return self._fail(request, FileOutOfReach(request.name, error), step)
        self._match_dimension()
        if step.present is not None:
            request = replace(request, details=merge_details(known_details(step.present), request.details))
        version = step.present.version + 1 if step.present else 1
        entry = entry_of(
            request,
            document,
            version=version,
            recipe=self._config.recipe,
            embedder=self._embedder,
            on_embedded=lambda done, total: report("embed", done, total),
        )
        report("store", 0, 0)
        self._derived.apply([source.id for source in step.outdated], [entry])
        return Outcome(request.name, "replaced" if step.present else "added", self._registry.source(entry.source.id))

    def _keep(self, present: Source, request: Request, batch: Mapping[str, str], outdated: Sequence[Source]) -> Outcome:
        if outdated:
            self._derived.apply([source.id for source in outdated], [])
        if present.origin != request.origin and has_left(present, batch):
            present = self._derived.move(present, request.origin, request.name)
        merged = merge_details(present.details, request.details)
        source = present if merged == present.details else self._edited(present.id, merged)
        title = source.details.title
        return Outcome(request.name, "unchanged", source, Text(*(text.format(title) for text in _ALREADY_THERE)))

    def _edited(self, source_id: str, details: SourceDetails) -> Source:
        self._derived.edit(source_id, details)
        return self._registry.source(source_id)

    def _fail(self, request: Request, error: UnreadableSource, step: Step) -> Outcome:
        """List the file with its reason; a version of it that could be read stays in its place."""
        entry = failed_entry(request, error.both())
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
