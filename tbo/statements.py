"""Statements that are written once and run past the session's unit of work, in its transaction.

The first time SQLAlchemy runs one; from the second on its text goes to the driver as it was compiled, with the same
values, listeners and errors, for a third of the work.
"""

from collections import namedtuple
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any, Literal, NamedTuple, cast
from weakref import WeakKeyDictionary, ref

from sqlalchemy import Connection, Executable, Insert, SelectBase, UpdateBase
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import MultipleResultsFound, NoResultFound
from sqlalchemy.orm import Session, SessionTransaction
from sqlalchemy.sql.compiler import SQLCompiler

from .db import db

Processor = Callable[[Any], Any]
_HELD = "tbo.held"
_NOT_GIVEN = object()


class Rows:
    """What a statement found, all of it; it wrote `rowcount` rows, and `key` is the id of the one it inserted."""

    def __init__(self, found: Sequence[Any], rowcount: int, key: int | None = None) -> None:
        self._found, self.rowcount, self.key = found, rowcount, key

    def __iter__(self) -> Iterator[Any]:
        return iter(self._found)

    def all(self) -> Sequence[Any]:
        """Return every row."""
        return self._found

    def first(self) -> Any:
        """Return the first row, None where there is none."""
        return self._found[0] if self._found else None

    def one(self) -> Any:
        """Return the only row. Raises NoResultFound, MultipleResultsFound."""
        if len(self._found) > 1:
            raise MultipleResultsFound("several rows were found when exactly one was required")
        if not self._found:
            raise NoResultFound("no row was found when one was required")
        return self._found[0]

    def one_or_none(self) -> Any:
        """Return the only row, None where there is none. Raises MultipleResultsFound."""
        return self.one() if self._found else None

    def scalar(self) -> Any:
        """Return the first value of the first row, None where there is none."""
        return self._found[0][0] if self._found else None

    def scalar_one(self) -> Any:
        """Return the first value of the only row. Raises as `one` does."""
        return self.one()[0]

    def scalars(self) -> "Rows":
        """Return the first value of each row."""
        return Rows([row[0] for row in self._found], self.rowcount)


def run(statement: Executable, **values: Any) -> Rows:
    """Run a statement that is written once, in the session's transaction but past its unit of work. Never commits.

    For columns and for rows that are not in the session, never for entities: nothing that was read before learns of it.
    What the session holds and has not written is written first.
    """
    session = db.session()
    session.flush()
    return _run(session, statement, values)


def run_beside(statement: Executable, **values: Any) -> Rows:
    """Run a statement as `run` does, where it depends on nothing that the session has not written: that stays there.

    A write of the session costs more than five statements, whether it writes one row or ten. Never commits.
    """
    return _run(db.session(), statement, values)


def _run(session: Session, statement: Executable, values: dict[str, Any]) -> Rows:
    driver = _driver(session)
    known = _known.get(statement)
    if known is None:
        known = _known[statement] = {}
    key = (driver.connection.dialect.name, *values)
    written = known.get(key)
    if written is None and key in known:
        written = known[key] = _written(statement, driver.connection.dialect, values)
    if written:
        return written.run(driver, values)
    # What is made anew for each call has no second time, and is forgotten with its statement.
    known.setdefault(key, None)
    return _by_sqlalchemy(driver, statement, values)


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
        return done.key if done.rowcount else None


class _Driver(NamedTuple):
    """The connection of a transaction, as it is reached without asking the session again."""

    transaction: ref[SessionTransaction]
    connection: Connection
    new_cursor: Callable[[], Any]
    listeners: Iterable[Callable[..., Any]]


def _driver(session: Session) -> _Driver:
    now = session.get_nested_transaction() or session.get_transaction()
    held = session.info.get(_HELD)
    if held is not None and held.transaction() is now and now is not None and now.is_active:
        return held
    connection = session.connection()
    now = session.get_nested_transaction() or session.get_transaction()
    cursor = connection.connection.cursor
    held = _Driver(ref(cast(SessionTransaction, now)), connection, cursor, connection.dispatch.before_cursor_execute)
    session.info[_HELD] = held
    return held


