"""What came of both arms of an experiment: visitors, who reached the goal, and what the goal brought.

Counted is what a browser began within seven days of its first look, by the arrival that it left on an order or a
viewing. Households whose browsers saw both versions are left out, with all of them.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import aliased

from .. import clock
from ..arrivals.models import Arrival
from ..db import db
from ..orders.models import Order
from ..orders.renewal_ordering import RENEWAL
from ..playback.models import PlaybackSession
from ..rules.experiments import MOST_MINUTES, Arm, Goal, Sample, of_orders
from ..rules.order_states import OrderState
from .experiment_models import Experiment, ExperimentVisitor
from .figure_models import BlockDay

BEFORE = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Figures:
    """Both arms, and how many browsers were left out because their household saw both."""

    a: Sample
    b: Sample
    saw_both: int = 0


def figures_of(row: Experiment) -> Figures:
    """Return the figures of an experiment as they are now; three queries."""
    of = ExperimentVisitor.arm
    counted = select(of, func.count()).where(ExperimentVisitor.experiment_id == row.id, ~_saw_both(row.id)).group_by(of)
    visitors = {Arm(arm): count for arm, count in db.session.execute(counted)}
    values = _paid(row.id) if row.goal == Goal.ORDERS else _watched(row.id)
    samples = {arm: _sample(Goal(row.goal), visitors.get(arm, 0), values.get(arm, [])) for arm in Arm}
    left_out = select(func.count()).where(ExperimentVisitor.experiment_id == row.id, _saw_both(row.id))
    return Figures(samples[Arm.A], samples[Arm.B], db.session.scalar(left_out) or 0)


def told(figures: Figures) -> dict:
    """Return figures as an ended experiment keeps them."""
    arms = {arm: getattr(figures, arm) for arm in Arm}
    return {arm.value: [s.visitors, s.reached, s.total, s.squares] for arm, s in arms.items()} | {
        "saw_both": figures.saw_both
    }


def read_told(kept: dict) -> Figures:
    """Return the figures that an ended experiment kept."""
    return Figures(Sample(*kept[Arm.A]), Sample(*kept[Arm.B]), kept["saw_both"])


def before(page: str, goal: Goal, now: datetime) -> tuple[float, Sample]:
    """Return visitors a day of the last 28 days, and what they brought, about: by the views and positions of blocks."""
    day = (now - BEFORE).astimezone(clock.shop_zone()).date()
    views = select(func.sum(BlockDay.views)).where(BlockDay.page == page, BlockDay.day > day).group_by(BlockDay.block)
    visitors = max((int(count or 0) for count in db.session.scalars(views)), default=0)
    here = Arrival.position.startswith(f"{page}.", autoescape=True)
    if goal is Goal.ORDERS:
        paid = select(func.count(Order.id.distinct())).join(Arrival, Arrival.id == Order.arrival_id)
        values = [1.0] * (db.session.scalar(paid.where(here, Order.paid_at >= now - BEFORE)) or 0)
    else:
        seconds = func.sum(PlaybackSession.played_s)
        watched = select(seconds).join(Arrival, Arrival.id == PlaybackSession.arrival_id)
        watched = watched.where(here, PlaybackSession.started_at >= now - BEFORE).group_by(Arrival.id)
        values = [_minutes(each) for each in db.session.scalars(watched)]
    # Whoever reached a goal was there, whether the page's script said so or not.
    return visitors / BEFORE.days, _sample(goal, max(visitors, len(values)), values)


def _sample(goal: Goal, visitors: int, values: list[float]) -> Sample:
    if goal is Goal.ORDERS:
        return of_orders(visitors, len(values))
    return Sample(visitors, len(values), sum(values), sum(value * value for value in values))


def _paid(experiment_id: int) -> dict[Arm, list[float]]:
    """One for each browser that paid an order which was not given back; a later period of a plan is no such order."""
    order = Order
    is_later = order.idempotency_key.like(f"{RENEWAL}%") & order.idempotency_key.not_like("% 0")
    counts = order.paid_at.is_not(None), order.state != OrderState.REFUNDED.value, ~is_later
    paid = _of_visitors(experiment_id, order, order.paid_at, 1).where(*counts)
    return _by_arm(paid, lambda _one: 1.0)


def _watched(experiment_id: int) -> dict[Arm, list[float]]:
    """The minutes of each browser that watched any."""
    row = PlaybackSession
    watched = _of_visitors(experiment_id, row, row.started_at, func.sum(row.played_s)).where(row.played_s > 0)
    return _by_arm(watched, _minutes)


def _of_visitors(experiment_id: int, model: Any, at: Any, value: Any) -> Select:
    seen = ExperimentVisitor
    within = seen.experiment_id == experiment_id, at >= seen.seen_at, at < seen.counts_until
    joined = select(seen.arm, value).select_from(seen).join(Arrival, Arrival.visitor == seen.visitor)
    joined = joined.join(model, model.arrival_id == Arrival.id)
    return joined.where(*within, ~_saw_both(experiment_id)).group_by(seen.visitor, seen.arm)


def _by_arm(query: Select, value: Any) -> dict[Arm, list[float]]:
    found: dict[Arm, list[float]] = {}
    for arm, one in db.session.execute(query):
        found.setdefault(Arm(arm), []).append(value(one))
    return found


def _saw_both(experiment_id: int) -> ColumnElement:
    other = aliased(ExperimentVisitor)
    households = select(other.household_id).where(other.experiment_id == experiment_id)
    both = households.where(other.household_id.is_not(None)).group_by(other.household_id)
    both = both.having(func.count(other.arm.distinct()) > 1)
    # Unknown households are no member of any list, and "not in" would not say so.
    return func.coalesce(ExperimentVisitor.household_id, 0).in_(both)


def _minutes(seconds: int) -> float:
    return min(int(seconds) / 60, MOST_MINUTES)
