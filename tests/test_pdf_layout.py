"""Small PDF files made here: what stands on the page comes out as blocks, and nothing else does."""

from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from ingest.formats.pdf import read_pdf
from ingest.records import Block

BODY = "Helvetica"
BOLD = "Helvetica-Bold"
LEFT, TOP, LEADING = 72, 760, 14
ORDINALS = ["erste", "zweite", "dritte", "vierte", "letzte"]


def write_lines(canvas: Canvas, lines: list[str], *, x: float = LEFT, y: float = TOP, size: float = 10) -> float:
    """Write lines below each other and return where the next one would stand."""
    canvas.setFont(BODY, size)
    for line in lines:
        canvas.drawString(x, y, line)
        y -= LEADING * size / 10
    return y


def filled(word: str, count: int) -> list[str]:
    """Return lines of full width that belong to one paragraph."""
    return [
        f"{word} {number} reicht als Zeile bis an den rechten Rand des Satzspiegels heran und"
        for number in range(count)
    ]


def kinds(blocks: tuple[Block, ...]) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in blocks]


def test_two_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "columns.pdf"), pagesize=A4)
    left = [f"Linke Spalte, Zeile {number}, sie endet hier und" for number in range(1, 9)]
    right = [f"rechte Spalte, Zeile {number}, sie endet hier und" for number in range(1, 9)]
    for number, (one, other) in enumerate(zip(left, right, strict=True)):
        write_lines(canvas, [one], x=60, y=TOP - LEADING * number)
        write_lines(canvas, [other], x=310, y=TOP - LEADING * number)
    canvas.save()

    blocks = read_pdf(tmp_path / "columns.pdf").blocks

    assert kinds(blocks) == [("paragraph", " ".join(left + right))]


def test_a_full_width_heading_parts_columns_above_from_columns_below(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "columns.pdf"), pagesize=A4)
    for part, top in (("oben", TOP), ("unten", 560)):
        for number in range(6):
            y = top - LEADING * number
            write_lines(canvas, [f"{part} links, Zeile {number}, mit einigen Wörtern."], x=60, y=y)
            write_lines(canvas, [f"{part} rechts, Zeile {number}, mit einigen Wörtern."], x=310, y=y)
    canvas.setFont(BOLD, 14)
    canvas.drawString(60, 620, "Eine Überschrift über die ganze Breite des Satzspiegels, auch rechts")
    canvas.save()

    joined = " / ".join(block.text for block in read_pdf(tmp_path / "columns.pdf").blocks)

    places = [joined.index(part) for part in ("oben links", "oben rechts", "Eine Über", "unten links", "unten rechts")]
    assert places == sorted(places)


def test_words_broken_at_line_ends_are_joined(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "hyphens.pdf"), pagesize=A4)
    write_lines(
        canvas, ["Die Internationali-", "sierung von Forschungs-", "und Entwicklungspartnern in Baden-", "Württemberg."]
    )
    canvas.save()

    blocks = read_pdf(tmp_path / "hyphens.pdf").blocks

    expected = "Die Internationalisierung von Forschungs- und Entwicklungspartnern in Baden-Württemberg."
    assert [block.text for block in blocks] == [expected]


def test_the_document_itself_tells_what_a_hyphen_at_a_line_end_was(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "hyphens.pdf"), pagesize=A4)
    write_lines(canvas, ["Eine deutsch-französische Zusammenarbeit sowie ein Austausch sind wichtig."])
    write_lines(canvas, ["Die deutsch-", "französischen Partner so-", "wie andere Clusterpart-", "ner kommen."], y=700)
    canvas.save()

    blocks = read_pdf(tmp_path / "hyphens.pdf").blocks

    assert blocks[1].text == "Die deutsch-französischen Partner sowie andere Clusterpartner kommen."


def test_a_paragraph_goes_on_over_the_page_end_and_belongs_to_its_first_page(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "pages.pdf"), pagesize=A4)
    write_lines(canvas, filled("Anfang", 4))
    canvas.showPage()
    write_lines(canvas, ["das Ende steht auf der zweiten Seite."])
    canvas.save()

    blocks = read_pdf(tmp_path / "pages.pdf").blocks

    assert [block.page for block in blocks] == [1]
    assert blocks[0].text.endswith("heran und das Ende steht auf der zweiten Seite.")


def test_a_footnote_stands_behind_the_paragraph_that_calls_it(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "footnote.pdf"), pagesize=A4)
    end = write_lines(canvas, [*filled("Zeile", 3), "sie endet mit einem Verweis."])
    canvas.setFont(BODY, 6)
    canvas.drawString(LEFT + canvas.stringWidth("sie endet mit einem Verweis.", BODY, 10), end + LEADING + 4, "1")
    write_lines(canvas, [*filled("Später", 3), "mehr nicht."], y=end - 20)
    write_lines(canvas, ["1 Siehe dazu das Handbuch,", "Kapitel 4."], y=100, size=7)
    canvas.save()

    blocks = read_pdf(tmp_path / "footnote.pdf").blocks

    assert [block.kind for block in blocks] == ["paragraph", "footnote", "paragraph"]
    assert blocks[0].text.endswith("Verweis.1")
    assert (blocks[1].marker, blocks[1].text) == ("1", "Siehe dazu das Handbuch, Kapitel 4.")


