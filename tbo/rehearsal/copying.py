"""Copying a shop's database into a SQLite file: as a file where it is one, table by table where it is PostgreSQL."""

import sqlite3
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa

from ..db import Base, db

AT_ONCE = 1000


def copy_database(file: Path) -> None:
    """Copy what the shop has now into `file`; the shop's own database is only read."""
    if db.engine.dialect.name == "sqlite":
        _copy_file(file)
    else:
        _copy_tables(file)


def _copy_file(file: Path) -> None:
    source = db.engine.url.database or ""
    with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as ours, closing(sqlite3.connect(file)) as copy:
        ours.backup(copy)


def _copy_tables(file: Path) -> None:
    copy = sa.create_engine(f"sqlite:///{file}")
    Base.metadata.create_all(copy)
    with db.engine.connect() as ours, copy.connect() as theirs:
        ours.execution_options(isolation_level="REPEATABLE READ")
        theirs.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        for table in Base.metadata.sorted_tables:
            rows = ours.execute(sa.select(table)).mappings()
            while some := rows.fetchmany(AT_ONCE):
                theirs.execute(sa.insert(table), [dict(row) for row in some])
        theirs.commit()
    copy.dispose()
