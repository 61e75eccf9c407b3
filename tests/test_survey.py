"""The needs survey's core: methods, questionnaire, files of answers, and an evaluation that gives nobody away."""

import csv
import io
import random
import time
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook
from pydantic import ValidationError

from assistant.instruments.record_file import BadInstrumentFile, record_bytes
from assistant.instruments.workbook import UnusableWorkbook
from assistant.survey.answer_file import UnusableAnswers
from assistant.survey.answers import Answers, Response, read_answers
from assistant.survey.catalogue import load_catalogue, new_survey
from assistant.survey.evaluate import evaluate, with_invited
from assistant.survey.form_csv import answer_sheet_csv, questionnaire_csv
from assistant.survey.form_docx import questionnaire_docx
from assistant.survey.groups import LEAST, pooled
from assistant.survey.methods import advice, calls_dearer_from, load_methods
from assistant.survey.questionnaire import UnusableQuestion, moved, with_own, with_questions
from assistant.survey.records import Option, Question, Survey, Words
from assistant.survey.survey_file import read_survey


def words(text: str) -> Words:
    return Words(de=text, en=f"{text} (en)")


def options(*codes: str) -> tuple[Option, ...]:
    return tuple(Option(code=code, text=words(code.upper())) for code in codes)


TYPE = Question(
    code="kind_of", kind="single", theme="organisation", text=words("Art?"), options=options("a", "b", "c"), group=True
)
WISH = Question(
    code="wish", kind="multiple", theme="support", text=words("Was, bitte?"), options=options("x", "y", "z"), need=True
)
SCALE = Question(code="scale", kind="scale", theme="goals", text=words("Wie wichtig?"), need=True)
HOURS = Question(code="hours", kind="number", theme="contribution", text=words("Stunden?"))
FREE = Question(code="free", kind="text", theme="closing", text=words("Noch etwas?"))
SURVEY = Survey(title="Licht", invited=40, questions=(TYPE, WISH, SCALE, HOURS, FREE))


