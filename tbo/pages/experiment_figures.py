"""What came of both arms of an experiment: visitors, who reached the goal, and what the goal brought.

Counted is what a browser began within seven days of its first look, by the arrival that it left on an order or a
viewing. Households whose browsers saw both versions are left out, with all of them.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from .. import clock
from ..arrivals.models import Arrival
from ..db import db
from ..orders.models import Order
from ..playback.models import PlaybackSession
from ..rules.experiments import MOST_MINUTES, Arm, Goal, Sample, of_minutes, of_orders
from .experiment_goals import paid, saw_both, watched
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
    counted = select(of, func.count()).where(ExperimentVisitor.experiment_id == row.id, ~saw_both(row.id)).group_by(of)
    visitors = {Arm(arm): count for arm, count in db.session.execute(counted)}
    samples = _orders(row.id, visitors) if row.goal == Goal.ORDERS else _minutes(row.id, visitors)
    left_out = select(func.count()).where(ExperimentVisitor.experiment_id == row.id, saw_both(row.id))
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
        orders = select(func.count(Order.id.distinct())).join(Arrival, Arrival.id == Order.arrival_id)
        values = [1.0] * (db.session.scalar(orders.where(here, Order.paid_at >= now - BEFORE)) or 0)
    else:
        seconds = func.sum(PlaybackSession.played_s)
        viewings = select(seconds).join(Arrival, Arrival.id == PlaybackSession.arrival_id)
        viewings = viewings.where(here, PlaybackSession.started_at >= now - BEFORE).group_by(Arrival.id)
        values = [minutes_of(each) for each in db.session.scalars(viewings)]
    # Whoever reached a goal was there, whether the page's script said so or not.
    return visitors / BEFORE.days, _sample(goal, max(visitors, len(values)), values)


def _sample(goal: Goal, visitors: int, values: list[float]) -> Sample:
    if goal is Goal.ORDERS:
        return of_orders(visitors, len(values))
    return Sample(visitors, len(values), sum(values), sum(value * value for value in values))


def _orders(experiment_id: int, visitors: dict[Arm, int]) -> dict[Arm, Sample]:
    reached = Counter(arm for arm, _at in paid(experiment_id))
    return {arm: of_orders(visitors.get(arm, 0), reached[arm]) for arm in Arm}


def _minutes(experiment_id: int, visitors: dict[Arm, int]) -> dict[Arm, Sample]:
    found = watched(experiment_id, [None])
    return {arm: of_minutes(visitors.get(arm, 0), *found.get(arm, [(0, 0, 0)])[0]) for arm in Arm}


def minutes_of(seconds: int) -> float:
    """Return what so many seconds count for."""
    return min(int(seconds) / 60, MOST_MINUTES)
