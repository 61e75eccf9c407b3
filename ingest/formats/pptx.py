"""Reads presentations (PPTX): of each slide the title as heading, texts, lists, tables and the speaker's notes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ingest.errors import NoText
from ingest.formats.office_details import core_details
from ingest.formats.package import Node, Package, Relation
from ingest.formats.page_list import listed
from ingest.formats.pptx_slide import A, P, R, SlideText, paragraphs_of, read_layout, read_slide
from ingest.records import Block, Document, Text

_HIDDEN_SLIDES = Text("Ausgeblendete Folien wurden weggelassen: Folie {}.", "Hidden slides were left out: slide {}.")
_HIDDEN_TEXT = Text(
    "Text, den man nicht sieht (ausgeblendet oder neben der Folie), wurde weggelassen: Folie {}.",
    "Text that cannot be seen (hidden or beside the slide) was left out: slide {}.",
)
_NOTES = Text("Sprechernotizen wurden mitgelesen: Folie {}.", "Speaker's notes were read as well: slide {}.")
_BAD = Text("Nicht lesbar: Folie {}.", "Could not be read: slide {}.")
# What the program calls them, in the language of the notes themselves.
_NOTES_HEADING = {"de": "Notizen", "en": "Notes"}


@dataclass(frozen=True)
class _Slide:
    number: int
    text: SlideText | None = None
    notes: tuple[Block, ...] = ()
    hidden: bool = False


def read_pptx(path: Path, *, password: str = "") -> Document:
    """Return the slides' text in reading order; `page` is the number of the slide.

    Hidden slides, and shapes hidden or beside the slide, are left out and named in the notices. `password` is not
    used. Raises UnsupportedType, OfficePassword, TooLarge, DamagedFile, EmptyFile, MissingPath, or NoText.
    """
    with Package(path, "PPTX") as package:
        root = package.tree(package.main)
        size = _size(root)
        parts = [package.relations.get(node.get(f"{R}id", "")) for node in root.iter(f"{P}sldId")]
        slides = [_slide(package, part, number, size) for number, part in enumerate(parts, 1)]
        properties = package.core_properties()
    blocks = tuple(block for slide in slides if not slide.hidden for block in _blocks(slide))
    if not blocks:
        raise NoText(path.name, len(slides))
    title = next((block.text for block in blocks if block.kind == "heading"), "")
    return Document(blocks, core_details(properties, title), len(slides), _notices(slides))


def _size(root: Node) -> tuple[int, int]:
    node = root.find(f"{P}sldSz")
    said = ("", "") if node is None else (node.get("cx", ""), node.get("cy", ""))
    return (int(said[0]), int(said[1])) if said[0].isdecimal() and said[1].isdecimal() else (0, 0)


def _slide(package: Package, part: Relation | None, number: int, size: tuple[int, int]) -> _Slide:
    root = package.tree_if_sound(part.target) if part else None
    if part is None or root is None:
        return _Slide(number)
    relations = package.relations_of(part.target)
    layouts = [one.target for one in relations.values() if one.kind == "slideLayout"]
    layout = read_layout(package.tree_if_sound(layouts[0]) if layouts else None)
    data = {key: package.tree_if_sound(one.target) for key, one in relations.items() if one.kind == "diagramData"}
    diagrams = {key: root for key, root in data.items() if root is not None}
    notes = next((package.tree_if_sound(one.target) for one in relations.values() if one.kind == "notesSlide"), None)
    hidden = root.get("show") in ("0", "false")
    return _Slide(number, read_slide(root, layout, size, diagrams), _notes(notes), hidden)


def _notes(root: Node | None) -> tuple[Block, ...]:
    bodies = [
        shape.find(f"{P}txBody")
        for shape in (() if root is None else root.iter(f"{P}sp"))
        if any(holder.get("type") == "body" for holder in shape.iter(f"{P}ph"))
    ]
    blocks = tuple(block for body in bodies if body is not None for block in paragraphs_of(body, listed=False))
    if not blocks or root is None:
        return ()
    languages = [node.get("lang", "")[:2].lower() for node in root.iter(f"{A}rPr")]
    language = "en" if languages.count("en") > languages.count("de") else "de"
    return (Block("heading", _NOTES_HEADING[language], level=2), *blocks)


def _blocks(slide: _Slide) -> tuple[Block, ...]:
    if slide.text is None:
        return ()
    heading = (Block("heading", slide.text.title, level=1),) if slide.text.title else ()
    return tuple(replace(block, page=slide.number) for block in (*heading, *slide.text.blocks, *slide.notes))


def _notices(slides: Sequence[_Slide]) -> tuple[Text, ...]:
    told = (
        (_BAD, [slide.number for slide in slides if slide.text is None]),
        (_HIDDEN_SLIDES, [slide.number for slide in slides if slide.hidden]),
        (_HIDDEN_TEXT, [s.number for s in slides if s.text and s.text.hides_text and not s.hidden]),
        (_NOTES, [slide.number for slide in slides if slide.notes and not slide.hidden]),
    )
    return tuple(Text(*(text.format(listed(numbers)) for text in wording)) for wording, numbers in told if numbers)
