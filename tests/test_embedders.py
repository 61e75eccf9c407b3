"""Other embedders by a setting: their prompts, the gloss, models that are none, the way from one to another."""

import json
import os
import platform
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tiny_models import change_json, make_embedder, make_reranker, make_transformer

from ingest.config import (
    DEFAULT_EMBEDDER,
    ENGLISH_EMBEDDER,
    IndexConfig,
    Prompts,
    Recipe,
    UnknownSetting,
    read_config,
    recipe_for,
)
from ingest.dictionary import GLOSS, english_gloss
from ingest.embed import SentenceTransformerEmbedder, Vectors
from ingest.embedders import embedder_for
from ingest.errors import AppError
from ingest.lexical import WeightedText
from ingest.library import Library
from ingest.memory import give_back_memory
from ingest.model_errors import own_errors
from ingest.rebuild import bring_up_to_date, rebuild_library
from ingest.records import Progress
from ingest.vectors import RecipeMismatch

pytestmark = pytest.mark.slow

_E5 = Prompts("query: ", "passage: ")
_TEXT = "der Ahorn steht hier"


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in [name for name in os.environ if name.startswith(("CLUSTERKOMPASS_", "HF_", "SENTENCE_"))]:
        monkeypatch.delenv(variable)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model whose settings name no prompts; not to be changed."""
    return make_embedder(tmp_path_factory.mktemp("models") / "plain")


@pytest.fixture
def model(plain: Path, tmp_path: Path) -> Path:
    """A copy of the model, to be changed."""
    return shutil.copytree(plain, tmp_path / "modell")


# prompts


@pytest.mark.parametrize(
    ("name", "prompts"),
    [
        ("intfloat/multilingual-e5-small", _E5),
        ("/modelle/E5_klein", _E5),
        ("/c/models--intfloat--e5-base-v2/snapshots/0af", _E5),
        ("mixedbread-ai/deepset-mxbai-embed-de-large-v1", _E5),
        ("Snowflake/snowflake-arctic-embed-l-v2.0", Prompts("query: ")),
        ("BAAI/bge-small-en-v1.5", Prompts("Represent this sentence for searching relevant passages: ")),
        ("BAAI/bge-m3", Prompts()),
        ("thenlper/gte-base", Prompts()),
        ("sentence-transformers/paraphrase-multilingual-MiniLM-L12-v2", Prompts()),
        ("/e5/anderes-modell", Prompts()),
        (ENGLISH_EMBEDDER, Prompts()),
    ],
)
def test_a_model_without_prompts_of_its_own_gets_those_of_its_family(name: str, prompts: Prompts) -> None:
    recipe = recipe_for(name)
    assert Prompts(recipe.query_prompt, recipe.passage_prompt) == prompts


def test_an_instructed_model_gets_its_instruction_for_questions_only() -> None:
    recipe = recipe_for("intfloat/multilingual-e5-large-instruct")
    assert recipe.query_prompt.startswith("Instruct: ")
    assert recipe.query_prompt.endswith("\nQuery: ")
    assert recipe.passage_prompt == ""


def test_prompts_in_the_settings_of_a_model_count_more_than_its_family(tmp_path: Path) -> None:
    folder = make_embedder(tmp_path / "e5-eigen", prompts={"query": "welche ", "passage": "hier "})
    recipe = recipe_for(str(folder))
    assert (recipe.query_prompt, recipe.passage_prompt) == ("welche ", "hier ")


def test_empty_prompts_in_the_settings_of_a_model_do_not_hide_its_family(plain: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(plain, tmp_path / "e5-klein")
    saved = json.loads((folder / "config_sentence_transformers.json").read_text(encoding="utf-8"))
    assert saved["prompts"] == {"query": "", "document": ""}
    assert recipe_for(str(folder)).passage_prompt == "passage: "


def test_the_settings_set_other_prompts_and_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLUSTERKOMPASS_EMBEDDER", "intfloat/multilingual-e5-small")
    monkeypatch.setenv("CLUSTERKOMPASS_QUERY_PROMPT", r"Frage\n: ")
    monkeypatch.setenv("CLUSTERKOMPASS_PASSAGE_PROMPT", "none")
    recipe = read_config().recipe
    assert (recipe.query_prompt, recipe.passage_prompt) == ("Frage\n: ", "")


def test_prompts_reach_the_model(plain: Path) -> None:
    bare = SentenceTransformerEmbedder(str(plain))
    prompted = SentenceTransformerEmbedder(str(plain), _E5)
    spelled_out = bare.embed_passages([f"passage: {_TEXT}"])[0]
    assert _same(prompted.embed_passages([_TEXT])[0], spelled_out)
    assert _same(prompted.embed_question(_TEXT), bare.embed_question(f"query: {_TEXT}"))
    assert not _same(bare.embed_passages([_TEXT])[0], spelled_out)


def test_question_and_passage_are_embedded_apart_only_with_prompts(plain: Path) -> None:
    bare = SentenceTransformerEmbedder(str(plain))
    prompted = SentenceTransformerEmbedder(str(plain), _E5)
    assert _same(bare.embed_question(_TEXT), bare.embed_passages([_TEXT])[0])
    assert not _same(prompted.embed_question(_TEXT), prompted.embed_passages([_TEXT])[0])


def test_a_prompt_named_passage_is_used_although_the_library_would_not(tmp_path: Path) -> None:
    folder = make_embedder(tmp_path / "modell", prompts={"query": "query: ", "passage": "passage: "})
    bare = SentenceTransformerEmbedder(str(folder))
    embedded = embedder_for(recipe_for(str(folder))).embed_passages([_TEXT])[0]
    assert _same(embedded, bare.embed_passages([f"passage: {_TEXT}"])[0])
    assert _same(bare.embed_passages([_TEXT])[0], bare.embed_question(_TEXT))


def test_texts_of_all_lengths_get_their_own_vectors(plain: Path) -> None:
    embedder = SentenceTransformerEmbedder(str(plain))
    texts = [" ".join(["der Ahorn steht hier im Text"] * (1 + number % 5)) + f" {number}" for number in range(40)]
    done: list[int] = []
    rows = embedder.embed_passages(texts, done.append)
    assert [_same(row, embedder.embed_question(text)) for row, text in zip(rows, texts, strict=True)] == [True] * 40
    assert done == sorted(set(done))
    assert len(done) > 1
    assert done[-1] == 40


def test_texts_embedded_side_by_side_get_the_same_vectors(plain: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.embed.separate_cores", lambda: 3)  # the tests' processes have one each
    texts = [f"{number} {'der Ahorn steht ' * (1 + number % 40)}" for number in range(200)]
    embedder = SentenceTransformerEmbedder(str(plain))
    rows = embedder.embed_passages(texts)
    assert all(_same(row, embedder.embed_question(text)) for row, text in zip(rows, texts, strict=True))


def test_long_texts_are_embedded_fewer_at_a_time_and_get_the_same_vectors(plain: Path) -> None:
    embedder = SentenceTransformerEmbedder(str(plain))
    texts = [f"{number} {'der Ahorn steht ' * 62}" for number in range(5)]  # of 1,000 characters
    done: list[int] = []
    rows = embedder.embed_passages(texts, done.append)
    assert done in ([2, 4, 5], [2, 3, 5], [1, 3, 5])  # in twos, whichever is done first
    assert [_same(row, embedder.embed_question(text)) for row, text in zip(rows, texts, strict=True)] == [True] * 5


def test_the_words_of_a_large_vocabulary_are_kept_in_16_bits_and_give_the_same_vectors() -> None:
    import torch

    embedder = SentenceTransformerEmbedder(DEFAULT_EMBEDDER)
    tables = [part for part in embedder._model()[0].modules() if isinstance(part, torch.nn.Embedding)]
    words = max(tables, key=lambda table: len(table.weight))
    if words.weight.dtype == torch.bfloat16 or DEFAULT_EMBEDDER == ENGLISH_EMBEDDER:
        pytest.skip("nothing to be halved")
    assert words.weight.dtype == torch.float16
    halved = embedder.embed_passages([_TEXT])
    words.weight.data = words.weight.data.float()
    whole = embedder.embed_passages([_TEXT])
    words.weight.data = words.weight.data.half()
    assert np.array_equal(halved, whole)


def test_a_question_asked_again_is_not_embedded_again(plain: Path) -> None:
    recipe = recipe_for(str(plain))
    for embedder in (embedder_for(recipe), embedder_for(replace(recipe, gloss=GLOSS))):
        first = embedder.embed_question(_TEXT)
        assert embedder.embed_question(_TEXT) is first
        with pytest.raises(ValueError, match="read-only"):
            first[0] = 0.0


def test_the_vectors_of_256_questions_are_kept(plain: Path) -> None:
    embedder = SentenceTransformerEmbedder(str(plain))
    first, *others = [embedder.embed_question(f"ahorn {number}") for number in range(257)]
    assert embedder.embed_question("ahorn 1") is others[0]
    assert embedder.embed_question("ahorn 0") is not first


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries give memory back in their own ways")
def test_memory_in_small_pieces_is_given_back() -> None:
    pieces = [bytes(60_000) for _ in range(4000)]  # too small for glibc to give each back by itself
    last = bytes(60_000)  # keeps glibc from giving back all at once
    pieces.clear()
    before = _resident_bytes()
    give_back_memory()
    assert _resident_bytes() < before - 100_000_000
    assert len(last) == 60_000


def _resident_bytes() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def _same(one: Vectors, other: Vectors) -> bool:
    return bool(one @ other > 0.9999)


# the gloss


@pytest.mark.parametrize(
    ("embedder", "setting", "gloss"),
    [
        (ENGLISH_EMBEDDER, "", GLOSS),
        (ENGLISH_EMBEDDER, "0", ""),
        ("/modelle/gte", "", ""),
        ("/modelle/gte", "1", GLOSS),
    ],
)
def test_german_is_glossed_for_the_english_embedder_or_where_the_settings_say_so(
    embedder: str, setting: str, gloss: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLUSTERKOMPASS_EMBEDDER", embedder)
    monkeypatch.setenv("CLUSTERKOMPASS_GLOSS", setting)
    assert read_config().recipe.gloss == gloss


def test_a_gloss_that_is_neither_on_nor_off_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLUSTERKOMPASS_GLOSS", "ja")
    with pytest.raises(UnknownSetting) as caught:
        read_config()
    assert caught.value.of("de") == "CLUSTERKOMPASS_GLOSS steht auf „ja“. Erlaubt sind: 1, 0."
    assert caught.value.of("en") == 'CLUSTERKOMPASS_GLOSS is "ja". Allowed are: 1, 0.'


def test_a_glossing_embedder_in_a_folder_puts_the_prompt_before_the_gloss(plain: Path) -> None:
    glossing = embedder_for(Recipe(str(plain), gloss=GLOSS, passage_prompt="passage: "))
    bare = SentenceTransformerEmbedder(str(plain))
    german = "Die Werft liegt im Hafen."
    assert english_gloss(german) != german
    assert _same(glossing.embed_passages([german])[0], bare.embed_passages([f"passage: {english_gloss(german)}"])[0])


# where models lie, and what is wrong with them


def test_a_model_in_the_local_cache_is_found_by_its_name(
    plain: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cached = tmp_path / "hub" / "models--wer--e5-klein"
    shutil.copytree(plain, cached / "snapshots" / "0af3")
    (cached / "refs").mkdir()
    (cached / "refs" / "main").write_text("0af3")
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    recipe = recipe_for("wer/e5-klein")
    assert recipe.passage_prompt == "passage: "
    assert embedder_for(recipe).dimension == 32


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def _without_tokenizer(folder: Path) -> None:
    for file in folder.glob("tokenizer*"):
        file.unlink()


_DAMAGES: dict[str, Callable[[Path], object]] = {
    "settings cut off": lambda folder: _cut_to_one_letter(folder / "config.json"),
    "settings missing": lambda folder: (folder / "config.json").unlink(),
    "list of modules damaged": lambda folder: _cut_to_one_letter(folder / "modules.json"),
    "weights missing": lambda folder: (folder / "model.safetensors").unlink(),
    "weights cut off": lambda folder: _cut(folder / "model.safetensors"),
    "weights of too few layers": lambda folder: change_json(folder / "config.json", num_hidden_layers=4),
    "weights of another size": lambda folder: change_json(folder / "config.json", hidden_size=48),
    "tokenizer missing": _without_tokenizer,
    "pooling missing": lambda folder: shutil.rmtree(folder / "1_Pooling"),
    "another dimension": lambda folder: change_json(folder / "1_Pooling" / "config.json", embedding_dimension=48),
}


def _cut_to_one_letter(path: Path) -> None:
    path.write_text("{", encoding="utf-8")


@pytest.mark.parametrize("damage", _DAMAGES)
def test_half_a_model_is_refused_with_its_name_and_the_setting(damage: str, model: Path) -> None:
    _DAMAGES[damage](model)
    error = _refused(model)
    assert error.code == "broken_model"
    assert f"„{model}“ ist unvollständig oder beschädigt" in error.of("de")
    assert f'"{model}" is incomplete or damaged' in error.of("en")
    assert "CLUSTERKOMPASS_EMBEDDER" in error.hint.de


def test_folders_that_are_no_embedding_model_are_refused(tmp_path: Path) -> None:
    (tmp_path / "leer").mkdir()
    others = tmp_path / "leer", make_transformer(tmp_path / "bert"), make_reranker(tmp_path / "reranker")
    for folder in others:
        error = _refused(folder)
        assert error.code == "no_embedder"
        assert "modules.json" in error.of("de")
        assert "modules.json" in error.of("en")


def test_code_that_comes_with_a_model_is_not_run(model: Path, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    (model / "own_code.py").write_text(f"open({str(ran)!r}, 'w')\nclass Module: ...\n", encoding="utf-8")
    modules = json.loads((model / "modules.json").read_text(encoding="utf-8"))
    modules[0]["type"] = "own_code.Module"
    (model / "modules.json").write_text(json.dumps(modules), encoding="utf-8")
    error = _refused(model)
    assert error.code == "foreign_code"
    assert "eigenen Programmcode" in error.of("de")
    assert "program code of its own" in error.of("en")
    assert not ran.exists()


def test_an_architecture_that_comes_as_code_is_refused_as_such(model: Path) -> None:
    change_json(model / "config.json", model_type="own", auto_map={"AutoConfig": "own.C", "AutoModel": "own.M"})
    assert _refused(model).code == "foreign_code"


def test_too_little_memory_is_said_as_such() -> None:
    import torch

    attempts: tuple[Callable[[], object], ...] = (lambda: torch.empty(10**16), lambda: np.zeros(10**16))
    for attempt in attempts:
        with pytest.raises(AppError) as caught, own_errors("groß", "CLUSTERKOMPASS_EMBEDDER"):
            attempt()
        assert caught.value.code == "out_of_memory"
        assert "reicht der Speicher nicht" in caught.value.of("de")
        assert "memory is too small" in caught.value.of("en")


def _refused(folder: Path) -> AppError:
    with pytest.raises(AppError) as caught:
        SentenceTransformerEmbedder(str(folder)).embed_question("a")
    return caught.value


# from one embedder to another


class _Counting(SentenceTransformerEmbedder):
    """Counts the texts embedded as passages."""

    embedded = 0

    def embed_passages(self, texts: Sequence[str], on_batch: Callable[[int], None] = lambda done: None) -> Vectors:
        self.embedded += len(texts)
        return super().embed_passages(texts, on_batch)


@pytest.fixture(scope="module")
def filled_data(plain: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The closed folder of a library of five sources, made with the model without prompts; to be copied."""
    folder = tmp_path_factory.mktemp("filled")
    for number, word in enumerate(("Ahorn", "Birke", "Eiche", "Dahlie", "Efeu")):
        (folder / f"{number}.md").write_text(f"# Kapitel {number}\n\nHier steht {word} im Text.\n", encoding="utf-8")
    library = Library.open(IndexConfig(folder / "library", recipe_for(str(plain))))
    library.add(sorted(folder.glob("*.md")))
    library.close()
    return folder / "library"


