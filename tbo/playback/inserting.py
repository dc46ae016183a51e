"""Inserting a row that another request may be inserting at this moment."""

from sqlalchemy.dialects import postgresql, sqlite

from ..db import db, is_sqlite


def insert_unless_there(model, **values: object) -> bool:
    """Insert a row; False when one with its key was there before, or came first. Never commits."""
    insert = sqlite.insert if is_sqlite() else postgresql.insert
    key = model.__table__.primary_key
    statement = insert(model).values(**values).on_conflict_do_nothing().returning(*key)
    return db.session.execute(statement).first() is not None
