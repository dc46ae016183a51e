"""Copying a shop for a rehearsal: everything is there, as a SQLite file, whatever the shop runs on."""

import sqlalchemy as sa

from tbo.db import Base, db
from tbo.rehearsal.copying import copy_database


def test_a_copy_has_every_row(committed_shop, tmp_path):
    with committed_shop.app_context():
        copy_database(tmp_path / "tbo.db")
        ours = {table.name: db.session.scalar(sa.select(sa.func.count()).select_from(table)) for table in tables()}
    copy = sa.create_engine(f"sqlite:///{tmp_path / 'tbo.db'}")
    with copy.connect() as there:
        theirs = {table.name: there.scalar(sa.select(sa.func.count()).select_from(table)) for table in tables()}
    copy.dispose()
    assert theirs == ours
    assert ours["household"] > 5


def tables():
    return Base.metadata.sorted_tables
