"""Full-text search with German analysis: tantivy. Derived from the registry and rebuildable at any time.

What is removed is not found any more at once, but its words stay in tantivy's files. So the terms of each passage are
stored, too, and `rewrite` makes the index anew of them, in a third of the time that analysing the texts takes.
"""

import json
import shutil
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import tantivy

from ingest.dictionary import gloss_terms, reads_german
from ingest.errors import DamagedIndex
from ingest.german import grams, term_groups, terms
from ingest.passages import index_text
from ingest.records import Language, Passage

_FIELDS = ("stems", "heads", "grams", "gloss")
_STORED = ("id", "source", *_FIELDS)
_CHECKED = {".term", ".idx", ".pos", ".store", ".fast", ".fieldnorm", ".del"}
_PART_WEIGHT = 0.6
_SHORTEST_MISTYPED = 10  # letters of a stem; shorter ones are often another word: Freiberg, Freiburg
_WRITER_MEMORY = 50_000_000  # bytes, one thread


@dataclass(frozen=True)
class LexicalHit:
    """A passage's id with its BM25 score per field: stems of the text, stems of its headings, character n-grams, and
    the stems of its English gloss."""

    passage_id: str
    scores: dict[str, float]


@dataclass(frozen=True)
class WeightedText:
    """A text whose words are searched for; those of an earlier question weigh less than those of the present one."""

    text: str
    weight: float = 1.0
    language: Language = "de"


class LexicalIndex:
    """BM25 over four fields per passage. One process writes; reading needs no lock."""

    def __init__(self, folder: Path, *, follows: bool = False) -> None:
        """Open or make the index in a folder; raises DamagedIndex.

        Who only reads `follows` what another process commits. Who writes does not: tantivy would look at the files in a
        thread of its own, which ends the whole process (SIGBUS) when one has been cut off by then.
        """
        self._folder = folder
        with self._own_errors():
            folder.mkdir(parents=True, exist_ok=True)
            self._index = tantivy.Index(_schema(), path=str(folder))
            self._index.config_reader("commit" if follows else "manual")
            self._index.reload()

    def replace(self, removed: Iterable[str], added: Iterable[tuple[Passage, str, str]]) -> None:
        """Remove the passages of sources and add (passage, title, language), in one commit; raises DamagedIndex."""
        with self._own_errors():
            writer = self._index.writer(_WRITER_MEMORY, 1)
            for source_id in removed:
                writer.delete_documents_by_term("source", source_id)
            for passage, title, language in added:
                writer.add_document(_document(passage, title, language))
            writer.commit()
            writer.wait_merging_threads()
            self._index.reload()

    def rewrite(self) -> None:
        """Let no word stay of the passages that were removed; raises DamagedIndex. 1,000 passages take some 0.5 s."""
        with self._own_errors():
            kept = self._index.searcher()
            writer = self._index.writer(_WRITER_MEMORY, 1)
            writer.delete_all_documents()
            for _, address in kept.search(tantivy.Query.all_query(), max(kept.num_docs, 1)).hits:
                stored = kept.doc(address)
                writer.add_document(tantivy.Document(**{name: stored[name][0] for name in _STORED}))
            writer.commit()
            writer.garbage_collect_files()
            writer.wait_merging_threads()
            self._index.reload()

    def search(
        self, asked: Sequence[WeightedText], *, limit: int, source_ids: Sequence[str] | None = None
    ) -> list[LexicalHit]:
        """Return the best `limit` passages of each field, with all scores they got; nothing for stopwords alone."""
        found: dict[str, dict[str, float]] = {}
        for field, weighted in _weighted_terms(asked).items():
            for passage_id, score in self._search_field(field, weighted, limit, source_ids):
                found.setdefault(passage_id, {})[field] = score
        return [LexicalHit(passage_id, scores) for passage_id, scores in found.items()]

    def document_frequency(self, term: str) -> int:
        """Return in how many passages a stem occurs."""
        query = tantivy.Query.term_query(self._index.schema, "stems", term)
        return int(self._index.searcher().search(query, 1, count=True).count or 0)  # type: ignore[attr-defined]

    def is_nearly_held(self, term: str) -> bool:
        """Tell whether a stem differs by one letter from one that occurs; False for short ones: "Rang" is no "Rand"."""
        if len(term) < _SHORTEST_MISTYPED or not term.isalpha():
            return False
        query = tantivy.Query.fuzzy_term_query(self._index.schema, "stems", term)
        return bool(self._index.searcher().search(query, 1).hits)

    def count(self) -> int:
        """Return the number of passages in the index."""
        return int(self._index.searcher().num_docs)

    @contextmanager
    def _own_errors(self) -> Iterator[None]:
        """tantivy raises ValueError, and OSError, for whatever is wrong with its files, or panics, no Exception."""
        try:
            yield
        except (KeyboardInterrupt, SystemExit, GeneratorExit):
            raise
        except BaseException as error:
            raise DamagedIndex(str(self._folder)) from error

    def _search_field(
        self, field: str, weighted: Mapping[str, float], limit: int, source_ids: Sequence[str] | None
    ) -> list[tuple[str, float]]:
        if not weighted:
            return []
        schema, query_of = self._index.schema, tantivy.Query
        query = query_of.boolean_query(
            [
                (tantivy.Occur.Should, query_of.boost_query(query_of.term_query(schema, field, term), weight))
                for term, weight in weighted.items()
            ]
        )
        if source_ids is not None:
            allowed = query_of.const_score_query(query_of.term_set_query(schema, "source", list(source_ids)), 0.0)
            query = query_of.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, allowed)])
        searcher = self._index.searcher()
        return [(searcher.doc(address)["id"][0], score) for score, address in searcher.search(query, limit).hits]


