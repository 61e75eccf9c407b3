"""Reading the best passages again: scores of real, tiny cross-encoders, and the order that is made of scores."""

from collections.abc import Sequence
from math import exp
from pathlib import Path

import pytest
from tiny_models import make_embedder, make_reranker, plain_scores

from assistant.answering.rerank import CrossEncoderReranker, read_again, reranked, reranker_for
from ingest.assemble import assemble
from ingest.config import DEFAULT_EMBEDDER, IndexConfig, read_config, recipe_for
from ingest.errors import AppError
from ingest.passages import cut_passages
from ingest.records import Block, Hit, Source, SourceDetails, Text

_QUESTION = "Welche Ziele?"
_TEXTS = ["Ahorn und Birke.", "Der Cluster sucht Partner in Asien.", "Auf der Messe steht eine Werft."]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_reranker(tmp_path_factory.mktemp("models") / "reranker")


def hit(text: str, score: float, heading: str = "") -> Hit:
    """Return a hit whose passage holds a text."""
    headings = [Block("heading", heading, level=1)] if heading else []
    stored, units = assemble([*headings, Block("paragraph", text)])
    (passage,) = cut_passages("s", stored, units, size=1800)
    source = Source("s", SourceDetails(title="S"), "s.md", "s.md", "0", 1, "ready", Text("", ""), 0, 1, 9, "")
    return Hit(passage, source, score, "both")


class Listed:
    """A reranker with a list of scores; `read` holds what it was given."""

    name = "listed"

    def __init__(self, *scores: float) -> None:
        self.read: list[tuple[str, str]] = []
        self._scores = scores

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        self.read = [(question, text) for text in texts]
        return list(self._scores)


# the order


def test_hits_come_in_the_order_of_both_scores_mixed() -> None:
    hits = [hit("a", 0.9), hit("b", 0.5), hit("c", 0.4)]
    ordered = reranked(hits, [0.1, 0.2, 0.9], weight=0.7)
    assert [(found.passage.text, round(found.score, 6)) for found in ordered] == [("c", 0.75), ("a", 0.34), ("b", 0.29)]


def test_a_weight_of_nothing_keeps_the_order_and_a_full_one_leaves_it_to_the_reranker() -> None:
    hits = [hit("a", 0.9), hit("b", 0.5)]
    assert reranked(hits, [0.1, 0.8], weight=0.0) == tuple(hits)
    assert [found.score for found in reranked(hits, [0.1, 0.8], weight=1.0)] == [0.8, 0.1]


def test_equal_hits_keep_their_order() -> None:
    hits = [hit(text, 0.5) for text in "abcd"]
    assert [found.passage.text for found in reranked(hits, [0.2, 0.3, 0.2, 0.3])] == ["b", "d", "a", "c"]


def test_nothing_stays_nothing_and_a_score_too_few_is_a_mistake() -> None:
    assert reranked([], []) == ()
    with pytest.raises(ValueError, match="zip"):
        reranked([hit("a", 0.9)], [])


def test_a_passage_is_read_with_its_headings() -> None:
    reranker = Listed(0.5)
    read_again(_QUESTION, [hit("Der Cluster wächst.", 0.9, heading="Ziele")], reranker)
    assert reranker.read == [(_QUESTION, "Ziele\nDer Cluster wächst.")]


def test_only_the_first_hits_are_read_and_the_others_count_as_irrelevant() -> None:
    reranker = Listed(0.0, 1.0)
    ordered = read_again(_QUESTION, [hit("a", 0.9), hit("b", 0.8), hit("c", 0.7)], reranker, depth=2)
    assert len(reranker.read) == 2
    assert [found.passage.text for found in ordered] == ["b", "a", "c"]


# cross-encoders


def test_scores_are_the_logistic_function_of_the_plain_ones(folder: Path) -> None:
    wanted = [1 / (1 + exp(-score)) for score in plain_scores(folder, _QUESTION, _TEXTS)]
    scores = CrossEncoderReranker(str(folder)).scores(_QUESTION, _TEXTS)
    assert scores == pytest.approx(wanted, abs=0.02)  # bfloat16, where the processor has it
    assert max(wanted) - min(wanted) > 0.04


