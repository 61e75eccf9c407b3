"""The styles of citing: what stands at a mark, how the list of sources looks, and that every format shows the same."""

import re
from collections.abc import Callable
from pathlib import Path

import docx
import lxml.html
import pypdfium2
import pytest
from docx.oxml.ns import qn
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

from assistant.export.citing import CITATION_STYLES, Citations, CitationStyle, Link, Note
from assistant.export.files import Layout, write_draft
from assistant.studio.records import PART_KINDS, Draft, Paragraph, Quote, Section
from ingest.formats.docx import read_docx
from ingest.records import Language, SourceDetails

INLINE: tuple[CitationStyle, ...] = ("author_year", "numbered")
GUIDE = SourceDetails(title="Leitfaden", authors=("Meier, Anna", "Huber, Bernd"), year=2018)
STUDY = SourceDetails(title="Studie")
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "[1](javascript:alert(1)) [x][1] [^1] ![a](b)",
    "]] )) ] ) ; *a* _b_ `c`",
    '#panic() $x^2$ @ref #link("https://e.org")',
    "</w:t></w:r> &amp; =cmd()",
    "[1]: https://e.org",
)


def quote(text: str = "Ziele", details: SourceDetails = GUIDE, page: int | None = 12, **of: object) -> Quote:
    made = Quote(details.title, details, f"{details.title}.pdf", text, 0, len(text), page)
    return Quote(**{**made.__dict__, **of})


def section(text: str, *quotes: Quote) -> Section:
    return Section("s", "Ziele", (Paragraph("source", text),), quotes)


def draft(*sections: Section, language: Language = "de") -> Draft:
    return Draft("Strategie", "Leichtbau", language, "2026-11-28", sections)


def of_quotes(*quotes: Quote, language: Language = "de") -> Draft:
    """Return a draft that cites each quote in a section of its own."""
    return draft(*(section(f"„{one.text}“ [1]", one) for one in quotes), language=language)


def texts(made: Draft, style: CitationStyle) -> list[str]:
    """Return what stands in each section."""
    citations = Citations(made, style)
    return [
        "".join(piece if isinstance(piece, str) else piece.text for piece in citations.pieces(part, one.quotes))
        for one in made.sections
        for part in one.parts
        if isinstance(part, Paragraph)
    ]


def by(author: str, year: int | None = 2018, title: str = "") -> Quote:
    return quote(details=SourceDetails(title=title or f"Werk von {author}", authors=(author,), year=year), page=None)


# author and year


def test_authors_year_and_page_stand_in_brackets() -> None:
    assert texts(of_quotes(quote()), "author_year") == ["„Ziele“ (Meier/Huber 2018, S. 12)"]
    assert texts(of_quotes(quote(), language="en"), "author_year") == ["„Ziele“ (Meier/Huber 2018, p. 12)"]


def test_a_digest_says_whom_it_follows_without_brackets_in_brackets() -> None:
    followed = quote(attribution="Weber (2015), Kap. 3")
    assert texts(of_quotes(followed), "author_year") == ["„Ziele“ (Meier/Huber 2018, S. 12; nach Weber 2015, Kap. 3)"]
    assert texts(of_quotes(followed), "numbered") == ["„Ziele“ [1, S. 12; nach Weber 2015, Kap. 3]"]


def test_a_heading_stands_in_for_a_page_and_is_not_altered() -> None:
    headed = quote(page=None, heading_path=("Märkte", "Förderung (2015)"))
    assert texts(of_quotes(headed), "author_year") == ["„Ziele“ (Meier/Huber 2018, Abschnitt „Förderung (2015)“)"]
    assert texts(of_quotes(headed, language="en"), "numbered") == ["„Ziele“ [1, section “Förderung (2015)”]"]


def test_a_source_without_pages_and_headings_is_cited_as_a_whole() -> None:
    whole = of_quotes(quote(page=None))
    assert texts(whole, "author_year") == ["„Ziele“ (Meier/Huber 2018)"]
    assert texts(whole, "numbered") == ["„Ziele“ [1]"]


