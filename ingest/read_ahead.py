"""Reading hides behind embedding: the next file is read while the one before it is being embedded."""

from concurrent.futures import Future, wait
from threading import Event, Thread
from types import TracebackType

from ingest.page_progress import TellPages
from ingest.pipeline import Request
from ingest.reading import FileReader
from ingest.records import Document, PageStep

_LOOK_SECONDS = 0.2  # how often who waits for a document looks whether it is to stop


class ReadAhead:
    """Reads one file at a time, at most one of them before it is asked for.

    Each in a daemon thread, not in a pool's: the program may end in the midst of it, and the file is added at the next
    start.
    """

    def __init__(self, reader: FileReader, password: str, stopped: Event) -> None:
        """`password` opens those files that are protected; once `stopped` is set, reading ends."""
        self._reader, self._password, self._stopped = reader, password, stopped
        self._ended = Event()
        self._begun: tuple[Request, Future[Document]] | None = None
        self._last: Thread | None = None
        self._awaited: tuple[Request, TellPages] | None = None

    def __enter__(self) -> "ReadAhead":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        if self._last is not None:
            self._last.join()

    def begin(self, request: Request) -> None:
        """Begin to read a file that is asked for next; of its pages nothing is told before."""
        self._begun = (request, self._reading(request))

    def document(self, request: Request, tell: TellPages) -> Document:
        """Return the document in a file, which may have been begun; raises what `FileReader.read` raises."""
        self._awaited = (request, tell)
        begun, self._begun = self._begun, None
        reading = begun[1] if begun is not None and begun[0] is request else self._reading(request)
        while not reading.done():
            wait([reading], timeout=_LOOK_SECONDS)
            if self._stopped.is_set():
                self._ended.set()
        self._awaited = None
        return reading.result()

    def _reading(self, request: Request) -> "Future[Document]":
        reading: Future[Document] = Future()
        self._last = Thread(target=self._read, args=(request, reading, self._last), name="reading", daemon=True)
        self._last.start()
        return reading

    def _read(self, request: Request, reading: "Future[Document]", before: Thread | None) -> None:
        def tell(step: PageStep, done: int, total: int) -> None:
            awaited = self._awaited
            if awaited is not None and awaited[0] is request:
                awaited[1](step, done, total)

        if before is not None:
            before.join()  # the reader takes one file at a time
        try:
            document = self._reader.read(
                request.path,
                name=request.name,
                password=self._password,
                ocr=request.ocr,
                tell=tell,
                stopped=self._ended,
            )
        except BaseException as error:  # whoever asks for the document gets it
            reading.set_exception(error)
        else:
            reading.set_result(document)
