"""Inserting a row that another request may be inserting at this moment."""

from importlib import import_module

from ..db import db


def insert_unless_there(model, **values: object) -> bool:
    """Insert a row; False when one with its key was there before, or came first. Never commits."""
    # Both engines have the same statement, each in its dialect; only the one in use is imported.
    insert = import_module(f"sqlalchemy.dialects.{db.engine.dialect.name}").insert
    key = model.__table__.primary_key
    statement = insert(model).values(**values).on_conflict_do_nothing().returning(*key)
    return db.session.execute(statement).first() is not None