def test_without_authors_the_title_stands_in_short_form() -> None:
    assert texts(of_quotes(quote(details=STUDY)), "author_year") == ["„Ziele“ (Studie o. J., S. 12)"]
    assert texts(of_quotes(quote(details=STUDY), language="en"), "author_year") == ["„Ziele“ (Studie n.d., p. 12)"]
    long = of_quotes(quote(details=SourceDetails(title="Richtlinie " * 20, year=2020), page=None))
    assert re.fullmatch(r"„Ziele“ \((Richtlinie ){6,8}… 2020\)", texts(long, "author_year")[0])


def test_the_name_of_an_institution_is_not_taken_apart_and_of_four_authors_one_is_named() -> None:
    ministry = by("Bundesministerium für Bildung und Forschung")
    four = quote(details=SourceDetails(title="T", authors=("Alt, A.", "Bär, B.", "Cox, C.", "Dom, D."), year=2020))
    assert texts(of_quotes(ministry, four), "author_year") == [
        "„Ziele“ (Bundesministerium für Bildung und Forschung 2018)",
        "„Ziele“ (Alt u. a. 2020, S. 12)",
    ]


def test_works_of_the_same_authors_and_year_get_letters_in_text_and_list_alike() -> None:
    later, first = by("Meier, Anna", title="Ziele"), by("Meier, Anna", title="Märkte")
    made = of_quotes(later, by("Meier, Anna", 2019), by("Alt, Bernd"), first)
    assert [shown.partition("“ ")[2] for shown in texts(made, "author_year")] == [
        "(Meier 2018b)", "(Meier 2019)", "(Alt 2018)", "(Meier 2018a)",
    ]  # fmt: skip
    assert Citations(made, "author_year").sources == (
        "Alt, Bernd (2018): Werk von Alt, Bernd.",
        "Meier, Anna (2018a): Märkte.",
        "Meier, Anna (2018b): Ziele.",
        "Meier, Anna (2019): Werk von Meier, Anna.",
    )


def test_whatever_would_read_alike_in_the_text_gets_letters() -> None:
    """Namesakes, further authors behind "u. a.", works without a year."""
    more = ("Cox, C.", "Dom, D.")
    many = [
        quote(details=SourceDetails(title=title, authors=("Alt, A.", second, *more), year=2020), page=None)
        for title, second in (("S", "Bär, B."), ("T", "Fuchs, F."))
    ]
    undated = [by("Huber", None, "Eins"), by("Huber", None, "Zwei")]
    made = of_quotes(by("Meier, Anna"), by("Meier, Bernd"), *many, *undated)
    assert [shown.partition("“ ")[2] for shown in texts(made, "author_year")] == [
        "(Meier 2018a)", "(Meier 2018b)", "(Alt u. a. 2020a)", "(Alt u. a. 2020b)",
        "(Huber o. J.-a)", "(Huber o. J.-b)",
    ]  # fmt: skip
    assert "Huber (o. J.-b): Zwei." in Citations(made, "author_year").sources


def test_after_26_works_letters_go_on_in_pairs() -> None:
    works = [by("Meier, Anna", title=f"Band {number:02}") for number in range(28)]
    assert [shown[-6:] for shown in texts(of_quotes(*works), "author_year")[24:]] == [
        "2018y)",
        "2018z)",
        "018aa)",
        "018ab)",
    ]


def test_letters_stand_in_no_other_style() -> None:
    made = of_quotes(by("Meier, Anna", title="Eins"), by("Meier, Anna", title="Zwei"))
    for style in ("footnotes", "numbered"):
        assert "2018a" not in "".join((*texts(made, style), *Citations(made, style).sources))


# numbers