def test_scores_are_the_same_whatever_function_the_settings_of_a_model_name(folder: Path, tmp_path: Path) -> None:
    named = make_reranker(tmp_path / "named", activation="torch.nn.modules.linear.Identity")
    assert CrossEncoderReranker(str(named)).scores(_QUESTION, _TEXTS) == (
        CrossEncoderReranker(str(folder)).scores(_QUESTION, _TEXTS)
    )


def test_of_two_labels_the_second_says_how_relevant_a_text_is(tmp_path: Path) -> None:
    folder = make_reranker(tmp_path / "two", labels=2)
    plain = plain_scores(folder, _QUESTION, _TEXTS)
    wanted = [1 / (1 + exp(no - yes)) for no, yes in zip(plain[::2], plain[1::2], strict=True)]
    assert CrossEncoderReranker(str(folder)).scores(_QUESTION, _TEXTS) == pytest.approx(wanted, abs=0.02)


def test_pairs_scored_side_by_side_get_their_own_scores(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [f"{_TEXTS[number % 3]} {'Ahorn ' * (number % 11)}" for number in range(50)]
    alone = [CrossEncoderReranker(str(folder)).scores(_QUESTION, [text])[0] for text in texts[:9]]
    monkeypatch.setattr("ingest.cross_encoder.separate_cores", lambda: 3)  # the tests' processes have one each
    assert CrossEncoderReranker(str(folder)).scores(_QUESTION, texts)[:9] == pytest.approx(alone, abs=0.02)


def test_hits_come_in_the_order_of_a_real_cross_encoder(folder: Path) -> None:
    plain = plain_scores(folder, _QUESTION, _TEXTS)
    best_first = [_TEXTS[i] for i in sorted(range(3), key=lambda i: -plain[i])]
    worst_first = [hit(text, 0.5) for text in reversed(best_first)]
    ordered = read_again(_QUESTION, worst_first, CrossEncoderReranker(str(folder)))
    assert [found.passage.text for found in ordered] == best_first


def test_texts_longer_than_a_model_reads_and_none_at_all_are_scored(folder: Path) -> None:
    reranker = CrossEncoderReranker(str(folder))
    assert len(reranker.scores(_QUESTION, ["Ahorn " * 2000, ""])) == 2
    assert reranker.scores(_QUESTION, []) == []


# the setting


def test_without_the_setting_there_is_no_reranker(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("CLUSTERKOMPASS_RERANKER", raising=False)
    assert reranker_for(read_config(tmp_path)) is None


def test_the_setting_names_the_reranker(folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CLUSTERKOMPASS_RERANKER", str(folder))
    reranker = reranker_for(read_config(tmp_path))
    assert reranker is not None
    assert reranker.name == str(folder)
    assert len(reranker.scores(_QUESTION, _TEXTS)) == 3


def test_a_reranker_that_is_not_there_is_named_with_its_setting(tmp_path: Path) -> None:
    error = _refused(tmp_path / "kein-modell")
    assert error.code == "unknown_reranker"
    assert "kein-modell" in error.of("de")
    assert "CLUSTERKOMPASS_RERANKER" in error.hint.en


def test_models_that_do_not_score_pairs_are_refused(tmp_path: Path) -> None:
    for folder in (make_embedder(tmp_path / "embedder"), make_reranker(tmp_path / "three", labels=3)):
        error = _refused(folder)
        assert error.code == "no_reranker"
        assert "kein Cross-Encoder" in error.of("de")
        assert "no cross-encoder" in error.of("en")


def test_half_a_reranker_is_refused(tmp_path: Path) -> None:
    folder = make_reranker(tmp_path / "half")
    (folder / "model.safetensors").unlink()
    assert _refused(folder).code == "broken_model"


def _refused(folder: Path) -> AppError:
    config = IndexConfig(folder / "library", recipe_for(DEFAULT_EMBEDDER), reranker=str(folder))
    reranker = reranker_for(config)
    assert reranker is not None
    with pytest.raises(AppError) as caught:
        reranker.scores(_QUESTION, _TEXTS)
    return caught.value
