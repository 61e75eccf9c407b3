"""The composition root: settings -> Assistant. The only place that chooses implementations."""

from assistant.answering.rerank import reranker_for
from assistant.assistant import Assistant
from ingest.config import IndexConfig
from ingest.library import Library


def build_assistant(config: IndexConfig, *, write: bool) -> Assistant:
    """Return the assistant over the library of the settings; raises LibraryInUse, RecipeMismatch, BrokenLibrary.

    With write=False, a library that another process holds is opened for reading.
    """
    return Assistant(Library.open(config, write=write), reranker_for(config))
