"""Contracts of the derived indexes and of embedders, on real Chroma, real tantivy and the real model."""

import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from fakes import HashEmbedder

from ingest.assemble import assemble
from ingest.chroma_keeper import KeptChroma
from ingest.derived import LibraryVectors, ReaderVectors
from ingest.embed import Embedder, SentenceTransformerEmbedder, Vectors
from ingest.errors import DamagedIndex
from ingest.lexical import LexicalIndex, WeightedText
from ingest.model_errors import UnknownEmbedder
from ingest.passages import cut_passages
from ingest.records import Block, Passage, Source, SourceDetails, Text
from ingest.registry import Entry, Registry
from ingest.store import ChromaVectors
from ingest.vectors import ExactVectors, RecipeMismatch, VectorIndex

pytestmark = pytest.mark.slow

Rows = Sequence[tuple[str, str, Vectors]]  # source, passage, vector
MakeIndex = Callable[[Rows], VectorIndex]


def _unit_vectors(count: int, dimension: int = 16) -> Vectors:
    rows = np.random.default_rng(3).normal(size=(count, dimension)).astype(np.float32)
    unit: Vectors = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


def _exact(rows: Rows) -> ExactVectors:
    return ExactVectors(dict(_per_source(rows)))


def _chroma(folder: Path, rows: Rows) -> ChromaVectors:
    index = ChromaVectors(folder)
    for source, (passages, vectors) in _per_source(rows):
        index.add(source, passages, vectors)
    return index


def _kept(registry: Registry, folder: Path) -> KeptChroma:
    kept = KeptChroma(folder, registry, registry.window_counts)
    kept.bring_up_to_date()
    return kept


def _per_source(rows: Rows) -> Iterator[tuple[str, tuple[list[str], Vectors]]]:
    for source in dict.fromkeys(source for source, _, _ in rows):
        mine = [(passage, row) for owner, passage, row in rows if owner == source]
        yield source, ([passage for passage, _ in mine], np.stack([row for _, row in mine]))


def _registered(folder: Path, rows: Rows) -> Registry:
    registry = Registry(folder / "registry.sqlite3")
    for source_id, (names, vectors) in _per_source(rows):
        passages = tuple(_bare_passage(source_id, i, name) for i, name in enumerate(dict.fromkeys(names)))
        windows = [vectors[[i for i, name in enumerate(names) if name == passage.id]] for passage in passages]
        registry.apply([], [Entry(_bare_source(source_id, len(passages)), (), "", passages, tuple(windows))])
    return registry


def _bare_passage(source_id: str, position: int, name: str) -> Passage:
    return Passage(name, source_id, position, "", (), None, None, "", 0, 0, "", ())


def _bare_source(source_id: str, passages: int) -> Source:
    reason, details = Text("", ""), SourceDetails()
    return Source(source_id, details, source_id, source_id, source_id, 1, "ready", reason, 0, passages, 0, "")


def _library(folder: Path, rows: Rows, indexed: Rows, *, exact_limit: int) -> LibraryVectors:
    """A search of the library's owner over `rows`, of which Chroma holds only those that are `indexed`."""
    return LibraryVectors(_chroma(folder / "vectors", indexed), ReaderVectors(_registered(folder, rows)), exact_limit)


@pytest.fixture(params=["chroma", "chroma's process", "exact", "small library", "large library"])
def make_index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MakeIndex]:
    made: list[VectorIndex] = []
    makers: dict[str, MakeIndex] = {
        "chroma": lambda rows: _chroma(tmp_path / "vectors", rows),
        "chroma's process": lambda rows: _kept(_registered(tmp_path, rows), tmp_path),
        "exact": _exact,
        "small library": lambda rows: _library(tmp_path, rows, rows, exact_limit=40),
        "large library": lambda rows: _library(tmp_path, rows, rows, exact_limit=7),
    }

    def make(rows: Rows) -> VectorIndex:
        made.append(makers[request.param](rows))
        return made[-1]

    yield make
    for index in made:
        index.close()


def _rows(count: int) -> list[tuple[str, str, Vectors]]:
    """Two windows per passage, two passages per source."""
    return [(f"s{i // 4}", f"s{i // 4}-{i // 2}", row) for i, row in enumerate(_unit_vectors(count))]


def test_a_vector_finds_its_own_passage_first_with_similarity_one(make_index: MakeIndex) -> None:
    rows = _rows(40)
    index = make_index(rows)
    for _, passage, vector in rows:
        found = index.search(vector, limit=5)
        assert max(found, key=found.__getitem__) == passage
        assert found[passage] == pytest.approx(1.0, abs=1e-4)


