"""What a language model writes, as the Markdown that answers have: sentences with marks, lists, bold type.

Models decorate as they have learned it, whatever they are told: headings, tables, code fences, links, "Gerne!". Nothing
here judges what they say; that is done afterwards (proving.py).
"""

import re
from collections.abc import Container

from assistant.answering.model_marks import with_own_marks
from assistant.answering.render import escape_markdown

_LINES = re.compile(r"\r\n?|<br\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"</?(?:sup|sub|b|i|u|em|strong|p|span|div|ul|ol|li|small|mark)\s*>|`", re.IGNORECASE)
_LINK = re.compile(r"!?\[([^\]\[\n]{1,200})\]\([^)\s]{0,2000}\)")  # "[text](address)"; those of marks have gone
_LONGEST = 8_000  # characters that are read: five times what was asked for
_WIDE, _HIGH = re.compile(r"[ \t]{20,}"), re.compile(r"\n(?:[ \t]*\n){2,}")
# Lines that say nothing to prove: fences, headings, also in bold type, rules, footnotes; then the list of sources.
_BESIDES = re.compile(
    r"^[ \t]*(?:(?:```|~~~).*|#{1,6}[ \t].*|\*\*[^*\n]{1,80}(?<![.!?])\*\*:?|[-*_=]{3,}|\[\^\d{1,3}\]:.*)[ \t]*$\n?",
    re.MULTILINE,
)
_SOURCES = re.compile(
    r"^[ \t*_#]*(?:Quellen(?:angaben|verzeichnis)?|Belege|Literatur(?:verzeichnis)?|Sources|References|Quotes)[ \t*_:]*"
    r"(?:\n(?:[ \t]*(?:[-*+•]|\d{1,2}[.)]|\\?\[|【).*)?)*\Z",
    re.MULTILINE | re.IGNORECASE,
)
_POLITE = re.compile(
    r"\A\s*(?:(?:gerne?|natürlich|selbstverständlich|certainly|sure|of course)\b[^.!:\[\n]{0,40}[.!:]\s*)?"
    r"(?:(?:hier|nachfolgend|im folgenden|here|below|basierend auf|auf (?:basis|grundlage)|based on)\b"
    r"[^\[\n]{0,120}:[ \t]*$)?",
    re.IGNORECASE | re.MULTILINE,
)
_ITALIC = re.compile(r"(?<![\w*])\*(?![\s*])([^*\n]+?)(?<![\s*])\*(?![\w*])|(?<!\w)_(?!\s)([^_\n]+?)(?<!\s)_(?!\w)")
_BULLET = re.compile(r"^([ \t]*)(?:[•‣◦▪●–—*+]|[a-z]\))[ \t]+", re.MULTILINE)
_NUMBER = re.compile(r"^([ \t]*\d{1,2})[.)][ \t]+", re.MULTILINE)
_ROWS = re.compile(r"(?:^[ \t]*\|.*\|[ \t]*(?:\n|\Z))+", re.MULTILINE)
_RULE = re.compile(r"[|:\s]*-[|:\s-]*")
_KEPT = re.compile(r"(\*\*|^[ \t]*- |\[\d{1,3}\])", re.MULTILINE)
_KEPT_WITH_NUMBERS = re.compile(r"(\*\*|^[ \t]*(?:-|\d{1,2}\.) |\[\d{1,3}\])", re.MULTILINE)


def as_answer(text: str, known: Container[int]) -> str:
    """Return a model's text, whole or not yet, as an answer's Markdown; `known` are the numbers of its quotes.

    Marks become "[3]" behind what they stand for, tables become lists. Headings, politeness in front and lists of
    sources behind go; links become their text, and other markup is shown as it stands.
    """
    plain = _HIGH.sub("\n\n", _WIDE.sub(" ", _LINES.sub("\n", text[:_LONGEST])))
    plain = _BESIDES.sub("", _SOURCES.sub("", plain))
    plain = _ROWS.sub(lambda found: _as_list(found.group()), _POLITE.sub("", _TAG.sub("", plain)))
    plain = _LINK.sub(r"\1", with_own_marks(plain, known))
    plain = _BULLET.sub(r"\1- ", _ITALIC.sub(r"\1\2", plain)).strip()
    is_numbered = len(_NUMBER.findall(plain)) > 1  # one alone may be a date: "3. Mai"
    if is_numbered:
        plain = _NUMBER.sub(r"\1. ", plain)
    parts = (_KEPT_WITH_NUMBERS if is_numbered else _KEPT).split(plain)
    return "".join(part if at % 2 else _escaped(part) for at, part in enumerate(parts))


def _as_list(table: str) -> str:
    """Return a table's rows as items: "- Beitrag: 300 Euro", with more columns "- Klein – Euro: 300, Stimmen: 1"."""
    rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in table.strip().split("\n")]
    is_headed = len(rows) > 1 and _RULE.fullmatch("|".join(rows[1])) is not None
    heads, body = (rows[0], rows[2:]) if is_headed else ([], rows)
    return "".join(f"- {_item(row, heads)}\n" for row in body if any(row))


def _item(row: list[str], heads: list[str]) -> str:
    first, *rest = row
    if len(rest) < 2 or len(heads) != len(row):
        return ": ".join([first, ", ".join(one for one in rest if one)] if any(rest) else [first])
    named = ", ".join(f"{head}: {cell}" if head else cell for head, cell in zip(heads[1:], rest, strict=True) if cell)
    return f"{first} – {named}" if named else first


def _escaped(text: str) -> str:
    return "\n".join(escape_markdown(line) if line.strip() else line for line in text.split("\n"))
