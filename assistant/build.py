"""The composition root: settings -> Assistant. The only place that chooses implementations."""

from collections.abc import Iterable, Sequence

from assistant.answering.rerank import reranker_for
from assistant.assistant import Assistant
from assistant.desk import Desk
from assistant.model.choice import ModelChoice
from assistant.model.llm import LanguageModel, open_model
from assistant.model.settings import read_model_settings
from assistant.owner import OWNER
from assistant.reimport.proof import LibraryProof
from assistant.studio.draft import Studio
from assistant.studio.fluent import Fluency
from assistant.studio.outline import load_chapters, load_outline
from assistant.studio.records import Quote
from assistant.studio.translating import Translator
from assistant.ui.contract import Workbench
from assistant.workspace.workspace import FILE_NAME, Workspace
from ingest.config import IndexConfig
from ingest.library import Library

_WORKSPACE = "workspace"  # the folder beside the library


def build_assistant(config: IndexConfig, *, write: bool) -> Assistant:
    """Return the assistant over the library of the settings.

    With write=False, a library that another process holds is opened for reading. Raises LibraryInUse, RecipeMismatch,
    BrokenLibrary, BadModelSetting.
    """
    settings = read_model_settings(config.data)
    return Assistant(Library.open(config, write=write), reranker_for(config), open_model(settings))


def build_workspace(config: IndexConfig) -> Workspace:
    """Return the workspace beside the library; raises NewerWorkspace, DamagedWorkspace, WorkspaceOutOfReach."""
    return Workspace.open(config.data / _WORKSPACE)


def is_workspace(config: IndexConfig) -> bool:
    """Tell whether a workspace is kept beside the library."""
    return (config.data / _WORKSPACE / FILE_NAME).is_file()


def build_studio(assistant: Assistant) -> Studio:
    """Return the studio that drafts strategies by the shipped outline, from the assistant's library."""
    fluency = Fluency(lambda: assistant.model, assistant.words_of, lambda quotes: _confidential(assistant, quotes))
    return Studio(load_outline(), load_chapters(), assistant, fluency=fluency)


def build_workbench(assistant: Assistant, workspace: Workspace) -> Workbench:
    """Return all that the page works with."""

    def use(model: LanguageModel | None) -> None:
        assistant.model = model

    choice = ModelChoice(assistant.library.config.data, use)

    def translator(quotes: Sequence[Quote]) -> Translator:
        return Translator(lambda: assistant.model, _confidential(assistant, quotes))

    desk = Desk(OWNER, workspace, translator)
    return Workbench(assistant, build_studio(assistant), desk, LibraryProof(assistant.library), choice)


def _confidential(assistant: Assistant, quotes: Iterable[Quote]) -> tuple[Quote, ...]:
    """Return the quotes of sources that were confidential when they were quoted, or are so now."""
    now = {source.id for source in assistant.library.sources() if source.details.confidential}
    return tuple(quote for quote in quotes if quote.details.confidential or quote.source_id in now)
