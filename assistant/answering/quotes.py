"""The quote gate: a citation holds only if its quote stands verbatim at its offsets in the stored text."""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from assistant.records import Citation
from ingest.records import Hit, Unit


class FalseQuote(Exception):
    """A quote that is not in its source. A bug in whatever made it: it must never be shown."""


def cite(mark: int, hit: Hit, unit: Unit, start: int, end: int, *, stored_text: Callable[[str], str]) -> Citation:
    """Return the citation of stored_text[start:end]; raises FalseQuote where the passage says otherwise."""
    passage = hit.passage
    quote = passage.text[start - passage.start : end - passage.start]
    if not quote or stored_text(hit.source.id)[start:end] != quote:
        raise FalseQuote(f"{hit.source.id} {start}-{end}")
    return Citation(
        mark=mark,
        passage=passage,
        source=hit.source,
        quote=quote,
        start=start,
        end=end,
        page=unit.page if unit.page is not None else passage.first_page,
        page_label=unit.page_label or passage.page_label,
        heading_path=unit.heading_path,
        attribution=unit.attribution,
    )


def locate(quote: str, stored: str, near: int | None = None) -> tuple[int, int] | None:
    """Return start and end of a quote in the stored text, None where it does not stand there word for word.

    Differences that count for nothing: white space; soft hyphens and hyphens at line ends; the shape of quotation
    marks, apostrophes and dashes; composed or decomposed letters (NFC). Everything else must be the same, case too. Of
    several places the one whose start is nearest to `near` is returned, without `near` the first. Offsets count
    characters of `stored`; stored[start:end] begins and ends with what the quote begins and ends with.
    """
    wanted = _plain(quote)
    if not wanted:
        return None
    found = [match.span() for match in _loose_pattern(wanted).finditer(stored) if _is_whole(match, wanted, stored)]
    if not found:
        return None
    return found[0] if near is None else min(found, key=lambda span: abs(span[0] - near))


def _plain(text: str) -> str:
    """Return a quote as it is compared: NFC, no soft or line-end hyphens, plain marks and dashes, single spaces."""
    text = _BROKEN_WORD.sub("", unicodedata.normalize("NFC", text))
    text = "".join(_ONE_FORM.get(letter, letter) for letter in text)
    return " ".join(text.split())


@lru_cache(maxsize=256)
def _loose_pattern(wanted: str) -> re.Pattern[str]:
    """Return a pattern for a plain quote: any white space for a space, breaks between letters, any form of a mark."""
    parts: list[str] = []
    for before, letter, after in zip(" " + wanted, wanted, wanted[1:] + " ", strict=False):
        parts.append(r"\s+" if letter == " " else _any_form(letter))
        if letter.isalnum() and (after.isalnum()):
            parts.append(_BREAK)
        elif letter in _HYPHENS and before != " " and after != " ":
            parts.append(r"\s*")
    return re.compile("".join(parts))


def _any_form(letter: str) -> str:
    """Return a pattern for a letter in composed and decomposed form, and for a mark in each of its shapes."""
    forms = _FORMS.get(letter)
    if forms:
        return f"(?:{'|'.join(map(re.escape, forms))})"
    decomposed = unicodedata.normalize("NFD", letter)
    return re.escape(letter) if decomposed == letter else f"(?:{re.escape(letter)}|{re.escape(decomposed)})"


def _is_whole(match: re.Match[str], wanted: str, stored: str) -> bool:
    """Tell whether a match does not cut a word or number of the stored text, or part an accent from its letter."""
    start, end = match.span()
    if end < len(stored) and unicodedata.combining(stored[end]):
        return False
    before, after = stored[start - 1 : start], stored[end : end + 1]
    return not (before.isalnum() and wanted[0].isalnum()) and not (after.isalnum() and wanted[-1].isalnum())


_HYPHENS = "-"
_FORMS = {
    '"': ('"', "„", "“", "”", "«", "»", "‟", "''", ",,"),
    "'": ("'", "’", "‘", "‚", "‹", "›", "`", "´"),
    "-": ("-", "\u2010", "\u2011", "–", "—", "−"),
}
_ONE_FORM = {form: plain for plain, forms in _FORMS.items() for form in forms if len(form) == 1}
_BROKEN_WORD = re.compile("\u00ad\\s*|[-\u2010\x02][ \t]*\r?\n\\s*(?=[a-zäöüß])")
# what may stand inside a word of the stored text: soft hyphens, the hyphen at a line's end and the break behind it
_BREAK = "(?:\u00ad\\s*|[-\u2010\x02][ \t]*\r?\n\\s*)?"
