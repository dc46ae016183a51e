"""The line of time: what people will do and when, and the loop that lets the worker do what is due meanwhile."""

import heapq
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import bindparam, func, select, union_all

from .. import clock
from ..db import db, on_one_connection
from ..jobs import Job, run_due_jobs
from ..orders.models import Order, Payment, Refund
from ..orders.renewals.sweep import sweep_subscriptions
from ..orders.sweeping import sweep
from ..rules.order_states import MARGIN, OrderState, RefundState
from ..sandbox.delivery import deliver_due
from ..sandbox.store import instant
from ..statements import Prepared, driver_cursor
from ..subscriptions.models import Subscription
from ..worker.schedule import SCHEDULE, Entry
from .stage import Stage

log = structlog.get_logger()
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
# The clock of a rehearsal jumps: what is due in between is done up to so much later.
STEP = timedelta(minutes=15)
BEGINNING, NEVER = datetime(2000, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)
# In the shop these run every minute; here in the minutes in which something is due for one of them.
WHEN_DUE: tuple[Callable[[], object], ...] = (run_due_jobs, sweep, sweep_subscriptions)
# The same minute is looked at so often before it counts as a mistake that something in it stays due.
MOST_ROUNDS = 500


class Timeline:
    """A year on its way. Acts of people are put on it by their instant; `live` lets everything happen in its order."""

    def __init__(self, stage: Stage, begins_at: datetime) -> None:
        self._stage, self._now = stage, begins_at
        self._acts: list[tuple[datetime, int, Callable[[], object]]] = []
        self._count = 0
        # When each of WHEN_DUE has something to do again, as it was when the last round was over.
        self._left: list[datetime | None] = []

    def at(self, moment: datetime, act: Callable[[], object]) -> None:
        """Let somebody do something; what falls on one instant happens in the order in which it was planned."""
        self._count += 1
        heapq.heappush(self._acts, (max(moment, self._now), self._count, act))

    def live(self, until: datetime) -> None:
        """Let time go by until then."""
        for moment, entry in _marks(self._now, until):
            self.at(moment, entry.function)
        with driver_cursor() as cursor, on_one_connection():
            while (moment := self._next_moment()) < until:
                self._now = moment
                with clock.standing_at(moment):
                    while self._acts and self._acts[0][0] <= moment:
                        heapq.heappop(self._acts)[2]()
                        db.session.remove()
                    self._work(cursor)
        self._now = until

    def _work(self, cursor: Any) -> None:
        """Let notices arrive and the worker work, until nothing is due in this minute."""
        for _round in range(MOST_ROUNDS):
            told = self._notice_due()
            delivered = deliver_due(self._stage.sandbox) if told is not None and told <= self._now else 0
            due = self._due(cursor)
            wanted = [function for function, at in zip(WHEN_DUE, due, strict=True) if at and at <= self._now]
            if not wanted and not delivered:
                self._left = due
                return
            for function in wanted:
                function()
            db.session.remove()
        raise RuntimeError(f"something is due for ever at {self._now}")

    def _next_moment(self) -> datetime:
        moments = [moment for moment in (*self._left, self._notice_due()) if moment is not None]
        moments += [self._acts[0][0]] if self._acts else []
        return max(_next_step(min(moments, default=NEVER)), self._now + STEP)

    def _due(self, cursor: Any) -> list[datetime | None]:
        """Return when each of WHEN_DUE has something to do again."""
        found: Iterable[Any] = _DUE.rows(cursor, ended=self._now - MARGIN)
        rows = {what: _instant(at) for what, at in found}
        closing = rows["order"] + MARGIN if rows["order"] else None
        asking = min((m for m in (rows["payment"], rows["refund"], closing) if m is not None), default=None)
        return [rows["job"], asking, rows["subscription"]]

    def _notice_due(self) -> datetime | None:
        with self._stage.sandbox.store.reading() as far:
            row = far.execute("SELECT MIN(due_at) FROM notices WHERE due_at IS NOT NULL").fetchone()
        return instant(row[0]) if row[0] else None


def _marks(since: datetime, until: datetime) -> Iterator[tuple[datetime, Entry]]:
    """List what happens by the clock once a day: each entry of the worker's schedule at its first minute of the day."""
    daily = [entry for entry in SCHEDULE if entry.function not in WHEN_DUE]
    for entry in daily:
        first = next(n for n in range(24 * 60) if entry.when((since + n * MINUTE).astimezone(UTC).replace(tzinfo=None)))
        moment = since + first * MINUTE
        while moment < until:
            yield moment, entry
            moment += DAY


def _next_step(moment: datetime) -> datetime:
    """Return the next step of the clock that is not before `moment`."""
    begun = (moment - BEGINNING) % STEP
    return moment - begun + STEP if begun else moment


_WHAT = (
    ("job", Job.due_at, Job.finished_at.is_(None)),
    ("payment", Payment.next_query_at, Payment.next_query_at.is_not(None)),
    ("refund", Refund.next_try_at, Refund.state == RefundState.REQUESTED),
    ("order", Order.expires_at, (Order.state == OrderState.PENDING) & (Order.expires_at > bindparam("ended"))),
    ("subscription", Subscription.next_look_at, Subscription.next_look_at.is_not(None)),
)
_DUE = Prepared(
    union_all(
        *(select(db.literal(name).label("what"), func.min(column).label("at")).where(of) for name, column, of in _WHAT)
    )
)


def _instant(as_it_lies: str | datetime | None) -> datetime | None:
    if isinstance(as_it_lies, str):
        return datetime.fromisoformat(as_it_lies).replace(tzinfo=UTC)
    return as_it_lies