def test_similarities_are_cosines(make_index: MakeIndex) -> None:
    rows = _rows(8)
    asked = _unit_vectors(9)[8]
    wanted: dict[str, float] = {}
    for _, passage, vector in rows:
        wanted[passage] = max(wanted.get(passage, -1.0), float(vector @ asked))
    assert make_index(rows).search(asked, limit=8) == pytest.approx(wanted, abs=1e-4)


def test_a_passage_appears_once_with_its_nearest_window(make_index: MakeIndex) -> None:
    vector = _unit_vectors(1)[0]
    found = make_index([("s", "p", vector), ("s", "p", -vector)]).search(vector, limit=10)
    assert found == {"p": pytest.approx(1.0, abs=1e-4)}


def test_at_most_limit_windows_are_looked_at(make_index: MakeIndex) -> None:
    rows = _rows(40)
    assert len(make_index(rows).search(rows[0][2], limit=3)) <= 3


def test_a_limit_above_the_count_gives_all(make_index: MakeIndex) -> None:
    rows = _rows(8)
    assert len(make_index(rows).search(rows[0][2], limit=100)) == 4


def test_only_allowed_sources_are_found(make_index: MakeIndex) -> None:
    rows = _rows(40)
    found = make_index(rows).search(rows[0][2], limit=40, source_ids=["s3", "unknown"])
    assert set(found) == {"s3-6", "s3-7"}


@pytest.mark.parametrize("nobody", [[], ()])
def test_no_allowed_source_finds_nothing(make_index: MakeIndex, nobody: Sequence[str]) -> None:
    rows = _rows(8)
    assert make_index(rows).search(rows[0][2], limit=5, source_ids=nobody) == {}


def test_a_vector_of_another_length_is_refused_with_the_way_out(make_index: MakeIndex) -> None:
    with pytest.raises(RecipeMismatch) as caught:
        make_index(_rows(8)).search(_unit_vectors(1, dimension=24)[0], limit=5)
    assert "dimension = 16" in caught.value.message.en
    assert "rebuild --embed" in caught.value.hint.en


def test_an_empty_index_finds_nothing(make_index: MakeIndex) -> None:
    index = make_index([])
    assert index.search(_unit_vectors(1)[0], limit=5) == {}
    assert index.count() == 0


def test_the_count_is_that_of_vectors(make_index: MakeIndex) -> None:
    assert make_index(_rows(12)).count() == 12


def test_a_library_up_to_the_limit_is_searched_exactly(tmp_path: Path) -> None:
    rows = _rows(8)
    index = _library(tmp_path, rows, [], exact_limit=8)  # Chroma would find nothing
    assert len(index.search(rows[0][2], limit=8)) == 4
    assert set(index.search(rows[0][2], limit=8, source_ids=["s1"])) == {"s1-2", "s1-3"}


def test_a_library_above_the_limit_is_searched_by_chroma(tmp_path: Path) -> None:
    rows = _rows(12)
    index = _library(tmp_path, rows, rows[:4], exact_limit=11)
    assert set(index.search(rows[0][2], limit=12)) == {"s0-0", "s0-1"}


def test_few_sources_of_a_library_above_the_limit_are_searched_exactly_and_many_by_chroma(tmp_path: Path) -> None:
    rows = _rows(12)
    index = _library(tmp_path, rows, rows[:4], exact_limit=8)
    few, many = ["s1", "s2", "s1", "unknown"], ["s0", "s1", "s2"]
    assert set(index.search(rows[0][2], limit=12, source_ids=few)) == {"s1-2", "s1-3", "s2-4", "s2-5"}
    assert set(index.search(rows[0][2], limit=12, source_ids=many)) == {"s0-0", "s0-1"}


def test_a_library_that_grows_over_the_limit_and_shrinks_again_is_searched_by_the_right_one(tmp_path: Path) -> None:
    rows = _rows(8)
    registry = _registered(tmp_path, rows[:4])
    index = LibraryVectors(_chroma(tmp_path / "vectors", []), ReaderVectors(registry), 4)
    assert index.search(rows[0][2], limit=8) != {}
    passages = (_bare_passage("neu", 0, "neu-0"),)
    registry.apply([], [Entry(_bare_source("neu", 1), (), "", passages, (rows[4][2][None],))])
    assert index.search(rows[0][2], limit=8) == {}
    registry.apply(["neu"], [])
    assert index.search(rows[0][2], limit=8) != {}


def test_the_count_of_a_library_is_that_of_chroma_which_must_be_whole(tmp_path: Path) -> None:
    rows = _rows(8)
    assert _library(tmp_path, rows, rows[:4], exact_limit=8).count() == 4


