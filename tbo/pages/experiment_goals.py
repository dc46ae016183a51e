"""What visitors of an experiment brought: what their browsers began in time, by the arrivals that carry their letters.

Counted is what a browser began within seven days of its first look, by the arrival that it left on an order or a
viewing. Households whose browsers saw both versions are left out, with all of them.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select, true
from sqlalchemy.orm import aliased

from ..arrivals.models import Arrival
from ..db import db
from ..orders.books.ledger import LedgerEntry
from ..orders.books.sums import net
from ..orders.models import Order
from ..orders.renewals.ordering import is_later_period
from ..playback.models import PlaybackSession
from ..rules.experiments import MOST_FEN, MOST_MINUTES, Arm, Goal, Sample, of_minutes, of_orders, of_yuan
from ..rules.ledger import MOVED
from ..rules.order_states import OrderState
from .experiment_models import Experiment, ExperimentVisitor

_SEEN = ExperimentVisitor
_PER_BROWSER = _SEEN.visitor, _SEEN.arm
Moments = Sequence[datetime | None]
Visitors = dict[Arm, list[int]]
Samples = dict[Arm, list[Sample]]
# Of each moment: how many browsers brought anything, the sum, and the sum of squares.
Sums = dict[str, list[tuple[int, int, int]]]


def samples_of(row: Experiment, moments: Moments, visitors: Visitors) -> Samples:
    """Return what both arms had brought before each moment (None: now), for so many visitors then; one query."""
    if row.goal == Goal.ORDERS:
        return _orders(row.id, moments, visitors)
    if row.goal == Goal.YUAN:
        return _sums(brought(row.id, moments), of_yuan, moments, visitors)
    return _sums(watched(row.id, moments), of_minutes, moments, visitors)


def _orders(experiment_id: int, moments: Moments, visitors: Visitors) -> Samples:
    firsts = paid(experiment_id)
    return {
        arm: [
            of_orders(count, sum(of == arm and (moment is None or at < moment) for of, at in firsts))
            for moment, count in zip(moments, visitors[arm], strict=True)
        ]
        for arm in Arm
    }


def _sums(found: Sums, sample: Callable[..., Sample], moments: Moments, visitors: Visitors) -> Samples:
    nothing = [(0, 0, 0)] * len(moments)
    return {
        arm: [sample(count, *told) for count, told in zip(visitors[arm], found.get(arm, nothing), strict=True)]
        for arm in Arm
    }


def paid(experiment_id: int) -> list[tuple[str, datetime]]:
    """Return the arm of each browser that paid an order which was not given back in full, and when it did first.

    A later period of a plan is no such order.
    """
    counts = Order.state != OrderState.REFUNDED.value
    found = _paid_in_time(experiment_id, _SEEN.arm, func.min(Order.paid_at)).where(counts)
    return [(arm, at) for arm, at in db.session.execute(found.group_by(*_PER_BROWSER))]


def brought(experiment_id: int, moments: Moments) -> Sums:
    """Return by arm, for each moment, how many browsers had paid, and the fen of them: the ledger's, less refunds.

    A browser's money counts up to MOST_FEN. A later period of a plan is left out.
    """
    entry = LedgerEntry
    sums = [_until(moment, entry.at, net()).label(_name(n)) for n, moment in enumerate(moments)]
    lines = _paid_in_time(experiment_id, _SEEN.arm, *sums).join(entry, entry.order_id == Order.id)
    return _by_arm(lines.where(entry.kind.in_(MOVED)), moments, MOST_FEN)


def watched(experiment_id: int, moments: Moments) -> Sums:
    """Return by arm, for each moment, how many browsers had watched any, and their seconds.

    A browser's seconds count up to MOST_MINUTES.
    """
    row = PlaybackSession
    sums = [_until(moment, row.started_at, row.played_s).label(_name(n)) for n, moment in enumerate(moments)]
    viewings = _begun(experiment_id, row, row.started_at, _SEEN.arm, *sums).where(row.played_s > 0)
    return _by_arm(viewings, moments, MOST_MINUTES * 60)


def _name(number: int) -> str:
    return f"sum_{number}"


def _until(moment: datetime | None, at: Any, value: Any) -> ColumnElement:
    return func.sum(case((at < moment if moment else true(), value), else_=0))


def _by_arm(lines: Select, moments: Moments, most: int) -> Sums:
    """Add up browsers: one row an arm, however much they brought; whole numbers, so that nothing is rounded."""
    browsers = lines.group_by(*_PER_BROWSER).subquery()
    told: list[ColumnElement] = []
    for number in range(len(moments)):
        value = browsers.c[_name(number)]
        counted = case((value > most, most), else_=value)
        told += func.sum(case((value > 0, 1), else_=0)), func.sum(counted), func.sum(counted * counted)
    found = db.session.execute(select(browsers.c.arm, *told).group_by(browsers.c.arm))
    return {arm: list(zip(*([map(int, numbers)] * 3), strict=True)) for arm, *numbers in found}


def saw_both(experiment_id: int) -> ColumnElement:
    """Whether a browser is of a household whose browsers were dealt both versions."""
    other = aliased(ExperimentVisitor)
    households = select(other.household_id).where(other.experiment_id == experiment_id)
    both = households.where(other.household_id.is_not(None)).group_by(other.household_id)
    both = both.having(func.count(other.arm.distinct()) > 1)
    # Unknown households are no member of any list, and "not in" would not say so.
    return func.coalesce(ExperimentVisitor.household_id, 0).in_(both)


def _paid_in_time(experiment_id: int, *told: Any) -> Select:
    orders = _begun(experiment_id, Order, Order.paid_at, *told)
    return orders.where(Order.paid_at.is_not(None), ~is_later_period())


def _begun(experiment_id: int, model: Any, at: Any, *told: Any) -> Select:
    within = _SEEN.experiment_id == experiment_id, at >= _SEEN.seen_at, at < _SEEN.counts_until
    joined = select(*told).select_from(_SEEN).join(Arrival, Arrival.visitor == _SEEN.visitor)
    joined = joined.join(model, model.arrival_id == Arrival.id)
    return joined.where(*within, ~saw_both(experiment_id))
