"""Footnotes and endnotes of a DOCX file: numbered as they are called."""

from ingest.formats.docx_inline import NoteCall, read_inline
from ingest.formats.docx_markup import Node, number, value, w
from ingest.formats.docx_numbering import format_number
from ingest.records import Block

_KINDS = ("footnote", "endnote")
_USUAL_FORMAT = {"footnote": "decimal", "endnote": "lowerRoman"}  # Word's own, when the file says nothing


class Notes:
    """The notes of a document; each is handed out once, however often it is called."""

    def __init__(self, footnotes: Node | None, endnotes: Node | None, settings: Node | None, body: Node) -> None:
        self._texts: dict[tuple[str, str], str] = {}
        self._formats: dict[str, str] = {}
        self._counts: dict[str, int] = {}
        for kind, root in zip(_KINDS, (footnotes, endnotes), strict=True):
            self._read(kind, root)
            shape = _properties(kind, body, settings)
            self._formats[kind] = value(shape, "numFmt") or _USUAL_FORMAT[kind]
            start = number(value(shape, "numStart"))
            self._counts[kind] = (1 if start is None else start) - 1

    def block(self, call: NoteCall) -> Block | None:
        """Return the note that is called, None when it has no text or was returned before."""
        if not call.mark and (call.kind, call.id) in self._texts:
            self._counts[call.kind] += 1
        text = self._texts.pop((call.kind, call.id), "")
        marker = call.mark or format_number(self._counts[call.kind], self._formats[call.kind])
        return Block("footnote", text, marker=marker) if text else None

    def _read(self, kind: str, root: Node | None) -> None:
        for note in () if root is None else root.iter(w(kind)):
            parts = (read_inline(paragraph).whole().text for paragraph in note.iter(w("p")))
            self._texts[kind, note.get(w("id"), "")] = " ".join(part for part in parts if part)


def _properties(kind: str, body: Node, settings: Node | None) -> Node | None:
    """Return the first w:footnotePr or w:endnotePr that says how to number: of a section, else of the settings."""
    places = [] if settings is None else [settings]
    found = (node for root in (body, *places) for node in root.iter(w(f"{kind}Pr")))
    return next((node for node in found if value(node, "numFmt") or value(node, "numStart")), None)
