"""What came of both arms of an experiment: visitors, who reached the goal, and what the goal brought.

What counts is said in `experiment_goals`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select

from .. import clock
from ..arrivals.models import Arrival
from ..db import db
from ..orders.books.ledger import LedgerEntry
from ..orders.books.sums import net_fen
from ..orders.models import Order
from ..playback.models import PlaybackSession
from ..rules.experiments import MOST_FEN, MOST_MINUTES, Arm, Goal, Sample, of_minutes, of_orders, of_yuan
from ..rules.ledger import MOVED
from .experiment_goals import samples_of, saw_both
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
    visitors = {arm: [0] for arm in Arm} | {Arm(arm): [count] for arm, count in db.session.execute(counted)}
    samples = samples_of(row, [None], visitors)
    left_out = select(func.count()).where(ExperimentVisitor.experiment_id == row.id, saw_both(row.id))
    return Figures(samples[Arm.A][0], samples[Arm.B][0], db.session.scalar(left_out) or 0)


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
    values = _values(goal, Arrival.position.startswith(f"{page}.", autoescape=True), now - BEFORE)
    # Whoever reached a goal was there, whether the page's script said so or not.
    return visitors / BEFORE.days, _sample(goal, max(visitors, len(values)), values)


def _values(goal: Goal, here: ColumnElement[bool], begins: datetime) -> list[int]:
    """Return what arrivals brought since then, each one that reached the goal: 1 an order, fen, or seconds."""
    if goal is Goal.ORDERS:
        orders = select(func.count(Order.id.distinct())).join(Arrival, Arrival.id == Order.arrival_id)
        return [1] * (db.session.scalar(orders.where(here, Order.paid_at >= begins)) or 0)
    if goal is Goal.YUAN:
        entries = select(net_fen()).join(Arrival, Arrival.id == LedgerEntry.arrival_id)
        entries = entries.where(here, LedgerEntry.kind.in_(MOVED), LedgerEntry.at >= begins).group_by(Arrival.id)
        return [min(int(fen), MOST_FEN) for fen in db.session.scalars(entries) if fen > 0]
    seconds = select(func.sum(PlaybackSession.played_s)).join(Arrival, Arrival.id == PlaybackSession.arrival_id)
    seconds = seconds.where(here, PlaybackSession.started_at >= begins).group_by(Arrival.id)
    return [min(int(each), MOST_MINUTES * 60) for each in db.session.scalars(seconds)]


def _sample(goal: Goal, visitors: int, values: Sequence[int]) -> Sample:
    if goal is Goal.ORDERS:
        return of_orders(visitors, len(values))
    sample = of_yuan if goal is Goal.YUAN else of_minutes
    return sample(visitors, len(values), sum(values), sum(value * value for value in values))
