"""Reads e-mails (EML): subject, who wrote when to whom, and the text; attachments are named, not read."""

import re
from collections.abc import Callable
from dataclasses import replace
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

from ingest.clean import normalise
from ingest.errors import DamagedFile, EmptyFile, MissingPath, TooLarge
from ingest.formats.encoding import decode
from ingest.formats.html import article_of
from ingest.formats.text import blocks_of
from ingest.records import Block, Document, SourceDetails, Text

_MAX_BYTES = 50_000_000
_MAX_TEXT = 5_000_000
_SHOWN = ("From", "To", "Cc", "Date")
_FIELD = re.compile(
    rb"^(?:return-path|received|delivered-to|from|to|cc|date|subject|message-id|mime-version|content-type|reply-to"
    rb"|x-[\w-]+|dkim-signature|authentication-results):",
    re.IGNORECASE | re.MULTILINE,
)
_FEWEST_FIELDS = 3
_ATTACHED = Text("Anhänge wurden nicht gelesen: {}.", "Attachments were not read: {}.")


def is_message(head: bytes) -> bool:
    """Tell whether a file begins with the fields of an e-mail."""
    fields = re.split(rb"\r?\n\r?\n", head.lstrip(b"\xef\xbb\xbf\r\n"), maxsplit=1)[0]
    first = fields.split(b"\n", 1)[0]
    is_field = re.match(rb"(?:[\w-]+:|From )", first) is not None
    return is_field and len(_FIELD.findall(fields)) >= _FEWEST_FIELDS


def read_eml(path: Path, *, password: str = "") -> Document:
    """Return the subject as heading, sender, receivers and date, then the text of the message.

    Attachments are named in the notices. `password` has no meaning here. Raises TooLarge (over 50 MB, or 5 MB of
    text), EmptyFile when there is no text, DamagedFile, MissingPath.
    """
    message = _parsed(path)
    subject = _header(message, "Subject")
    body, attached = _body(message, path.name)
    if not body:
        raise EmptyFile(path.name)
    heading = [Block("heading", subject, level=1)] if subject else []
    told = [(name, _header(message, name)) for name in _SHOWN]
    fields = [Block("paragraph", f"{name}: {value}") for name, value in told if value]
    below = [_lowered(block) for block in body]
    notices = (Text(*(text.format(", ".join(attached)) for text in _ATTACHED)),) if attached else ()
    return Document((*heading, *fields, *below), _details(message, subject), notices=notices)


def _parsed(path: Path) -> EmailMessage:
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise TooLarge(path.name, f"{path.stat().st_size / 1e6:.0f} MB", f"{_MAX_BYTES // 1_000_000} MB")
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise MissingPath(str(path)) from error
    try:
        return BytesParser(_class=EmailMessage, policy=policy.default).parsebytes(data)
    except Exception as error:  # the standard library stumbles over damaged kinds of content in many ways
        raise DamagedFile(path.name, "EML") from error


def _header(message: EmailMessage, name: str) -> str:
    return normalise(_sound(lambda: str(message.get(name, ""))))


def _sound(ask: Callable[[], str | None]) -> str:
    """Return what a field says, nothing for a damaged one: the standard library stumbles over those in many ways."""
    try:
        return ask() or ""
    except Exception:
        return ""


def _body(message: EmailMessage, name: str) -> tuple[list[Block], list[str]]:
    """Return the blocks of the first plain text, else of the first page, and the names of what is attached."""
    plain, pages, attached = "", "", []
    for part in message.walk():
        if part.is_multipart():
            continue
        title, kind = normalise(_sound(part.get_filename)), _sound(part.get_content_type) or "text/plain"
        is_text = kind.startswith("text/")
        if _sound(part.get_content_disposition) == "attachment" or (title and not is_text):
            attached.append(title or kind)
        elif kind == "text/html":
            pages = pages or _decoded(part, name)
        elif is_text:
            plain = f"{plain}\n\n{_decoded(part, name)}" if plain else _decoded(part, name)
    if plain.strip():
        return list(blocks_of(plain)), attached
    return (list(article_of(pages, name).blocks) if pages else []), attached


def _decoded(part: EmailMessage, name: str) -> str:
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    if len(data) > _MAX_TEXT:
        raise TooLarge(name, f"{len(data) / 1_000_000:.1f} MB", f"{_MAX_TEXT // 1_000_000} MB")
    try:
        return decode(data, _sound(part.get_content_charset))
    except ValueError as error:
        raise DamagedFile(name, "EML") from error


def _lowered(block: Block) -> Block:
    return replace(block, level=block.level + 1) if block.kind == "heading" else block


def _details(message: EmailMessage, subject: str) -> SourceDetails:
    sender = re.sub(r"\s*<[^<>]*>", "", _header(message, "From")).strip('" ')
    year = re.search(r"\b(?:19[89]\d|20\d\d)\b", _header(message, "Date"))
    return SourceDetails(title=subject, authors=(sender,) if sender else (), year=int(year.group()) if year else None)
