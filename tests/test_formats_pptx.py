"""The PPTX reader: the files are made here as raw XML."""

import zipfile
from pathlib import Path

import pytest

from ingest.errors import NoText, UnsupportedType
from ingest.formats.docx import read_docx
from ingest.formats.pptx import read_pptx
from ingest.records import Document

_SPACES = (
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram"'
)
_TYPES = (
    '<Types><Override PartName="/ppt/presentation.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"/></Types>'
)


def relations(**targets: str) -> str:
    found = "".join(
        f'<Relationship Id="{key}" Type="http://x/{target.split(":")[0]}" Target="{target.split(":")[1]}"/>'
        for key, target in targets.items()
    )
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{found}</Relationships>'
    )


def paragraph(text: str, properties: str = "") -> str:
    return f'<a:p>{properties}<a:r><a:rPr lang="de-DE"/><a:t>{text}</a:t></a:r></a:p>'


def shape(*paragraphs: str, kind: str = "", place: tuple[int, int] | None = None, hidden: bool = False) -> str:
    holder = f'<p:ph type="{kind}"/>' if kind else ""
    marked = ' hidden="1"' if hidden else ""
    left, top = place or (0, 0)
    box = f'<a:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="300" cy="100"/></a:xfrm>' if place else ""
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="1" name="x"{marked}/><p:cNvSpPr/><p:nvPr>{holder}</p:nvPr></p:nvSpPr>'
        f"<p:spPr>{box}</p:spPr><p:txBody>{''.join(paragraphs)}</p:txBody></p:sp>"
    )


def slide(*shapes: str, attributes: str = "") -> str:
    return f"<p:sld {_SPACES} {attributes}><p:cSld><p:spTree>{''.join(shapes)}</p:spTree></p:cSld></p:sld>"


def presentation(folder: Path, *slides: str, **parts: str) -> Document:
    """Read a presentation of these slides; further parts by name, "__" for "/", are added as they are."""
    path = folder / "vortrag.pptx"
    ids = "".join(f'<p:sldId r:id="r{number}"/>' for number in range(1, len(slides) + 1))
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("[Content_Types].xml", _TYPES)
        package.writestr("_rels/.rels", relations(r1="officeDocument:ppt/presentation.xml"))
        main = f'<p:presentation {_SPACES}><p:sldIdLst>{ids}</p:sldIdLst><p:sldSz cx="1000" cy="800"/></p:presentation>'
        package.writestr("ppt/presentation.xml", main)
        targets = {f"r{number}": f"slide:slides/s{number}.xml" for number in range(1, len(slides) + 1)}
        package.writestr("ppt/_rels/presentation.xml.rels", relations(**targets))
        for number, xml in enumerate(slides, 1):
            package.writestr(f"ppt/slides/s{number}.xml", xml)
        for name, xml in parts.items():
            package.writestr(name.replace("__", "/"), xml)
    return read_pptx(path)


def told(document: Document) -> list[tuple[int | None, str, int, str]]:
    return [(block.page, block.kind, block.level, block.text) for block in document.blocks]


def test_slides_become_headings_lists_and_paragraphs_with_their_number(tmp_path: Path) -> None:
    body = shape(
        paragraph("Messen in Chile"), paragraph("Reise im Mai", '<a:pPr lvl="1"/>'),
        paragraph("Ohne Punkt", "<a:pPr><a:buNone/></a:pPr>"), kind="body",
    )  # fmt: skip
    document = presentation(
        tmp_path, slide(body, shape(paragraph("Zielmärkte"), kind="title")), slide(shape(paragraph("Danke")))
    )

    assert told(document) == [
        (1, "heading", 1, "Zielmärkte"),
        (1, "list_item", 1, "Messen in Chile"),
        (1, "list_item", 2, "Reise im Mai"),
        (1, "paragraph", 0, "Ohne Punkt"),
        (2, "paragraph", 0, "Danke"),
    ]
    assert document.pages == 2
    assert document.details.title == "Zielmärkte"


def test_boxes_are_read_from_top_to_bottom_and_left_to_right(tmp_path: Path) -> None:
    boxes = [((500, 300), "rechts"), ((0, 600), "unten"), ((0, 310), "links"), ((0, 0), "oben")]
    document = presentation(tmp_path, slide(*(shape(paragraph(text), place=place) for place, text in boxes)))

    assert [block.text for block in document.blocks] == ["oben", "links", "rechts", "unten"]


