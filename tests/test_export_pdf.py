"""A draft as PDF: every file is read back, its text, pages, notes, contents and metadata."""

import io
import re
from pathlib import Path

import pypdf
import pypdfium2
import pytest
from wide_table import DECADE

from assistant.export.files import DraftNotWritten, write_draft
from assistant.export.pdf import pdf_bytes
from assistant.studio.records import Bar, Draft, Gantt, Paragraph, Part, Quote, Section, Table
from ingest.records import Language, SourceDetails

pytestmark = pytest.mark.slow

GUIDE = SourceDetails(title="Leitfaden", authors=("Söllner, René",), year=2018)
COSTS = Table("Kosten", ("Posten", "€"), (("Reisen", "5"), ("Messe", "7")), ("Summe", "12"), (1,))
PLAN = Gantt("Arbeitsplan", (Bar("Reise", "2027-03", "2027-05", "Büro"),))
POINT = Paragraph("open", "Beschluss einholen")
FILLER = tuple(Paragraph("own", "Das Cluster hat Mitglieder. " * 12) for _ in range(16))
HOSTILE = (
    '#set page(width: 1cm) #read("/etc/passwd")',
    "$x^2$ *a* _b_ @ref <label> // Ende /* aus */",
    r"\ \u{41} \n \\ `c` ```d```",
    "= Titel - Punkt + Zahl / Wort: #panic()",
    '"]} #import "@preview/cetz:0.3.0" --- ... ~ -?',
    "{{ }} {page} {pages} [1] ]] )) ' \"",
)


def quote(text: str, page: int = 12) -> Quote:
    return Quote("a", GUIDE, "a.pdf", text, 0, len(text), page)


def draft(*parts: Part, quotes: tuple[Quote, ...] = (), language: Language = "de", title: str = "Ziele") -> Draft:
    return Draft("Strategie", "Leichtbau", language, "2026-11-28", (Section("s", title, parts, quotes),))


def pages(made: Draft) -> list[str]:
    """Return the text of each page, white space as single spaces."""
    with pypdfium2.PdfDocument(pdf_bytes(made)) as document:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


def text(made: Draft) -> str:
    """Return the whole text, words that were hyphenated at a line end joined again."""
    return re.sub("\ufffe|\u00ad", "", " ".join(pages(made)))


def reader(made: Draft) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf_bytes(made)))


def letters(written: str) -> str:
    """Return text without white space, hyphens and breaks: what remains wherever lines end."""
    return re.sub("[\\s\ufffe\u00ad\u200b\x02-]", "", written)


LONG = Draft(
    "Strategie",
    "Leichtbau",
    "de",
    "2026-11-28",
    tuple(
        Section(
            f"s{number}",
            f"Kapitel {number} der Strategie",
            (*FILLER, Paragraph("source", f"„Ziel {number}“ [1]"), *FILLER[:5]),
            (quote(f"Ziel {number}", 100 + number),),
        )
        for number in range(1, 6)
    ),
)


@pytest.fixture(scope="module")
def long() -> list[str]:
    return pages(LONG)


# title, pages, contents


def test_title_cluster_day_and_legend_stand_on_the_first_page() -> None:
    [first, *_] = pages(draft())
    for words in ("Strategie", "Leichtbau", "Entwurf vom 28. November 2026", "So ist dieser Entwurf zu lesen"):
        assert words in first


def test_pages_are_numbered(long: list[str]) -> None:
    assert len(long) > 8
    for number, shown in enumerate(long, 1):
        assert f"Seite {number} von {len(long)}" in shown
    assert "Page 3 of 3" in pages(draft(language="en"))[2]


def test_the_contents_name_the_page_of_each_section(long: list[str]) -> None:
    for title in (*(section.title for section in LONG.sections), "Anhang", "Offene Punkte", "Quellenverzeichnis"):
        entry = re.search(rf"{title}[ .]+(\d+)", long[0])
        assert entry, title
        assert title in long[int(entry[1]) - 1]