def test_running_heads_and_page_numbers_do_not_come_out(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "heads.pdf"), pagesize=A4)
    for page in range(1, 6):
        write_lines(canvas, ["Leitfaden Clusterpolitik"], y=805, size=8)
        write_lines(canvas, [f"Der {ORDINALS[page - 1]} Text ist kurz."])
        write_lines(canvas, [f"Seite {page} von 5"], x=500, y=40, size=8)
        canvas.showPage()
    canvas.save()

    blocks = read_pdf(tmp_path / "heads.pdf").blocks

    assert [block.text for block in blocks] == [f"Der {ordinal} Text ist kurz." for ordinal in ORDINALS]


def test_numbered_lines_at_the_top_of_pages_are_not_running_heads(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "numbered.pdf"), pagesize=A4)
    for number in (20, 30, 40, 50):
        write_lines(canvas, [f"Beispiel {number}"], y=780)
        write_lines(canvas, ["Ein Text dazu."], y=700)
        canvas.showPage()
    canvas.save()

    found = [block.text for block in read_pdf(tmp_path / "numbered.pdf").blocks]

    assert [text for text in found if text.startswith("Beispiel")] == [
        f"Beispiel {number}" for number in (20, 30, 40, 50)
    ]


def test_printed_page_numbers_become_labels_where_the_file_has_none(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "labels.pdf"), pagesize=A4)
    for page in range(1, 6):
        write_lines(canvas, [f"Der {ORDINALS[page - 1]} Text ist kurz."])
        write_lines(canvas, [str(56 + page)], x=300, y=40, size=8)
        canvas.showPage()
    canvas.save()

    blocks = read_pdf(tmp_path / "labels.pdf").blocks

    assert [(block.page, block.page_label) for block in blocks] == [
        (1, "57"),
        (2, "58"),
        (3, "59"),
        (4, "60"),
        (5, "61"),
    ]


def test_a_contents_page_does_not_come_out(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "contents.pdf"), pagesize=A4)
    write_lines(
        canvas,
        [
            "Inhalt",
            "Einleitung .......................... 2",
            "Monitoring ......................... 7",
            "Fazit ............................. 9",
        ],
    )
    canvas.showPage()
    write_lines(canvas, ["Hier beginnt der Text."])
    canvas.save()

    assert kinds(read_pdf(tmp_path / "contents.pdf").blocks) == [("paragraph", "Hier beginnt der Text.")]


def draw_table(canvas: Canvas, rows: list[list[str]], *, top: float) -> float:
    """Draw a bordered table whose first row is bold and return its lower edge."""
    edges = [72, 300, 380, 460]
    for number, row in enumerate(rows):
        y = top - 20 * (number + 1)
        canvas.setFont(BOLD if number == 0 else BODY, 10)
        for left, right, cell in zip(edges[:-1], edges[1:], row, strict=True):
            canvas.rect(left, y, right - left, 20)
            canvas.drawString(left + 4, y + 6, cell)
    return top - 20 * len(rows)


def test_a_table_over_a_page_end_is_one_table(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "table.pdf"), pagesize=A4)
    write_lines(canvas, ["Tab. 1 Einschätzung der Fertigkeiten"], y=200)
    draw_table(canvas, [["Fertigkeit", "DE", "FR"], ["Partner finden", "++", "-"]], top=180)
    canvas.showPage()
    draw_table(canvas, [["Fertigkeit", "DE", "FR"], ["Projekte leiten", "--", "+"]], top=780)
    canvas.save()

    blocks = read_pdf(tmp_path / "table.pdf").blocks

    assert [(block.kind, block.cells) for block in blocks] == [
        ("caption", ()),
        ("table_head", ("Fertigkeit", "DE", "FR")),
        ("table_row", ("Partner finden", "++", "-")),
        ("table_row", ("Projekte leiten", "--", "+")),
    ]
    assert blocks[2].text == "Partner finden | ++ | -"


def test_a_caption_below_its_table_moves_above_it(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "table.pdf"), pagesize=A4)
    end = draw_table(canvas, [["Fertigkeit", "DE", "FR"], ["Partner finden", "++", "-"]], top=700)
    write_lines(canvas, ["Tabelle 2: Einschätzung der Fertigkeiten"], y=end - 20)
    canvas.save()

    blocks = read_pdf(tmp_path / "table.pdf").blocks

    assert [block.kind for block in blocks] == ["caption", "table_head", "table_row"]