@pytest.fixture
def old(filled_data: Path, plain: Path, tmp_path: Path) -> IndexConfig:
    """A closed library of five sources, made with the model without prompts."""
    return IndexConfig(shutil.copytree(filled_data, tmp_path / "library"), recipe_for(str(plain)))


@pytest.fixture
def new(old: IndexConfig, tmp_path: Path) -> IndexConfig:
    """The same library's settings with another model, of another dimension and with prompts.

    Both prompts are the same one: a model that was never trained finds a text by the very same text only.
    """
    folder = make_embedder(tmp_path / "neu", prompts={"query": "hier: ", "passage": "hier: "}, dimension=48, seed=2)
    return replace(old, recipe=recipe_for(str(folder)))


def _found(library: Library) -> str:
    """Return the source that both searches put first for the text of one passage."""
    vector = library.embedder.embed_question("Kapitel 1: Hier steht Birke im Text.")
    near = library.vectors.search(vector, limit=5)
    by_words = library.lexical.search([WeightedText("Birke")], limit=5)
    assert [hit.passage_id for hit in by_words] == [max(near, key=near.__getitem__)]
    return library.registry.source(by_words[0].passage_id.rsplit("-", 1)[0]).file_name


def _answer(config: IndexConfig) -> str:
    library = Library.open(config, write=False)
    try:
        return _found(library)
    finally:
        library.close()


