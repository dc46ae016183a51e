"""Puts many rows into a table at once, and finds the ids they were given."""

from collections.abc import Iterable, Sequence

from sqlalchemy import insert, select

from ..db import Model, db


def insert_all(model: type[Model], rows: Sequence[dict]) -> None:
    """Insert `rows`, all with the same keys; the database gives the ids."""
    if rows:
        db.session.execute(insert(model), rows)


def ids_by(model: type[Model], *columns: str) -> dict:
    """Return the id of every row by the value of `columns`, a tuple when there are several."""
    id_and_columns = [getattr(model, name) for name in ("id", *columns)]
    found = db.session.execute(select(*id_and_columns))
    return {values[0] if len(values) == 1 else tuple(values): key for key, *values in found}


def one_of_each(rows: Iterable[dict], *keys: str) -> list[dict]:
    """Return `rows` with the last one of those that agree in `keys`."""
    return list({tuple(row[key] for key in keys): row for row in rows}.values())