def written(folder: Path, text: str, *, encoding: str = "utf-8", name: str = "a.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def read(folder: Path, text: str, *, encoding: str = "utf-8") -> Answers:
    return read_answers(written(folder, text, encoding=encoding), SURVEY.questions)


def answered(*rows: Mapping[str, object]) -> Answers:
    """Answers as they come out of a file, without one."""
    return Answers(tuple(Response(at, dict(row), frozenset()) for at, row in enumerate(rows, 2)))  # type: ignore[arg-type]


def of_types(**sizes: int) -> list[dict[str, object]]:
    """Members of each type, all of whom wish x and rate 4."""
    rows = [{"kind_of": kind} if kind != "none" else {} for kind, size in sizes.items() for _ in range(size)]
    return [{**row, "wish": frozenset({"x"}), "scale": 4.0} for row in rows]


# methods


def test_effort_is_fixed_hours_and_hours_for_each_member_rounded_up() -> None:
    methods = load_methods()
    assert [one.id for one in methods.methods] == ["meeting", "telephone", "survey"]
    assert [one.hours(60) for one in methods.methods] == [66, 60, 21]
    assert methods.named("survey").hours(61) == 22  # 18 + 61 x 0.05 = 21.05
    assert (methods.origin.author, methods.origin.year, methods.origin.chapter) == ("Söllner/Wiese/Wiesner", 2018, "2")


def test_calls_are_advised_as_long_as_they_take_no_more_than_a_meeting() -> None:
    members = calls_dearer_from()
    assert [advice(members - 1)[0], advice(members)[0], advice(500)[0]] == ["telephone", "telephone", "survey"]
    assert advice(members + 5)[0] == "survey"


# questionnaire


def test_the_catalogue_has_every_kind_and_theme_each_with_its_origin() -> None:
    questions = load_catalogue().questions
    assert {one.kind for one in questions} == {"single", "multiple", "scale", "number", "text"}
    assert len({one.theme for one in questions}) == 8
    assert {one.origin.author for one in questions if one.origin} == {"Söllner/Wiese/Wiesner"}
    assert [one.code for one in questions if one.group] == ["member_type"]


def test_questions_join_their_theme_move_and_go() -> None:
    survey = with_questions(new_survey("Licht", "de"), ["member_type", "support", "remarks"])
    survey = with_questions(survey, ["member_type", "support", "remarks", "employees", "obstacles"])
    codes = [one.code for one in survey.questions]
    assert codes == ["member_type", "employees", "support", "obstacles", "remarks"]
    assert [one.code for one in moved(survey, "remarks", -1).questions][-2:] == ["remarks", "obstacles"]
    assert moved(survey, "member_type", -1) == survey


def test_an_own_question_keeps_braces_and_says_what_it_lacks() -> None:
    survey = with_own(SURVEY, kind="multiple", theme="support", text="Was {genau}?", options="Ja\n\nNein", need=True)
    own = next(one for one in survey.questions if one.origin is None and one.code.startswith("own"))
    assert (own.text.de, [one.text.de for one in own.options], own.need) == ("Was {genau}?", ["Ja", "Nein"], True)
    for text, lines, lacking in (
        ("", "a\nb", "wording"),
        ("F?", "a", "2 to"),
        ("F?", "a;b\nc", "semicolon"),
        ("F?", "a\nA", "the same"),
    ):
        with pytest.raises(UnusableQuestion, match=lacking):
            with_own(SURVEY, kind="single", theme="support", text=text, options=lines, need=False)


def test_a_question_that_does_not_fit_its_kind_is_refused() -> None:
    with pytest.raises(ValidationError, match="options_do_not_fit"):
        Question(code="q", kind="single", theme="goals", text=words("F?"))
    with pytest.raises(ValidationError, match="options_do_not_fit"):
        Question(code="q", kind="text", theme="goals", text=words("F?"), options=options("a", "b"))
    with pytest.raises(ValidationError, match="question_twice"):
        Survey(title="x", questions=(HOURS, HOURS))


def test_a_survey_goes_out_as_json_and_comes_back(tmp_path: Path) -> None:
    for mark in (b"", b"\xef\xbb\xbf"):  # an editor of Windows begins a file with the second
        (tmp_path / "s.json").write_bytes(mark + record_bytes(SURVEY))
        assert read_survey(tmp_path / "s.json") == SURVEY
    (tmp_path / "s.json").write_text('{"title": "x", "questions": [{"code": "Ä", "kind": "wahl"}], "farbe": 1}')
    with pytest.raises(BadInstrumentFile) as raised:
        read_survey(tmp_path / "s.json")
    assert "questions, 1. Eintrag, code: erlaubt sind Kleinbuchstaben" in raised.value.message.de
    assert "farbe: dieses Feld gibt es nicht" in raised.value.message.de
    (tmp_path / "s.json").write_text('{"title": "x", "until": "2027-13-45"}')
    with pytest.raises(BadInstrumentFile, match="until: a day such as"):
        read_survey(tmp_path / "s.json")
    (tmp_path / "s.json").write_text("{")
    with pytest.raises(BadInstrumentFile, match="no valid JSON"):
        read_survey(tmp_path / "s.json")


def test_the_word_form_holds_every_question_and_nothing_becomes_markup() -> None:
    survey = with_own(SURVEY, kind="text", theme="closing", text="<w:p>&{x}?", options="", need=False)
    data = questionnaire_docx(survey, "de", made_on="2027-01-31")
    assert data == questionnaire_docx(survey, "de", made_on="2027-01-31")
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        body = package.read("word/document.xml").decode()
    assert body.count("w14:checkbox>") == 2 * (3 + 3 + 5)  # opened and closed: two questions of three, one scale
    assert "&lt;w:p&gt;&amp;{x}?" in body
    assert "(wish)" in body


def test_the_csv_form_is_readable_and_no_cell_is_a_formula() -> None:
    survey = with_own(SURVEY, kind="text", theme="closing", text='=HYPERLINK("x")', options="", need=False)
    rows = list(csv.reader(io.StringIO(questionnaire_csv(survey, "de").decode("utf-8-sig")), delimiter=";"))
    assert rows[0][:5] == ["code", "type", "theme", "text", "options"]
    assert rows[2][:5] == ["wish", "multiple", "Gewünschte Unterstützung", "Was, bitte?", "x=X | y=Y | z=Z"]
    assert rows[-1][3] == '\'=HYPERLINK("x")'
    assert answer_sheet_csv(SURVEY, "en") == b"\xef\xbb\xbfid,kind_of,wish,scale,hours,free\r\n"


# files of answers


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_delimiter_and_encoding_are_found_out(tmp_path: Path, delimiter: str, encoding: str) -> None:
    head, row = ["id", "kind_of", "Was, bitte?", "hours", "free"], ["1", "B", "x; Z ;", "12,5", "Größe"]
    lines = io.StringIO()
    csv.writer(lines, delimiter=delimiter).writerows([head, row])
    found = read(tmp_path, lines.getvalue(), encoding=encoding).responses
    assert [one.values for one in found] == [
        {"kind_of": "b", "wish": frozenset({"x", "z"}), "hours": 12.5, "free": "Größe"}
    ]


def test_a_heading_with_commas_does_not_mislead(tmp_path: Path) -> None:
    assert read(tmp_path, 'Was, bitte?;Art?\n"x;y";a\n').responses[0].values == {
        "wish": frozenset({"x", "y"}),
        "kind_of": "a",
    }


def test_choices_may_have_a_column_each(tmp_path: Path) -> None:
    text = "wish[x];wish_y;Was, bitte? [Z]\nJa;;1\nNein;nein;0\n;;\nX;vielleicht;\n"
    found = read(tmp_path, text)
    assert [dict(one.values) for one in found.responses] == [{"wish": frozenset({"x", "z"})}, {"wish": frozenset()}, {}]
    assert found.responses[-1].invalid == {"wish"}
    assert [(cell.row, cell.column, cell.found) for cell in found.bad_cells] == [(5, "wish_y", "vielleicht")]


def test_what_does_not_fit_is_named_with_row_and_column_and_not_guessed(tmp_path: Path) -> None:
    text = "kind_of;wish;scale;hours\nd;x;3;4\na;x;q;4,5\n\nb;y;4,5;viel\nc;z;6;-1\n"
    found = read(tmp_path, text)
    assert [(cell.row, cell.column, cell.found) for cell in found.bad_cells] == [
        (2, "kind_of", "d"),
        (3, "scale", "q"),
        (5, "scale", "4,5"),
        (5, "hours", "viel"),
        (6, "scale", "6"),
        (6, "hours", "-1"),
    ]
    assert [one.invalid for one in found.responses] == [{"kind_of"}, {"scale"}, {"scale", "hours"}, {"scale", "hours"}]
    assert found.bad_cells[1].told().de == "Zeile 3, Spalte „scale“: „q“ ist keine Zahl von 1 bis 5"


def test_personal_unknown_and_missing_columns_are_told_apart_and_doubles_named(tmp_path: Path) -> None:
    text = (
        "ID;Nachname;Kontakt;Notiz;kind_of;free\n7;Muster;a@b.de;n;a;Bitte an c.d@e.org oder +49 351 123456\n"
        "8;X;;n;b;2027 sind 12.000 Euro da\n7;Muster;;;c;\n"
    )
    found = read(tmp_path, text)
    assert (found.personal, found.unknown, found.lacking) == (
        ("Nachname", "Kontakt"),
        ("Notiz",),
        ("wish", "scale", "hours"),
    )
    assert found.doubled == (("7", 2, 4),)
    assert [one.values["kind_of"] for one in found.responses] == ["a", "b"]
    assert [one.values["free"] for one in found.responses] == ["Bitte an […] oder […]", "2027 sind 12.000 Euro da"]
    assert found.hidden == 2


def test_a_workbook_is_read_like_a_csv(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (
        ["Art?", "Was, bitte? (en)", "Wie wichtig?", "Stunden?"],
        ["A", "X;Y", 4, 12.5],
        ["B", "Z", "5", "1.200"],
    ):
        sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    found = read_answers(tmp_path / "a.xlsx", SURVEY.questions).responses
    assert [one.values for one in found] == [
        {"kind_of": "a", "wish": frozenset({"x", "y"}), "scale": 4.0, "hours": 12.5},
        {"kind_of": "b", "wish": frozenset({"z"}), "scale": 5.0, "hours": 1200.0},
    ]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "no answers"),
        (b"kind_of;wish\n", "no answers"),
        (b"Farbe;Form\nrot;rund\n", "No column belongs to a question"),
        (b"wish;scale\nx;y;3\n", "These rows have more cells than the headings: 2"),
        (b"wish;wish\nx;y\n", "stands there twice"),
        (b"\xd0\xcf\x11\xe0 alt", "old format XLS"),
        (bytes(range(256)) * 9, "no text file"),
    ],
)
def test_an_unusable_file_says_why(tmp_path: Path, data: bytes, told: str) -> None:
    (tmp_path / "a.csv").write_bytes(data)
    with pytest.raises(UnusableAnswers, match=told):
        read_answers(tmp_path / "a.csv", SURVEY.questions)


