"""The ZIP of an Office file: what is checked before it is opened, what kind it is, and its parts as XML trees."""

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from mmap import ACCESS_READ, mmap
from pathlib import Path
from types import TracebackType
from typing import TypeAlias

from lxml import etree

from ingest.errors import DamagedFile, EmptyFile, MissingPath, TooLarge, UnsupportedType
from ingest.formats.ole import OLE, refuse_ole
from ingest.records import Text

Node: TypeAlias = etree._Element

_REL = "http://schemas.openxmlformats.org/package/2006/relationships"
_MAX_PARTS = 5_000
_MAX_DECLARED = 300_000_000  # bytes, all parts unpacked
_MAX_RATIO = 100  # of parts over 1 MB; text in XML is packed 10 to 30 times
_RATIO_FROM = 1_000_000
_MAX_XML = 60_000_000  # bytes of one XML part: its tree takes some ten times as much memory
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/(\w+)")  # ISO 29500-4, annex A: the same names, other homes
_USUAL = rb"http://schemas.openxmlformats.org/\1/2006/\2"
_BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError)
# The kinds that have a reader, by the content type of the main part (ISO 29500) or of the file (OpenDocument).
_READ_KINDS = (
    ("wordprocessingml", "DOCX"),
    ("ms-word.document", "DOCX"),
    ("ms-word.template", "DOCX"),
    ("presentationml", "PPTX"),
    ("ms-powerpoint.presentation", "PPTX"),
    ("ms-powerpoint.slideshow", "PPTX"),
    ("spreadsheetml", "XLSX"),
    ("ms-excel.sheet.macro", "XLSX"),
    ("ms-excel.template.macro", "XLSX"),
    ("opendocument.text", "ODT"),
)
_KIND_OF_FOLDER = {"word": "DOCX", "ppt": "PPTX", "xl": "XLSX"}
_OTHER_KINDS = (
    ("opendocument.spreadsheet", Text("eine OpenDocument-Tabelle (ODS)", "an OpenDocument spreadsheet (ODS)")),
    ("opendocument.presentation", Text("eine OpenDocument-Präsentation (ODP)", "an OpenDocument presentation (ODP)")),
    ("opendocument", Text("ein OpenDocument-Dokument", "an OpenDocument file")),
    ("epub", Text("ein E-Book (EPUB)", "an e-book (EPUB)")),
    ("sheet.binary", Text("eine Excel-Binärdatei (XLSB)", "an Excel binary workbook (XLSB)")),
    ("visio", Text("eine Visio-Zeichnung", "a Visio drawing")),
)
_OPENED = {
    "DOCX": Text("ein Word-Dokument", "a Word document"),
    "PPTX": Text("eine PowerPoint-Präsentation", "a PowerPoint presentation"),
    "XLSX": Text("eine Excel-Tabelle", "an Excel workbook"),
    "ODT": Text("ein OpenDocument-Text", "an OpenDocument text"),
}
_ODF_MAIN = "content.xml"
_WANTED_MAIN = {"DOCX": "word/document.xml", "PPTX": "ppt/presentation.xml", "XLSX": "xl/workbook.xml"}


@dataclass(frozen=True)
class Relation:
    """A link from a part to another: the last word of its type ("footnotes") and the name of the part it points to."""

    kind: str
    target: str


