"""How a household stands: who asks, what it holds and renews, what its profile goes on with. Two queries answer it."""

from sqlalchemy import bindparam, literal, select, union_all

from ..accounts.cookie import hashed, is_well_formed
from ..accounts.viewer import WHO
from ..db import db
from ..entitlements.grants import facts_of, held_by
from ..entitlements.models import Entitlement
from ..playback.progress import Position, newest, positions_of
from ..rules.rights import EntitlementFacts
from ..statements import Prepared, driver_cursor
from ..subscriptions.renewing import Renewing, renewing_of, signed_by

GOES_ON = 12  # titles that a profile goes on with
# One statement for three lists: each row belongs to one of three parts, and is joined with that part's list alone.
_parts = union_all(select(literal(0).label("part")), select(literal(1)), select(literal(2))).subquery("parts")
_held = held_by(bindparam("household_id")).add_columns(Entitlement.id.label("place")).subquery("held")
_newest = newest(bindparam("profile_id"), GOES_ON).subquery("newest")
_newest_first = _newest.c.updated_at.desc(), _newest.c.title_id, _newest.c.episode_id.desc()
_signed = signed_by(bindparam("household_id")).subquery("signed")
ALL = (
    select(_parts.c.part, *_held.c, *_newest.c, *_signed.c)
    .select_from(_parts)
    .outerjoin(_held, _parts.c.part == 0)
    .outerjoin(_newest, _parts.c.part == 1)
    .outerjoin(_signed, _parts.c.part == 2)
    .order_by(_parts.c.part, _held.c.place, *_newest_first, _signed.c.signed_id)
)
_RIGHT = slice(1, len(_held.c))
_PLACE = slice(1 + len(_held.c), 1 + len(_held.c) + len(_newest.c))
_who, _all = Prepared(WHO), Prepared(ALL)
_DEVICE, _HOUSEHOLD, _PROFILE = (_who.columns.index(name) for name in ("id", "household_id", "profile_id"))


def standing_of(
    household_id: int, profile_id: int | None
) -> tuple[tuple[EntitlementFacts, ...], list[Position], Renewing]:
    """Return what a household holds, what a profile goes on with, newest first, and what renews; one query."""
    rows = db.session.execute(ALL, {"household_id": household_id, "profile_id": profile_id}).all()
    rights = facts_of(row[_RIGHT] for row in rows if row[0] == 0 and row[1] is not None)
    places = positions_of([row[_PLACE] for row in rows if row[0] == 1 and row[_PLACE][0] is not None])
    return rights, places, renewing_of(row for row in rows if row[0] == 2 and row.signed_id is not None)


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
        return who[_DEVICE], (who, _all.rows(cursor, household_id=who[_HOUSEHOLD], profile_id=who[_PROFILE]))
