"""What a file is that has no reader, by its first bytes."""

import re

from ingest.records import Text

_PROGRAM = Text("ein Programm", "a program")
_IMAGE = Text("ein Bild", "an image")
_ARCHIVE = Text("ein Archiv", "an archive")
_SOUND = Text("eine Tonaufnahme", "a sound recording")
_FILM = Text("ein Film", "a film")
_FONT = Text("eine Schrift", "a font")
_CALENDAR = Text("ein Kalender oder eine Visitenkarte", "a calendar or a contact card")
_BINARY = (
    (b"MZ", Text("ein Programm (EXE)", "a program (EXE)")),
    (b"\x7fELF", _PROGRAM),
    (b"\xca\xfe\xba\xbe", _PROGRAM),
    (b"\x89PNG", _IMAGE),
    (b"\xff\xd8\xff", _IMAGE),
    (b"GIF8", _IMAGE),
    (b"BM", _IMAGE),
    (b"II*\0", _IMAGE),
    (b"MM\0*", _IMAGE),
    (b"8BPS", _IMAGE),
    (b"AT&TFORM", Text("ein DjVu-Dokument", "a DjVu document")),
    (b"\x1f\x8b", _ARCHIVE),
    (b"BZh", _ARCHIVE),
    (b"\xfd7zXZ", _ARCHIVE),
    (b"7z\xbc\xaf", _ARCHIVE),
    (b"Rar!", _ARCHIVE),
    (b"PK\x05\x06", Text("ein leeres ZIP-Archiv", "an empty ZIP archive")),
    (b"ID3", _SOUND),
    (b"OggS", _SOUND),
    (b"fLaC", _SOUND),
    (b"\x1aE\xdf\xa3", _FILM),
    (b"\0\x01\0\0\0", _FONT),
    (b"OTTO", _FONT),
    (b"wOF", _FONT),
    (b"SQLite format 3", Text("eine Datenbank", "a database")),
)
_CONTAINERS = ((b"WEBP", _IMAGE), (b"WAVE", _SOUND), (b"AVI ", _FILM))
_ISO_MEDIA = ((b"heic", _IMAGE), (b"mif1", _IMAGE), (b"avif", _IMAGE), (b"M4A", _SOUND))
_WRITTEN = (
    (re.compile(rb"%!(?:ps|fontforge)"), Text("ein PostScript-Dokument", "a PostScript document")),
    (re.compile(rb"<\?xml[^>]*>\s*(?:<!--.*?-->\s*|<!doctype svg[^>]*>\s*)*<svg\b|<svg\b", re.DOTALL), _IMAGE),
    (re.compile(rb"<\?xml\b"), Text("eine XML-Datei", "an XML file")),
    (re.compile(rb"begin:v(?:calendar|card)"), _CALENDAR),
    (re.compile(rb"[{\[]\s*(?:\"|[{\[\]}])"), Text("eine Datendatei (JSON)", "a data file (JSON)")),
    (re.compile(rb"\d+ \d+ obj\b"), Text("ein PDF, dem der Anfang fehlt", "a PDF without its beginning")),
    (re.compile(rb"#!"), _PROGRAM),
)


def foreign_kind(head: bytes) -> Text | None:
    """Return what a file is that begins with these bytes and is no text, None when they tell nothing."""
    for magic, found in _BINARY:
        if head.startswith(magic) and (not magic.isalnum() or b"\0" in head):
            return found
    if head.startswith(b"RIFF"):
        return next((found for word, found in _CONTAINERS if word in head[8:12]), _FILM)
    if head[4:8] == b"ftyp":
        return next((found for word, found in _ISO_MEDIA if word in head[8:16]), _FILM)
    return None


def written_kind(beginning: bytes) -> Text | None:
    """Return what a text is that is no document, by its lower-case beginning: data, a drawing, a program."""
    return next((found for pattern, found in _WRITTEN if pattern.match(beginning)), None)