def _weighted_terms(asked: Sequence[WeightedText]) -> dict[str, dict[str, float]]:
    """Return per field its terms with the highest weight that any of the texts gives them."""
    fields: dict[str, dict[str, float]] = {field: {} for field in _FIELDS}
    for part in asked:
        stems = [*_stems_and_parts(part.text, "de"), *_stems_and_parts(part.text, "en")]
        gloss = gloss_terms(part.text, german=part.language != "en")
        for field, found in (
            ("stems", stems),
            ("heads", stems),
            ("grams", [(gram, 1.0) for gram in grams(part.text)]),
            ("gloss", [(term, 1.0) for term in gloss]),
        ):
            for term, weight in found:
                fields[field][term] = max(weight * part.weight, fields[field].get(term, 0.0))
    return fields


def _stems_and_parts(text: str, language: str) -> Iterator[tuple[str, float]]:
    """Yield the index terms of a text; the parts of a compound weigh less than the whole."""
    for _, (whole, *parts) in term_groups(text, language):
        yield whole, 1.0
        yield from ((part, _PART_WEIGHT) for part in parts)


def is_intact(folder: Path) -> bool:
    """Tell whether every file of an index has the checksum that tantivy wrote at its end; nothing is opened by it.

    tantivy itself does not look, and reads what it finds. 40 MB take 0.05 s.
    """
    return all(_has_its_checksum(path) for path in folder.glob("*") if path.suffix in _CHECKED)


def _has_its_checksum(path: Path) -> bool:
    """A file ends with a JSON object, its length and a magic number, four bytes each (tantivy 0.27, footer.rs)."""
    try:
        content = path.read_bytes()
        length = int.from_bytes(content[-8:-4], "little")
        footer = json.loads(content[-8 - length : -8])
        return bool(zlib.crc32(memoryview(content)[: -8 - length]) == footer["crc"])
    except (OSError, ValueError, KeyError, TypeError):
        return False


def remove_lexical_index(folder: Path) -> None:
    """Delete the index files; the next opening begins with an empty index."""
    shutil.rmtree(folder, ignore_errors=True)


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("source", stored=True, tokenizer_name="raw", index_option="basic")
    for field in _FIELDS:
        builder.add_text_field(field, stored=True, tokenizer_name="whitespace", index_option="freq")
    return builder.build()


def _document(passage: Passage, title: str, language: str) -> tantivy.Document:
    text = index_text(passage)
    analysed = "en" if language == "en" else "de"
    return tantivy.Document(
        id=passage.id,
        source=passage.source_id,
        stems=" ".join(terms(text, analysed)),
        heads=" ".join(terms(" ".join((title, *passage.heading_path)), analysed)),
        grams=" ".join(grams(text)),
        gloss=" ".join(gloss_terms(text, german=reads_german(text))),
    )
