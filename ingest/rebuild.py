"""Making a library's index anew, with another embedder, passage size or analysis if the settings say so.

Another embedder or passage size: a new registry is filled beside the old one and takes its place when it is complete;
interrupted, the next rebuild goes on. Another analysis of the full text: the registry stays and its recipe is changed.
"""

from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from ingest.backup import finish_restore
from ingest.config import (
    DEFAULT_EMBEDDER,
    ENGLISH_EMBEDDER,
    INDEX_FOLDER,
    REGISTRY_FILE,
    UNFINISHED_FILE,
    IndexConfig,
    Recipe,
)
from ingest.derived import forget_indexes
from ingest.embed import Embedder
from ingest.embedders import embedder_for
from ingest.library import Library, ignore_progress, is_library
from ingest.lock import taken_lock
from ingest.pipeline import recut_entry
from ingest.records import Progress
from ingest.registry import Entry, Registry
from ingest.registry_errors import BrokenLibrary


@dataclass(frozen=True)
class Rebuilt:
    """How much was rebuilt, and whether it was embedded again."""

    sources: int
    passages: int
    embedded: bool


def rebuild_library(
    config: IndexConfig,
    *,
    embed_anew: bool = False,
    embedder: Embedder | None = None,
    progress: Callable[[Progress], None] = ignore_progress,
) -> Rebuilt:
    """Rebuild a library's indexes; raises LibraryInUse, BrokenLibrary, UnknownEmbedder."""
    embedder = embedder or embedder_for(config.recipe)
    embedded = _refill(config, embedder, embed_anew, progress)
    library = Library.open(config, embedder=embedder)  # makes the forgotten indexes anew
    try:
        library.finish()
        return Rebuilt(len(library.sources()), library.registry.passage_count(), embedded)
    finally:
        library.close()


def bring_up_to_date(
    config: IndexConfig,
    *,
    embedder: Embedder | None = None,
    progress: Callable[[Progress], None] = ignore_progress,
) -> None:
    """Rebuild a library that an earlier version of the product made with another analysis, passage size or default.

    One made with another embedder is left alone, unless that was our default then and the present one is now, or a
    rebuild with the present one was begun and killed: an embedder is the user's setting; opening the library says so.
    """
    if not is_library(config.data):
        return
    with closing(Registry(config.data / REGISTRY_FILE)) as registry:
        stored = registry.meta()
        if _matches_recipe(registry, config.recipe):
            return
    wanted = config.recipe.as_meta()["embedder"]
    was_default = config.recipe.embedder == DEFAULT_EMBEDDER and stored.get("embedder") == ENGLISH_EMBEDDER
    if stored.get("embedder") == wanted or was_default or _was_begun(config):
        rebuild_library(config, embedder=embedder, progress=progress)


def _was_begun(config: IndexConfig) -> bool:
    """Tell whether an interrupted rebuild has left a registry with the present recipe."""
    if not (config.data / UNFINISHED_FILE).is_file():
        return False
    with suppress(BrokenLibrary), closing(Registry(config.data / UNFINISHED_FILE)) as unfinished:
        return _matches_recipe(unfinished, config.recipe)
    return False


def _refill(config: IndexConfig, embedder: Embedder, embed_anew: bool, progress: Callable[[Progress], None]) -> bool:
    """Have the registry made with the present recipe; tell whether that took another one in the old one's place."""
    lock = taken_lock(config.data)
    try:
        finish_restore(config.data)
        forget_indexes(config.data / INDEX_FOLDER)
        return _refill_locked(config, embedder, embed_anew, progress)
    finally:
        lock.release()


def _refill_locked(
    config: IndexConfig, embedder: Embedder, embed_anew: bool, progress: Callable[[Progress], None]
) -> bool:
    old = Registry(config.data / REGISTRY_FILE)
    try:
        if _matches_recipe(old, config.recipe) and not embed_anew:
            return False
        if _only_analysis_differs(old, config.recipe) and not embed_anew and _same_dimension(old, embedder):
            _note_analysis(old, config.recipe.analysis)
            return False
        new = _registry_beside(config, embedder)
        try:
            _copy(old, new, config, embedder, progress)
        finally:
            new.close()
        old.close()
        _swap(config.data)
        return True
    finally:
        old.close()


def _matches_recipe(registry: Registry, wanted: Recipe) -> bool:
    """Tell whether a registry was made with this recipe."""
    stored = registry.meta()
    return all(stored.get(name) == value for name, value in wanted.as_meta().items())


def _only_analysis_differs(registry: Registry, wanted: Recipe) -> bool:
    """Tell whether passages and vectors would be the same: they know nothing of the full text's analysis."""
    return _matches_recipe(registry, replace(wanted, analysis=registry.meta().get("analysis", "")))


def _note_analysis(registry: Registry, analysis: str) -> None:
    """Store another analysis, and raise the revision: indexes made with the former one are never taken for current."""
    registry.set_meta({"analysis": analysis, "revision": str(registry.revision() + 1)})


def _same_dimension(registry: Registry, embedder: Embedder) -> bool:
    """Tell whether the stored vectors are as long as the embedder's: another model may have taken its name."""
    stored = registry.meta().get("dimension")
    return stored is None or stored == str(embedder.dimension)


def _registry_beside(config: IndexConfig, embedder: Embedder) -> Registry:
    """Return the unfinished new registry of an interrupted rebuild with the same recipe, or an empty one."""
    path = config.data / UNFINISHED_FILE
    if path.exists():
        found = Registry(path)
        if _matches_recipe(found, config.recipe) and _same_dimension(found, embedder):
            return found
        found.close()
        _remove_database(path)
    new = Registry(path)
    new.set_meta({**config.recipe.as_meta(), "dimension": str(embedder.dimension)})
    return new


def _copy(
    old: Registry, new: Registry, config: IndexConfig, embedder: Embedder, progress: Callable[[Progress], None]
) -> None:
    present = {source.id: source for source in new.sources()}
    sources = old.sources()
    for number, source in enumerate(sources, 1):
        progress(Progress(source.file_name, number, len(sources), "embed"))
        done = present.get(source.id)
        if done is not None and replace(done, passages=source.passages) == source:
            continue  # by an interrupted rebuild, and not edited or replaced since
        failed = source.state == "failed"
        entry = (
            Entry(source)
            if failed
            else recut_entry(source, old.blocks(source.id), recipe=config.recipe, embedder=embedder)
        )
        new.apply([source.id], [entry])
    gone = present.keys() - {source.id for source in sources}
    # above the old revision, so that indexes made from the old registry are never taken for current
    new.apply(gone, [])
    new.set_meta({**old.meta(), **new.meta(), "revision": str(old.revision() + 1)})


def _swap(data: Path) -> None:
    _remove_database(data / REGISTRY_FILE, journal_only=True)
    (data / UNFINISHED_FILE).replace(data / REGISTRY_FILE)
    _remove_database(data / UNFINISHED_FILE)


def _remove_database(path: Path, *, journal_only: bool = False) -> None:
    for suffix in ("-wal", "-shm") if journal_only else ("-wal", "-shm", ""):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