def _by_sqlalchemy(driver: _Driver, statement: Executable, values: dict[str, Any]) -> Rows:
    done = driver.connection.execute(statement, values)
    if isinstance(statement, Insert) and _only_writes(statement):
        key = done.inserted_primary_key if done.rowcount else None
        return Rows((), done.rowcount, key[0] if key else None)
    return Rows(done.all() if done.returns_rows else (), done.rowcount)


class _Takes(NamedTuple):
    """A parameter: its name, what it is `otherwise`, as the driver takes it, and what makes a given value so."""

    name: str
    otherwise: Any
    process: Processor | None


class _Written:
    """A statement as the driver takes it."""

    def __init__(self, statement: Executable, compiled: SQLCompiler, takes: Sequence[_Takes]) -> None:
        self._text, self._takes, self._names = compiled.string, takes, compiled.positiontup
        self._is_insert = isinstance(statement, Insert)
        self._columns = tuple(statement.selected_columns) if isinstance(statement, SelectBase) else ()
        self._row: Any = namedtuple("Row", [column.key or "" for column in self._columns], rename=True)  # type: ignore[misc]
        self._makers: Sequence[Processor | None] | None = None

    def run(self, driver: _Driver, values: dict[str, Any]) -> Rows:
        """Run it. Raises as the connection does when it runs a statement itself: it knows what becomes of it then."""
        cursor, parameters = driver.new_cursor(), None
        try:
            parameters = self._parameters(values)
            for note in driver.listeners:
                note(driver.connection, cursor, self._text, parameters, None, False)
            cursor.execute(self._text, parameters)
            rows = cursor.fetchall() if cursor.description is not None else ()
        except BaseException as error:
            driver.connection._handle_dbapi_exception(error, self._text, parameters, cursor, None)
        try:
            if self._columns:
                return Rows(self._made(rows, cursor.description, driver.connection.dialect), cursor.rowcount)
            key = rows[0][0] if rows else getattr(cursor, "lastrowid", None)
            return Rows((), cursor.rowcount, key if self._is_insert else None)
        finally:
            cursor.close()

    def _parameters(self, values: dict[str, Any]) -> Any:
        known = {}
        for name, otherwise, process in self._takes:
            value = values.get(name, _NOT_GIVEN)
            known[name] = otherwise if value is _NOT_GIVEN else value if process is None else process(value)
        return known if self._names is None else [known[name] for name in self._names]

    def _made(self, rows: Sequence[Any], description: Any, dialect: Dialect) -> Sequence[Any]:
        if self._makers is None:
            kinds = zip(self._columns, description, strict=True)
            found = [column.type.dialect_impl(dialect).result_processor(dialect, kind[1]) for column, kind in kinds]
            self._makers = found if any(found) else ()
        if not self._makers:
            return [self._row._make(row) for row in rows]
        makers = self._makers
        return [
            self._row._make([value if make is None else make(value) for make, value in zip(makers, row, strict=True)])
            for row in rows
        ]


def _written(statement: Executable, dialect: Dialect, names: Collection[str]) -> "_Written | Literal[False]":
    """Compile a statement for values of these names; False for what only SQLAlchemy can run, as lists of values."""
    if not isinstance(statement, SelectBase) and not _only_writes(statement):
        return False
    compiled = cast(SQLCompiler, cast(Any, statement).compile(dialect=dialect, column_keys=sorted(names)))
    if compiled.post_compile_params or compiled.literal_execute_params or compiled.escaped_bind_names:
        return False
    defaults: dict[str, Any] = {column.key: column.default for column in compiled.insert_prefetch}
    if compiled.update_prefetch or not all(default.is_scalar for default in defaults.values()):
        return False
    takes = []
    for name, bound in compiled.binds.items():
        if name not in names and (bound.required or bound.callable):
            return False
        process = bound.type.dialect_impl(dialect).bind_processor(dialect)
        value = defaults[name].arg if name in defaults else bound.value
        takes.append(_Takes(name, process(value) if process and name not in names else value, process))
    return _Written(statement, compiled, takes)


def _only_writes(statement: Executable) -> bool:
    is_copied = isinstance(statement, Insert) and statement.select is not None
    return isinstance(statement, UpdateBase) and not is_copied and not statement.exported_columns


# By statement, then by engine and names of values: None after the first time, False for what only SQLAlchemy runs.
_known: WeakKeyDictionary[Executable, dict[tuple[str, ...], _Written | Literal[False] | None]] = WeakKeyDictionary()
