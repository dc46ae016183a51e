"""How often something may be tried: windows that make one wait, never a lock that another person could turn."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `count` within `window`; with `then_every`, once it is full still one in each such gap."""

    count: int
    window: timedelta
    then_every: timedelta | None = None


def wait(tries: Iterable[datetime], limits: Iterable[Limit], now: datetime) -> timedelta:
    """Return how long until the next try is allowed under all limits; zero when it is allowed now."""
    newest_first = sorted(tries, reverse=True)
    waits = (_wait_for(limit, newest_first, now) for limit in limits)
    return max(waits, default=timedelta(0))


def _wait_for(limit: Limit, newest_first: list[datetime], now: datetime) -> timedelta:
    """The window is half open: a try exactly one window old no longer counts."""
    counted = [at for at in newest_first if now - at < limit.window]
    if len(counted) < limit.count:
        return timedelta(0)
    until = counted[limit.count - 1] + limit.window
    if limit.then_every is not None:
        until = min(until, counted[0] + limit.then_every)
    return max(timedelta(0), until - now)
