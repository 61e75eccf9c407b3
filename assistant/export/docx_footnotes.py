"""The footnotes of a Word document as their own part, which python-docx does not make."""

from collections.abc import Sequence

from docx.document import Document as DocxFile
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part

from assistant.export.docx_markup import NAMESPACES, attribute, paragraph, run
from assistant.export.docx_styles import Styles

SEPARATORS = {"separator": -1, "continuationSeparator": 0}  # their ids; the settings name them too


def call_footnote(number: int, styles: Styles) -> str:
    """Return the run that calls a footnote, the first being 1."""
    return f'<w:r>{_raised(styles)}<w:footnoteReference w:id="{number}"/></w:r>'


def add_footnotes(document: DocxFile, texts: Sequence[str], styles: Styles) -> None:
    """Give the document its footnotes, the first numbered 1; without texts there is no such part."""
    if not texts:
        return
    notes = [_separator(kind, number) for kind, number in SEPARATORS.items()]
    notes += [_note(number, text, styles) for number, text in enumerate(texts, 1)]
    declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    xml = f"{declaration}<w:footnotes {NAMESPACES}>{''.join(notes)}</w:footnotes>"
    package = document.part.package
    part = Part(PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, xml.encode(), package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)


def _note(number: int, text: str, styles: Styles) -> str:
    inside = f"<w:r>{_raised(styles)}<w:footnoteRef/></w:r>{run(f' {text}')}"
    return f'<w:footnote w:id="{number}">{paragraph(styles["footnote text"], inside)}</w:footnote>'


def _separator(kind: str, number: int) -> str:
    spacing = '<w:pPr><w:spacing w:after="0" w:line="240" w:lineRule="auto"/></w:pPr>'
    return f'<w:footnote w:type="{kind}" w:id="{number}"><w:p>{spacing}<w:r><w:{kind}/></w:r></w:p></w:footnote>'


def _raised(styles: Styles) -> str:
    return f"<w:rPr><w:rStyle w:val={attribute(styles['footnote reference'])}/></w:rPr>"