class Package:
    """The parts of a DOCX, PPTX, XLSX or ODT file. Close it, or use it in a `with` statement."""

    def __init__(self, path: Path, wanted: str = "") -> None:
        """Open the file, of the kind that is wanted, "DOCX" ..., or of any that has a reader.

        Raises MissingPath, EmptyFile, UnsupportedType, PasswordNeeded, TooLarge or DamagedFile.
        """
        self._name = path.name
        self.kind = wanted or "Office"
        _refuse_by_content(path, self.kind)
        try:
            self._zip = zipfile.ZipFile(path)
        except _BROKEN_ZIP as error:
            raise DamagedFile(path.name, self.kind) from error
        self._names = {info.filename.lstrip("/"): info for info in self._zip.infolist()}
        try:
            self._refuse_by_size()
            self.kind, self.main = self._recognised()
        except Exception:
            self._zip.close()
            raise
        if wanted and self.kind != wanted:
            self._zip.close()
            raise UnsupportedType(path.name, _OPENED[self.kind])
        self.relations = self.relations_of(self.main)

    def holds(self, part: str) -> bool:
        """Tell whether the file has this part."""
        return part in self._names

    def size(self, part: str) -> int:
        """Return the unpacked size of a part in bytes, as the file declares it."""
        return self._names[part].file_size

    def read(self, part: str) -> bytes:
        """Return a part; raises DamagedFile, or TooLarge over 60 MB."""
        return self._read(part)

    def __enter__(self) -> "Package":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()

    def tree(self, part: str) -> Node:
        """Return the root of an XML part. Raises DamagedFile (also for a document type definition) or TooLarge."""
        data = _STRICT.sub(_USUAL, self._read(part))
        parser = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        try:
            root = etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise DamagedFile(self._name, self.kind) from error
        if root.getroottree().docinfo.doctype:
            raise DamagedFile(self._name, self.kind)
        return root

    def related(self, kind: str) -> Node | None:
        """Return the root of the part that the main part names as its "styles", "footnotes", ...; None without one.

        A side part that cannot be parsed counts as missing: the body is worth more than its list of styles.
        """
        for relation in self.relations.values():
            if relation.kind == kind and relation.target in self._names:
                return self.tree_if_sound(relation.target)
        return None

    def core_properties(self) -> Node | None:
        """Return the root of the core properties, None without them."""
        return self.tree_if_sound("docProps/core.xml")

    def tree_if_sound(self, part: str) -> Node | None:
        """Return the root of an XML part, None when it is missing or cannot be parsed."""
        if part not in self._names:
            return None
        try:
            return self.tree(part)
        except DamagedFile:
            return None

    def _read(self, part: str) -> bytes:
        info = self._names.get(part)
        if info is None:
            raise DamagedFile(self._name, self.kind)
        if info.file_size > _MAX_XML:
            raise TooLarge(self._name, f"{info.file_size // 1_000_000} MB XML", f"{_MAX_XML // 1_000_000} MB")
        try:
            return self._zip.read(info)
        except _BROKEN_ZIP as error:
            raise DamagedFile(self._name, self.kind) from error

    def _refuse_by_size(self) -> None:
        declared = sum(info.file_size for info in self._zip.infolist())
        if declared > _MAX_DECLARED:
            raise TooLarge(self._name, f"{declared // 1_000_000} MB", f"{_MAX_DECLARED // 1_000_000} MB")
        for info in self._zip.infolist():
            if info.file_size > _RATIO_FROM and info.file_size > _MAX_RATIO * max(info.compress_size, 1):
                found = f"{info.file_size // max(info.compress_size, 1)} : 1"
                raise TooLarge(self._name, found, f"{_MAX_RATIO} : 1")

    def _recognised(self) -> tuple[str, str]:
        """Return the kind of the file and its main part, which need not have the usual name."""
        mime = self._read("mimetype")[:100].decode("ascii", "replace") if "mimetype" in self._names else ""
        if mime or _ODF_MAIN in self._names:
            return self._kind_of(mime or "opendocument.text"), _ODF_MAIN
        targets = [one.target for one in self.relations_of("").values() if one.kind == "officeDocument"]
        for part in [*targets, *_WANTED_MAIN.values()]:
            if part in self._names:
                return self._kind_of(self._content_type(part), part), part
        if "[Content_Types].xml" in self._names:
            raise DamagedFile(self._name, self.kind)
        raise UnsupportedType(self._name, Text("ein ZIP-Archiv", "a ZIP archive"))

    def _kind_of(self, content_type: str, part: str = "") -> str:
        """Return the kind for a content type, else for the folder of the main part; raises UnsupportedType."""
        for word, found in _OTHER_KINDS:
            if word in content_type and not content_type.endswith("opendocument.text"):
                raise UnsupportedType(self._name, found)
        kind = next((kind for word, kind in _READ_KINDS if word in content_type), "")
        if not kind and part.partition("/")[0] not in _KIND_OF_FOLDER:
            raise UnsupportedType(self._name, Text("von unbekannter Art", "of an unknown kind"))
        return kind or _KIND_OF_FOLDER[part.partition("/")[0]]

    def _content_type(self, part: str) -> str:
        root = self.tree_if_sound("[Content_Types].xml")
        named = () if root is None else root.iter("{*}Override")
        return next((node.get("ContentType", "").lower() for node in named if node.get("PartName") == f"/{part}"), "")

    def relations_of(self, part: str) -> dict[str, Relation]:
        """Return the internal relations of a part by id; external targets are left out: nothing is ever fetched."""
        folder, name = posixpath.split(part)
        root = self.tree_if_sound(posixpath.join(folder, "_rels", f"{name}.rels"))
        return {} if root is None else dict(_internal_relations(root, folder))


def _internal_relations(root: Node, folder: str) -> Iterator[tuple[str, Relation]]:
    for node in root.iter(f"{{{_REL}}}Relationship"):
        if node.get("TargetMode") == "External":
            continue
        target = posixpath.normpath(posixpath.join("/", folder, node.get("Target", ""))).lstrip("/")
        yield node.get("Id", ""), Relation(node.get("Type", "").rsplit("/", 1)[-1], target)


def _refuse_by_content(path: Path, kind: str) -> None:
    """Raise what fits when the file is not a ZIP, or when its directory is longer than any document needs."""
    try:
        with path.open("rb") as stream:
            start = stream.read(8)
            if not start:
                raise EmptyFile(path.name)
            with mmap(stream.fileno(), 0, access=ACCESS_READ) as data:
                if start == OLE:
                    refuse_ole(path.name, data)
                if not start.startswith(b"PK"):
                    raise DamagedFile(path.name, kind)
                # zipfile keeps about 1 kB for each entry, so they are counted before it opens the file
                parts = sum(1 for _ in islice(re.finditer(rb"PK\x01\x02", data), _MAX_PARTS + 1))
    except FileNotFoundError as error:
        raise MissingPath(str(path)) from error
    except OSError as error:
        raise DamagedFile(path.name, kind) from error
    if parts > _MAX_PARTS:
        most = Text(f"{_MAX_PARTS} Teile", f"{_MAX_PARTS} parts")
        raise TooLarge(path.name, Text(f"über {most.de}", f"over {most.en}"), most)
