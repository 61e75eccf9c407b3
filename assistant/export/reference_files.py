"""The sources of a draft for reference managers: BibTeX, RIS and CSL-JSON."""

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence

from assistant.export.bibliography import Entry, family_name
from ingest.records import SourceKind

_LATEX = {"\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"} | {
    sign: f"\\{sign}" for sign in "$&#_%"
}
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")  # would end a line or is no text
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})
_RIS: Mapping[SourceKind | None, str] = {"guideline": "RPRT", "study": "RPRT", "strategy": "RPRT", "webpage": "ELEC"}
_CSL: Mapping[SourceKind | None, str] = {
    "guideline": "report",
    "study": "report",
    "strategy": "report",
    "webpage": "webpage",
}


def to_bibtex(entries: Sequence[Entry]) -> str:
    """Return the sources as BibTeX (UTF-8): reports with an institution as techreport, all others as misc.

    Titles keep their capitals, and names without a comma are kept whole, as those of institutions must be.
    """
    return "".join(_bibtex(entry, key) for entry, key in zip(entries, _keys(entries), strict=True))


def to_ris(entries: Sequence[Entry]) -> str:
    """Return the sources as RIS, lines ended by CRLF; nothing in a source can begin a line of its own."""
    return "".join(_ris(entry) for entry in entries)


def to_csl_json(entries: Sequence[Entry]) -> str:
    """Return the sources as CSL-JSON; names without a comma are literal, an unknown year is left out."""
    items = [_csl(entry, key) for entry, key in zip(entries, _keys(entries), strict=True)]
    return json.dumps(items, ensure_ascii=False, indent=2) + "\n"


def _bibtex(entry: Entry, key: str) -> str:
    details = entry.details
    is_report = _CSL.get(details.kind) == "report" and bool(details.publisher)
    publisher = "institution" if is_report else "publisher"
    fields = {
        "author": " and ".join(_bibtex_name(author) for author in details.authors),
        "title": f"{{{_latex(entry.title)}}}" if entry.title else "",
        publisher: _latex(details.publisher),
        "year": "" if details.year is None else str(details.year),
        "url": re.sub(r"[\s{}\\]", lambda found: f"%{ord(found[0]):02X}", _one_line(details.url)),
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@{'techreport' if is_report else 'misc'}{{{key},\n{lines}}}\n\n"


def _bibtex_name(author: str) -> str:
    name = _latex(author)
    return name if author.count(",") == 1 and " and " not in name.casefold() else f"{{{name}}}"


def _latex(text: str) -> str:
    return "".join(_LATEX.get(letter, letter) for letter in _one_line(text))


def _ris(entry: Entry) -> str:
    details = entry.details
    lines = [("TY", _RIS.get(details.kind, "GEN")), *(("AU", author) for author in details.authors)]
    lines += [("PY", "" if details.year is None else str(details.year)), ("TI", entry.title)]
    lines += [("PB", details.publisher), ("LA", details.language), ("UR", details.url)]
    text = "".join(f"{tag}  - {_one_line(value)}\r\n" for tag, value in lines if value)
    return f"{text}ER  - \r\n\r\n"


def _csl(entry: Entry, key: str) -> dict[str, object]:
    details = entry.details
    item: dict[str, object] = {"id": key, "type": _CSL.get(details.kind, "document"), "title": _one_line(entry.title)}
    if details.authors:
        item["author"] = [_csl_name(_one_line(author)) for author in details.authors]
    if details.year is not None:
        item["issued"] = {"date-parts": [[details.year]]}
    said = {"publisher": details.publisher, "URL": details.url, "language": details.language}
    return item | {name: _one_line(value) for name, value in said.items() if value}


def _csl_name(author: str) -> dict[str, str]:
    if author.count(",") != 1:
        return {"literal": author}
    family, _, given = author.partition(",")
    return {"family": family.strip(), "given": given.strip()}


def _keys(entries: Sequence[Entry]) -> list[str]:
    """Return a readable key for each entry, unique among them: "soellner2018", "soellner2018b"."""
    keys: list[str] = []
    for entry in entries:
        details = entry.details
        first = family_name(details.authors[0]) if details.authors else entry.title
        plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFC", first).translate(_GERMAN))
        words = re.findall(r"[a-z0-9]+", plain.encode("ascii", "ignore").decode().lower())
        base = f"{words[0] if words else 'source'}{details.year or ''}"
        key, number = base, 1
        while key in keys:
            number += 1
            key = base + (chr(ord("a") + number - 1) if number <= 26 else f"-{number}")
        keys.append(key)
    return keys


def _one_line(text: str) -> str:
    return " ".join(_CONTROL.sub(" ", text).split())
