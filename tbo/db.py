"""The one database handle: types, constraint names, and how a transaction begins, writes and ends."""

import contextlib
import os
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import wraps
from sqlite3 import Connection as SqliteConnection
from sqlite3 import Error as SqliteError
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, CursorResult, DateTime, Engine, Executable, MetaData, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from .settings import ROOT

P = ParamSpec("P")
R = TypeVar("R")

MIGRATIONS = ROOT / "migrations"
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Parent of every table, so that constraints have names that migrations can find."""

    metadata = MetaData(naming_convention=NAMES)


# A session inside a transaction that somebody else began (tests) ends its own part only.
db = SQLAlchemy(model_class=Base, session_options={"join_transaction_mode": "create_savepoint"})

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


class Json(TypeDecorator):
    """A small document; never changed in place, always replaced."""

    impl = JSON
    cache_ok = True

    def load_dialect_impl(self, dialect):
        """Keep it as JSONB where the engine has that."""
        if dialect.name != "postgresql":
            return dialect.type_descriptor(JSON())
        from sqlalchemy.dialects.postgresql import JSONB

        return dialect.type_descriptor(JSONB())


class UtcTime(TypeDecorator):
    """An instant: aware in Python, UTC in the database. Refuses a time without a zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect) -> datetime | None:
        """Give the database UTC; SQLite has no zones and stores it bare."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect) -> datetime | None:
        """Return an aware instant whatever the engine kept."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


_write_first: ContextVar[bool] = ContextVar("write_first", default=False)


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection, _record) -> None:
    """Acknowledged means on disk; readers never wait for the writer; foreign keys are promises."""
    if not isinstance(connection, SqliteConnection):
        return
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=10000", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection) -> None:
    """A transaction that will write takes the write lock at once, so that it never fails half way up."""
    if connection.dialect.name != "sqlite":
        return
    begin = "BEGIN IMMEDIATE" if _write_first.get() else "BEGIN"
    try:
        # By the driver itself: through SQLAlchemy it takes twenty times as long, in every transaction.
        connection.connection.driver_connection.execute(begin)
    except SqliteError as error:
        raise DBAPIError.instance(begin, None, error, SqliteError, dialect=connection.dialect) from error


@contextlib.contextmanager
def writing():
    """Run a block in one transaction that may write, committed at its end, undone by any exception.

    What was read before is let go first, so that the block decides on the present state. A block inside another
    belongs to the outer one, which commits.
    """
    if _write_first.get():
        yield
        return
    token = _write_first.set(True)
    try:
        db.session.rollback()
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        _write_first.reset(token)


@contextlib.contextmanager
def as_one_transaction():
    """Let everything that is written until the block ends, by however many functions that commit, stand or fall as one.

    For a shop that nobody visits yet: there is one connection, and nobody else sees anything of it before the end.
    """
    with on_one_connection() as connection, connection.begin():
        yield
        db.session.remove()


@contextlib.contextmanager
def on_one_connection():
    """Let all transactions until the block ends follow each other on one connection: a pool costs each a fifth.

    For one thread, and a shop that nobody else looks into.
    """
    engines = cast(dict[str | None, Any], db.engines)
    engine = engines[None]
    db.session.remove()
    with engine.connect() as connection:
        engines[None] = connection
        try:
            yield connection
        finally:
            db.session.remove()
            engines[None] = engine


def commits(function: Callable[P, R]) -> Callable[P, R]:
    """Mark a function that a route or a job calls: its whole effect is one transaction (see `writing`)."""

    @wraps(function)
    def whole(*args: P.args, **kwargs: P.kwargs) -> R:
        with writing():
            return function(*args, **kwargs)

    return whole


def init_app(app: Flask) -> None:
    """Give the app its engine, and its migrations when one of the commands runs that need them."""
    db.init_app(app)
    if is_command_line():
        use_migrations(app)


def is_command_line() -> bool:
    """Whether a `flask` command runs, rather than a web process or a worker."""
    return os.environ.get("FLASK_RUN_FROM_CLI") == "true"


def use_migrations(app: Flask) -> None:
    """Make `flask db` and flask_migrate's functions work; the import costs a web process a third of its start."""
    from flask_migrate import Migrate

    Migrate(app, db, str(MIGRATIONS), render_as_batch=True, compare_type=True, user_module_prefix="")


def is_sqlite() -> bool:
    """Whether the shop runs on SQLite, for the few statements that differ."""
    return db.engine.dialect.name == "sqlite"


def rows_changed(statement: Executable) -> int:
    """Run a statement that writes; return how many rows it wrote. Never commits."""
    return cast(CursorResult, db.session.execute(statement)).rowcount
