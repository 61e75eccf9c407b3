"""A draft as one HTML file, read back with a parser: it loads nothing, links resolve, no text comes to life."""

import base64

import lxml.html
import pytest

from assistant.export.html import draft_html
from assistant.studio.records import Bar, Draft, Gantt, Paragraph, Part, Quote, Section, Table
from ingest.records import Language, SourceDetails

GUIDE = SourceDetails(title="Leitfaden", authors=("Meier, Anna",), year=2018, url="https://example.org/a?b=1&c=2")
COSTS = Table("Kosten", ("Posten", "€"), (("Reisen", "5"), ("Messe", "7")), ("Summe", "12"), (1,))
PLAN = Gantt("Arbeitsplan", (Bar("Reise", "2027-03", "2027-05", "Büro"),))
POINT = Paragraph("open", "Beschluss einholen")
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "]]> --> </style></title></p></main>",
    "&lt;b&gt; & &copy; &#60;i&#62;",
    "javascript:alert(1) https://e.org/x.png",
)


def quote(text: str, page: int = 12) -> Quote:
    return Quote("a", GUIDE, "a.pdf", text, 0, len(text), page)


def draft(*parts: Part, quotes: tuple[Quote, ...] = (), language: Language = "de", title: str = "Ziele") -> Draft:
    return Draft("Strategie", "Leichtbau", language, "2026-11-28", (Section("s", title, parts, quotes),))


def page(*parts: Part, quotes: tuple[Quote, ...] = (), language: Language = "de") -> lxml.html.HtmlElement:
    return parsed(draft(*parts, quotes=quotes, language=language))


def parsed(made: Draft) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(draft_html(made))


def texts(tree: lxml.html.HtmlElement, path: str) -> list[str]:
    return [" ".join(node.text_content().split()) for node in tree.xpath(path)]


def everything_of(text: str) -> Draft:
    """Return a draft that has this text wherever a text can stand."""
    details = SourceDetails(title=text, authors=(text,), year=2018, publisher=text, url=text)
    one = Quote("a", details, "a.pdf", "Ziele", 0, 5, None, text, (text,), text)
    parts = (
        Paragraph("own", text),
        Paragraph("proposal", text),
        Paragraph("open", text),
        Paragraph("source", f"{text} „Ziele“ [1]"),
        Table(text, (text, text), ((text, text),), (text, text), (1,)),
        Gantt(text, (Bar(text, "2027-03", "2027-05", text),)),
    )
    return Draft(text, text, "de", "2026-11-28", (Section(text, text, parts, (one,)),))


# the page


def test_it_says_its_language_and_title() -> None:
    tree = page(language="en")
    assert draft_html(draft()).startswith('<!DOCTYPE html>\n<html lang="de">')
    assert tree.get("lang") == "en"
    assert texts(tree, "//title") == ["Strategie"]


def test_title_cluster_and_day_stand_on_top() -> None:
    assert texts(page(), "//body/header/h1") == ["Strategie"]
    assert texts(page(), "//body/header/p") == ["Leichtbau", "Entwurf vom 28. November 2026"]


def test_it_has_one_heading_of_the_first_level_and_each_landmark_once() -> None:
    tree = page()
    for tag in ("h1", "body/header", "body/nav", "body/main"):
        assert len(tree.xpath(f"//{tag}")) == 1, tag


def test_the_legend_explains_the_four_kinds() -> None:
    leads = texts(page(), "//header//strong")
    assert leads == ["Quelle:", "Eigene Angabe:", "Vorschlag:", "Offener Punkt:"]


def test_the_contents_lead_to_the_sections_and_annexes() -> None:
    tree = page(Paragraph("source", "„Ziele“ [1]"), quotes=(quote("Ziele"),))
    links = {link.text: link.get("href")[1:] for link in tree.xpath("//nav//a")}
    assert list(links) == ["Ziele", "Anhang", "Offene Punkte", "Quellenverzeichnis", "Fußnoten"]
    for title, target in links.items():
        [found] = tree.xpath(f'//*[@id="{target}"]')
        assert found.text_content().strip().startswith(title)


def test_a_draft_without_quotes_has_no_footnotes() -> None:
    assert not page().xpath('//*[@id="notes"]')
    assert "Fußnoten" not in texts(page(), "//nav//a")


def test_it_loads_nothing_and_runs_nothing() -> None:
    tree = page(PLAN, COSTS, Paragraph("source", "„Ziele“ [1]"), quotes=(quote("Ziele"),))
    assert not tree.xpath("//script | //link | //iframe | //object | //embed | //base | //form")
    assert not tree.xpath("//@*[starts-with(name(), 'on')]")
    assert all(link.startswith("#") for link in tree.xpath("//@href"))
    assert all(link.startswith("data:image/png;base64,") for link in tree.xpath("//@src"))
    [style] = tree.xpath("//style")
    assert "url(" not in style.text
    assert "@import" not in style.text


def test_the_same_draft_gives_the_same_page() -> None:
    assert draft_html(draft(PLAN, COSTS)) == draft_html(draft(PLAN, COSTS))


# paragraphs and footnotes


def test_each_paragraph_begins_with_its_kind() -> None:
    kinds = (Paragraph("own", "A"), Paragraph("proposal", "B"), Paragraph("open", "C"), Paragraph("source", "D"))
    shown = texts(page(*kinds), '//section[@id="section-1"]/p')
    assert shown == ["Eigene Angabe: A", "Vorschlag: B", "Offener Punkt: C", "Quelle: D"]