def test_a_broken_workbook_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(UnusableWorkbook, match="no readable Excel file"):
        read_answers(tmp_path / "a.xlsx", SURVEY.questions)


def test_ten_thousand_answers_are_evaluated_in_a_few_seconds(tmp_path: Path) -> None:
    random_ = random.Random(7)
    rows = [f"{n};{random_.choice('abc')};x;y;{random_.randint(1, 5)}" for n in range(10_000)]
    began = time.monotonic()
    found = read(
        tmp_path, "id;kind_of;wish[x];wish[y];scale\n" + "\n".join(row.replace(";x;y", ";1;0") for row in rows)
    )
    result = evaluate(SURVEY, found, made_on="2027-01-31")
    assert (result.respondents, result.rate) == (10_000, None)  # more than were asked: no rate
    assert time.monotonic() - began < 15


# evaluation


def test_counts_shares_mean_and_median_are_of_the_answers_that_fit(tmp_path: Path) -> None:
    rows = "\n".join(["a;x;1;10", "a;x;y;2;20", "a;;5;30,5", "a;nichts;5;", "a;y;5;40", "a;x;4;50"]).replace(
        "x;y", '"x;y"'
    )
    result = evaluate(SURVEY, read(tmp_path, f"kind_of;wish;scale;hours\n{rows}\n"), made_on="2027-01-31")
    by_code = {one.code: one for one in result.questions}
    wish, scale, hours = by_code["wish"], by_code["scale"], by_code["hours"]
    assert (wish.hidden, wish.answered, wish.invalid, wish.counts) == (
        True,
        0,
        0,
        (),
    )  # four answers that fit are fewer than five
    assert (scale.answered, [one.count for one in scale.counts]) == (6, [1, 1, 0, 1, 3])
    assert (round(scale.mean or 0, 3), scale.median) == (3.667, 4.5)
    assert (hours.answered, hours.missing, hours.mean, hours.median) == (5, 1, 30.1, 30.5)
    assert (result.rate, result.lacking) == (6 / 40, ("free",))


