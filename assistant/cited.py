"""Which strategies cite sources, in words: told when the sources are deleted."""

from collections.abc import Sequence

from assistant.wording import wordings
from assistant.workspace.workspace import Workspace
from ingest.records import Text

_FILE = "studio.toml"


def where_cited(workspace: Workspace, owner: str, source_ids: Sequence[str]) -> tuple[Text, ...]:
    """Return a sentence for each strategy of the owner that cites one of the sources, naming its sections."""
    told, words = [], wordings(_FILE)["cited_in"]
    for one in workspace.strategies_citing(source_ids):
        if one.owner == owner:
            titles = {state.section.id: state.section.title for state in workspace.sections(owner, one.strategy_id)}
            named = {"strategy": one.title, "sections": ", ".join(titles[name] for name in one.section_ids)}
            told.append(Text(words.de.format(**named), words.en.format(**named)))
    return tuple(told)
