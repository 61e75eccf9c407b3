"""A small assistant and library in memory: all that the page needs, with the same promises as the real ones."""

import hashlib
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Event, Lock

from assistant.answering.analyse import analyse
from assistant.answering.explain import Explanation, explain_all
from assistant.answering.thesaurus import Thesaurus
from assistant.records import Answer, Citation, CitedContext
from ingest.batches import Batch, Batches
from ingest.dictionary import Dictionary
from ingest.errors import AppError, EmptyFile, NoText, PasswordNeeded, UnreadableSource, UnsupportedType, WrongPassword
from ingest.records import Filters, Hit, Language, Outcome, Passage, Progress, ProgressStep, Source, SourceDetails, Text

_STEPS: tuple[ProgressStep, ...] = ("read", "embed", "store")
NO_DETAILS, NO_FILTERS = SourceDetails(), Filters()

GUIDE = (
    "Auswahl der Partner\n"
    "Internationale Partner werden nach vier Kriterien ausgewählt: fachliche Nähe, Reife des Netzwerks, "
    "Zugang zu Märkten und gegenseitiges Vertrauen.\n"
    "Vertrauen zu entfernten Partnern entsteht durch regelmäßige Besuche und feste Kontaktbüros vor Ort.\n"
    "Die Zielregion wird vor den Partnern festgelegt, und zwar im Steuerkreis.\n"
    "Kennzahlen sind die Zahl gemeinsamer Projekte und die Zahl neuer Kontakte je Jahr."
)
STRATEGY = (
    "Ausgangslage\n"
    "Der Cluster Musterland arbeitet seit 2015 mit zwei Regionen in Frankreich zusammen.\n"
    "Das Vertrauen der Mitglieder in die Geschäftsstelle ist hoch."
)
HOSTILE = (
    "Angriff\n"
    'Eine Formel: <script>document.title="getroffen"</script><img src="http://boese.example/x.png" onerror="alert(1)"> '
    "[klick](http://boese.example) ![bild](http://boese.example/y.png) {{7*7}} ${7*7} **fett** $$x^2$$"
)


class TooLong(AppError):
    """The fake's error for a question that is too long."""

    def __init__(self) -> None:
        super().__init__(
            Text("Die Frage ist zu lang.", "The question is too long."),
            Text("Kürzen Sie sie auf 4.000 Zeichen.", "Shorten it to 4,000 characters."),
        )


@dataclass
class FakeLibrary:
    """Sources with one passage per line; the first line is their heading."""

    texts: dict[str, str] = field(default_factory=dict)
    shelf: dict[str, Source] = field(default_factory=dict)
    seconds_per_file: float = 0.0
    received: list[Path] = field(default_factory=list)
    to_recognise: list[str] = field(default_factory=list)
    batches: Batches = field(default_factory=Batches)
    writing: Lock = field(default_factory=Lock)  # files that are added, edits and removals wait for each other
    hurry: Event = field(default_factory=Event)  # once it is set, no file takes its seconds any more

    def put(self, text: str, file_name: str, details: SourceDetails, pages: int = 0) -> Source:
        """Shelve a text and return its source."""
        source_id = hashlib.sha256(text.encode()).hexdigest()[:12]
        lines = text.count("\n")
        source = Source(
            id=source_id,
            details=details,
            file_name=file_name,
            origin=file_name,
            sha256=source_id,
            version=1,
            state="ready",
            reason=Text("", ""),
            pages=pages,
            passages=lines,
            characters=len(text),
            added_at="2026-11-22T12:00:00",
        )
        self.texts[source_id], self.shelf[source_id] = text, source
        return source

    def sources(self) -> tuple[Source, ...]:
        return tuple(self.shelf.values())

    def add(
        self,
        paths: Sequence[Path],
        *,
        names: Sequence[str] = (),
        details: SourceDetails = NO_DETAILS,
        password: str = "",
        ocr: bool = False,
        origin: str = "",
        progress: Callable[[Progress], None] = lambda progress: None,
        stopped: Event | None = None,
    ) -> tuple[Outcome, ...]:
        outcomes = []
        with self.batches.listed(Batch(names, progress, stopped)) as batch, self.writing:
            for number, (path, name) in enumerate(zip(paths, names, strict=True), start=1):
                self.received.append(path)
                self.to_recognise += [name] if ocr else []
                try:
                    for step in _STEPS:
                        batch.report(number, step, 4, 9)
                        self.hurry.wait(self.seconds_per_file / len(_STEPS))
                    outcomes.append(self._add_one(path, name, details, password, ocr))
                except UnreadableSource as error:
                    outcomes.append(Outcome(name, "failed", reason=error.both(), code=error.code))
                batch.report(number, "done")
        return tuple(outcomes)

    def adding(self) -> tuple[Batch, ...]:
        return self.batches.under_way()

    def _add_one(self, path: Path, name: str, details: SourceDetails, password: str, ocr: bool) -> Outcome:
        if path.suffix == ".exe":
            raise UnsupportedType(name, Text("ein Programm", "a program"))
        if "geheim" in name and password != "cluster":
            raise WrongPassword(name) if password else PasswordNeeded(name)
        if "scan" in name and not ocr:
            return self._failed(NoText(name, 3), path, name)
        for failed in [one for one in self.sources() if (one.state, one.file_name) == ("failed", name)]:
            self.remove(failed.id)
        text = path.read_text(encoding="utf-8")
        if not text:
            raise EmptyFile(name)
        if text in self.texts.values():
            return Outcome(name, "unchanged", reason=Text("Schon vorhanden.", "Already there."))
        return Outcome(name, "added", self.put(text, name, replace(details, title=details.title or path.stem)))

    def _failed(self, error: UnreadableSource, path: Path, name: str) -> Outcome:
        source = self.put("", name, SourceDetails(title=name))
        self.shelf[source.id] = replace(
            source, origin=str(path), state="failed", reason=error.both(), code=error.code, passages=0
        )
        return Outcome(name, "failed", self.shelf[source.id], error.both(), error.code)

    def remove(self, source_id: str) -> None:
        del self.shelf[source_id], self.texts[source_id]

    def edit(self, source_id: str, details: SourceDetails) -> Source:
        with self.writing:
            self.shelf[source_id] = replace(self.shelf[source_id], details=details)
        return self.shelf[source_id]

    def hits(self) -> list[Hit]:
        """Return every line but the headings as a hit."""
        found = []
        for source in self.sources():
            text, start = self.texts[source.id], 0
            heading = text.split("\n")[0]
            for position, line in enumerate(text.split("\n")):
                end = start + len(line)
                if position:
                    found.append(Hit(_passage(source, position, line, heading, start, end), source, 0.5, "both"))
                start = end + 1
        return found


