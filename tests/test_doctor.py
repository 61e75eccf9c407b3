"""What `doctor` finds: what is there, and of what is missing, what to do."""

from pathlib import Path

import pytest
from model_server import refuses, running_model_server
from tiny_models import make_embedder, make_reranker

from assistant.doctor import Finding, examine
from assistant.model.settings import KEY_VARIABLE, MODEL_VARIABLE, URL_VARIABLE, keep_model_settings
from ingest.config import DEFAULT_EMBEDDER, ENGLISH_EMBEDDER, IndexConfig, Recipe, recipe_for
from ingest.embed import Embedder
from ingest.library import Library
from ingest.records import Text

pytestmark = pytest.mark.slow


@pytest.fixture
def config(tmp_path: Path) -> IndexConfig:
    return IndexConfig(tmp_path / "library", recipe_for(DEFAULT_EMBEDDER))


@pytest.fixture(autouse=True)
def no_language_model(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in (MODEL_VARIABLE, URL_VARIABLE, KEY_VARIABLE):
        monkeypatch.delenv(variable, raising=False)


def found(config: IndexConfig) -> dict[str, Finding]:
    return {finding.name: finding for finding in examine(config)}


def test_without_a_library_it_says_that_there_is_none_and_makes_none(config: IndexConfig) -> None:
    sources = found(config)["sources"]
    assert sources.ok
    assert sources.value.de.startswith("noch keine")
    assert sources.value.en.startswith("none yet")
    assert not config.data.exists()


def test_it_names_model_dimensions_and_packages(config: IndexConfig) -> None:
    findings = found(config)
    assert findings["Python"].ok
    assert findings["chromadb"].ok
    assert findings["tantivy"].ok
    assert findings["embedder"].value.de == f"{DEFAULT_EMBEDDER}, 384 Dimensionen"
    assert findings["language model"].value.en.startswith("none")
    assert findings["disk"].value.de.endswith(" GB frei")


def test_it_names_prompts_gloss_and_reranker_where_there_are_none_but_the_gloss(tmp_path: Path) -> None:
    findings = found(IndexConfig(tmp_path / "library", recipe_for(ENGLISH_EMBEDDER)))
    assert findings["prompts"].value == Text("keine", "none")
    assert findings["gloss"].value.de.startswith("Deutsch wird Wort für Wort englisch eingebettet (de-en/")
    assert findings["reranker"].value == Text("keiner", "none")


def test_it_names_prompts_gloss_and_reranker_of_the_settings(tmp_path: Path) -> None:
    embedder = make_embedder(tmp_path / "e5-klein")
    reranker = make_reranker(tmp_path / "reranker")
    findings = found(IndexConfig(tmp_path / "library", recipe_for(str(embedder)), reranker=str(reranker)))
    assert findings["embedder"].value.en == f"{embedder}, 32 dimensions"
    assert findings["prompts"].value.de == 'Frage "query: ", Passage "passage: "'
    assert findings["prompts"].value.en == 'question "query: ", passage "passage: "'
    assert findings["gloss"].value == Text("keine", "none")
    assert findings["reranker"] == Finding("reranker", True, Text(str(reranker), str(reranker)))


def test_it_says_what_is_wrong_with_embedder_and_reranker(tmp_path: Path) -> None:
    embedder = make_embedder(tmp_path / "halb")
    (embedder / "model.safetensors").unlink()
    no_reranker = make_embedder(tmp_path / "embedder")
    findings = found(IndexConfig(tmp_path / "library", recipe_for(str(embedder)), reranker=str(no_reranker)))
    assert not findings["embedder"].ok
    assert "unvollständig oder beschädigt" in findings["embedder"].value.de
    assert not findings["reranker"].ok
    assert "CLUSTERKOMPASS_RERANKER" in findings["reranker"].value.en


def test_it_counts_what_the_library_holds(config: IndexConfig, tmp_path: Path, real_embedder: Embedder) -> None:
    (tmp_path / "gut.md").write_text("# Werft\n\nDie Werft repariert Fischkutter.\n", encoding="utf-8")
    (tmp_path / "leer.md").write_text("", encoding="utf-8")
    library = Library.open(config, embedder=real_embedder)
    library.add([tmp_path / "gut.md", tmp_path / "leer.md"])
    library.close()
    findings = found(config)
    assert findings["library"].value.de == str(config.data)
    assert findings["sources"].value.de == "1 von 2 lesbar, 1 Passagen"
    assert findings["lock"].value.de == "frei"


def test_it_reads_beside_an_open_library_and_says_that_it_is_open(config: IndexConfig, real_embedder: Embedder) -> None:
    library = Library.open(config, embedder=real_embedder)
    lock = found(config)["lock"]
    library.close()
    assert lock.ok
    assert lock.value.en == "open in another program (reading works)"


def test_a_library_made_with_another_embedder_is_reported_with_what_to_do(
    config: IndexConfig, tmp_path: Path, real_embedder: Embedder
) -> None:
    other = IndexConfig(config.data, Recipe(str(tmp_path / "anderes-modell")))
    Library.open(other, embedder=real_embedder).close()
    library = found(config)["library"]
    assert not library.ok
    assert "anderes-modell" in library.value.de
    assert "clusterkompass ingest rebuild" in library.value.de


def test_an_embedder_that_is_not_there_is_reported_with_what_to_do(tmp_path: Path) -> None:
    embedder = found(IndexConfig(tmp_path / "library", Recipe(str(tmp_path / "kein-modell"))))["embedder"]
    assert not embedder.ok
    assert "kein-modell" in embedder.value.en
    assert "CLUSTERKOMPASS_EMBEDDER" in embedder.value.en


def test_a_registry_that_is_no_database_is_reported(config: IndexConfig) -> None:
    config.data.mkdir()
    (config.data / "registry.sqlite3").write_text("kein SQLite " * 100, encoding="utf-8")
    library = found(config)["library"]
    assert not library.ok


def test_it_asks_the_language_model_for_a_word(config: IndexConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    with running_model_server() as server:
        keep_model_settings(config.data, server.settings("ollama"))
        found_first = found(config)["language model"]
        monkeypatch.setenv(MODEL_VARIABLE, "ollama:anderes")
        monkeypatch.setenv(URL_VARIABLE, server.url)
        unknown = found(config)["language model"]
        monkeypatch.setenv(MODEL_VARIABLE, "openai:modell")
        monkeypatch.setenv(KEY_VARIABLE, "sk-geheim")
        server.script = [refuses(401, "Incorrect API key provided: sk-geheim")]
        refused = found(config)["language model"]
    assert found_first.ok
    assert found_first.value.de.startswith("ollama:modell auf diesem Computer")
    assert not unknown.ok
    assert "ollama pull anderes" in unknown.value.de
    assert not refused.ok
    assert "does not accept the key" in refused.value.en
    assert "sk-geheim" not in str(refused)


def test_a_setting_that_names_no_language_model_is_reported(
    config: IndexConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(MODEL_VARIABLE, "llama3.1")
    finding = found(config)["language model"]
    assert not finding.ok
    assert "„llama3.1“ ist kein Sprachmodell" in finding.value.de