def test_exact_search_gives_equal_scores_in_their_order_and_no_more_than_the_limit() -> None:
    vector = _unit_vectors(1)[0]
    index = _exact([(f"s{i}", f"s{i}-0", -vector if i == 2 else vector) for i in range(6)])
    assert list(index.search(vector, limit=3)) == ["s0-0", "s1-0", "s3-0"]
    assert list(index.search(vector, limit=6)) == ["s0-0", "s1-0", "s3-0", "s4-0", "s5-0", "s2-0"]


def test_chroma_takes_the_same_windows_twice_without_doubling_them(tmp_path: Path) -> None:
    rows = _rows(8)
    _chroma(tmp_path / "vectors", rows).close()
    index = _chroma(tmp_path / "vectors", rows)
    assert index.count() == 8
    index.close()


def test_chroma_takes_more_windows_than_it_allows_in_one_call(tmp_path: Path) -> None:
    vectors = _unit_vectors(6000, dimension=4)
    index = ChromaVectors(tmp_path / "vectors")
    index.add("s", [f"s-{i}" for i in range(6000)], vectors)
    assert index.count() == 6000
    index.close()


def test_chroma_keeps_what_it_has_when_opened_again(tmp_path: Path) -> None:
    rows = _rows(8)
    _chroma(tmp_path / "vectors", rows).close()
    index = ChromaVectors(tmp_path / "vectors")
    assert index.count() == 8
    index.close()


def test_chroma_has_its_graph_on_the_disk_after_a_thousand_windows(tmp_path: Path) -> None:
    index = ChromaVectors(tmp_path / "vectors")
    index.add("s", [f"s-{i}" for i in range(900)], _unit_vectors(900, dimension=4))
    assert not list(tmp_path.rglob("index_metadata.pickle"))
    index.add("t", [f"t-{i}" for i in range(200)], _unit_vectors(200, dimension=4))
    assert list(tmp_path.rglob("index_metadata.pickle"))
    index.close()


def test_a_damaged_chroma_folder_is_said_and_can_be_made_anew_in_the_same_process(tmp_path: Path) -> None:
    rows = _rows(8)
    _chroma(tmp_path / "vectors", rows).close()
    database = tmp_path / "vectors" / "chroma.sqlite3"
    database.write_bytes(database.read_bytes()[:10_000])
    with pytest.raises(DamagedIndex):
        ChromaVectors(tmp_path / "vectors")
    shutil.rmtree(tmp_path / "vectors")
    index = _chroma(tmp_path / "vectors", rows)
    assert index.count() == 8
    index.close()


# full text


def _passages(source_id: str, *texts: str, heading: str = "") -> list[Passage]:
    headings = [Block("heading", heading, level=1)] if heading else []
    blocks = [block for text in texts for block in (*headings, Block("paragraph", text))]
    text, units = assemble(blocks)
    return list(cut_passages(source_id, text, units, size=1800))


def _found(index: LexicalIndex, question: str, source_ids: Sequence[str] | None = None) -> list[str]:
    hits = index.search([WeightedText(question)], limit=10, source_ids=source_ids)
    hits.sort(key=lambda hit: -sum(hit.scores.values()))
    return [hit.passage_id.rsplit("-", 1)[0] for hit in hits]


@pytest.fixture
def full_text(tmp_path: Path) -> LexicalIndex:
    index = LexicalIndex(tmp_path / "fulltext")
    texts = {
        "partner": "Die Auswahl der internationalen Partner folgt klaren Kriterien.",
        "foerder": "Für Fördermittel gibt es eine Straße der Anträge.",
        "messe": "Auf Messen in Asien zeigen Betriebe ihre Produkte.",
    }
    index.replace((), [(passage, "", "de") for source, text in texts.items() for passage in _passages(source, text)])
    return index


@pytest.mark.parametrize(
    ("question", "source_id"),
    [
        ("Partnerauswahl", "partner"),
        ("PARTNER", "partner"),
        ("Kriterium", "partner"),
        ("Foerdermittel", "foerder"),
        ("Strasse", "foerder"),
        ("Förderung", "foerder"),
        ("Messebesuch", "messe"),
    ],
)
def test_a_word_finds_its_other_spellings_inflections_and_compounds(
    full_text: LexicalIndex, question: str, source_id: str
) -> None:
    assert _found(full_text, question)[0] == source_id


@pytest.mark.parametrize("question", ["", "und oder", "Xqzzvk", '"', "title:* AND (", "++"])
def test_a_question_without_known_words_finds_nothing_and_harms_nothing(full_text: LexicalIndex, question: str) -> None:
    assert _found(full_text, question) == []


