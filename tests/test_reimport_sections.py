"""Which heading is which section of the strategy, and what stands around the sections."""

from pathlib import Path

import docx
import pytest

from assistant.export.files import write_draft
from assistant.reimport.errors import OtherStrategy
from assistant.reimport.reading import read_back
from assistant.reimport.records import Known, ReadBack
from assistant.reimport.titles import section_ids
from assistant.studio.records import Bar, Draft, Gantt, Paragraph, Quote, Section, Table
from ingest.records import Language, Text

OWN = Paragraph("own", "Das Netzwerk hat Partner.")
PLAN = Gantt("Zeitplan", (Bar("Reise", "2027-03", "2027-05"),))
SECTIONS = tuple(
    Section(name, title, (OWN, Paragraph("open", f"{title} klären.")))
    for name, title in (("goals", "Ziele"), ("costs", "Kosten"), ("risks", "Risiken"), ("plan", "Zeitplan"))
)
KNOWN = Known(SECTIONS, titles={"goals": Text("Ziele", "Goals"), "costs": Text("Kosten", "Costs")})


class Nothing:
    """Proves nothing."""

    def find(self, quotation: str, reference: str) -> Quote | None:
        return None


def ids(*titles: str, known: Known = KNOWN) -> list[str]:
    return list(section_ids(titles, known))


def test_the_same_title_is_the_same_section_wherever_it_stands() -> None:
    assert ids("Zeitplan", "  ziele ", "Kosten") == ["plan", "goals", "costs"]


def test_a_title_in_the_other_language_is_the_same_section() -> None:
    assert ids("Goals", "Costs") == ["goals", "costs"]


def test_a_renamed_section_is_the_one_between_the_same_neighbours() -> None:
    assert ids("Ziele", "Geld", "Gefahren", "Zeitplan") == ["goals", "costs", "risks", "plan"]
    assert ids("Wohin", "Kosten", "Risiken", "Wann") == ["goals", "costs", "risks", "plan"]


def test_a_new_section_gets_an_id_of_its_title() -> None:
    assert ids("Ziele", "Märkte & Länder: 3 Größen", "Kosten") == ["goals", "maerkte_laender_3_groessen", "costs"]
    assert ids("Ziele", "Geld", "Neu", "Gefahren", "Zeitplan") == ["goals", "geld", "neu", "gefahren", "plan"]


@pytest.mark.parametrize(
    ("title", "name"), [("2027", "section"), ("Über uns", "ueber_uns"), ("日本", "section"), ("État", "etat")]
)
def test_an_id_has_plain_letters_and_begins_with_one(title: str, name: str) -> None:
    assert ids(title, known=Known()) == [name]


def test_no_id_is_given_twice() -> None:
    assert ids("Goals", "Ziele", "Plan", "Plan") == ["goals", "ziele", "plan_2", "plan_3"]


def edited(folder: Path, old: str, new: str, *, known: Known = KNOWN, language: Language = "de") -> ReadBack:
    path = folder / "strategie.md"
    write_draft(Draft("Strategie", "Leichtbau", language, "2026-11-28", SECTIONS), path)
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return read_back(path, Nothing(), known)


def test_a_renamed_section_keeps_its_id_and_has_its_new_title(tmp_path: Path) -> None:
    found = edited(tmp_path, "## Kosten", "## Geld")
    assert [(one.id, one.title) for one in found.sections][1] == ("costs", "Geld")
    assert found.sections[1].parts == SECTIONS[1].parts


def test_a_section_that_is_gone_is_told(tmp_path: Path) -> None:
    found = edited(tmp_path, "## Kosten", "\n")
    assert [one.id for one in found.sections] == ["goals", "risks", "plan"]
    assert [note.de for note in found.notes] == ["Den Abschnitt „Kosten“ hat die Datei nicht mehr."]


def test_another_order_of_the_sections_is_told(tmp_path: Path) -> None:
    path = tmp_path / "strategie.md"
    write_draft(Draft("Strategie", "Leichtbau", "de", "2026-11-28", (*SECTIONS[2:], *SECTIONS[:2])), path)
    found = read_back(path, Nothing(), KNOWN)
    assert [one.id for one in found.sections] == ["risks", "plan", "goals", "costs"]
    (note,) = found.notes
    assert note.de == "Die Abschnitte stehen in der Datei in anderer Reihenfolge. Die Strategie behält ihre."
    assert note.en == "The sections stand in another order in the file. The strategy keeps its own."