def test_sources_are_numbered_in_the_order_of_their_first_marks() -> None:
    first, second, unmarked = quote("Ziele"), quote("Märkte", STUDY, 4), quote("Rest", by("Alt, Bernd").details)
    made = draft(section("„Märkte“ [3] und „Ziele“ [2]", unmarked, first, second), section("„Märkte“ [1]", second))
    assert texts(made, "numbered") == ["„Märkte“ [1, S. 4] und „Ziele“ [2, S. 12]", "„Märkte“ [1, S. 4]"]
    assert Citations(made, "numbered").sources == (
        "[1] Studie (o. J.).",
        "[2] Meier, Anna; Huber, Bernd (2018): Leitfaden.",
        "[3] Alt, Bernd (2018): Werk von Alt, Bernd.",
    )


# marks and brackets


def test_marks_side_by_side_share_a_pair_of_brackets() -> None:
    made = draft(section("„Ziele“ [1] [2]. Weiter: „Märkte“[2].", quote("Ziele"), quote("Märkte", STUDY, 4)))
    assert texts(made, "author_year") == [
        "„Ziele“ (Meier/Huber 2018, S. 12; Studie o. J., S. 4). Weiter: „Märkte“ (Studie o. J., S. 4)."
    ]
    assert texts(made, "numbered") == ["„Ziele“ [1, S. 12; 2, S. 4]. Weiter: „Märkte“ [2, S. 4]."]


def test_a_paragraph_of_a_mark_alone_begins_with_its_bracket() -> None:
    assert texts(draft(section("[1]", quote())), "numbered") == ["[1, S. 12]"]


def test_each_name_leads_to_its_source_in_the_list() -> None:
    made = draft(section("„Ziele“ [1] [2]", quote("Ziele", STUDY), quote()))
    for style in INLINE:
        citations = Citations(made, style)
        pieces = citations.pieces(Paragraph("source", "„Ziele“ [1] [2]"), made.sections[0].quotes)
        titles = ["Studie", "Leitfaden"]
        links = [piece for piece in pieces if isinstance(piece, Link)]
        assert all(title in citations.sources[link.source - 1] for title, link in zip(titles, links, strict=True))


def test_footnotes_are_notes_and_no_brackets() -> None:
    made = of_quotes(quote())
    pieces = Citations(made, "footnotes").pieces(Paragraph("source", "„Ziele“ [1]"), made.sections[0].quotes)
    assert pieces == ["„Ziele“", Note("Meier/Huber (2018): Leitfaden, S. 12.")]


@pytest.mark.parametrize("style", CITATION_STYLES)
def test_only_sources_are_cited(style: CitationStyle) -> None:
    citations = Citations(of_quotes(quote()), style)
    for kind in PART_KINDS[1:]:
        assert citations.pieces(Paragraph(kind, "Unser Ziel [A]"), (quote(),)) == ["Unser Ziel [A]"]


@pytest.mark.parametrize("typed", ["„Ziele“ [1]", "„Ziele“ [1, S. 12]", "Ziele [1; 2].", "Ziele [ 12 ]"])
def test_a_typed_number_looks_like_no_citation(typed: str) -> None:
    plain = typed.replace("[", "(").replace("]", ")")
    shown = {"footnotes": typed, "author_year": typed, "numbered": plain}
    for style in CITATION_STYLES:
        for kind in PART_KINDS[1:]:
            assert Citations(of_quotes(quote()), style).pieces(Paragraph(kind, typed), (quote(),)) == [shown[style]]


@pytest.mark.parametrize("style", CITATION_STYLES)
def test_a_mark_without_a_quote_is_a_bug(style: CitationStyle) -> None:
    with pytest.raises(ValueError, match=r"\[2\]"):
        texts(draft(section("„Ziele“ [2]", quote())), style)


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_legend_says_how_sources_are_cited(language: Language) -> None:
    legends = {style: [Citations(draft(language=language), style).legend(kind) for kind in PART_KINDS]
               for style in CITATION_STYLES}  # fmt: skip
    named = {style: bool(re.search("[Ff](uß|oot)note", " ".join(said))) for style, said in legends.items()}
    assert named == {"footnotes": True, "author_year": False, "numbered": False}
    assert len({said[0] for said in legends.values()}) == 3
    assert len({tuple(said[1:]) for said in legends.values()}) == 1


