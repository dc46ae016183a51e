"""Times as people of the shop write them, on the clock on its wall, and the instants that they name."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

# Earlier and later than this, nobody of a shop means what they wrote.
YEARS = range(2000, 2101)


class NoSuchTime(ValueError):
    """What was written is no time, or names no instant, or two."""


def instant(text: str, zone: ZoneInfo) -> datetime:
    """Return the instant that a wall time such as 2026-11-11T00:00:00 names. Raises NoSuchTime.

    A time within the hour that a change of clocks leaves out exists on no clock, one within the hour that it repeats
    exists twice: neither says when.
    """
    try:
        written = datetime.fromisoformat(text.strip())
    except ValueError:
        raise NoSuchTime(f"{text[:40]!r} is no time") from None
    if written.year not in YEARS:
        raise NoSuchTime(f"{text[:40]!r} is in no year of a shop")
    if written.tzinfo is not None:
        raise NoSuchTime(f"{text[:40]!r} brings a zone of its own")
    first, second = (written.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first.astimezone(zone).replace(tzinfo=None) != written:
        raise NoSuchTime(f"{text[:40]!r} is left out by the clocks of {zone.key}")
    if first != second:
        raise NoSuchTime(f"{text[:40]!r} comes twice in {zone.key}")
    return first


def wall_time(moment: datetime, zone: ZoneInfo) -> str:
    """Return how the clock on the wall shows an instant, to the second, as a field of a form takes it."""
    return moment.astimezone(zone).strftime("%Y-%m-%dT%H:%M:%S")