def test_text_before_the_first_heading_is_told_and_left_out(tmp_path: Path) -> None:
    found = edited(tmp_path, "## Ziele", "Ein Vorwort des Vorstands.\n\n## Ziele")
    assert found.sections == SECTIONS
    assert "Ein Vorwort des Vorstands." in found.notes[0].de


def test_a_section_behind_the_annex_counts(tmp_path: Path) -> None:
    found = edited(tmp_path, "Es wurde keine Quelle zitiert.", "## Nachtrag\n\nNeu.")
    assert found.sections[-1] == Section("nachtrag", "Nachtrag", (Paragraph("own", "Neu."),))


def test_the_annex_is_none_under_another_name(tmp_path: Path) -> None:
    assert edited(tmp_path, "## Anhang", "## Anlagen").sections == SECTIONS


def test_a_section_of_that_name_is_none(tmp_path: Path) -> None:
    quellen = Section("sources", "Anhang", (OWN,))
    path = tmp_path / "strategie.md"
    write_draft(Draft("Strategie", "Leichtbau", "de", "2026-11-28", (quellen,)), path)
    assert read_back(path, Nothing(), Known((quellen,))).sections == (quellen,)


def test_what_was_written_to_the_list_of_open_points_is_told(tmp_path: Path) -> None:
    found = edited(tmp_path, "Kosten klären. |  |  |", "Kosten klären. | Frau Weber | Mai 2027 |")
    assert found.sections == SECTIONS
    assert ["Frau Weber, Mai 2027" in note.de for note in found.notes] == [True]


# what someone wrote where no section is

ADDENDUM = Section("nachtrag", "Nachtrag", (Paragraph("own", "Ein Nachtrag."),))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Es wurde keine Quelle zitiert.", "Es wurde keine Quelle zitiert.\n\nEin Nachtrag."),
        ("## Anhang", "## Anhang\n\nEin Nachtrag."),
        ("### Quellenverzeichnis", "Ein Nachtrag.\n\n### Quellenverzeichnis"),
        ("### Offene Punkte", "### Offene Punkte\n\nEin Nachtrag."),
    ],
    ids=["at the end", "below the title", "between the lists", "above a list"],
)
def test_what_is_written_into_the_annex_becomes_a_section(tmp_path: Path, old: str, new: str) -> None:
    found = edited(tmp_path, old, new)
    assert found.sections == (*SECTIONS, ADDENDUM)
    (note,) = found.notes
    assert note.de.startswith("Anhang, „Ein Nachtrag.“")
    assert "„Nachtrag“" in note.de


def test_a_chapter_of_its_own_in_the_annex_becomes_a_section(tmp_path: Path) -> None:
    found = edited(tmp_path, "### Quellenverzeichnis", "### Glossar\n\nCluster: ein Netz.\n\n### Quellenverzeichnis")
    assert found.sections == (*SECTIONS, Section("glossar", "Glossar", (Paragraph("own", "Cluster: ein Netz."),)))
    assert ["Cluster: ein Netz." in note.de for note in found.notes] == [True]


def test_a_new_line_of_the_open_points_goes_to_its_section(tmp_path: Path) -> None:
    found = edited(tmp_path, "Kosten klären. |  |  |", "Kosten klären. |  |  |\n| 9 | Kosten | Bank fragen. |  |  |")
    assert found.sections[1].parts == (*SECTIONS[1].parts, Paragraph("open", "Bank fragen."))
    assert ["Bank fragen." in note.de for note in found.notes] == [True]


def test_a_source_that_is_only_written_into_the_list_is_told(tmp_path: Path) -> None:
    found = edited(tmp_path, "Es wurde keine Quelle zitiert.", "- Huber, B. (2020): Märkte.")
    assert found.sections == SECTIONS
    assert ["Huber, B. (2020): Märkte." in note.de for note in found.notes] == [True]


