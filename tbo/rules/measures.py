"""What a player measures of itself: how long until the picture moved, how often and how long it waited, what failed."""

from dataclasses import dataclass

# What lies beyond is no film that somebody waited for.
MOST = {"startup_ms": 600_000, "stalls": 10_000, "stalled_ms": 24 * 3600 * 1000, "failures": 1_000}


@dataclass(frozen=True, slots=True)
class Measured:
    """The sums of one session so far. `startup_ms` is None where the picture never moved, or nobody looked at it."""

    startup_ms: int | None
    stalls: int
    stalled_ms: int
    failures: int


def read_measured(said: object) -> Measured:
    """Read what a player said. Raises ValueError for whatever no player measures."""
    if not isinstance(said, dict):
        raise ValueError("no measures")
    startup_ms = None if said.get("startup_ms") is None else _count(said, "startup_ms")
    stalls, stalled_ms = _count(said, "stalls"), _count(said, "stalled_ms")
    if stalled_ms and not stalls:
        raise ValueError("waited without waiting")
    return Measured(startup_ms, stalls, stalled_ms, _count(said, "failures"))


def share(part: int, whole: int) -> float | None:
    """Return a part of a whole, None where there is no whole."""
    return part / whole if whole else None


def seconds_per_hour(stalled_ms: int, played_s: int) -> float | None:
    """Return how many seconds of an hour of playing were waiting."""
    return stalled_ms * 3.6 / played_s if played_s else None


def _count(said: dict, name: str) -> int:
    value = said.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MOST[name]:
        raise ValueError(f"{name} is {value!r:.40}")
    return value
