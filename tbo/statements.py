"""Statements that are written once: run past the session's unit of work, in its transaction, or by the driver itself.

A module builds its statements when it is imported, as private constants: SQLAlchemy takes longer to build a statement
than to run it.
"""

import contextlib
from collections.abc import Callable
from typing import Any, cast

from sqlalchemy import CompoundSelect, CursorResult, Executable, Select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler

from .db import commits, db, is_sqlite

# So many rows go in one transaction: whoever else wants to write waits for no more of them.
AT_ONCE = 2000


def run(statement: Executable, **values: Any) -> CursorResult[Any]:
    """Run a statement that is written once, in the session's transaction but past its unit of work. Never commits.

    Half of what the same costs through the session; for columns and for rows that are not in the session, never for
    entities: nothing that was read before learns of it. What the session holds and has not written is written first.
    """
    db.session().flush()
    return run_beside(statement, **values)


def run_beside(statement: Executable, **values: Any) -> CursorResult[Any]:
    """Like `run`, without flushing: for statements that do not depend on pending changes.

    A write of the session costs more than five statements, whether it writes one row or ten. Never commits.
    """
    return db.session().connection().execute(statement, values)


def drop_bit_by_bit(some: Executable, **values: Any) -> int:
    """Run a DELETE of at most AT_ONCE rows until it finds none, each time in a transaction of its own; count them."""
    count = 0
    while dropped := _drop(some, values):
        count += dropped
    return count


@commits
def _drop(some: Executable, values: dict[str, Any]) -> int:
    return run(some, **values).rowcount


class InsertOnce:
    """An INSERT that leaves out a row whose `column` is there already, on either engine; run beside the session."""

    def __init__(self, table: Any, column: str):
        self._by_engine = {
            "sqlite": sqlite.insert(table).on_conflict_do_nothing(index_elements=[column]),
            "postgresql": postgresql.insert(table).on_conflict_do_nothing(index_elements=[column]),
        }

    def run(self, **values: Any) -> int | None:
        """Write the row in the session's transaction; return its id, None when it was there. Never commits."""
        done = run_beside(self._by_engine[db.engine.dialect.name], **values)
        key = done.inserted_primary_key if done.rowcount else None
        return key[0] if key else None


class Prepared:
    """A SELECT that is compiled once and put to the driver itself: rows as they lie, good only to compare with others.

    A tenth of what the same question costs through a session; nothing may be decided from its rows.
    """

    def __init__(self, statement: Select | CompoundSelect):
        self.columns = [column.key for column in statement.selected_columns]
        self._statement = statement
        self._compiled: dict[str, tuple[SQLCompiler, dict[str, Callable]]] = {}

    def rows(self, cursor, **values) -> tuple[tuple, ...]:
        """Return the rows for the values of the statement's parameters."""
        compiled, makers = self._for(db.engine.dialect)
        known = compiled.params | values
        for name, make in makers.items():
            known[name] = make(known[name])
        order = compiled.positiontup
        cursor.execute(compiled.string, known if order is None else [known[name] for name in order])
        return tuple(cursor.fetchall())

    def _for(self, dialect: Dialect) -> tuple[SQLCompiler, dict[str, Callable]]:
        """Return the compiled statement, and what makes values as the engine keeps them: an instant by its type."""
        found = self._compiled.get(dialect.name)
        if found is None:
            compiled = cast(SQLCompiler, self._statement.compile(dialect=dialect))
            kinds = ((name, bound.type.dialect_impl(dialect)) for name, bound in compiled.binds.items())
            makers = ((name, kind.bind_processor(dialect)) for name, kind in kinds)
            found = self._compiled[dialect.name] = compiled, {name: make for name, make in makers if make is not None}
        return found


@contextlib.contextmanager
def driver_cursor():
    """Lend the driver's own cursor for a few questions, each answered as of its own instant.

    Raises DBAPIError for the driver's errors, as a question through a session does.
    """
    dialect = db.engine.dialect
    errors: Any = dialect.loaded_dbapi.Error
    try:
        connection = db.engine.raw_connection()
        driver: Any = connection.driver_connection
        try:
            if not is_sqlite():
                driver.autocommit = True
            yield driver.cursor()
            if not is_sqlite():
                driver.autocommit = False
        except BaseException:
            # What broke, or broke off, is not lent again.
            connection.invalidate()
            raise
        finally:
            connection.close()
    except errors as error:
        raise DBAPIError.instance("", None, error, errors, dialect=dialect) from error