def test_numbered_lists_are_counted(tmp_path: Path) -> None:
    numbered = "<a:pPr><a:buAutoNum/></a:pPr>"
    document = presentation(tmp_path, slide(shape(paragraph("Ziel", numbered), paragraph("Markt", numbered))))

    assert [(block.marker, block.text) for block in document.blocks] == [("1.", "Ziel"), ("2.", "Markt")]


def test_a_table_has_rows_and_a_head(tmp_path: Path) -> None:
    def row(*cells: str) -> str:
        found = "".join(f"<a:tc><a:txBody>{paragraph(cell)}</a:txBody></a:tc>" for cell in cells)
        return f"<a:tr>{found}</a:tr>"

    table = (
        '<p:graphicFrame><a:graphic><a:graphicData><a:tbl><a:tblPr firstRow="1"/>'
        f"{row('Land', 'Partner')}{row('Chile', 'ACHIM')}</a:tbl></a:graphicData></a:graphic></p:graphicFrame>"
    )
    document = presentation(tmp_path, slide(table))

    assert [(block.kind, block.cells) for block in document.blocks] == [
        ("table_head", ("Land", "Partner")),
        ("table_row", ("Chile", "ACHIM")),
    ]


def test_a_drawn_list_and_notes_are_read(tmp_path: Path) -> None:
    drawn = (
        '<p:graphicFrame><a:graphic><a:graphicData><dgm:relIds r:dm="d"/></a:graphicData></a:graphic></p:graphicFrame>'
    )
    points = (
        f"<dgm:dataModel {_SPACES}><dgm:ptLst><dgm:pt><dgm:t>{paragraph('Analyse')}</dgm:t></dgm:pt>"
        '<dgm:pt type="pres"/></dgm:ptLst></dgm:dataModel>'
    )
    spoken = shape(paragraph("Hier Pause."), kind="body")
    notes = f"<p:notes {_SPACES}><p:cSld><p:spTree>{spoken}</p:spTree></p:cSld></p:notes>"
    document = presentation(
        tmp_path,
        slide(drawn),
        **{
            "ppt__slides___rels__s1.xml.rels": relations(d="diagramData:../d.xml", n="notesSlide:../n.xml"),
            "ppt__d.xml": points,
            "ppt__n.xml": notes,
        },
    )

    assert told(document) == [
        (1, "list_item", 1, "Analyse"),
        (1, "heading", 2, "Notizen"),
        (1, "paragraph", 0, "Hier Pause."),
    ]
    assert [notice.de for notice in document.notices] == ["Sprechernotizen wurden mitgelesen: Folie 1."]


def test_what_is_hidden_or_beside_the_slide_is_left_out_and_named(tmp_path: Path) -> None:
    document = presentation(
        tmp_path,
        slide(shape(paragraph("Sichtbar"))),
        slide(shape(paragraph("Ausgeblendet")), attributes='show="0"'),
        slide(shape(paragraph("Daneben"), place=(1200, 0)), shape(paragraph("Weg"), hidden=True)),
    )

    assert [block.text for block in document.blocks] == ["Sichtbar"]
    assert [notice.en for notice in document.notices] == [
        "Hidden slides were left out: slide 2.",
        "Text that cannot be seen (hidden or beside the slide) was left out: slide 3.",
    ]


def test_a_slide_that_cannot_be_parsed_costs_itself(tmp_path: Path) -> None:
    document = presentation(tmp_path, slide(shape(paragraph("Gut"))), "<p:sld")

    assert [block.text for block in document.blocks] == ["Gut"]
    assert [notice.de for notice in document.notices] == ["Nicht lesbar: Folie 2."]


def test_a_presentation_of_pictures_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoText, match=r"vortrag\.pptx"):
        presentation(tmp_path, slide())


def test_the_reader_of_another_kind_says_what_it_is(tmp_path: Path) -> None:
    presentation(tmp_path, slide(shape(paragraph("Gut"))))

    with pytest.raises(UnsupportedType, match="PowerPoint"):
        read_docx(tmp_path / "vortrag.pptx")
