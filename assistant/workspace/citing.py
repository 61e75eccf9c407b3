"""Which strategies cite a source: asked when the source is deleted (docs/architecture.md, "Deleted is gone")."""

from collections.abc import Collection

from sqlalchemy import and_, func, select, true, union_all
from sqlalchemy.engine import Connection

from assistant.workspace.records import Citing
from assistant.workspace.tables import SECTIONS, STRATEGIES, VERSIONS


def citing(connection: Connection, source_ids: Collection[str]) -> tuple[Citing, ...]:
    """Return the strategies of all owners in which a present or a waiting text quotes one of the sources.

    The texts themselves are searched, not a list beside them that could fall behind. "" is no source.
    """
    current = select(SECTIONS.c.strategy_id, SECTIONS.c.id, SECTIONS.c.position, VERSIONS.c.content).join(
        VERSIONS,
        and_(
            VERSIONS.c.strategy_id == SECTIONS.c.strategy_id,
            VERSIONS.c.section_id == SECTIONS.c.id,
            VERSIONS.c.revision == SECTIONS.c.revision,
        ),
    )
    waiting = select(SECTIONS.c.strategy_id, SECTIONS.c.id, SECTIONS.c.position, SECTIONS.c.proposed).where(
        SECTIONS.c.proposed.is_not(None)
    )
    texts = union_all(current, waiting).subquery()
    quotes = func.json_each(texts.c.content, "$.quotes").table_valued("value")
    source_id = func.json_extract(quotes.c.value, "$.source_id")
    rows = connection.execute(
        select(STRATEGIES.c.owner, STRATEGIES.c.id, STRATEGIES.c.title, texts.c.id)
        .select_from(STRATEGIES.join(texts, texts.c.strategy_id == STRATEGIES.c.id).join(quotes, true()))
        .where(source_id.in_([each for each in source_ids if each]))
        .order_by(STRATEGIES.c.number.desc(), texts.c.position)
    )
    found: dict[tuple[str, str, str], dict[str, None]] = {}
    for owner, strategy_id, title, section_id in rows:
        found.setdefault((owner, strategy_id, title), {})[section_id] = None
    return tuple(Citing(*strategy, section_ids=tuple(ids)) for strategy, ids in found.items())
