"""What a web page says of itself: title, authors, publisher, year, language, address."""

import re
from collections.abc import Sequence

from ingest.clean import normalise
from ingest.formats.html_article import Node, text_of
from ingest.records import Block, SourceDetails

_SEPARATORS = re.compile(r"\s+(?:::|\||–|—|-|»|·)\s+|\s*(?:::|\|)\s*")
_PUBLISHED = (
    "article:published_time", "datepublished", "dc.date", "dcterms.date", "dcterms.issued", "date",
    "dcterms.created",
)  # fmt: skip
_MODIFIED = ("article:modified_time", "datemodified", "og:updated_time", "dcterms.modified", "last-modified")
_AUTHORS = ("author", "dc.creator", "dcterms.creator")
_YEAR = re.compile(r"(?:^|\D)((?:19[89]|20\d)\d)(?:\D|$)")
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_SHORTEST_MATCH = 15  # characters of a page title that must stand in a heading for the heading to be the title


def read_details(root: Node, article: Node, blocks: Sequence[Block], *, headline: str) -> SourceDetails:
    """Return the details of a page from its head; what it does not say is empty. A date in the text is not its year."""
    meta = _meta(root)
    publisher = meta.get("og:site_name") or meta.get("publisher") or meta.get("dc.publisher") or ""
    headings = [block.text for block in blocks if block.kind == "heading"]
    names = [meta[name] for name in _AUTHORS if name in meta][:1]
    return SourceDetails(
        title=_title(root, meta.get("og:title", ""), publisher, headings, headline),
        authors=tuple(name.strip() for text in names for name in re.split(r";|\bund\b|\band\b", text) if name.strip()),
        publisher=publisher,
        year=_year(meta, article),
        language=_language(root, meta),
        url=_address(root, meta),
    )


def _meta(root: Node) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in root.iter("meta"):
        name = node.get("property") or node.get("name") or node.get("itemprop") or node.get("http-equiv") or ""
        content = normalise(node.get("content", ""))
        if name and content:
            found.setdefault(name.lower(), content)
    return found


def _title(root: Node, said: str, publisher: str, headings: Sequence[str], headline: str) -> str:
    node = root.find(".//title")
    parts = [part for part in _SEPARATORS.split(normalise(text_of(node)) if node is not None else "") if part]
    if said:
        return " – ".join(part for part in re.split(r"\s+[|–]\s+", said) if part != publisher) or said
    for part in sorted(parts, key=len, reverse=True):
        # a page of a series: h1 names the series, the page title the article below it
        matching = [heading for heading in headings if len(part) >= _SHORTEST_MATCH and part in heading]
        if matching:
            return matching[0]
    return headline or max((part for part in parts if part != publisher), key=len, default="")


def _year(meta: dict[str, str], article: Node) -> int | None:
    times = [node.get("datetime", "") for node in article.iter("time")]
    published = [meta[name] for name in _PUBLISHED if name in meta]
    modified = [meta[name] for name in _MODIFIED if name in meta]
    years = (_YEAR.search(text) for text in (*published, *times, *modified))
    return next((int(match.group(1)) for match in years if match), None)


def _language(root: Node, meta: dict[str, str]) -> str:
    said = root.get("lang") or root.get(_XML_LANG) or meta.get("content-language", "")
    match = re.match(r"[a-z]{2}(?![a-z])", said.strip().lower())
    return match.group() if match else ""


def _address(root: Node, meta: dict[str, str]) -> str:
    links = (node.get("href", "") for node in root.iter("link") if node.get("rel", "").lower() == "canonical")
    return next((url for url in (*links, meta.get("og:url", "")) if url.startswith(("https://", "http://"))), "")
