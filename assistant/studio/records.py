"""What a draft is made of. Whatever is shown is one of four kinds, and visibly so (docs/architecture.md)."""

from dataclasses import dataclass
from typing import Literal, get_args

from ingest.records import Language, SourceDetails

PartKind = Literal["source", "own", "proposal", "open"]
Nature = Literal["strategy", "audit", "partners", "projects", "monitoring", "survey"]
Shape = Literal["bars", "stacked", "lines", "radar", "heat"]
PART_KINDS: tuple[PartKind, ...] = get_args(PartKind)


@dataclass(frozen=True)
class Quote:
    """A verbatim quote with all that a footnote and a bibliography need, so that a draft stands without its library.

    `text` is stored_text[start:end] of the source `source_id` ("" for a quote of a file that the library never had).
    """

    source_id: str
    details: SourceDetails
    file_name: str
    text: str
    start: int
    end: int
    page: int | None = None
    page_label: str = ""
    heading_path: tuple[str, ...] = ()
    attribution: str = ""


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of one kind. Marks "[1]" in the text of a "source" number the section's `quotes`.

    source    what a source says, quoted and marked     own    the profile's facts
    proposal  from the outline or the measures          open   what a person must decide or fill in
    """

    kind: PartKind
    text: str


@dataclass(frozen=True)
class Table:
    """A table of the profile's own data. All rows are as long as `head`; `total` is a last row of sums, or ().

    numeric   the columns (from 0) that hold figures, set to the right
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] = ()
    numeric: tuple[int, ...] = ()
    kind: PartKind = "own"


@dataclass(frozen=True)
class Bar:
    """A bar of the Gantt chart: from the first day of `start` to the last of `end`, both "2027-03"."""

    title: str
    start: str
    end: str
    responsible: str = ""


@dataclass(frozen=True)
class Gantt:
    """The work plan as a picture; `kind` is that of its data."""

    caption: str
    bars: tuple[Bar, ...]
    kind: PartKind = "own"

    @property
    def is_empty(self) -> bool:
        """Return whether there is nothing to draw."""
        return not self.bars


@dataclass(frozen=True)
class Series:
    """One line, colour or row of a chart: a figure for each of the chart's labels, None where there is none."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True)
class Chart:
    """Figures as a picture: `series` over `labels`, drawn in one of five shapes.

    bars      a group of bars for each label      stacked  one bar for each label, the series one behind the other
    lines     over time, the labels being days    radar    the labels around a centre
    heat      a grid: series down, labels across, the figures written in

    most      where the scale ends, None for the highest figure (stacked: the highest sum)
    """

    caption: str
    shape: Shape
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    most: float | None = None
    kind: PartKind = "own"

    @property
    def is_empty(self) -> bool:
        """Return whether there is nothing to draw."""
        return not self.labels or not any(value is not None for one in self.series for value in one.values)


Picture = Gantt | Chart
Part = Paragraph | Table | Picture


@dataclass(frozen=True)
class Section:
    """A section of a draft: `id` is that of the outline, `quotes` are numbered from 1 within the section."""

    id: str
    title: str
    parts: tuple[Part, ...]
    quotes: tuple[Quote, ...] = ()

    @property
    def open_points(self) -> tuple[str, ...]:
        """Return the texts of the paragraphs that a person must fill in or decide."""
        return tuple(part.text for part in self.parts if isinstance(part, Paragraph) and part.kind == "open")


@dataclass(frozen=True)
class Draft:
    """A whole strategy; `made_on` is the day it was made, "2026-11-28".

    nature   the report of an instrument is put together like a strategy, and called otherwise
    """

    title: str
    cluster: str
    language: Language
    made_on: str
    sections: tuple[Section, ...]
    nature: Nature = "strategy"

    @property
    def open_points(self) -> tuple[tuple[str, str], ...]:
        """Return every open point once, each with the title of its first section."""
        first: dict[str, str] = {}
        for section in self.sections:
            for point in section.open_points:
                first.setdefault(point, section.title)
        return tuple((title, point) for point, title in first.items())