def test_lists_keep_markers_and_depth(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "list.pdf"), pagesize=A4)
    write_lines(canvas, ["Folgende Schritte sind nötig:"], y=760)
    write_lines(canvas, ["1. Bedarf feststellen,"], x=80, y=740)
    write_lines(canvas, ["vor allem anderen"], x=91, y=726)
    write_lines(canvas, ["• bei den Mitgliedern"], x=100, y=708)
    write_lines(canvas, ["2. Partner auswählen"], x=80, y=690)
    canvas.save()

    items = [block for block in read_pdf(tmp_path / "list.pdf").blocks if block.kind == "list_item"]

    assert [(item.marker, item.level, item.text) for item in items] == [
        ("1.", 1, "Bedarf feststellen, vor allem anderen"),
        ("•", 2, "bei den Mitgliedern"),
        ("2.", 1, "Partner auswählen"),
    ]


def test_bookmarks_make_headings_with_their_depth_and_number(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "outline.pdf"), pagesize=A4)
    for title, level, y in (("3 Maßnahmen", 0, 760), ("3.1 Kick-Off-Veranstaltung", 1, 700)):
        canvas.bookmarkPage(title)
        canvas.addOutlineEntry(title, title, level=level)
        write_lines(canvas, [title], y=y)
        write_lines(canvas, [f"Text unter {title}."], y=y - 24)
    canvas.save()

    blocks = read_pdf(tmp_path / "outline.pdf").blocks

    assert [(block.level, block.text) for block in blocks if block.kind == "heading"] == [
        (1, "3 Maßnahmen"),
        (2, "3.1 Kick-Off-Veranstaltung"),
    ]


def test_without_bookmarks_larger_and_bolder_lines_are_headings(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "styles.pdf"), pagesize=A4)
    for title, font, size, y in (("Strategie", BOLD, 16, 760), ("Ziele", BOLD, 12, 640)):
        canvas.setFont(font, size)
        canvas.drawString(LEFT, y, title)
        write_lines(canvas, [*filled("Zeile", 3), "Ende."], y=y - 30)
    canvas.save()

    blocks = read_pdf(tmp_path / "styles.pdf").blocks

    assert [(block.level, block.text) for block in blocks if block.kind == "heading"] == [
        (1, "Strategie"),
        (2, "Ziele"),
    ]


def test_a_boxed_quote_does_not_tear_the_paragraph_beside_it(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "quote.pdf"), pagesize=A4)
    canvas.rect(330, 690, 190, 80)
    canvas.setFont("Helvetica-Oblique", 10)
    for number, line in enumerate(["„Wir brauchen die Großen,", "und die Großen helfen gerne.“"]):
        canvas.drawString(340, 745 - 14 * number, line)
    beside = [f"Zeile {number} steht links neben dem Kasten und" for number in range(6)]
    end = write_lines(canvas, beside)
    write_lines(canvas, [*filled("weiter", 3), "hier ist Schluss."], y=end)
    canvas.save()

    blocks = read_pdf(tmp_path / "quote.pdf").blocks

    assert [block.kind for block in blocks] == ["paragraph", "pull_quote"]
    assert blocks[1].text == "„Wir brauchen die Großen, und die Großen helfen gerne.“"
    assert blocks[0].text.startswith("Zeile 0 steht")
    assert blocks[0].text.endswith("hier ist Schluss.")


def test_a_page_with_turned_text_is_turned_for_reading(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "turned.pdf"), pagesize=A4)
    canvas.rotate(90)
    canvas.drawString(100, -100, "Der erste Satz läuft nach oben und")
    canvas.drawString(100, -114, "wird doch gelesen.")
    canvas.save()

    blocks = read_pdf(tmp_path / "turned.pdf").blocks

    assert [block.text for block in blocks] == ["Der erste Satz läuft nach oben und wird doch gelesen."]


def test_details_come_from_metadata_and_cover(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "details.pdf"), pagesize=A4)
    canvas.setTitle("Leitfaden Internationalisierung")
    canvas.setAuthor("Anna Muster, Bernd Beispiel")
    write_lines(canvas, ["Stand: Oktober 2018"])
    canvas.save()

    details = read_pdf(tmp_path / "details.pdf").details

    assert details.title == "Leitfaden Internationalisierung"
    assert details.authors == ("Anna Muster", "Bernd Beispiel")
    assert (details.year, details.language) == (2018, "")


def test_numbered_headings_without_bookmarks_have_the_depth_of_their_number(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "numbers.pdf"), pagesize=A4)
    for title, y in (("1. Ausgangslage", 760), ("1.1 Bedarf", 660), ("2. Umsetzung", 560)):
        canvas.setFont(BOLD, 12)
        canvas.drawString(LEFT, y, title)
        write_lines(canvas, [*filled("Zeile", 3), "Ende."], y=y - 24)
    canvas.save()

    blocks = read_pdf(tmp_path / "numbers.pdf").blocks

    headings = [(block.level, block.text) for block in blocks if block.kind == "heading"]
    assert headings == [(1, "1. Ausgangslage"), (2, "1.1 Bedarf"), (1, "2. Umsetzung")]
