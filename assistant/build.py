"""The composition root: settings -> Assistant. The only place that chooses implementations."""

from assistant.answering.rerank import reranker_for
from assistant.assistant import Assistant
from assistant.desk import Desk
from assistant.owner import OWNER
from assistant.reimport.proof import LibraryProof
from assistant.studio.draft import Studio
from assistant.studio.outline import load_chapters, load_outline
from assistant.ui.contract import Workbench
from assistant.workspace.workspace import Workspace
from ingest.config import IndexConfig
from ingest.library import Library


def build_assistant(config: IndexConfig, *, write: bool) -> Assistant:
    """Return the assistant over the library of the settings; raises LibraryInUse, RecipeMismatch, BrokenLibrary.

    With write=False, a library that another process holds is opened for reading.
    """
    return Assistant(Library.open(config, write=write), reranker_for(config))


def build_workspace(config: IndexConfig) -> Workspace:
    """Return the workspace beside the library; raises NewerWorkspace, DamagedWorkspace, WorkspaceOutOfReach."""
    return Workspace.open(config.data / "workspace")


def build_studio(assistant: Assistant) -> Studio:
    """Return the studio that drafts strategies by the shipped outline, from the assistant's library."""
    return Studio(load_outline(), load_chapters(), assistant)


def build_workbench(assistant: Assistant, workspace: Workspace) -> Workbench:
    """Return all that the page works with."""
    return Workbench(assistant, build_studio(assistant), Desk(OWNER, workspace), LibraryProof(assistant.library))