def test_another_title_or_cluster_is_told(tmp_path: Path) -> None:
    known = Known(SECTIONS, title="Strategie", cluster="Leichtbau")
    assert edited(tmp_path, "# Strategie", "# Strategie", known=known).notes == ()
    assert [
        "„Strategie 2040“" in note.de for note in edited(tmp_path, "# Strategie", "# Strategie 2040", known=known).notes
    ] == [True]
    assert ["„Schwerbau“" in note.de for note in edited(tmp_path, "Leichtbau", "Schwerbau", known=known).notes] == [
        True
    ]


def test_a_footnote_that_nothing_calls_is_told(tmp_path: Path) -> None:
    found = edited(tmp_path, "Es wurde keine Quelle zitiert.", "Es wurde keine Quelle zitiert.\n\n[^7]: Mehr dazu.")
    assert found.sections == SECTIONS
    assert [note.de for note in found.notes] == [
        "Die Fußnote „Mehr dazu.“ gehört zu keiner Stelle im Text und wurde nicht übernommen."
    ]


def test_in_word_what_has_a_style_of_ours_is_told_as_well(tmp_path: Path) -> None:
    path = tmp_path / "strategie.docx"
    write_draft(Draft("Strategie", "Leichtbau", "de", "2026-11-28", SECTIONS), path)
    word = docx.Document(str(path))
    for paragraph in list(word.paragraphs):
        if paragraph.style is not None and paragraph.style.name == "CK Date":
            paragraph.insert_paragraph_before("Ein Vorwort.", style="CK Date")
    word.add_paragraph("Ein Nachtrag.")
    word.save(str(path))
    found = read_back(path, Nothing(), Known(SECTIONS, title="Strategie", cluster="Leichtbau"))
    assert found.sections == (*SECTIONS, ADDENDUM)
    assert [
        beginning in note.de for note, beginning in zip(found.notes, ("Ein Vorwort.", "Ein Nachtrag."), strict=True)
    ] == [True] * 2


@pytest.mark.parametrize("title", ["Anhang", "Quellenverzeichnis", "Offene Punkte"])
def test_a_section_that_is_called_like_our_lists_comes_into_a_new_strategy(tmp_path: Path, title: str) -> None:
    path = tmp_path / "strategie.docx"
    section = Section("books", title, (Paragraph("own", "Meier (2018): Meine Bücher."),))
    write_draft(Draft("Strategie", "Leichtbau", "de", "2026-11-28", (SECTIONS[0], section)), path)
    found = read_back(path, Nothing(), Known())
    assert [(one.title, one.parts) for one in found.sections] == [
        (one.title, one.parts) for one in (SECTIONS[0], section)
    ]


# sections of one title

TWINS = tuple(
    Section(name, "Partner", (Paragraph("own", text),))
    for name, text in (
        ("partner", "In Finnland sucht das Netz Werkstoffe."),
        ("partner_2", "In Japan sucht es Kunden."),
    )
)


def test_sections_of_one_title_keep_their_order(tmp_path: Path) -> None:
    path = tmp_path / "strategie.md"
    write_draft(Draft("Strategie", "Leichtbau", "de", "2026-11-28", TWINS), path)
    assert read_back(path, Nothing(), Known(TWINS)).sections == TWINS


def test_of_sections_of_one_title_the_words_tell_which_is_left(tmp_path: Path) -> None:
    path = tmp_path / "strategie.md"
    changed = Section("", "Partner", (Paragraph("own", "In Japan sucht es viele Kunden."),))
    write_draft(Draft("Strategie", "Leichtbau", "de", "2026-11-28", (changed,)), path)
    assert [one.id for one in read_back(path, Nothing(), Known(TWINS)).sections] == ["partner_2"]
    assert ids("Partner", "Partner", known=Known(TWINS)) == ["partner", "partner_2"]


# files of other strategies


def written(folder: Path, title: str, cluster: str, sections: tuple[Section, ...]) -> Path:
    path = folder / "fremd.md"
    write_draft(Draft(title, cluster, "de", "2026-11-28", sections), path)
    return path