def test_the_bookmarks_lead_to_the_same_pages(long: list[str]) -> None:
    read = reader(LONG)
    flat = [item for item in read.outline if not isinstance(item, list)]
    assert [item.title for item in flat] == [*(section.title for section in LONG.sections), "Anhang"]
    for item in flat:
        assert item.title in long[read.get_destination_page_number(item)]


def test_pages_are_a4() -> None:
    assert {(round(page.mediabox.width), round(page.mediabox.height)) for page in reader(LONG).pages} == {(595, 842)}


def test_the_metadata_name_title_language_and_day() -> None:
    read = reader(draft(language="en", title="Übersicht"))
    assert read.metadata is not None
    assert read.metadata.title == "Strategie"
    assert read.metadata.creation_date is not None
    assert read.metadata.creation_date.date().isoformat() == "2026-11-28"
    assert read.trailer["/Root"]["/Lang"] == "en-GB"
    assert read.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_the_same_draft_gives_the_same_bytes() -> None:
    assert pdf_bytes(draft(PLAN, COSTS)) == pdf_bytes(draft(PLAN, COSTS))


# paragraphs, notes


def test_each_notes_source_stands_on_the_page_of_its_mark(long: list[str]) -> None:
    for number in range(1, 6):
        [page] = [shown for shown in long if f"„Ziel {number}“" in shown]
        assert f"Söllner (2018): Leitfaden, S. {100 + number}." in page


def test_two_marks_in_a_row_are_told_apart() -> None:
    made = draft(Paragraph("source", "„Ziele“ [1] [2]"), quotes=(quote("Ziele"), quote("Märkte", 13)))
    assert letters("„Ziele“1,2") in letters(text(made))


def test_a_mark_without_a_quote_is_a_bug() -> None:
    with pytest.raises(ValueError, match=r"\[2\]"):
        pdf_bytes(draft(Paragraph("source", "„Ziele“ [2]"), quotes=(quote("Ziele"),)))


def test_proposals_and_open_points_begin_with_their_kind() -> None:
    shown = pages(draft(Paragraph("own", "A."), Paragraph("proposal", "B."), POINT))[1]
    assert "Ziele A. Vorschlag: B. Offener Punkt: Beschluss einholen" in shown


def test_umlauts_quotes_and_signs_are_read_back() -> None:
    signs = "Größe, Übermaß, äöü ÄÖÜ ß – „Ziel“ ‚a‘ “b” 5 € § 3 … × ≥ ✓ é ø ł č"
    assert signs in text(draft(Paragraph("own", signs)))


def test_only_embedded_fonts_are_used() -> None:
    with pypdfium2.PdfDocument(pdf_bytes(draft(Paragraph("own", "a ✓ € ≥"), COSTS))) as document:
        fonts = {
            item.get_font().get_base_name()
            for page in document
            for item in page.get_objects()
            if isinstance(item, pypdfium2.PdfTextObj)
        }
    assert fonts
    assert all(re.search("Libertinus|NewCM|NewComputerModern|DejaVuSansMono", name) for name in fonts), fonts


def test_line_ends_stay() -> None:
    with pypdfium2.PdfDocument(pdf_bytes(draft(Paragraph("own", "eins\nzwei")))) as document:
        assert re.search(r"eins\s*\n\s*zwei", document[1].get_textpage().get_text_range())


def test_german_words_are_hyphenated_and_english_ones_otherwise() -> None:
    word = "Internationalisierungsmaßnahmenfinanzierung "
    assert "\ufffe" in pages(draft(Paragraph("own", word * 9)))[1]
    assert "-\r\n" not in pages(draft(Paragraph("own", "aa " * 200), language="en"))[1]


# tables and pictures


def test_a_table_has_its_caption_its_rows_and_its_total() -> None:
    assert "Tabelle 1: Kosten Posten € Reisen 5 Messe 7 Summe 12" in text(draft(COSTS))


def test_a_caption_names_a_proposal() -> None:
    assert "Tabelle 1: Vorschlag: Plan" in text(draft(Table("Plan", ("A",), (("b",),), kind="proposal")))