def test_a_question_of_ten_thousand_characters_is_searched(full_text: LexicalIndex) -> None:
    assert "messe" in _found(full_text, "Messen in Asien " * 625)


def test_full_text_is_limited_to_allowed_sources(full_text: LexicalIndex) -> None:
    assert _found(full_text, "Partner Messen", ["messe"]) == ["messe"]
    assert _found(full_text, "Partner Messen", []) == []


def test_headings_and_titles_are_searched_and_named_as_such(tmp_path: Path) -> None:
    index = LexicalIndex(tmp_path / "fulltext")
    index.replace((), [(p, "Leitfaden Zoll", "de") for p in _passages("a", "Ein Text.", heading="Exportkontrolle")])
    for question in ("Leitfaden", "Exportkontrolle"):
        (hit,) = index.search([WeightedText(question)], limit=5)
        assert hit.scores["heads"] > 0


def test_an_earlier_question_weighs_less(full_text: LexicalIndex) -> None:
    asked = [WeightedText("Messen", 0.2), WeightedText("Fördermittel")]
    scores = {hit.passage_id: hit.scores["stems"] for hit in full_text.search(asked, limit=5)}
    assert scores["foerder-00000"] > scores["messe-00000"]


@pytest.mark.parametrize(
    ("stem", "is_held"),
    [("fordermittel", True), ("fordermitel", True), ("fordermitl", False), ("kriterium", False), ("mesn", False)],
)
def test_a_stem_with_one_wrong_letter_is_nearly_held(full_text: LexicalIndex, stem: str, is_held: bool) -> None:
    assert full_text.is_nearly_held(stem) is is_held


def test_full_text_forgets_what_is_removed(full_text: LexicalIndex) -> None:
    full_text.replace(["messe"], [])
    assert _found(full_text, "Messen Asien") == []
    assert full_text.count() == 2
    assert full_text.document_frequency("mess") == 0


def test_full_text_open_in_another_place_sees_changes_within_seconds(full_text: LexicalIndex, tmp_path: Path) -> None:
    beside = LexicalIndex(tmp_path / "fulltext", follows=True)
    full_text.replace((), [(passage, "", "de") for passage in _passages("neu", "Zollfragen sind neu.")])
    deadline = time.monotonic() + 10
    while not _found(beside, "Zollfragen") and time.monotonic() < deadline:
        time.sleep(0.05)
    assert _found(beside, "Zollfragen") == ["neu"]


def test_damaged_full_text_is_said(full_text: LexicalIndex, tmp_path: Path) -> None:
    (tmp_path / "fulltext" / "meta.json").write_text("{")
    with pytest.raises(DamagedIndex):
        LexicalIndex(tmp_path / "fulltext")


# embedders

_TEXTS = (
    "The cluster chooses partners in Asia.",
    "Auf der Wiese stehen Kühe und Schafe.",
    "Member companies show their products at trade fairs.",
)


@pytest.fixture(params=["fake", "real"])
def any_embedder(request: pytest.FixtureRequest) -> Embedder:
    if request.param == "fake":
        return HashEmbedder()
    real: Embedder = request.getfixturevalue("real_embedder")
    return real


def test_an_embedder_gives_a_unit_vector_per_text_in_their_order(any_embedder: Embedder) -> None:
    done: list[int] = []
    rows = any_embedder.embed_passages(_TEXTS, done.append)
    assert rows.shape == (3, any_embedder.dimension)
    assert rows.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1.0, atol=1e-4)
    for at, text in enumerate(_TEXTS):  # with prompts, a text asked is near the text found, and not the same
        assert int(np.argmax(rows @ any_embedder.embed_question(text))) == at
    assert done[-1] == 3


def test_an_embedder_takes_nothing_and_the_empty_text(any_embedder: Embedder) -> None:
    assert any_embedder.embed_passages([]).shape == (0, any_embedder.dimension)
    assert np.linalg.norm(any_embedder.embed_question("")) == pytest.approx(1.0, abs=1e-4)


def test_the_real_embedder_finds_the_nearest_in_meaning(real_embedder: Embedder) -> None:
    assert real_embedder.dimension == 384
    asked = real_embedder.embed_question("Exhibitions where firms present what they make")
    assert int(np.argmax(real_embedder.embed_passages(_TEXTS) @ asked)) == 2


def test_an_embedder_that_is_not_there_is_named_and_nothing_is_fetched(tmp_path: Path) -> None:
    with pytest.raises(UnknownEmbedder) as caught:
        SentenceTransformerEmbedder(str(tmp_path / "kein-modell")).embed_question("a")
    assert "kein-modell" in caught.value.of("de")
