"""How long arrivals are kept: what nothing hangs on goes after ninety days."""

from datetime import timedelta
from functools import cache

from sqlalchemy import Delete, Table, bindparam, delete, select

from .. import clock
from ..db import db
from ..statements import AT_ONCE, drop_bit_by_bit
from .models import Arrival

KEPT = timedelta(days=90)


def forget_old_arrivals() -> int:
    """Drop old arrivals that brought nothing, a few at a time so that nobody waits; return how many. Run it daily."""
    return drop_bit_by_bit(_drop_old(), until=clock.now() - KEPT)


@cache
def _drop_old() -> Delete:
    """Write the statement once, when every table is known: SQLAlchemy takes longer to build it than to run it."""
    old = select(Arrival.id).where(Arrival.created_at < bindparam("until"), *_brought_nothing()).limit(AT_ONCE)
    return delete(Arrival).where(Arrival.id.in_(old))


def _brought_nothing():
    """Whatever table names an arrival keeps it: orders, playback, and what later packages add."""
    for column in _columns_naming(db.metadata.tables[Arrival.__tablename__]):
        yield Arrival.id.not_in(select(column).where(column.is_not(None)))


def _columns_naming(table: Table):
    for other in db.metadata.tables.values():
        yield from (column for column in other.columns if column.references(table.c.id))
