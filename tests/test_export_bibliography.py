"""The sources of a draft: footnotes, the list of sources, the marks that call them, files for reference managers."""

import json
import re

from assistant.export.bibliography import Entry, alphabetical, entries, footnote, reference
from assistant.export.reference_files import to_bibtex, to_csl_json, to_ris
from assistant.studio.records import Draft, Quote, Section
from ingest.records import SourceDetails

GUIDE = SourceDetails(
    title="Leitfaden für Cluster",
    authors=("Söllner, René", "Wiese, Jens"),
    publisher="VDI/VDE-IT",
    year=2018,
    kind="guideline",
    url="https://example.org/leitfaden.pdf",
)


def quote(
    text: str = "Ziele sind messbar.", details: SourceDetails = GUIDE, file_name: str = "a.pdf", **of: object
) -> Quote:
    made = Quote(file_name, details, file_name, text, 0, len(text))
    return Quote(**{**made.__dict__, **of})


def entry(**of: object) -> Entry:
    return Entry("a", SourceDetails(**of), "a.pdf")  # type: ignore[arg-type]


def draft(*sections: Section) -> Draft:
    return Draft("Strategie", "Leichtbau", "de", "2026-11-28", sections)


# footnotes


def test_a_footnote_names_authors_year_title_and_page() -> None:
    assert footnote(quote(page=12), "de") == "Söllner/Wiese (2018): Leitfaden für Cluster, S. 12."
    assert footnote(quote(page=12), "en") == "Söllner/Wiese (2018): Leitfaden für Cluster, p. 12."


def test_the_printed_page_label_goes_before_the_page_number() -> None:
    assert footnote(quote(page=5, page_label="iii"), "de").endswith(", S. iii.")


def test_a_source_without_pages_is_cited_by_its_heading() -> None:
    assert footnote(quote(heading_path=("Märkte", "Auswahl")), "de").endswith("Cluster, Abschnitt „Auswahl“.")
    assert footnote(quote(heading_path=("Märkte", "Auswahl")), "en").endswith("Cluster, section “Auswahl”.")


def test_a_source_without_pages_and_headings_is_cited_as_a_whole() -> None:
    assert footnote(quote(), "de") == "Söllner/Wiese (2018): Leitfaden für Cluster."


def test_a_digest_of_another_work_says_whom_it_follows() -> None:
    assert footnote(quote(page=3, attribution="Weber (2015), Kap. 3"), "de").endswith(
        "S. 3; nach Weber (2015), Kap. 3."
    )
    assert footnote(quote(page=3, attribution="nach Weber (2015)"), "de").endswith("S. 3; nach Weber (2015).")
    assert footnote(quote(page=3, attribution="Weber (2015)"), "en").endswith("p. 3; after Weber (2015).")


def test_without_authors_and_year_a_footnote_begins_with_the_title() -> None:
    assert footnote(quote(details=SourceDetails(title="Studie"), page=2), "de") == "Studie (o. J.), S. 2."
    assert footnote(quote(details=SourceDetails(title="Study"), page=2), "en") == "Study (n.d.), p. 2."


def test_of_more_than_three_authors_the_first_is_named() -> None:
    four = SourceDetails(title="T", authors=("Alt, A.", "Bär, B.", "Cox, C.", "Dom, D."), year=2020)
    assert footnote(quote(details=four), "de") == "Alt u. a. (2020): T."
    assert footnote(quote(details=four), "en") == "Alt et al. (2020): T."


def test_the_name_of_an_institution_is_not_taken_apart() -> None:
    ministry = SourceDetails(title="T", authors=("Bundesministerium für Bildung und Forschung",), year=2020)
    assert footnote(quote(details=ministry), "de") == "Bundesministerium für Bildung und Forschung (2020): T."


def test_a_long_title_is_shortened_at_a_word_in_the_footnote_only() -> None:
    long = SourceDetails(title="Richtlinie " * 20, year=2020)
    assert len(footnote(quote(details=long), "de")) < 110
    assert "Richtlinie … (2020)" in footnote(quote(details=long), "de")
    assert reference(Entry("a", long, "a.pdf"), "de").count("Richtlinie") == 20


# the list of sources


def test_a_reference_in_german_and_in_english() -> None:
    source = Entry("a", GUIDE, "a.pdf")
    rest = "Leitfaden für Cluster. VDI/VDE-IT. https://example.org/leitfaden.pdf"
    assert reference(source, "de") == f"Söllner, René; Wiese, Jens (2018): {rest}"
    assert reference(source, "en") == f"Söllner, René; Wiese, Jens (2018). {rest}"


