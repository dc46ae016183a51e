"""Inserting a row that another request may be inserting at this moment."""

from sqlalchemy.dialects import postgresql, sqlite

from ..db import is_sqlite, rows_changed


def insert_unless_there(model, **values: object) -> bool:
    """Insert a row; False when one with its key was there before, or came first. Never commits."""
    insert = sqlite.insert if is_sqlite() else postgresql.insert
    return rows_changed(insert(model.__table__).values(**values).on_conflict_do_nothing()) == 1
