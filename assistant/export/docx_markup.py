"""Pieces of WordprocessingML as text. Every text of a draft goes through `escaped`: nothing of it becomes markup."""

import re
from xml.sax.saxutils import escape as _escape
from xml.sax.saxutils import quoteattr

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
# What XML 1.0 does not allow (section 2.2), with the C1 control characters, which Word shows as boxes.
_ILLEGAL = re.compile("[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def legal(text: str) -> str:
    """Return text without the characters that XML does not allow, line ends as "\\n"."""
    return _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def escaped(text: str) -> str:
    """Return text as it stands between two tags."""
    return _escape(legal(text))


def attribute(text: str) -> str:
    """Return text as the value of an attribute, its quotation marks included."""
    return quoteattr(" ".join(legal(text).split()))


def run(text: str, properties: str = "") -> str:
    """Return a run of text; `properties` is the inside of w:rPr. Line ends become breaks, tabs stay tabs."""
    inside = "".join(_piece(piece) for piece in re.split(r"([\n\t])", legal(text)))
    shape = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f"<w:r>{shape}{inside}</w:r>" if inside else ""


def _piece(text: str) -> str:
    if text in ("\n", "\t"):
        return "<w:br/>" if text == "\n" else "<w:tab/>"
    return f'<w:t xml:space="preserve">{_escape(text)}</w:t>' if text else ""


def paragraph(style_id: str, inside: str, properties: str = "") -> str:
    """Return a paragraph; `properties` is what follows w:pStyle in w:pPr, in the order of the schema."""
    return f"<w:p><w:pPr><w:pStyle w:val={attribute(style_id)}/>{properties}</w:pPr>{inside}</w:p>"


def field(instruction: str, result: str, properties: str = "") -> str:
    """Return a field with its result as text already in place."""
    return field_start(instruction) + run(result, properties) + field_end()


def field_start(instruction: str) -> str:
    """Return the beginning of a field; its result and `field_end` follow."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {escaped(instruction)} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )


def field_end() -> str:
    """Return the end of a field."""
    return '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