def test_needs_are_ranked_by_share_and_equal_shares_share_a_place() -> None:
    rows = [{"wish": frozenset(one), "scale": 4.0} for one in ("xy", "x", "xy", "x", "xz", "z")]
    result = evaluate(SURVEY, answered(*rows), made_on="2027-01-31")
    found = [(one.place, one.text.de, one.count, one.strength) for one in result.needs]
    assert found == [
        (1, "Wie wichtig?", 6, "strong"),
        (1, "X", 5, "strong"),
        (2, "Y", 2, "middle"),
        (2, "Z", 2, "middle"),
    ]


def test_fewer_than_five_answers_are_not_evaluated() -> None:
    result = evaluate(SURVEY, answered(*of_types(a=4)), made_on="2027-01-31")
    assert (result.respondents, result.too_few, result.questions, result.needs) == (4, True, (), ())


def shown_sizes(sizes: Mapping[str, int]) -> list[int]:
    return [sum(sizes[name] for name in names) for names in pooled(sizes)]


@pytest.mark.parametrize(
    ("sizes", "groups"),
    [
        ({"a": 20, "b": 3, "c": 10}, (("a",), ("b", "c"))),  # b alone would be the total less a and c
        ({"a": 20, "b": 3, "c": 2, "d": 9}, (("a",), ("d",), ("b", "c"))),
        ({"a": 20, "b": 4}, ()),  # a alone would give b away
        ({"a": 20, "b": 5}, (("a",), ("b",))),
        ({"a": 20, "b": 0, "c": 7}, (("a",), ("c",))),
        ({"a": 1, "b": 1, "c": 1, "d": 1}, ()),
        ({}, ()),
    ],
)
def test_small_types_are_put_together_with_others(sizes: dict[str, int], groups: tuple[tuple[str, ...], ...]) -> None:
    assert pooled(sizes) == groups


