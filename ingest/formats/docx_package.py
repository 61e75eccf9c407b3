"""The ZIP of a DOCX file: what is checked before it is opened, and its parts as XML trees."""

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

from lxml import etree

from ingest.errors import DamagedFile, EmptyFile, MissingPath, PasswordNeeded, TooLarge, UnsupportedType
from ingest.formats.docx_markup import REL, Node
from ingest.records import Text

_MAX_PARTS = 5_000
_MAX_DECLARED = 300_000_000  # bytes, all parts unpacked
_MAX_RATIO = 100  # of parts over 1 MB; text in XML is packed 10 to 30 times
_RATIO_FROM = 1_000_000
_MAX_XML = 60_000_000  # bytes of one XML part: its tree takes some ten times as much memory
_STRICT = b"http://purl.oclc.org/ooxml/"
_STRICT_NAMES = {
    _STRICT + b"wordprocessingml/main": b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    _STRICT + b"officeDocument/relationships": b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    _STRICT + b"officeDocument/math": b"http://schemas.openxmlformats.org/officeDocument/2006/math",
    _STRICT
    + b"drawingml/wordprocessingDrawing": b"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
}
_BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FOREIGN_PARTS = {
    "xl/workbook.xml": Text("eine Excel-Tabelle", "an Excel workbook"),
    "ppt/presentation.xml": Text("eine PowerPoint-Präsentation", "a PowerPoint presentation"),
    "content.xml": Text("ein OpenDocument-Dokument", "an OpenDocument file"),
}


@dataclass(frozen=True)
class Relation:
    """A link from a part to another: the last word of its type ("footnotes") and the name of the part it points to."""

    kind: str
    target: str


class Package:
    """The parts of a DOCX file. Close it, or use it in a `with` statement."""

    def __init__(self, path: Path) -> None:
        """Open the file. Raises MissingPath, EmptyFile, UnsupportedType, PasswordNeeded, TooLarge or DamagedFile."""
        self._name = path.name
        _refuse_by_content(path)
        try:
            self._zip = zipfile.ZipFile(path)
        except _BROKEN_ZIP as error:
            raise DamagedFile(path.name, "DOCX") from error
        self._names = {info.filename.lstrip("/"): info for info in self._zip.infolist()}
        try:
            self._refuse_by_size()
            self.main = self._main_part()
        except Exception:
            self._zip.close()
            raise
        self.relations = self._relations_of(self.main)

    def __enter__(self) -> "Package":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()

    def tree(self, part: str) -> Node:
        """Return the root of an XML part. Raises DamagedFile (also for a document type definition) or TooLarge."""
        data = self._read(part)
        for strict, usual in _STRICT_NAMES.items():
            data = data.replace(strict, usual)
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
            raise DamagedFile(self._name, "DOCX") from error
        if root.getroottree().docinfo.doctype:
            raise DamagedFile(self._name, "DOCX")
        return root

    def related(self, kind: str) -> Node | None:
        """Return the root of the part that the main part names as its "styles", "footnotes", ...; None without one.

        A side part that cannot be parsed counts as missing: the body is worth more than its list of styles.
        """
        for relation in self.relations.values():
            if relation.kind == kind and relation.target in self._names:
                return self._tree_if_sound(relation.target)
        return None

    def core_properties(self) -> Node | None:
        """Return the root of the core properties, None without them."""
        return self._tree_if_sound("docProps/core.xml") if "docProps/core.xml" in self._names else None

    def _tree_if_sound(self, part: str) -> Node | None:
        try:
            return self.tree(part)
        except DamagedFile:
            return None

    def _read(self, part: str) -> bytes:
        info = self._names[part]
        if info.file_size > _MAX_XML:
            raise TooLarge(self._name, f"{info.file_size // 1_000_000} MB XML", f"{_MAX_XML // 1_000_000} MB")
        try:
            return self._zip.read(info)
        except _BROKEN_ZIP as error:
            raise DamagedFile(self._name, "DOCX") from error

    def _refuse_by_size(self) -> None:
        declared = sum(info.file_size for info in self._zip.infolist())
        if declared > _MAX_DECLARED:
            raise TooLarge(self._name, f"{declared // 1_000_000} MB", f"{_MAX_DECLARED // 1_000_000} MB")
        for info in self._zip.infolist():
            if info.file_size > _RATIO_FROM and info.file_size > _MAX_RATIO * max(info.compress_size, 1):
                found = f"{info.file_size // max(info.compress_size, 1)} : 1"
                raise TooLarge(self._name, found, f"{_MAX_RATIO} : 1")

    def _main_part(self) -> str:
        """Return the name of the part that holds the text: it need not be word/document.xml."""
        for relation in self._relations_of("").values():
            is_text = relation.kind == "officeDocument" and relation.target not in _FOREIGN_PARTS
            if is_text and relation.target in self._names:
                return relation.target
        if "word/document.xml" in self._names:
            return "word/document.xml"
        for part, found in _FOREIGN_PARTS.items():
            if part in self._names:
                raise UnsupportedType(self._name, found)
        if "[Content_Types].xml" in self._names:
            raise DamagedFile(self._name, "DOCX")
        raise UnsupportedType(self._name, Text("ein ZIP-Archiv", "a ZIP archive"))

    def _relations_of(self, part: str) -> dict[str, Relation]:
        """Return the internal relations of a part by id; external targets are left out: nothing is ever fetched."""
        folder, name = posixpath.split(part)
        file_name = posixpath.join(folder, "_rels", f"{name}.rels")
        root = self._tree_if_sound(file_name) if file_name in self._names else None
        return {} if root is None else dict(_internal_relations(root, folder))


def _internal_relations(root: Node, folder: str) -> Iterator[tuple[str, Relation]]:
    for node in root.iter(f"{{{REL}}}Relationship"):
        if node.get("TargetMode") == "External":
            continue
        target = posixpath.normpath(posixpath.join("/", folder, node.get("Target", ""))).lstrip("/")
        yield node.get("Id", ""), Relation(node.get("Type", "").rsplit("/", 1)[-1], target)


def _refuse_by_content(path: Path) -> None:
    """Raise what fits when the file is not a ZIP, or when its directory is longer than any document needs."""
    try:
        with path.open("rb") as stream:
            start = stream.read(8)
            if not start:
                raise EmptyFile(path.name)
            with mmap(stream.fileno(), 0, access=ACCESS_READ) as data:
                if start == _OLE:
                    _refuse_ole(path.name, data)
                if start.startswith(b"{\\rtf"):
                    raise UnsupportedType(path.name, Text("ein RTF-Dokument", "an RTF document"))
                if not start.startswith(b"PK"):
                    raise DamagedFile(path.name, "DOCX")
                # zipfile keeps about 1 kB for each entry, so they are counted before it opens the file
                parts = sum(1 for _ in islice(re.finditer(rb"PK\x01\x02", data), _MAX_PARTS + 1))
    except FileNotFoundError as error:
        raise MissingPath(str(path)) from error
    except OSError as error:
        raise DamagedFile(path.name, "DOCX") from error
    if parts > _MAX_PARTS:
        raise TooLarge(path.name, f"> {_MAX_PARTS} Teile", f"{_MAX_PARTS} Teile")


def _refuse_ole(name: str, data: mmap) -> None:
    """Raise PasswordNeeded for an encrypted DOCX, which is an OLE file, UnsupportedType for another OLE file."""
    if data.find("EncryptedPackage".encode("utf-16-le")) >= 0:
        raise PasswordNeeded(name)
    raise UnsupportedType(name, Text("ein altes Word-Dokument (.doc)", "an old Word document (.doc)"))
