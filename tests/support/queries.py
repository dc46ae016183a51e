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


@contextmanager
def counted_rows():
    """Collect how many rows each select of a block gives, by asking it once more for its count."""
    counts: list[int] = []

    def count(connection, _cursor, statement, parameters, *_rest):
        if statement.upper().startswith("SELECT"):
            again = connection.connection.cursor()
            again.execute(f"SELECT count(*) FROM ({statement}) AS counted", parameters)
            counts.append(again.fetchone()[0])
            again.close()

    sa.event.listen(sa.Engine, "after_cursor_execute", count)
    try:
        yield counts
    finally:
        sa.event.remove(sa.Engine, "after_cursor_execute", count)
