"""Savepoints as tests need them: each commit of a test is one, inside the transaction that undoes the test.

Saying one is a statement more before and after whatever a session does. So one is said when the first thing comes that
it could undo, and let go together with the saying of the next. A question that PostgreSQL refuses spoils the whole
transaction of a test therefore, unless something was written before it: such a test takes `committed_app`.
"""

from sqlalchemy import Connection, Engine, event

PENDING, DONE = "tests.savepoints.pending", "tests.savepoints.done"


def spare(engine: Engine) -> None:
    """Let an engine say its savepoints late. A second time changes nothing."""
    dialect = engine.dialect
    if dialect.do_savepoint is _begin:
        return
    dialect.do_savepoint = _begin
    dialect.do_release_savepoint = _release
    dialect.do_rollback_to_savepoint = _roll_back
    event.listen(engine, "begin", _begin_anew)
    event.listen(engine, "before_cursor_execute", _before)


def _begin_anew(connection: Connection) -> None:
    """What stood open ended with the transaction before."""
    connection.info.pop(PENDING, None)
    connection.info.pop(DONE, None)


def _begin(connection: Connection, name: str) -> None:
    connection.info.setdefault(PENDING, []).append(name)


def _before(connection: Connection, _cursor, statement: str, _parameters, _context, _many) -> None:
    if connection.info.get(PENDING) and not statement.startswith("SELECT"):
        _say(connection, [f"SAVEPOINT {name}" for name in connection.info.pop(PENDING)])


def _release(connection: Connection, name: str) -> None:
    if not _drop(connection, name):
        connection.info[DONE] = name


def _roll_back(connection: Connection, name: str) -> None:
    if not _drop(connection, name):
        # Whatever was done since goes with it.
        connection.info.pop(DONE, None)
        _say(connection, [f"ROLLBACK TO SAVEPOINT {name}"])


def _drop(connection: Connection, name: str) -> bool:
    """Drop a savepoint that was never said, and those after it; whether it was one."""
    pending = connection.info.get(PENDING, [])
    if name not in pending:
        return False
    del pending[pending.index(name) :]
    return True


def _say(connection: Connection, sentences: list[str]) -> None:
    """Say it by the driver itself: through SQLAlchemy it takes several times as long."""
    done, driver = connection.info.pop(DONE, None), connection.connection.driver_connection
    if done is not None:
        sentences = [f"RELEASE SAVEPOINT {done}", *sentences]
    if connection.dialect.name == "sqlite":
        for sentence in sentences:
            driver.execute(sentence)
    else:
        driver.execute("; ".join(sentences), prepare=False)
