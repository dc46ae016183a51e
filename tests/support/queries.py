"""Counts what is asked of the database."""

from contextlib import contextmanager

import sqlalchemy as sa


@contextmanager
def recorded_queries():
    """Collect the statements of a block, without those that only begin and end transactions."""
    statements: list[str] = []

    def note(_connection, _cursor, statement, *_rest):
        if not statement.upper().startswith(("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")):
            statements.append(statement)

    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", note)