# the formats


def docx_text(path: Path) -> str:
    return "\n".join(block.text for block in read_docx(path).blocks)


def pdf_text(path: Path) -> str:
    with pypdfium2.PdfDocument(str(path)) as document:
        return " ".join(page.get_textpage().get_text_range() for page in document)


def html_text(path: Path) -> str:
    return lxml.html.document_fromstring(path.read_text(encoding="utf-8")).find("body").text_content()


SHOWN = MarkdownIt("commonmark").enable("table").use(footnote_plugin)


def markdown_text(path: Path) -> str:
    return lxml.html.fromstring(f"<div>{SHOWN.render(path.read_text(encoding='utf-8'))}</div>").text_content()


READERS: dict[str, Callable[[Path], str]] = {
    ".docx": docx_text,
    ".pdf": pdf_text,
    ".html": html_text,
    ".md": markdown_text,
}
TWO = draft(section("„Ziele“ [1] [2] sind wichtig: „Märkte“ [2]", quote("Ziele", STUDY, 4), quote("Märkte")))


def written(folder: Path, ending: str, style: CitationStyle, made: Draft = TWO) -> Path:
    path = folder / f"strategie{ending}"
    write_draft(made, path, Layout(style=style))
    return path


@pytest.mark.parametrize("ending", READERS)
def test_every_format_shows_author_and_year(tmp_path: Path, ending: str) -> None:
    shown = " ".join(READERS[ending](written(tmp_path, ending, "author_year")).split())
    assert (
        "„Ziele“ (Studie o. J., S. 4; Meier/Huber 2018, S. 12) sind wichtig: „Märkte“ (Meier/Huber 2018, S. 12)"
        in shown
    )
    assert re.search(r"Quellenverzeichnis Meier, Anna; Huber, Bernd \(2018\): Leitfaden\. Studie \(o\. J\.\)\.", shown)
    assert "mit einer Angabe in Klammern" in shown
    assert not re.search("Fußnote|Leitfaden, S", shown)


@pytest.mark.parametrize("ending", READERS)
def test_every_format_shows_numbers(tmp_path: Path, ending: str) -> None:
    shown = " ".join(READERS[ending](written(tmp_path, ending, "numbered")).split())
    assert "„Ziele“ [1, S. 4; 2, S. 12] sind wichtig: „Märkte“ [2, S. 12]" in shown
    assert "[1] Studie (o. J.). [2] Meier, Anna; Huber, Bernd (2018): Leitfaden." in shown
    assert "Nummer in eckigen Klammern" in shown
    assert not re.search("Fußnote|Leitfaden, S", shown)


@pytest.mark.parametrize("ending", READERS)
@pytest.mark.parametrize("style", CITATION_STYLES)
def test_the_same_draft_gives_the_same_bytes(tmp_path: Path, ending: str, style: CitationStyle) -> None:
    first = written(tmp_path, ending, style).read_bytes()
    assert written(tmp_path, ending, style).read_bytes() == first


@pytest.mark.parametrize("style", INLINE)
def test_word_has_no_footnotes_and_links_that_lead_to_their_source(tmp_path: Path, style: CitationStyle) -> None:
    document = docx.Document(str(written(tmp_path, ".docx", style)))
    body = document.element.body
    assert not [part for part in document.part.package.iter_parts() if "footnotes" in part.partname]
    assert not list(body.iter(qn("w:footnoteReference")))
    assert document.settings.element.find(qn("w:footnotePr")) is None
    marks = list(body.iter(qn("w:bookmarkStart")))
    assert len({mark.get(qn("w:id")) for mark in marks}) == len(marks) == len(list(body.iter(qn("w:bookmarkEnd"))))
    entries = {mark.get(qn("w:name")): "".join(mark.getparent().itertext()) for mark in marks}
    [cited] = [one for one in document.paragraphs if one.text.startswith("„Ziele“")]
    led = [entries[link.address or link.fragment] for link in cited.hyperlinks]
    assert ["Studie" in led[0], *("Leitfaden" in one for one in led[1:])] == [True] * 3


