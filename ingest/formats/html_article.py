"""Finds the article in a web page: takes out what is hidden or furniture, then picks what holds the text."""

import re
from typing import TypeAlias

from lxml import etree

Node: TypeAlias = etree._Element

_NEVER_TEXT = (
    "script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "canvas", "video", "audio", "button",
    "select", "input", "textarea", "map", "dialog", "datalist", "progress",
)  # fmt: skip
_FURNITURE_TAGS = ("nav", "aside", "menu")
_TELLING_TAGS = (*_FURNITURE_TAGS, "header", "footer", "form")  # furniture without any attribute
_FURNITURE_ROLES = {
    "navigation", "banner", "contentinfo", "search", "complementary", "dialog", "alertdialog", "menu",
    "menubar", "toolbar",
}  # fmt: skip
# Words in class and id names, German and English; compared with whole words ("nav" in "nav__sub", not in "navy").
_FURNITURE_WORDS = {
    "nav", "navi", "navbar", "navigation", "hauptnavigation", "hilfsnavigation", "servicenavigation",
    "metanavigation", "subnav", "menu", "hauptmenu", "breadcrumb", "breadcrumbs", "brotkrumen", "brotkrume",
    "pfad", "cookie", "cookies", "cookiehinweis", "cookiebanner", "cookielayer", "consent", "gdpr", "dsgvo",
    "newsletter", "login", "sidebar", "seitenleiste", "marginalspalte", "marginalie", "footer", "fusszeile",
    "fuss", "skip", "skiplink", "skiplinks", "sprunglink", "sprunglinks", "sharing", "share", "shariff",
    "teilen", "socialmedia", "druck", "drucken", "printlink", "wetter", "weather", "pagination", "paginierung",
    "pager", "suche", "suchbox", "searchbox", "searchform", "advert", "advertisement", "werbung", "anzeige",
    "ad", "ads", "popup", "modal", "overlay", "visually-hidden", "sr-only", "screenreader", "umfrage",
    "toplink",
}  # fmt: skip
# Words that name furniture as well as parts of an article ("teaser" is the lead paragraph of many a German page).
_DOUBTFUL_WORDS = {
    "teaser", "teasers", "related", "verwandt", "verwandte", "weiterlesen", "social", "comments", "kommentare",
    "tags",
}  # fmt: skip
_DOUBTFUL_LINKS = 0.3  # share of link text that decides for furniture
_MENU_LINKS = 0.7  # share of link text that makes a menu even of what is longer than the article
_PAGE_TAGS = ("body", "main", "article", "h1", "h2", "td")
_HIDDEN_STYLE = re.compile(
    r"display:none|visibility:(?:hidden|collapse)|font-size:0(?:px|pt|em|rem|%)?(?:;|!|$)|opacity:0(?:\.0+)?(?:;|!|$)"
    r"|(?:left|text-indent):-\d{3,}"
)
_COLUMNS = ("div", "section", "article", "main", "form", "center", "fieldset", "table", "tbody", "tr", "td")
_ONLY_IN_FRAMES = ("h1", "h2", "h3", "table", "p", "ul")  # a table with these in it frames a page, it is no data
_MAX_FURNITURE = 0.5  # of the page's text: what holds more is the page, whatever its class is called
_MIN_DESCENT = 0.7  # share of the text that a child must hold for the search to go into it


def strip_furniture(root: Node) -> None:
    """Remove from a parsed page what is not shown, and navigation, cookie notes, forms, sidebars and the like."""
    etree.strip_elements(root, *_NEVER_TEXT, with_tail=False)
    body = root.find("body")
    body = root if body is None else body
    longest = _MAX_FURNITURE * len(text_of(body))
    for node in [node for node in body.iterdescendants() if node.attrib or node.tag in _TELLING_TAGS]:
        # a node whose ancestor was removed before is looked at in vain, which does no harm
        if _is_hidden(node) or _is_furniture(node) or _is_called_furniture(node, longest):
            remove(node)


def find_article(root: Node) -> Node:
    """Return the element that holds the page's text: its article, main part, or the densest container."""
    body = root.find("body")
    body = root if body is None else body
    whole = _weight(body)
    for query in ('.//*[@itemprop="articleBody"]', ".//article", './/main | .//*[@role="main"]'):
        found = sorted(body.xpath(query), key=_weight)
        if found and _weight(found[-1]) >= 0.5 * whole:
            return found[-1]
    return _densest(body)


def text_of(node: Node) -> str:
    """Return all text in node, white space squeezed."""
    return " ".join("".join(node.itertext()).split())


def remove(node: Node) -> None:
    """Take node out of its tree, leaving the text that follows it."""
    parent = node.getparent()
    if parent is None:
        return
    before = node.getprevious()
    if node.tail and before is not None:
        before.tail = (before.tail or "") + node.tail
    elif node.tail:
        parent.text = (parent.text or "") + node.tail
    parent.remove(node)


def name_words(node: Node) -> set[str]:
    """Return the lower-case words in the class and id of node, and the names as a whole."""
    names = f"{node.get('class', '')} {node.get('id', '')}"
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", names).lower()
    return {*names.lower().split(), *re.split(r"[\s_-]+", spaced)}


def _is_hidden(node: Node) -> bool:
    if node.get("hidden") is not None or node.get("aria-hidden", "").lower() == "true":
        return True
    return bool(_HIDDEN_STYLE.search(re.sub(r"\s", "", node.get("style", "")).lower()))


def _is_furniture(node: Node) -> bool:
    """Return whether the tag or the role of node says that it is furniture."""
    if node.tag == "header":
        return next(node.iterancestors("article", "main", "section"), None) is None
    if node.tag == "footer":
        return next(node.iterancestors("blockquote"), None) is None
    return node.tag in _FURNITURE_TAGS or node.get("role", "").lower() in _FURNITURE_ROLES


def _is_called_furniture(node: Node, longest: float) -> bool:
    """Return whether the class or id of node calls it furniture, and it is not most of the page."""
    if node.tag in _PAGE_TAGS or node.get("role") == "main":
        return False
    words = name_words(node)
    doubtful = bool(words & _DOUBTFUL_WORDS) and node.tag != "p" and _link_share(node) >= _DOUBTFUL_LINKS
    if not (doubtful or node.tag == "form" or words & _FURNITURE_WORDS):
        return False
    if node.find(".//main") is not None or node.find(".//article") is not None:
        return False
    return len(text_of(node)) <= longest or _link_share(node) >= _MENU_LINKS


def _link_share(node: Node) -> float:
    total = len(text_of(node))
    return sum(len(text_of(link)) for link in node.iter("a")) / total if total else 0.0


def _weight(node: Node) -> float:
    """Return the characters of text in node that are not links."""
    return len(text_of(node)) * (1 - min(1.0, _link_share(node)))


def _densest(body: Node) -> Node:
    node = body
    while True:
        weight = _weight(node)
        columns = (child for child in node if child.tag in _COLUMNS)
        heavy = [child for child in columns if weight and _weight(child) >= _MIN_DESCENT * weight]
        if not heavy or (heavy[0].tag == "table" and next(heavy[0].iterdescendants(*_ONLY_IN_FRAMES), None) is None):
            return node
        node = heavy[0]