def test_a_strangers_file_is_refused(tmp_path: Path) -> None:
    others = tuple(Section(f"s{at}", f"Kapitel {at}", (Paragraph("own", f"Text {at}."),)) for at in range(30))
    path = written(tmp_path, "Geschäftsbericht", "Anderswo", (*others, SECTIONS[0]))
    with pytest.raises(OtherStrategy) as caught:
        read_back(path, Nothing(), KNOWN)
    assert "fremd.md („Geschäftsbericht“) passt nicht zu dieser Strategie. Nur 1 von 4" in caught.value.message.de


def test_another_strategy_of_the_same_outline_is_refused(tmp_path: Path) -> None:
    others = tuple(
        Section(one.id, one.title, (Paragraph("own", f"{one.title}: Wir haben 12 Mitglieder."),)) for one in SECTIONS
    )
    path = written(tmp_path, "Strategie Schwerbau", "Schwerbau", others)
    known = Known(SECTIONS, title="Strategie Leichtbau", cluster="Leichtbau")
    with pytest.raises(OtherStrategy):
        read_back(path, Nothing(), known)
    renamed = Known(SECTIONS, earlier=others, title="Strategie Leichtbau", cluster="Leichtbau")
    assert len(read_back(path, Nothing(), renamed).sections) == 4


def test_a_file_of_which_little_is_left_belongs_to_its_strategy(tmp_path: Path) -> None:
    path = written(tmp_path, "Strategie", "Leichtbau", (SECTIONS[1],))
    assert read_back(path, Nothing(), KNOWN).sections == (SECTIONS[1],)
    path = written(tmp_path, "Strategie", "Leichtbau", (Section("", "Ganz anders", SECTIONS[1].parts),))
    assert len(read_back(path, Nothing(), KNOWN).sections) == 1


@pytest.mark.parametrize(("language", "annex"), [("de", "## Anhang"), ("en", "## Annex")])
def test_without_an_annex_the_text_tells_the_language(tmp_path: Path, language: Language, annex: str) -> None:
    path = tmp_path / "strategie.md"
    told = {"de": "Das Netzwerk wächst mit seinen Partnern.", "en": "The network is growing with its partners."}[
        language
    ]
    section = Section("goals", "Ziele", (Paragraph("own", told),))
    write_draft(Draft("Strategie", "Leichtbau", language, "2026-11-28", (section,)), path)
    path.write_text(path.read_text(encoding="utf-8").partition(annex)[0], encoding="utf-8")
    assert read_back(path, Nothing(), Known()).language == language


MARKDOWN = """# Strategie

## Ziele

Von Hand getippt,
auf zwei Zeilen mit einem [Link](https://example.org) und <b>HTML</b>.

- Erster Punkt
    - Zweiter Punkt

> Ein Zitat

![Bild](bild.png)

### Zwischen

| Land | Mitglieder |
| --- | ---: |
| Finnland | 12 |

# Kosten
"""


def test_markdown_typed_by_hand_is_the_authors_own(tmp_path: Path) -> None:
    path = tmp_path / "getippt.MD"
    path.write_text(MARKDOWN, encoding="utf-8")
    found = read_back(path, Nothing(), KNOWN)
    texts = ["Von Hand getippt, auf zwei Zeilen mit einem Link und <b>HTML</b>.", "Erster Punkt", "Zweiter Punkt"]
    own = tuple(Paragraph("own", text) for text in (*texts, "Ein Zitat", "Zwischen"))
    table = Table("", ("Land", "Mitglieder"), (("Finnland", "12"),), (), (1,))
    assert found.sections == (Section("goals", "Ziele", (*own, table)), Section("costs", "Kosten", ()))
    assert [any(word in note.de for note in found.notes) for word in ("Bild", "Zwischen", "Risiken")] == [True] * 3


def test_a_chart_changed_in_markdown_comes_back_as_it_was(tmp_path: Path) -> None:
    section = Section("plan", "Plan", (PLAN,))
    path = tmp_path / "plan.md"
    write_draft(Draft("Strategie", "Leichtbau", "de", "2026-11-28", (section,)), path)
    path.write_text(path.read_text(encoding="utf-8").replace("Mai 2027", "Juni 2027"), encoding="utf-8")
    found = read_back(path, Nothing(), Known((section,)))
    assert found.sections == (section,)
    assert "Änderungen daran werden nicht übernommen" in found.notes[0].de
