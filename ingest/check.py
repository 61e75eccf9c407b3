"""Proof that a library is whole: registry, stored texts, vectors and full text agree."""

from dataclasses import dataclass
from itertools import islice

from ingest.errors import DamagedIndex
from ingest.library import Library
from ingest.records import Passage, Source, Text

_SAME = 0.99  # cosine similarity of a vector with itself, less the rounding to 16 bits
_SOURCES = 25  # of a library are sampled
_WINDOWS = 4  # of each of them must find themselves


@dataclass(frozen=True)
class CheckReport:
    """Counts per index, and what does not agree."""

    counts: dict[str, int]
    problems: tuple[Text, ...]


def check_library(library: Library) -> CheckReport:
    """Return what was counted and every disagreement found; first waits until the indexes are up to date.

    Whoever holds the library's lock has Chroma compared with the registry, by count and by a sample, as it is opened.
    """
    library.finish()
    sources = [source for source in library.sources() if source.state == "ready"]
    problems = [
        Text(
            f"Das Register ist beschädigt ({problem}): clusterkompass ingest restore DATEI --replace.",
            f"The registry is damaged ({problem}): clusterkompass ingest restore FILE --replace.",
        )
        for problem in library.registry.faults()
    ]
    windows = 0
    vectors = {source_id: ids for source_id, ids, _ in library.registry.vectors()}
    for source in sources:
        passages = library.registry.passages_of(source.id)
        ids = vectors.get(source.id, [])
        windows += len(ids)
        problems += _problems(source, passages, library.registry.text(source.id), set(ids))
    counts = {
        "sources": len(sources),
        "passages": library.registry.passage_count(),
        "full text": library.lexical.count(),
        "windows": windows,
        "vectors": _vector_count(library),
    }
    if counts["passages"] != counts["full text"] or counts["windows"] != counts["vectors"]:
        problems.append(
            Text(
                "Die Indizes passen nicht zum Register: clusterkompass ingest rebuild.",
                "The indexes do not match the registry: clusterkompass ingest rebuild.",
            )
        )
    problems += _lost_vectors(library)
    return CheckReport(counts, tuple(problems))


def _vector_count(library: Library) -> int:
    """Return how many vectors the index holds, 0 for one that cannot be made: the counts then tell it."""
    try:
        return library.vectors.count()
    except DamagedIndex:
        return 0


def _problems(source: Source, passages: tuple[Passage, ...], text: str, with_vectors: set[str]) -> list[Text]:
    torn = [p.id for p in passages if text[p.start : p.end] != p.text]
    bare = [p.id for p in passages if p.id not in with_vectors]
    found = []
    if torn or len(passages) != source.passages:
        found.append(
            Text(
                f"{source.file_name}: Passagen und Text passen nicht zusammen.",
                f"{source.file_name}: passages and text do not agree.",
            )
        )
    if bare:
        found.append(
            Text(
                f"{source.file_name}: {len(bare)} Passagen ohne Vektor.",
                f"{source.file_name}: {len(bare)} passages without a vector.",
            )
        )
    return found


def _lost_vectors(library: Library) -> list[Text]:
    """Look for a sample of stored vectors: a damaged index counts right and still does not find them."""
    sample = [
        (ids[i], rows[i].copy())  # a view would keep all vectors of the source in memory
        for _, ids, rows in islice(library.registry.vectors(), _SOURCES)
        for i in range(0, len(ids), -(-len(ids) // _WINDOWS))
    ]
    # by nearness, not by id: passages with the same wording have the same vector
    near = [max(library.vectors.search(row, limit=1).values(), default=0.0) for _, row in sample]
    lost = [passage_id for (passage_id, _), score in zip(sample, near, strict=True) if score < _SAME]
    if not lost:
        return []
    message = f"{len(lost)}/{len(sample)}"
    return [
        Text(
            f"{message} Passagen finden sich selbst nicht: clusterkompass ingest rebuild.",
            f"{message} passages do not find themselves: clusterkompass ingest rebuild.",
        )
    ]