def _passage(source: Source, position: int, line: str, heading: str, start: int, end: int) -> Passage:
    page = position if source.pages else None
    return Passage(
        id=f"{source.id}:{position}",
        source_id=source.id,
        position=position,
        text=line,
        heading_path=("Leitfaden", heading),
        first_page=page,
        last_page=page,
        page_label=str(position + 6) if page else "",
        start=start,
        end=end,
        attribution="Söllner/Wiese/Wiesner (2018), Kap. 3.2" if source.pages else "",
        units=(),
    )


@dataclass
class FakeAssistant:
    """Cites the lines that share a word of six letters or more with the question."""

    library: FakeLibrary
    seconds_per_answer: float = 0.0
    asked: list[tuple[str, tuple[str, ...], Filters]] = field(default_factory=list)

    def write(
        self,
        question: str,
        *,
        turns: Sequence[str] = (),
        filters: Filters = NO_FILTERS,
        language: Language | None = None,
        stopped: Event | None = None,
    ) -> Iterator[str | Answer]:
        yield self.ask(question, turns=turns, filters=filters, language=language)

    def ask(
        self,
        question: str,
        *,
        turns: Sequence[str] = (),
        filters: Filters = NO_FILTERS,
        language: Language | None = None,
    ) -> Answer:
        self.asked.append((question, tuple(turns), filters))
        time.sleep(self.seconds_per_answer)
        if len(question) > 4000:
            raise TooLong
        if question == "Absturz":
            raise RuntimeError("a bug in the assistant")
        hits = [hit for hit in self.library.hits() if not filters.kinds or hit.source.details.kind in filters.kinds]
        words = set(re.findall(r"\w{6,}", question.casefold()))
        found = [hit for hit in hits if words & set(re.findall(r"\w{6,}", hit.passage.text.casefold()))][:4]
        answered_in = language or ("en" if question.startswith(("How", "What", "Which")) else "de")
        if not found:
            nothing = {"de": "Dazu steht nichts in der Bibliothek.", "en": "The library holds nothing on this."}
            return Answer(question, nothing[answered_in], (), "no_evidence", answered_in, tuple(hits[:5]))
        lead = {"de": "In der Bibliothek steht dazu:", "en": "The library says on this:"}[answered_in]
        lines = [f"- {hit.passage.text} [{mark}]" for mark, hit in enumerate(found, start=1)]
        citations = tuple(_citation(hit, mark) for mark, hit in enumerate(found, start=1))
        state = "supported" if len(found) > 1 else "partly"
        return Answer(question, "\n".join([lead, "", *lines]), citations, state, answered_in, tuple(hits))  # type: ignore[arg-type]

    def why(
        self, question: str, hits: Sequence[Hit], *, turns: Sequence[str] = (), rewritten: str = ""
    ) -> tuple[Explanation, ...]:
        analysis = analyse(
            question,
            turns=turns,
            rewritten=rewritten,
            thesaurus=Thesaurus([{"de": ["entfernt", "fern"], "en": ["distant"]}]),
            dictionary=Dictionary(()),
            frequency=lambda term: 1,
            passages=6,
        )
        return explain_all(analysis, hits)

    def context(self, citation: Citation, *, width: int = 700) -> CitedContext:
        text = self.library.texts[citation.source.id]
        start, end = citation.start, citation.end
        return CitedContext(text[max(0, start - width) : start], text[start:end], text[end : end + width])


def _citation(hit: Hit, mark: int) -> Citation:
    passage = hit.passage
    return Citation(
        mark,
        passage,
        hit.source,
        passage.text,
        passage.start,
        passage.end,
        passage.first_page,
        passage.page_label,
        passage.heading_path,
        passage.attribution,
    )


def furnished_library() -> FakeLibrary:
    """Return a library with a guideline of several pages and an invented strategy."""
    library = FakeLibrary()
    library.put(
        GUIDE,
        "leitfaden.pdf",
        SourceDetails(
            title="Leitfaden zur Internationalisierung",
            authors=("Erika Muster", "Max Beispiel"),
            publisher="Musterverlag",
            year=2018,
            kind="guideline",
            language="de",
        ),
        pages=32,
    )
    library.put(STRATEGY, "strategie.md", SourceDetails(title="Strategie Musterland", kind="strategy", language="de"))
    return library