@pytest.mark.parametrize("style", INLINE)
def test_every_link_of_the_page_leads_to_its_source(tmp_path: Path, style: CitationStyle) -> None:
    tree = lxml.html.document_fromstring(written(tmp_path, ".html", style).read_text(encoding="utf-8"))
    assert not tree.xpath('//sup | //*[@id="notes"] | //a[@href="#notes"]')
    links = tree.xpath('//p[@class="source"]/a')
    led = [tree.xpath(f'//li[@id="{link.get("href")[1:]}"]')[0].text for link in links]
    assert ["Studie" in led[0], *("Leitfaden" in one for one in led[1:])] == [True] * 3
    if style == "numbered":
        assert [f"[{link.text}]" for link in links] == [entry.split()[0] for entry in led]


@pytest.mark.parametrize("style", INLINE)
def test_in_markdown_no_bracket_becomes_a_link(tmp_path: Path, style: CitationStyle) -> None:
    text = written(tmp_path, ".md", style).read_text(encoding="utf-8")
    shown = SHOWN.render(f"{text}\n\n[1]: https://example.org\n\n[1, S. 4; 2, S. 12]: https://example.org\n")
    assert "<a " not in shown
    assert "footnote" not in shown


def hostile_draft(text: str) -> Draft:
    """Return a draft with this text wherever a citation takes one from a source; the second has no author."""
    details = SourceDetails(title=text, authors=(text,), year=2018, publisher=text, url=text)
    one = quote("Ziele", details, None, page_label=text, attribution=text, source_id="a")
    two = quote("Märkte", SourceDetails(title=text), None, heading_path=(text,), source_id="b")
    return draft(section("„Ziele“ [1] [2] und „Märkte“ [2]", one, two))


@pytest.mark.parametrize("style", INLINE)
@pytest.mark.parametrize("hostile", HOSTILE)
def test_nothing_in_a_source_becomes_markup(tmp_path: Path, hostile: str, style: CitationStyle) -> None:
    def tags(text: str) -> list[list[str]]:
        made = hostile_draft(text)
        page = lxml.html.document_fromstring(written(tmp_path, ".html", style, made).read_text(encoding="utf-8"))
        shown = SHOWN.render(written(tmp_path, ".md", style, made).read_text(encoding="utf-8"))
        body = docx.Document(str(written(tmp_path, ".docx", style, made))).element.body
        return [[str(node.tag) for node in tree.iter()] for tree in (page, lxml.html.fromstring(f"<p>{shown}"), body)]

    assert tags(hostile) == tags("Text")


@pytest.mark.parametrize("ending", READERS)
@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_hostile_source_is_shown_as_it_is(tmp_path: Path, hostile: str, ending: str) -> None:
    def letters(text: str) -> str:
        return re.sub("[\\s\ufffe\u00ad\u200b\x02-]", "", text)

    shown = READERS[ending](written(tmp_path, ending, "author_year", hostile_draft(hostile)))
    assert letters(
        f"„Ziele“ ({hostile} 2018, S. {hostile}; nach {hostile}; {hostile} o. J., Abschnitt „{hostile}“) und"
    ) in (letters(shown))


def test_line_ends_of_a_source_end_no_line_of_the_draft() -> None:
    broken = SourceDetails(title="Leit\nfaden", authors=("Amt für\nZiele",), year=2018)
    made = of_quotes(quote(details=broken, page=None, heading_path=("Eins\n\nzwei",)))
    assert texts(made, "author_year") == ["„Ziele“ (Amt für Ziele 2018, Abschnitt „Eins zwei“)"]
