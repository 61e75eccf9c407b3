"""Which column of a file of answers holds what: a question, one of its choices, the respondent, or a person's data."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.instruments.typed import folded
from assistant.survey.answer_file import Grid, UnusableAnswers
from assistant.survey.records import Option, Question
from ingest.records import Text

# How programs head the column that numbers the answers: LimeSurvey, Microsoft Forms, our own sheet.
_IDS = {"id", "antwort id", "antwort-id", "response id", "respondent id", "respondent", "kennung", "lfd. nr.", "lfd nr"}
_PERSONAL = re.compile(
    r"(^|\W)((vor|nach|familien|zu)?name|(first|last|sur)name|e-?mail(-?adresse|-?address)?|mail|telefon(nummer)?|phone|"
    r"mobil(nummer)?|handy|fax|ip([- ]?adresse|[- ]?address)?|anschrift|adresse|address|straße|street|geburts\w+|"
    r"ansprechpartner(in)?|kontaktperson|contact person)(\W|$)",
    re.IGNORECASE,
)
EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_SAMPLE = 200  # rows in which e-mail addresses are looked for


@dataclass(frozen=True)
class Columns:
    """The columns of a grid by their place from 0.

    whole      of a question's answers      parts   of each choice of a question, "yes" or empty
    personal   headings of people's data    unknown other headings that no question has
    lacking    codes of questions without a column
    """

    whole: Mapping[str, int]
    parts: Mapping[str, Mapping[str, int]]
    respondent: int | None
    personal: tuple[str, ...]
    unknown: tuple[str, ...]
    lacking: tuple[str, ...]


def known_headings(head: Sequence[str], questions: Sequence[Question]) -> int:
    """Return how many headings are those of a question, of a choice or of the respondent."""
    wanted = _wanted(questions)
    return sum(folded(one) in wanted or folded(one) in _IDS for one in head)


def columns(grid: Grid, questions: Sequence[Question], name: str) -> Columns:
    """Return what the columns hold; raises UnusableAnswers where none is a question's, or a heading stands twice."""
    wanted = _wanted(questions)
    whole: dict[str, int] = {}
    parts: dict[str, dict[str, int]] = {}
    personal: list[str] = []
    unknown: list[str] = []
    respondent: int | None = None
    for at, heading in enumerate(grid.head):
        code, option = wanted.get(folded(heading), ("", ""))
        if not code:
            if respondent is None and folded(heading) in _IDS:
                respondent = at
            elif heading:
                (personal if _is_personal(grid, at) else unknown).append(heading)
            continue
        held = parts.setdefault(code, {}) if option else whole
        if (option or code) in held:
            raise _twice(name, heading)
        held[option or code] = at
    if both := whole.keys() & parts.keys():
        raise _twice(name, min(both))
    if not whole and not parts:
        raise _no_questions(name, grid, questions)
    lacking = tuple(one.code for one in questions if one.code not in whole and one.code not in parts)
    return Columns(whole, parts, respondent, tuple(personal), tuple(unknown), lacking)


def _wanted(questions: Sequence[Question]) -> dict[str, tuple[str, str]]:
    """Return what each heading that may stand there means, folded: the question's code, and a choice's or ""."""
    wanted: dict[str, tuple[str, str]] = {}
    for question in questions:
        names = {question.code, question.text.de, question.text.en}
        for name in names:
            wanted.setdefault(folded(name), (question.code, ""))
        for option in question.options if question.kind == "multiple" else ():
            for heading in _headings_of(names, option):
                wanted.setdefault(folded(heading), (question.code, option.code))
    return wanted


def _headings_of(names: set[str], option: Option) -> list[str]:
    """Return how survey tools head the column of one choice: "support[law]", "support_law", "Wobei ...? [Recht]"."""
    choices = {option.code, option.text.de, option.text.en}
    forms = ("{}[{}]", "{} [{}]", "{}_{}", "{}.{}", "{}: {}", "{} - {}")
    return [form.format(name, choice) for name in names for choice in choices for form in forms]


def _is_personal(grid: Grid, at: int) -> bool:
    return bool(_PERSONAL.search(grid.head[at])) or any(EMAIL.search(line.cells[at]) for line in grid.lines[:_SAMPLE])


def _twice(name: str, heading: str) -> UnusableAnswers:
    reason = Text(f"Die Spalte „{heading[:80]}“ steht zweimal da.", f'The column "{heading[:80]}" stands there twice.')
    return UnusableAnswers(name, reason, Text("Löschen Sie eine der beiden.", "Delete one of the two."))


def _no_questions(name: str, grid: Grid, questions: Sequence[Question]) -> UnusableAnswers:
    found = ", ".join(one[:40] for one in grid.head[:5] if one)
    wanted = ", ".join(one.code for one in questions[:5])
    reason = Text(
        f"Keine Spalte gehört zu einer Frage dieses Fragebogens. Gefunden: {found}.",
        f"No column belongs to a question of this questionnaire. Found: {found}.",
    )
    hint = Text(
        f"Über den Spalten steht der Kurzname oder der Wortlaut der Frage, zum Beispiel: {wanted}.",
        f"Above the columns stands the code or the wording of the question, for example: {wanted}.",
    )
    return UnusableAnswers(name, reason, hint)
