"""HTML for the page, safe by construction: whatever comes from a source, a file name or a user is escaped here.

Everything is one line of HTML: Gradio's Markdown component passes a line that starts with a block tag on as it stands
(and then sanitises it), so nothing in a source is ever read as Markdown.
"""

import html
import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

# Bidirectional and zero-width marks could make a title or file name read as something else than it is.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]")
_MARK = re.compile(r"\[(\d{1,3})\]")


def escape(text: str) -> str:
    """Return text as HTML of one line that shows it and nothing else; line breaks stay, as character references."""
    return html.escape(_UNSEEN.sub("", text), quote=True).replace("\n", "&#10;")


def element(tag: str, content: str, css: str = "", **attributes: str) -> str:
    """Return an HTML element around `content`, which must be HTML already; attribute values are escaped here."""
    given = {"class": css, **{name.rstrip("_"): value for name, value in attributes.items()}}
    written = "".join(f' {name}="{escape(value)}"' for name, value in given.items() if value)
    return f"<{tag}{written}>{content}</{tag}>"


def button(content: str, css: str, value: str, title: str = "") -> str:
    """Return a button that page.js acts upon: its class says what it does, its value to what."""
    return element("button", content, css, type="button", value=value, title=title)


def unseen(text: str) -> str:
    """Return text for screen readers only, as HTML."""
    return element("span", escape(text), "for-screen-readers")


def shortened(text: str, characters: int) -> str:
    """Return text of at most so many characters, cut between words and with an ellipsis when it was longer."""
    if len(text) <= characters:
        return text
    return text[: characters - 1].rsplit(" ", 1)[0] + " …"


def markdown_html(text: str) -> str:
    """Return Markdown as HTML of one line: no raw HTML, no images, no links (their text and host stay)."""
    rendered: str = _MARKDOWN.render(_UNSEEN.sub("", text))
    return (
        rendered.strip()
        .replace("<table>", '<div class="table"><table>')
        .replace("</table>", "</table></div>")
        .replace("\n", "&#10;")
    )


def with_marks(rendered: str, marks: dict[int, str]) -> str:
    """Return rendered Markdown with its marks "[1]" replaced by the given HTML; numbers without a citation stay."""
    return _MARK.sub(lambda found: marks.get(int(found.group(1)), found.group(0)), rendered)


def growing(text: str, steps: int) -> Sequence[str]:
    """Return at most `steps` beginnings of a Markdown text, cut at line ends, each longer; the last is the whole."""
    lines = text.split("\n")
    ends = sorted({max(1, round(len(lines) * step / steps)) for step in range(1, steps + 1)})
    return ["\n".join(lines[:end]) for end in ends]


class _SafeRenderer(RendererHTML):
    """Renders links as their text with the host behind it, and images as their description."""

    def link_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        env.setdefault("hosts", []).append(urlsplit(str(tokens[idx].attrGet("href") or "")).hostname or "")
        return ""

    def link_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        host = env["hosts"].pop()
        return f" ({escape(host)})" if host else ""

    def image(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return escape(tokens[idx].content)


def _safe_markdown() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False}, renderer_cls=_SafeRenderer).enable("table")
    # "reference" would swallow a line such as "[1]: text"; indented code would swallow list continuations.
    return markdown.disable(["reference", "code"])


_MARKDOWN = _safe_markdown()
