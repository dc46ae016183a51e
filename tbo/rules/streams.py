"""How many screens of a household play at once: by its plan, and one more for what it bought."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

# What a household without a running plan may play at once.
USUAL_STREAMS = 2
# A screen that has said nothing for this long no longer plays.
LEASE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Lease:
    """One device that plays: whether the household owns what it plays, and when it last said so."""

    device_id: int
    is_owned: bool
    beat_at: datetime


def running(leases: Iterable[Lease], now: datetime) -> list[Lease]:
    """Return the leases that still count; one that is exactly a lease old no longer does."""
    return [lease for lease in leases if now - lease.beat_at < LEASE]


def may_play(device_id: int, is_owned: bool, leases: Iterable[Lease], limit: int, now: datetime) -> bool:
    """Whether a device may (go on to) play; its own earlier lease does not stand in its way.

    Nobody is kept from what they bought: one screen with something owned takes none of the places, whichever began
    first. Whoever was let in goes on.
    """
    mine = [lease for lease in running(leases, now) if lease.device_id == device_id]
    if any(is_owned or not lease.is_owned for lease in mine):
        return True
    others = [lease for lease in running(leases, now) if lease.device_id != device_id]
    has_owned = is_owned or any(lease.is_owned for lease in others)
    return len(others) + 1 - has_owned <= limit


def place_now(position_s: int, is_playing: bool, said_at: datetime, now: datetime) -> int:
    """Return where a player stands that said its place a moment ago, in seconds of the film."""
    since = min(max(now - said_at, timedelta(0)), LEASE)
    return position_s + (round(since.total_seconds()) if is_playing else 0)
