"""What the laboratory keeps: questions as they were asked, shares, rows of figures, runs. Read back from files."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

Mode = Literal["questions", "squad"]


class Record(BaseModel):
    """Data that is stored and read back: unknown fields are an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Written(Record):
    """What a language model had to do with an answer.

    is_taken                whether the answer is its, or the one without it
    sentences, faults       of its text as it was taken: how many, and what was wrong with those that were left out
    first_sentences, ...    the same of the text before it was mended
    tokens                  read and written, where the server says so
    first_word_after        seconds
    """

    is_taken: bool
    sentences: int = 0
    faults: tuple[str, ...] = ()
    first_sentences: int = 0
    first_faults: tuple[str, ...] = ()
    tokens: tuple[int, int] | None = None
    first_word_after: float | None = None


class Asked(Record):
    """A question after it was asked.

    ranks          per stage, for each evidence the rank (from 1) of the first passage that holds it, None if none does
    state          of the answer, or the code of the error that kept it from being asked; "" where none was written
    cited          for each evidence, whether a citation covers it
    contains       for each required string, whether the answer holds it
    quotes, valid  how many quotes the answer cites, and how many of them stand in a source
    milliseconds   for the answer; of the search alone where none was written
    written        what a language model had to do with it; None where none was asked
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
    written: Written | None = None


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
    """An evaluation. `date` is UTC, ISO 8601; `sources` says what was searched, `not_read` which files could not be.

    `model` names the language model and `prompt_version` what it was told; "" where none wrote.
    """

    id: str
    name: str
    date: str
    mode: Mode
    versions: Versions
    question_file: str
    question_sha256: str
    sources: str
    not_read: tuple[str, ...] = ()
    model: str = ""
    prompt_version: str = ""
    recipe: dict[str, str]
    rows: tuple[Row, ...]
    asked: tuple[Asked, ...]