def test_questions_are_answered_while_another_embedder_reads_everything_anew(
    old: IndexConfig, new: IndexConfig
) -> None:
    answers: list[str] = []
    rebuilt = rebuild_library(new, progress=lambda _: answers.append(_answer(old)))
    assert answers == ["1.md"] * 5
    assert (rebuilt.sources, rebuilt.embedded) == (5, True)
    assert _answer(new) == "1.md"
    library = Library.open(new)
    assert library.registry.meta()["dimension"] == "48"
    library.close()
    with pytest.raises(RecipeMismatch):
        Library.open(old)


def test_an_interrupted_change_of_embedders_leaves_the_old_one_and_goes_on(old: IndexConfig, new: IndexConfig) -> None:
    def stop(progress: Progress) -> None:
        if progress.file == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild_library(new, progress=stop)
    assert _answer(old) == "1.md"
    second = _Counting(new.recipe.embedder, Prompts(new.recipe.query_prompt, new.recipe.passage_prompt))
    bring_up_to_date(new, embedder=second)  # as the next start does
    assert second.embedded == 2
    assert _answer(new) == "1.md"


def test_another_passage_prompt_is_another_recipe_and_a_rebuild_makes_it(old: IndexConfig) -> None:
    prompted = replace(old, recipe=replace(old.recipe, query_prompt="passage: ", passage_prompt="passage: "))
    with pytest.raises(RecipeMismatch) as caught:
        Library.open(prompted)
    assert "the setting is" in caught.value.message.en
    assert caught.value.message.en.endswith(f'{old.recipe.embedder} + "passage: ".')
    assert "clusterkompass ingest rebuild" in caught.value.hint.de
    assert rebuild_library(prompted).embedded
    assert _answer(prompted) == "1.md"