def test_the_head_of_a_long_table_stands_on_each_of_its_pages_and_no_row_is_lost() -> None:
    rows = tuple((f"Posten {number}.", f"{number}") for number in range(1, 301))
    shown = pages(draft(Table("Kosten", ("Wofür", "Betrag"), rows, ("Summe", "45.150"), (1,))))
    held = [page for page in shown if re.search(r"Posten \d", page)]
    assert len(held) > 5
    assert all("Wofür Betrag" in page for page in held)
    assert [int(number) for page in held for number in re.findall(r"Posten (\d+)\.", page)] == list(range(1, 301))
    assert sum("Summe 45.150" in page for page in shown) == 1


def test_a_caption_stands_on_the_page_of_its_table() -> None:
    for lines in range(30, 46):
        space = Paragraph("own", "\n".join("Zeile" for _ in range(lines)))
        [page] = [shown for shown in pages(draft(space, COSTS)) if "Tabelle 1: Kosten" in shown]
        assert "Tabelle 1: Kosten Posten € Reisen" in page, lines


def test_the_work_plan_is_a_picture_with_a_text() -> None:
    made = draft(PLAN)
    assert "Abbildung 1: Arbeitsplan" in text(made)
    assert [len(page.images) for page in reader(made).pages] == [0, 1, 0]
    alternatives = [
        item.get_object()["/Alt"]
        for number in range(1, reader(made).trailer["/Size"])
        if isinstance(item := reader(made).get_object(number), pypdf.generic.DictionaryObject) and "/Alt" in item
    ]
    assert "Balkenplan: Reise, März 2027 bis Mai 2027" in alternatives


def test_a_work_plan_of_60_bars_fits_on_a_page() -> None:
    bars = tuple(Bar(f"Vorhaben {number}", "2027-03", "2027-05") for number in range(60))
    with pypdfium2.PdfDocument(pdf_bytes(draft(Gantt("Plan", bars)))) as document:
        [box] = [
            item.get_bounds() for page in document for item in page.get_objects()
            if isinstance(item, pypdfium2.PdfImage)
        ]  # fmt: skip
    assert box[1] > 50
    assert box[3] < 842 - 50


def test_a_work_plan_without_bars_is_left_out() -> None:
    assert "Abbildung" not in text(draft(Gantt("Plan", ())))


# annexes


def test_the_annex_lists_each_open_point_once_and_the_sources() -> None:
    made = draft(
        POINT, POINT, Paragraph("open", "Bank nennen"), Paragraph("source", "„Ziele“ [1]"), quotes=(quote("Ziele"),)
    )
    annex = pages(made)[-1]
    assert "1 Ziele Beschluss einholen 2 Ziele Bank nennen" in annex
    assert "Quellenverzeichnis Söllner, René (2018): Leitfaden." in annex


def test_empty_annexes_say_so() -> None:
    annex = pages(draft(language="en"))[-1]
    assert "There are no open points." in annex
    assert "No source was quoted." in annex


def test_a_draft_without_sections_has_its_annexes() -> None:
    assert "Es wurde keine Quelle zitiert." in text(Draft("S", "L", "de", "2026-11-28", ()))


def test_a_draft_of_nothing_but_questions_lists_them_all() -> None:
    asked = tuple(Paragraph("open", f"Wer zahlt Posten {number}?") for number in range(80))
    annex = text(draft(*asked)).rpartition("vor der Fertigstellung")[2]
    assert [int(number) for number in re.findall(r"Posten (\d+)\?", annex)] == list(range(80))


# hostile and unusual texts


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_hostile_text_is_set_letter_by_letter(hostile: str) -> None:
    details = SourceDetails(title=hostile, authors=(hostile,), year=2018)
    one = Quote("a", details, "a.pdf", "Ziele", 0, 5, None, "", (hostile,), hostile)
    parts = (
        *(Paragraph(kind, hostile) for kind in ("own", "proposal", "open")),
        Paragraph("source", f"{hostile} – „Ziele“ [1]"),
        Table(hostile, ("A", hostile), (("b", hostile),), ("c", hostile)),
        Gantt(hostile, (Bar(hostile, "2027-03", "2027-05"),)),
    )
    made = Draft(hostile, hostile, "de", "2026-11-28", (Section(hostile, hostile, parts, (one,)),))
    # Title, cluster, contents, heading, 4 paragraphs, 2 captions, 3 cells, 2 or 3 in the note, 3 in the annex, headers.
    assert letters(text(made)).count(letters(hostile)) >= 17
    metadata = reader(made).metadata
    assert metadata is not None
    assert metadata.title == hostile


