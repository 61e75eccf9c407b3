"""What is typed on the page and not saved yet: each tab of the browser has a text of its own at each place.

A place is a section of a strategy, or its profile (None). A tab never replaces or forgets what another one has typed;
it may take it over.
"""

from collections.abc import Callable

from sqlalchemy import ColumnElement, and_, delete, insert, select, update
from sqlalchemy.engine import Connection

from assistant.workspace import strategies
from assistant.workspace.errors import UnknownSection
from assistant.workspace.file import WorkspaceFile
from assistant.workspace.records import UnsavedText
from assistant.workspace.tables import SECTIONS, UNSAVED


class UnsavedTexts:
    """The texts of all owners. Any thread may call every method; each raises UnknownStrategy and UnknownSection."""

    def __init__(self, file: WorkspaceFile, now: Callable[[], str]) -> None:
        self._file, self._now = file, now

    def keep(self, owner: str, strategy_id: str, place: str | None, tab: str, text: str, based_on: int) -> None:
        """Keep what a tab has typed, begun upon a revision, in place of what it had typed there before."""
        with self._file.writing() as connection:
            _check(connection, owner, strategy_id, place)
            connection.execute(delete(UNSAVED).where(_at(strategy_id, place), UNSAVED.c.tab == tab))
            values = {"strategy_id": strategy_id, "section_id": place, "tab": tab, "text": text, "based_on": based_on}
            connection.execute(insert(UNSAVED).values(**values, kept_at=self._now()))

    def forget(self, owner: str, strategy_id: str, place: str | None, tab: str) -> None:
        """Forget what a tab has typed there: it is saved or discarded."""
        with self._file.writing() as connection:
            _check(connection, owner, strategy_id, place)
            connection.execute(delete(UNSAVED).where(_at(strategy_id, place), UNSAVED.c.tab == tab))

    def take_over(self, owner: str, strategy_id: str, place: str | None, tab: str) -> bool:
        """Give a tab the text that another one typed there last; False where it has one of its own or there is none."""
        with self._file.writing() as connection:
            _check(connection, owner, strategy_id, place)
            texts = _texts(connection, strategy_id, place)
            if not texts or tab in {one.tab for one in texts}:
                return False
            taken = (_at(strategy_id, place), UNSAVED.c.tab == texts[0].tab)
            connection.execute(update(UNSAVED).where(*taken).values(tab=tab))
            return True

    def texts(self, owner: str, strategy_id: str, place: str | None) -> tuple[UnsavedText, ...]:
        """Return what is typed there, the newest first."""
        with self._file.reading() as connection:
            _check(connection, owner, strategy_id, place)
            return _texts(connection, strategy_id, place)

    def places(self, owner: str, strategy_id: str) -> frozenset[str | None]:
        """Return where in a strategy something is typed and not saved."""
        with self._file.reading() as connection:
            _check(connection, owner, strategy_id, None)
            query = select(UNSAVED.c.section_id).where(UNSAVED.c.strategy_id == strategy_id)
            return frozenset(row.section_id for row in connection.execute(query))


def _check(connection: Connection, owner: str, strategy_id: str, place: str | None) -> None:
    strategies.strategy(connection, owner, strategy_id)
    if place is None:
        return
    found = select(SECTIONS.c.id).where(SECTIONS.c.strategy_id == strategy_id, SECTIONS.c.id == place)
    if connection.execute(found).one_or_none() is None:
        raise UnknownSection(place)


def _texts(connection: Connection, strategy_id: str, place: str | None) -> tuple[UnsavedText, ...]:
    query = select(UNSAVED).where(_at(strategy_id, place)).order_by(UNSAVED.c.kept_at.desc(), UNSAVED.c.number.desc())
    return tuple(UnsavedText(row.tab, row.text, row.based_on, row.kept_at) for row in connection.execute(query))


def _at(strategy_id: str, place: str | None) -> ColumnElement[bool]:
    return and_(UNSAVED.c.strategy_id == strategy_id, UNSAVED.c.section_id.is_not_distinct_from(place))
