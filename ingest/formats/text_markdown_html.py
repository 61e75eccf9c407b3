"""Raw HTML inside Markdown: comments that name whom a section follows, tables, text; scripts and styles go."""

import re
from collections.abc import Iterator

from ingest.clean import normalise

_COMMENT_START, _COMMENT_END = "<!--", "-->"
_ATTRIBUTION = re.compile(r"\s*(?:nach|after)\s*:\s*(\S.*?)\s*$", re.IGNORECASE | re.DOTALL)


def find_attribution(html: str) -> str:
    """Return whom a comment like `<!-- nach: Müller (2018), Kap. 3.2 -->` names, "" without such a comment."""
    for comment in _comments(html):
        match = _ATTRIBUTION.match(comment)
        if match is not None:
            return normalise(match[1])
    return ""


def drop_unseen(html: str) -> str:
    """Return HTML without what a page does not show: comments, scripts, styles, templates."""
    for start, end in (
        (_COMMENT_START, _COMMENT_END),
        *((f"<{tag}", f"</{tag}>") for tag in ("script", "style", "template")),
    ):
        html = _cut(html, start, end)
    return html


def _comments(html: str) -> Iterator[str]:
    position = 0
    while (start := html.find(_COMMENT_START, position)) >= 0 and (end := html.find(_COMMENT_END, start + 4)) >= 0:
        yield html[start + 4 : end]
        position = end + 3


def _cut(html: str, start: str, end: str) -> str:
    lowered = html.lower()
    if start not in lowered or len(lowered) != len(html):
        return html
    parts, position = [], 0
    while (opens := lowered.find(start, position)) >= 0:
        parts.append(html[position:opens])
        closes = lowered.find(end, opens)
        if closes < 0:  # never closed: a browser shows nothing of the rest
            return "".join(parts)
        position = closes + len(end)
    return "".join([*parts, html[position:]])
