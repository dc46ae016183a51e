"""How an experiment went, day by day: both arms as they stood at the end of each of its days."""

from datetime import datetime, timedelta
from itertools import takewhile

from sqlalchemy import case, func, select

from ..db import db
from ..rules.experiments import Arm, Goal, Sample, of_minutes, of_orders
from .experiment_goals import paid, saw_both, watched
from .experiment_models import Experiment, ExperimentVisitor

DAY = timedelta(days=1)


def course_of(row: Experiment, now: datetime) -> list[tuple[datetime, Sample, Sample]]:
    """Return the ends of the experiment's full days until `now`, and both arms then; two queries."""
    until = min(now, row.ended_at or row.ends_at)
    moments = list(takewhile(lambda moment: moment <= until, (row.starts_at + DAY * n for n in range(1, 100))))
    if not moments:
        return []
    visitors = _visitors(row.id, moments)
    of_goal = _orders if row.goal == Goal.ORDERS else _minutes
    samples = of_goal(row.id, moments, visitors)
    return list(zip(moments, samples[Arm.A], samples[Arm.B], strict=True))


Samples = dict[Arm, list[Sample]]


def _visitors(experiment_id: int, moments: list[datetime]) -> dict[Arm, list[int]]:
    """Return how many each arm had by each moment."""
    seen = ExperimentVisitor
    sums = [func.sum(case((seen.seen_at < moment, 1), else_=0)) for moment in moments]
    counted = select(seen.arm, *sums).where(seen.experiment_id == experiment_id, ~saw_both(experiment_id))
    found = {arm: [0] * len(moments) for arm in Arm}
    for arm, *counts in db.session.execute(counted.group_by(seen.arm)):
        found[Arm(arm)] = [int(count) for count in counts]
    return found


def _orders(experiment_id: int, moments: list[datetime], visitors: dict[Arm, list[int]]) -> Samples:
    firsts = paid(experiment_id)
    return {
        arm: [
            of_orders(count, sum(of == arm and at < moment for of, at in firsts))
            for moment, count in zip(moments, visitors[arm], strict=True)
        ]
        for arm in Arm
    }


def _minutes(experiment_id: int, moments: list[datetime], visitors: dict[Arm, list[int]]) -> Samples:
    nothing, found = [(0, 0, 0)] * len(moments), watched(experiment_id, moments)
    return {
        arm: [of_minutes(count, *told) for count, told in zip(visitors[arm], found.get(arm, nothing), strict=True)]
        for arm in Arm
    }
