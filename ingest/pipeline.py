"""From a file to an entry of the registry: read, assemble, cut, embed. Writes nothing."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import accumulate
from pathlib import Path

import numpy as np
import py3langid

from ingest.assemble import assemble
from ingest.config import Recipe
from ingest.embed import Embedder
from ingest.errors import UnreadableSource
from ingest.german import words
from ingest.metadata import merge_details
from ingest.passages import cut_passages
from ingest.records import Block, Document, Passage, Source, SourceDetails, Text
from ingest.registry import Entry
from ingest.small_words import plain_language
from ingest.windows import embedding_windows

_ID_LENGTH = 16  # hex digits: 64 bits, no two files of any library will share them
_LANGUAGE_SAMPLE = 20_000  # characters
_LANGUAGES = ["de", "en", "fr", "it", "es", "nl", "pl"]


@dataclass(frozen=True)
class Request:
    """A file to be made a source: where it lies, its name as the user knows it, and what the user says of it.

    ocr   whether pages without text are to be recognised
    """

    path: Path
    name: str
    origin: str
    sha256: str
    details: SourceDetails
    ocr: bool = False

    @property
    def source_id(self) -> str:
        """Return the id of the source: with recognition another text comes out, and what is known of one id stays."""
        content = hashlib.sha256(f"{self.sha256} ocr".encode()).hexdigest() if self.ocr else self.sha256
        return content[:_ID_LENGTH]


def entry_of(
    request: Request,
    document: Document,
    *,
    version: int,
    recipe: Recipe,
    embedder: Embedder,
    on_embedded: Callable[[int, int], None] = lambda done, total: None,
) -> Entry:
    """Return the entry for a document that was read: text, passages and vectors."""
    text, units = assemble(document.blocks)
    source = Source(
        id=request.source_id,
        details=_complete(merge_details(document.details, request.details), request, text),
        file_name=request.name,
        origin=request.origin,
        sha256=request.sha256,
        version=version,
        state="ready",
        reason=Text("", ""),
        pages=document.pages,
        passages=0,
        characters=len(text),
        added_at=_now(),
        notices=document.notices,
        ocr=request.ocr,
    )
    passages = cut_passages(source.id, text, units, size=recipe.passage_size)
    return _embedded(source, document.blocks, text, passages, recipe, embedder, on_embedded)


def failed_entry(request: Request, error: UnreadableSource) -> Entry:
    """Return the entry for a file that could not be read: it is listed with its reason and has no passages."""
    source = Source(
        id=request.source_id,
        details=replace(request.details, title=request.details.title or request.name),
        file_name=request.name,
        origin=request.origin,
        sha256=request.sha256,
        version=1,
        state="failed",
        reason=error.both(),
        pages=0,
        passages=0,
        characters=0,
        added_at=_now(),
        code=error.code,
        ocr=request.ocr,
    )
    return Entry(source)


def recut_entry(source: Source, blocks: tuple[Block, ...], *, recipe: Recipe, embedder: Embedder) -> Entry:
    """Return a source's entry made anew from its blocks, with another recipe or embedder."""
    text, units = assemble(blocks)
    passages = cut_passages(source.id, text, units, size=recipe.passage_size)
    return _embedded(source, blocks, text, passages, recipe, embedder, lambda done, total: None)


def _embedded(
    source: Source,
    blocks: tuple[Block, ...],
    text: str,
    passages: Sequence[Passage],
    recipe: Recipe,
    embedder: Embedder,
    on_embedded: Callable[[int, int], None],
) -> Entry:
    windows = [embedding_windows(passage, words=recipe.window_words) for passage in passages]
    flat = [window.text for group in windows for window in group]
    rows = embedder.embed_passages(flat, lambda done: on_embedded(done, len(flat)))
    ends = list(accumulate(len(group) for group in windows))
    return Entry(
        source=replace(source, passages=len(passages)),
        blocks=blocks,
        text=text,
        passages=tuple(passages),
        vectors=tuple(np.split(rows, ends[:-1])) if passages else (),
    )


def _complete(details: SourceDetails, request: Request, text: str) -> SourceDetails:
    """Return the details with a title and a language; a web page is of kind webpage unless said otherwise."""
    is_page = request.name.lower().endswith((".html", ".htm"))
    return replace(
        details,
        title=details.title or Path(request.name).stem,
        language=details.language[:2].lower() or _language(text),
        kind=details.kind or ("webpage" if is_page else None),
    )


def _language(text: str) -> str:
    """Return the language of a text; identification, whose model takes 70 MB, is asked only where small words fail."""
    sample = text[:_LANGUAGE_SAMPLE]
    plain = plain_language(words(sample))
    if plain is not None:
        return plain
    ranked = (str(code) for code, _ in py3langid.rank(sample))
    return next(code for code in ranked if code in _LANGUAGES)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
