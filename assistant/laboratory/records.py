"""What the laboratory keeps: questions as they were asked, shares, rows of figures, runs. Read back from files."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

Mode = Literal["questions", "squad"]


class Record(BaseModel):
    """Data that is stored and read back: unknown fields are an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Asked(Record):
    """A question after it was asked.

    ranks          per stage, for each evidence the rank (from 1) of the first passage that holds it, None if none does
    state          of the answer, or the code of the error that kept it from being asked; "" where none was written
    cited          for each evidence, whether a citation covers it
    contains       for each required string, whether the answer holds it
    quotes, valid  how many quotes the answer cites, and how many of them stand in a source
    milliseconds   for the answer; of the search alone where none was written
    """

    id: str
    question: str
    kind: str
    lang: str
    answerable: bool
    ranks: dict[str, tuple[int | None, ...]]
    state: str = ""
    refused: bool = False
    cited: tuple[bool, ...] = ()
    contains: tuple[bool, ...] = ()
    quotes: int = 0
    valid: int = 0
    milliseconds: float = 0.0


class Share(Record):
    """A figure: `hits` out of `of`."""

    hits: float
    of: float

    @property
    def value(self) -> float | None:
        """Return the share, None where nothing was measured."""
        return self.hits / self.of if self.of else None


class Row(Record):
    """The figures of some questions: "ALL", those of a language ("lang de"), those of a kind.

    `shares` are by "stage:figure"; "answer" is the stage of what was written. Milliseconds are per question.
    """

    name: str
    questions: int
    shares: dict[str, Share]
    median_ms: float
    p95_ms: float


class Versions(Record):
    """What was measured: the package, a digest of its code and texts, and the commit where there is a repository.

    `changed` says that files differ from the commit; then the digest tells runs apart.
    """

    package: str
    code: str
    commit: str = ""
    changed: bool = False


class Run(Record):
    """An evaluation. `date` is UTC, ISO 8601; `sources` says what was searched, `not_read` which files could not be."""

    id: str
    name: str
    date: str
    mode: Mode
    versions: Versions
    question_file: str
    question_sha256: str
    sources: str
    not_read: tuple[str, ...] = ()
    recipe: dict[str, str]
    rows: tuple[Row, ...]
    asked: tuple[Asked, ...]