def test_every_footnote_link_resolves_both_ways() -> None:
    part = Paragraph("source", "„Ziele“ [1] und „Märkte“ [2]")
    tree = page(part, part, quotes=(quote("Ziele"), quote("Märkte", 13)))
    marks = tree.xpath("//sup/a")
    assert [mark.text for mark in marks] == ["[1]", "[2]", "[3]", "[4]"]
    for mark in marks:
        [note] = tree.xpath(f'//*[@id="{mark.get("href")[1:]}"]')
        [back] = note.xpath("a")
        assert back.get("href") == f"#{mark.get('id')}"
    assert texts(tree, '//*[@id="notes"]//li')[3] == "Meier (2018): Leitfaden, S. 13. ↑"


def test_no_id_stands_twice() -> None:
    part = Paragraph("source", "„Ziele“ [1]")
    one = Section("same", "Ziele", (part, COSTS, PLAN), (quote("Ziele"),))
    ids = parsed(Draft("S", "L", "de", "2026-11-28", (one, one))).xpath("//@id")
    assert len(ids) == len(set(ids))


def test_a_mark_without_a_quote_is_a_bug() -> None:
    with pytest.raises(ValueError, match=r"\[2\]"):
        page(Paragraph("source", "„Ziele“ [2]"), quotes=(quote("Ziele"),))


def test_line_ends_are_breaks() -> None:
    [part] = page(Paragraph("own", "eins\nzwei")).xpath('//section[@id="section-1"]/p')
    assert [node.tail for node in part.xpath("br")] == ["zwei"]


# tables and pictures


def test_a_table_has_caption_head_body_and_total() -> None:
    [table] = page(COSTS).xpath('//section[@id="section-1"]//table')
    assert texts(table, "caption") == ["Tabelle 1: Eigene Angabe: Kosten"]
    assert texts(table, "thead//th") == ["Posten", "€"]
    assert texts(table, "tbody/tr/*") == ["Reisen", "5", "Messe", "7"]
    assert texts(table, "tfoot/tr/*") == ["Summe", "12"]


def test_heads_have_a_scope_and_figures_stand_to_the_right() -> None:
    [table] = page(COSTS).xpath('//section[@id="section-1"]//table')
    assert set(table.xpath("thead//th/@scope")) == {"col"}
    assert set(table.xpath("tbody//th/@scope | tfoot//th/@scope")) == {"row"}
    assert texts(table, './/*[@class="figure"]') == ["€", "5", "7", "12"]


def test_a_table_without_rows_or_total_is_a_head() -> None:
    [table] = page(Table("Kosten", ("Posten",), ())).xpath('//section[@id="section-1"]//table')
    assert (texts(table, ".//th"), table.xpath("tfoot | tbody/tr")) == (["Posten"], [])


def test_the_work_plan_is_a_picture_with_a_text() -> None:
    [picture] = page(PLAN).xpath("//figure/img")
    assert picture.get("alt") == "Balkenplan: Reise, März 2027 bis Mai 2027"
    data = base64.b64decode(picture.get("src").partition(",")[2], validate=True)
    assert data.startswith(b"\x89PNG")
    assert texts(page(PLAN), "//figcaption") == ["Abbildung 1: Eigene Angabe: Arbeitsplan"]


@pytest.mark.slow
def test_a_long_work_plan_is_read_out_in_part() -> None:
    bars = tuple(Bar(f"Vorhaben {number}", "2027-03", "2027-05") for number in range(90))
    [text] = page(Gantt("Plan", bars)).xpath("//img/@alt")
    assert len(text) < 2010
    assert text.endswith("2027 …")


def test_a_work_plan_without_bars_is_left_out() -> None:
    assert not page(Gantt("Plan", ())).xpath("//figure")


# annexes


def test_the_annex_lists_each_open_point_once() -> None:
    tree = page(POINT, POINT, Paragraph("open", "Person benennen"))
    rows = [texts(row, "*") for row in tree.xpath('//*[@id="annex"]//tbody/tr')]
    assert rows == [["1", "Ziele", "Beschluss einholen", "", ""], ["2", "Ziele", "Person benennen", "", ""]]


def test_the_annex_lists_the_sources() -> None:
    tree = page(Paragraph("source", "„Ziele“ [1]"), quotes=(quote("Ziele"),))
    assert texts(tree, '//*[@id="annex"]//li') == ["Meier, Anna (2018): Leitfaden. https://example.org/a?b=1&c=2"]


def test_empty_annexes_say_so() -> None:
    assert texts(page(language="en"), '//*[@id="annex"]/p') == ["There are no open points.", "No source was quoted."]


def test_a_draft_without_sections_is_a_page() -> None:
    assert texts(parsed(Draft("S", "L", "de", "2026-11-28", ())), "//h2")[-1] == "Anhang"


# hostile texts


@pytest.mark.parametrize("hostile", HOSTILE)
def test_nothing_in_a_text_becomes_markup(hostile: str) -> None:
    tree, plain = parsed(everything_of(hostile)), parsed(everything_of("Text"))
    assert [node.tag for node in tree.iter()] == [node.tag for node in plain.iter()]
    assert [sorted(node.keys()) for node in tree.iter()] == [sorted(node.keys()) for node in plain.iter()]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_hostile_text_is_shown_as_it_is(hostile: str) -> None:
    tree = parsed(everything_of(hostile))
    assert texts(tree, "//title | //h1 | //header/p[@class='cluster'] | //main//h2")[:4] == [hostile] * 4
    assert texts(tree, '//section[@id="section-1"]/p')[1] == f"Vorschlag: {hostile}"
    assert texts(tree, "//table[1]//td")[0] == hostile
    assert tree.xpath("//img/@alt") == [f"Balkenplan: {hostile}, März 2027 bis Mai 2027"]


def test_control_characters_go() -> None:
    assert texts(page(Paragraph("proposal", "a\x00\x0b\ud800b")), "//main//p")[0] == "Vorschlag: ab"
