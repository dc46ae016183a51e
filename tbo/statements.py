"""Statements that are written once and run past the session's unit of work, in its transaction.

A module builds its statements when it is imported, as private constants: SQLAlchemy takes longer to build a statement
than to run it.
"""

from typing import Any

from sqlalchemy import CursorResult, Executable
from sqlalchemy.dialects import postgresql, sqlite

from .db import db


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
