"""From a file of answers to what each member answered: what does not fit is named and counted, never guessed."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.instruments.typed import folded
from assistant.studio.numbers import read_number
from assistant.survey.answer_file import Line, read_grid
from assistant.survey.columns import EMAIL, Columns, columns, known_headings
from assistant.survey.records import PARTING, SCALE, Option, Question
from ingest.records import Text

Answer = str | float | frozenset[str]  # an option's code or a free text, a number, the codes of several options
_YES = {"1", "x", "ja", "j", "yes", "y", "true", "wahr", "✓", "✔"}
_NO = {"", "0", "nein", "n", "no", "false", "falsch", "-", "–"}
_PHONE = re.compile(r"(?<![\w.,])(?:\+|00?)\d[\d /()-]{6,18}\d(?!\w)")
_HIDDEN = "[…]"


class _NoFit(Exception):
    """An answer that does not fit its question."""


@dataclass(frozen=True)
class Response:
    """What one member answered, by question; `invalid` holds the questions with an answer that does not fit."""

    row: int
    values: Mapping[str, Answer]
    invalid: frozenset[str]


@dataclass(frozen=True)
class BadCell:
    """A cell that does not fit: row, heading of its column, what stands there, why it does not fit."""

    row: int
    column: str
    found: str
    reason: Text

    def told(self) -> Text:
        """Return where it stands and what is wrong."""
        return Text(
            f"Zeile {self.row}, Spalte „{self.column}“: „{self.found}“ {self.reason.de}",
            f'row {self.row}, column "{self.column}": "{self.found}" {self.reason.en}',
        )


@dataclass(frozen=True)
class Answers:
    """The answers of a file, and what is to be said of it.

    doubled    who stands there again, with the rows: the first counts, the later ones are left out
    hidden     e-mail addresses and telephone numbers taken out of free texts
    """

    responses: tuple[Response, ...]
    personal: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    bad_cells: tuple[BadCell, ...] = ()
    doubled: tuple[tuple[str, int, int], ...] = ()
    hidden: int = 0


def read_answers(path: Path, questions: Sequence[Question], name: str = "") -> Answers:
    """Return the answers of a CSV file or a workbook; `name` is what its user calls it.

    Raises UnusableAnswers, UnusableWorkbook.
    """
    name = name or path.name
    grid = read_grid(path, name, lambda head: known_headings(head, questions))
    places = columns(grid, questions, name)
    lines, doubled = _each_once(grid.lines, places.respondent)
    reader = _Reader(places, questions, grid.head)
    responses = tuple(response for line in lines if (response := reader.response(line)) is not None)
    bad = tuple(reader.bad_cells)
    return Answers(responses, places.personal, places.unknown, places.lacking, bad, doubled, reader.hidden)


def _each_once(
    lines: Sequence[Line], respondent: int | None
) -> tuple[Sequence[Line], tuple[tuple[str, int, int], ...]]:
    if respondent is None:
        return lines, ()
    first: dict[str, int] = {}
    kept, doubled = [], []
    for line in lines:
        who = line.cells[respondent]
        seen = first.setdefault(folded(who), line.number) if who else line.number
        if seen == line.number:
            kept.append(line)
        else:
            doubled.append((_HIDDEN if EMAIL.search(who) else who[:40], seen, line.number))
    return kept, tuple(doubled)


class _Reader:
    """Reads lines, and gathers what does not fit."""

    def __init__(self, places: Columns, questions: Sequence[Question], head: Sequence[str]) -> None:
        self._places, self._head = places, head
        self._questions = [one for one in questions if one.code not in places.lacking]
        self._choices = {one.code: _choices(one.options) for one in questions}
        self.bad_cells: list[BadCell] = []
        self.hidden = 0

    def response(self, line: Line) -> Response | None:
        """Return what a line holds, None where it answers no question."""
        values: dict[str, Answer] = {}
        invalid = set()
        for question in self._questions:
            try:
                value = self._value(question, line)
            except _NoFit:
                invalid.add(question.code)
                continue
            if value is not None:
                values[question.code] = value
        return Response(line.number, values, frozenset(invalid)) if values or invalid else None

    def _value(self, question: Question, line: Line) -> Answer | None:
        if question.code in self._places.parts:
            return self._ticked(self._places.parts[question.code], question, line)
        at = self._places.whole[question.code]
        text = line.cells[at]
        if not text:
            return None
        try:
            return self._read(question, text)
        except ValueError as error:
            reason = _REASONS[question.kind]
            self.bad_cells.append(BadCell(line.number, self._head[at][:80], text[:60], reason))
            raise _NoFit from error

    def _ticked(self, parts: Mapping[str, int], question: Question, line: Line) -> Answer | None:
        """Return the choices whose columns say yes; None where all of them are empty."""
        chosen, fits = set(), True
        for code, at in parts.items():
            cell = folded(line.cells[at])
            if cell in _YES or self._choices[question.code].get(cell) == code:
                chosen.add(code)
            elif cell not in _NO:
                fits = False
                self.bad_cells.append(BadCell(line.number, self._head[at][:80], line.cells[at][:60], _NOT_YES_OR_NO))
        if not fits:
            raise _NoFit
        return frozenset(chosen) if any(line.cells[at] for at in parts.values()) else None

    def _read(self, question: Question, text: str) -> Answer:
        if question.kind == "text":
            shown, mails = EMAIL.subn(_HIDDEN, text)
            shown, phones = _PHONE.subn(_HIDDEN, shown)
            self.hidden += mails + phones
            return shown
        choices = self._choices[question.code]
        if question.kind == "multiple":
            parts = [folded(part) for part in text.split(PARTING) if part.strip()]
            return frozenset(_chosen(choices, part) for part in parts)
        return _chosen(choices, folded(text)) if question.kind == "single" else _READ_NUMBER[question.kind](text)


def _choices(options: Sequence[Option]) -> dict[str, str]:
    return {folded(told): one.code for one in options for told in (one.code, one.text.de, one.text.en)}


def _chosen(choices: Mapping[str, str], told: str) -> str:
    if told not in choices:
        raise ValueError(told)
    return choices[told]


def _on_the_scale(text: str) -> float:
    value = read_number(text)
    if value not in SCALE:
        raise ValueError(text)
    return value


_READ_NUMBER: Mapping[str, Callable[[str], float]] = {"scale": _on_the_scale, "number": read_number}
_NO_CHOICE = Text("ist keine der Antworten", "is none of the answers")
_NOT_YES_OR_NO = Text("ist weder Ja noch Nein", "is neither yes nor no")
_REASONS = {
    "single": _NO_CHOICE,
    "multiple": _NO_CHOICE,
    "scale": Text("ist keine Zahl von 1 bis 5", "is no number from 1 to 5"),
    "number": Text("ist keine Zahl", "is no number"),
    "text": Text("ist kein Text", "is no text"),
}