def test_what_is_unknown_is_left_out_of_a_reference() -> None:
    assert reference(entry(title="Studie"), "de") == "Studie (o. J.)."
    assert reference(entry(title="Study"), "en") == "Study (n.d.)."
    assert reference(entry(title="Was nun?", authors=("Alt, A.",)), "de") == "Alt, A. (o. J.): Was nun?"


def test_the_file_name_stands_in_for_a_title() -> None:
    assert reference(entry(year=2020), "de") == "a.pdf (2020)."


def test_a_publisher_that_is_the_author_is_named_once() -> None:
    assert reference(entry(title="T", authors=("BMBF",), publisher="BMBF", year=2020), "de") == "BMBF (2020): T."


def test_each_source_is_listed_once_in_the_order_of_first_citation() -> None:
    first, second = quote(file_name="b.pdf"), quote(file_name="a.pdf")
    made = draft(Section("s", "S", (), (first, second)), Section("t", "T", (), (first,)))
    assert [one.key for one in entries(made)] == ["b.pdf", "a.pdf"]


def test_in_the_alphabet_an_umlaut_stands_by_its_letter() -> None:
    names = ("Zander", "Özil", "Olaf", "Pohl")
    quotes = [quote(details=SourceDetails(title="T", authors=(name,)), file_name=name) for name in names]
    made = draft(Section("s", "S", (), tuple(quotes)))
    assert [one.details.authors[0] for one in alphabetical(made)] == ["Olaf", "Özil", "Pohl", "Zander"]


# files for reference managers


def test_bibtex_of_a_report() -> None:
    assert to_bibtex([Entry("a", GUIDE, "a.pdf")]) == (
        "@techreport{soellner2018,\n  author = {Söllner, René and Wiese, Jens},\n  title = {{Leitfaden für Cluster}},\n"
        "  institution = {VDI/VDE-IT},\n  year = {2018},\n  url = {https://example.org/leitfaden.pdf},\n}\n\n"
    )


def test_bibtex_escapes_what_latex_would_read() -> None:
    made = to_bibtex([entry(title="100 % {A} \\input{x} & B_c #1 $ ~ ^", authors=("Meier and Sons",))])
    title = r"100 \% \{A\} \textbackslash{}input\{x\} \& B\_c \#1 \$ \textasciitilde{} \textasciicircum{}"
    assert f"title = {{{{{title}}}}}" in made
    assert "author = {{Meier and Sons}}" in made


def test_bibtex_keys_are_unique_and_plain() -> None:
    same = [entry(title="T", authors=("Müller, A.",), year=2020)] * 3
    assert re.findall(r"@misc\{(\w+),", to_bibtex(same)) == ["mueller2020", "mueller2020b", "mueller2020c"]
    assert "@misc{source," in to_bibtex([entry(title="日本")])


def test_ris_has_one_line_for_each_author() -> None:
    assert to_ris([Entry("a", GUIDE, "a.pdf")]).split("\r\n") == [
        "TY  - RPRT", "AU  - Söllner, René", "AU  - Wiese, Jens", "PY  - 2018", "TI  - Leitfaden für Cluster",
        "PB  - VDI/VDE-IT", "UR  - https://example.org/leitfaden.pdf", "ER  - ", "", "",
    ]  # fmt: skip


def test_nothing_in_a_source_begins_a_line_of_a_ris_file() -> None:
    made = to_ris([entry(title="T\r\nER  - \nTY  - BOOK\u2028AU  - Fake")])
    assert [line for line in made.split("\r\n") if line] == [
        "TY  - GEN", "TI  - T ER - TY - BOOK AU - Fake", "ER  - ",
    ]  # fmt: skip


def test_csl_json_tells_persons_from_institutions() -> None:
    [item] = json.loads(to_csl_json([entry(title='Die "Ziele"', authors=("Alt, Anna", "Land NRW"), year=2020)]))
    assert item["title"] == 'Die "Ziele"'
    assert item["author"] == [{"family": "Alt", "given": "Anna"}, {"literal": "Land NRW"}]
    assert item["issued"] == {"date-parts": [[2020]]}


def test_csl_json_leaves_out_what_is_unknown() -> None:
    assert json.loads(to_csl_json([entry(title="T")])) == [{"id": "t", "type": "document", "title": "T"}]
