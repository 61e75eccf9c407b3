"""The lines of a text: which go on with the one before, and which begin an item, row or heading."""

import re

from ingest.small_words import STOPWORDS

NEW_LINE = re.compile(r"\s*(?:[-*•|#✓]|\d{1,3}[.)]\s)")  # an item, row or heading
_TORN_WORD = re.compile(r"(?<=[a-zäöüß])-[ \t]*\n\s*(?=[a-zäöüß])(?!(?:und|oder|bzw|sowie)\b)")
_LINE_WIDTH = 35  # characters; a shorter line that ends without a stop is a heading


def unwrapped(text: str) -> str:
    """Return a text with the lines of a paragraph joined, as they stand torn in texts out of PDF files."""
    text = _TORN_WORD.sub("", text)
    if "\n" not in text:
        return text
    joined: list[str] = []
    gap = False
    for line in text.split("\n"):
        if not line.strip():
            gap = bool(joined)
        elif joined and _goes_on(joined[-1], line, gap=gap, is_first=len(joined) == 1):
            joined[-1] = f"{joined[-1].rstrip()} {line.lstrip()}"
            gap = False
        else:
            joined += ["", line] if gap else [line]
            gap = False
    return "\n".join(joined)


def _goes_on(before: str, line: str, *, gap: bool, is_first: bool) -> bool:
    """Tell whether a line goes on with the sentence of the line before; a quote may begin at the end of a line."""
    before = before.rstrip()
    if NEW_LINE.match(line) or before.endswith((".", "!", "?", ":", ";", "|")) or "\t" in before + line:
        return False
    last = before.split()[-1] if before.split() else ""
    if last.lower() in STOPWORDS:
        return True
    lower = last[:1].islower() or line.lstrip()[0].islower()
    return not gap and lower and last[-1:] != ")" and (len(before) >= _LINE_WIDTH or is_first)