@pytest.mark.parametrize("word", ["x" * 900, "https://example.org/" + "a1" * 300, "Donaudampfschifffahrt" * 30])
def test_a_word_longer_than_a_line_stays_within_the_margins(word: str) -> None:
    table = Table("T", ("Wort", "Zahl", "Text"), ((word, "1" * 60, "b"),))
    made = draft(Paragraph("own", word), Paragraph("open", word), table)
    with pypdfium2.PdfDocument(pdf_bytes(made)) as document:
        for page in document:
            assert all(item.get_bounds()[2] < 595 - 60 for item in page.get_objects())
    assert letters(word) in letters(text(made))


def test_a_cell_longer_than_a_page_loses_nothing() -> None:
    words = " ".join(f"w{number}." for number in range(4000))
    shown = text(draft(Table("T", ("A", "B"), (("a", words),))))
    assert [int(number) for number in re.findall(r"w(\d+)\.", shown)] == list(range(4000))


def test_a_note_longer_than_a_page_loses_nothing() -> None:
    words = " ".join(f"w{number}." for number in range(3000))
    one = Quote("a", GUIDE, "a.pdf", "Ziele", 0, 5, None, "", (words,))
    shown = text(draft(Paragraph("source", "„Ziele“ [1]"), quotes=(one,)))
    assert [int(number) for number in re.findall(r"w(\d+)\.", shown)] == list(range(3000))


def test_a_table_of_many_columns_keeps_its_figures_whole() -> None:
    head = tuple(f"Spaltenüberschrift{column}" for column in range(9))
    assert "12/2027" in text(draft(Table("T", head, (("12/2027",) * 9,))))


def test_control_characters_go() -> None:
    assert "Vorschlag: ab" in text(draft(Paragraph("proposal", "a\x00\x0b\ud800b")))


def test_letters_that_no_font_has_do_not_stop_it() -> None:
    assert "Ende" in text(draft(Paragraph("own", "日本 😀 Ende")))


# writing


def test_it_writes_the_file(tmp_path: Path) -> None:
    write_draft(draft(), tmp_path / "strategie.pdf")
    assert (tmp_path / "strategie.pdf").read_bytes().startswith(b"%PDF")


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(DraftNotWritten, match="nowhere"):
        write_draft(draft(), tmp_path / "nowhere" / "strategie.pdf")


def test_the_figures_of_ten_years_stay_whole_on_a_turned_page() -> None:
    made = draft(Paragraph("own", "Davor."), DECADE, Paragraph("own", "Danach."))
    turned = [page.mediabox.width > page.mediabox.height for page in reader(made).pages]
    assert turned == [False, False, True, False, False]
    wide = pages(made)[2]
    assert [wide.count(figure) for figure in ("1.200.100,50", "1.200.000", "2.400.100,50", "24.002.010")] == [
        10,
        10,
        10,
        1,
    ]
    assert "Davor." in pages(made)[1]
    assert "Danach." in pages(made)[3]


def test_the_figures_of_four_years_stay_whole_in_smaller_letters() -> None:
    narrow = Table(
        DECADE.caption,
        (*DECADE.head[:6], "Summe"),
        tuple((*row[:6], row[-1]) for row in DECADE.rows),
        (*DECADE.total[:6], DECADE.total[-1]),
        (2, 3, 4, 5, 6),
    )
    made = draft(narrow)
    assert all(page.mediabox.width < page.mediabox.height for page in reader(made).pages)
    assert [text(made).count(figure) for figure in ("1.200.100,50", "1.200.000", "2.400.100,50")] == [4, 4, 4]
