"""How a household stands: who asks, what it holds, what its profile goes on with. Two queries answer all of it."""

from sqlalchemy import bindparam, literal, select, union_all

from ..accounts.cookie import hashed, is_well_formed
from ..accounts.viewer import WHO
from ..db import Prepared, db, driver_cursor
from ..entitlements.grants import facts_of, held_by
from ..entitlements.models import Entitlement
from ..playback.progress import Position, newest, positions_of
from ..rules.rights import EntitlementFacts

GOES_ON = 12  # titles that a profile goes on with
# One statement for two lists: each row belongs to one of two halves, and is joined with that half's list alone.
_halves = union_all(select(literal(0).label("half")), select(literal(1))).subquery("halves")
_held = held_by(bindparam("household_id")).add_columns(Entitlement.id.label("place")).subquery("held")
_newest = newest(bindparam("profile_id"), GOES_ON).subquery("newest")
_newest_first = _newest.c.updated_at.desc(), _newest.c.title_id, _newest.c.episode_id.desc()
BOTH = (
    select(_halves.c.half, *_held.c, *_newest.c)
    .select_from(_halves)
    .outerjoin(_held, _halves.c.half == 0)
    .outerjoin(_newest, _halves.c.half == 1)
    .order_by(_halves.c.half, _held.c.place, *_newest_first)
)
_RIGHT = slice(1, len(_held.c))
_PLACE = slice(1 + len(_held.c), None)
_who, _both = Prepared(WHO), Prepared(BOTH)
_DEVICE, _HOUSEHOLD, _PROFILE = (_who.columns.index(name) for name in ("id", "household_id", "profile_id"))


def rights_and_places(household_id: int, profile_id: int | None) -> tuple[tuple[EntitlementFacts, ...], list[Position]]:
    """Return what a household holds and what a profile goes on with, newest first; one query."""
    rows = db.session.execute(BOTH, {"household_id": household_id, "profile_id": profile_id}).all()
    rights = facts_of(row[_RIGHT] for row in rows if row[0] == 0 and row[1] is not None)
    return rights, positions_of([row[_PLACE] for row in rows if row[0] == 1 and row[_PLACE][0] is not None])


def standing_or_none(secret: str) -> tuple[int, tuple] | None:
    """Return a device and the rows that say how its household stands, None when nobody is behind the secret.

    Two equal standings make equal pages at one instant.
    """
    if not is_well_formed(secret):
        return None
    with driver_cursor() as cursor:
        found = _who.rows(cursor, hash=hashed(secret))
        if not found:
            return None
        who = found[0]
        return who[_DEVICE], (who, _both.rows(cursor, household_id=who[_HOUSEHOLD], profile_id=who[_PROFILE]))
