"""Markup inside a line of plain text: emphasis, tags, links. Marks go, words and digits stay."""

import html
import re

from ingest.clean import normalise

_TAGS = (
    "a|abbr|b|big|blockquote|body|br|caption|center|cite|code|del|div|em|figcaption|figure|font|h[1-6]|head|hr|html"
    "|i|img|ins|kbd|li|mark|ol|p|pre|q|s|small|span|strike|strong|style|sub|sup|table|tbody|td|tfoot|th|thead|tr|tt|u|ul"
)
_ITEM_CHANGE = re.compile(r"</li>[ \t]*<li\b[^<>]*>", re.IGNORECASE)
_GLUED_TAG = re.compile(
    r"</?(?:a|abbr|b|big|cite|em|font|i|ins|mark|q|s|small|span|strong|sub|sup|tt|u)\b[^<>]*>", re.IGNORECASE
)
_SPACED_TAG = re.compile(rf"</?(?:{_TAGS})\b[^<>]*>", re.IGNORECASE)
_COMMENT = re.compile(r"<!--[^<>]*-->")
_IMAGE = re.compile(r"!\[[^\[\]]*\]\([^()\s]*(?:\s\"[^\"()]*\")?\)")
_LINK = re.compile(r"(?<!!)\[([^\[\]]+)\]\((\S[^()\s]*)\)")
_BOLD = re.compile(r"\*\*(?=[^\s*])([^*]+)(?<=\S)\*\*")
_BOLD_UNDERLINE = re.compile(r"(?<![\w_])__(?=[^\s_])([^_]+)(?<=\S)__(?![\w_])")
_ITALIC = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*]+)(?<=\S)\*(?![\w*])")
_ITALIC_UNDERLINE = re.compile(r"(?<![\w_])_(?=[^\s_])([^_]+)(?<=\S)_(?![\w_])")
_ENTITY = re.compile(r"&(?:[aouAOU]uml|szlig|amp|nbsp|quot|apos|lt|gt|ndash|mdash|bdquo|[lr][ds]quo|euro|#\d{2,5});")

_ALL_BOLD = re.compile(r"^(?:\*\*[^*]+\*\*|__[^_]+__|<(b|strong)>[^<>]+</\1>)$", re.IGNORECASE)
_ALL_ITALIC = re.compile(r"^(?:\*[^*\s][^*]*\*|_[^_\s][^_]*_|<(i|em)>[^<>]+</\1>)$", re.IGNORECASE)


def strip_markup(text: str) -> str:
    """Return text without emphasis marks, tags, comments and images; tabs stay.

    The address of a link stays in brackets behind its text, so that a sentence with a link is still found
    in the file. A tag between words ("<br>") becomes a space, one inside a word ("<sup>1</sup>") nothing.
    """
    if "<" in text:
        text = _ITEM_CHANGE.sub("; ", _COMMENT.sub("", text))
        text = _SPACED_TAG.sub(" ", _GLUED_TAG.sub("", text))
    if "](" in text:
        text = _LINK.sub(r"\1 (\2)", _IMAGE.sub("", text))
    if "*" in text:
        text = _ITALIC.sub(r"\1", _BOLD.sub(r"\1", text))
    if "_" in text:
        text = _ITALIC_UNDERLINE.sub(r"\1", _BOLD_UNDERLINE.sub(r"\1", text))
    if "&" in text:
        text = _ENTITY.sub(lambda entity: html.unescape(entity.group()), text)
    return text


def plain(text: str) -> str:
    """Return text without markup, as it is stored: one line, single spaces."""
    return normalise(strip_markup(text))


def is_bold(text: str) -> bool:
    """Tell whether all of the text is set in bold ("**Ziele**", "<b>Ziele</b>")."""
    return _ALL_BOLD.match(text.strip()) is not None


def is_italic(text: str) -> bool:
    """Tell whether all of the text is set in italics ("*These 1: ...*")."""
    return _ALL_ITALIC.match(text.strip()) is not None