def test_another_query_prompt_needs_no_rebuild(old: IndexConfig) -> None:
    other = replace(old, recipe=replace(old.recipe, query_prompt="query: "))
    Library.open(other).close()
    assert not rebuild_library(other).embedded


def test_a_library_without_prompts_is_stored_as_before_there_were_any() -> None:
    assert Recipe("hash").as_meta() == {
        "embedder": "hash",
        "passage_size": "2200",
        "window_words": "80, by unit",
        "analysis": Recipe("hash").analysis,
        "gloss": "",
    }


def test_a_folder_that_holds_a_model_of_another_dimension_now_is_refused_until_all_is_embedded_anew(
    tmp_path: Path, files: Path
) -> None:
    folder = make_embedder(tmp_path / "modell")
    config = IndexConfig(tmp_path / "library", recipe_for(str(folder)))
    (files / "a.md").write_text("Hier steht Birke.\n", encoding="utf-8")
    library = Library.open(config)
    library.add([files / "a.md"])
    library.close()
    shutil.rmtree(folder)
    make_embedder(folder, dimension=48)
    library = Library.open(config)
    with pytest.raises(RecipeMismatch) as caught:
        _found(library)
    library.close()
    assert "rebuild --embed" in caught.value.hint.de
    rebuild_library(config, embed_anew=True)
    assert _answer(config) == "a.md"
