"""Full-text search with German analysis: tantivy. Derived from the registry and rebuildable at any time."""

import shutil
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

    def __init__(self, folder: Path) -> None:
        """Open or make the index in a folder; raises DamagedIndex."""
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        with self._own_errors():
            self._index = tantivy.Index(_schema(), path=str(folder))
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
        """tantivy raises ValueError, and OSError, for whatever is wrong with its files."""
        try:
            yield
        except (ValueError, OSError) as error:
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


def remove_lexical_index(folder: Path) -> None:
    """Delete the index files; the next opening begins with an empty index."""
    shutil.rmtree(folder, ignore_errors=True)


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("source", stored=False, tokenizer_name="raw", index_option="basic")
    for field in _FIELDS:
        builder.add_text_field(field, stored=False, tokenizer_name="whitespace", index_option="freq")
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