def test_no_figure_shown_stands_for_fewer_than_five_nor_can_be_worked_out() -> None:
    """Over random surveys: all sums and differences of the groups shown, of all questions together."""
    random_ = random.Random(3)
    for _ in range(60):
        rows = of_types(**{kind: random_.randint(0, 9) for kind in ("a", "b", "c", "none")})
        for row in rows:
            for code in ("wish", "scale"):
                if random_.random() < 0.3:
                    row.pop(code)
        result = evaluate(SURVEY, answered(*rows), made_on="2027-01-31")
        for question in result.questions:
            sizes = [one.answered for one in question.by_group]
            if question.code == "kind_of":
                sizes = [one.count for one in question.counts]
            assert all(size >= LEAST for size in sizes)
            assert not sizes or sum(sizes) == question.answered  # nothing is left over
        types = [{*one.code.split("+")} for one in result.questions[0].counts] if result.questions else []
        names = {"A": "a", "B": "b", "C": "c"}
        for question in result.questions[1:]:
            for group in question.by_group:  # each is made of whole lines of the table of types
                codes = {names.get(one.de, "") for one in group.types}
                assert all(line <= codes or not line & codes for line in types)


def test_free_texts_are_never_shown_by_type_and_lose_their_order() -> None:
    rows = [{"kind_of": "a", "free": text} for text in ("c", "a", "b")] + of_types(b=8, a=6)
    result = evaluate(SURVEY, answered(*rows), made_on="2027-01-31")
    free = next(one for one in result.questions if one.code == "free")
    assert (free.texts, free.by_group) == (("a", "b", "c"), ())


def test_another_number_asked_changes_the_rate_only() -> None:
    result = evaluate(SURVEY, answered(*of_types(a=6)), made_on="2027-01-31")
    again = with_invited(result, 12)
    assert (again.rate, again.invited, again.questions) == (0.5, 12, result.questions)
    assert with_invited(result, 3).rate is None


def test_the_same_answers_give_the_same_evaluation() -> None:
    rows: Sequence[Mapping[str, object]] = of_types(a=7, b=6)
    assert evaluate(SURVEY, answered(*rows), made_on="2027-01-31") == evaluate(
        SURVEY, answered(*rows), made_on="2027-01-31"
    )


def test_a_file_cannot_bring_a_type_of_fewer_than_five(tmp_path: Path) -> None:
    result = evaluate(SURVEY, answered(*of_types(a=6, b=5)), made_on="2027-01-31")
    kept = Survey(**{**dict(SURVEY), "evaluation": result})
    text = record_bytes(kept).decode()
    assert '"answered": 5' in text
    (tmp_path / "s.json").write_text(text.replace('"answered": 5', '"answered": 4'), encoding="utf-8")
    with pytest.raises(BadInstrumentFile, match="evaluation"):
        read_survey(tmp_path / "s.json")
