"""How an experiment went, day by day: both arms as they stood at the end of each of its days."""

from datetime import datetime, timedelta
from itertools import takewhile

from sqlalchemy import case, func, select

from ..db import db
from ..rules.experiments import Arm, Sample
from .experiment_goals import samples_of, saw_both
from .experiment_models import Experiment, ExperimentVisitor

DAY = timedelta(days=1)


def course_of(row: Experiment, now: datetime) -> list[tuple[datetime, Sample, Sample]]:
    """Return the ends of the experiment's full days until `now`, and both arms then; two queries."""
    until = min(now, row.ended_at or row.ends_at)
    moments = list(takewhile(lambda moment: moment <= until, (row.starts_at + DAY * n for n in range(1, 100))))
    if not moments:
        return []
    samples = samples_of(row, moments, _visitors(row.id, moments))
    return list(zip(moments, samples[Arm.A], samples[Arm.B], strict=True))


def _visitors(experiment_id: int, moments: list[datetime]) -> dict[Arm, list[int]]:
    """Return how many each arm had by each moment."""
    seen = ExperimentVisitor
    sums = [func.sum(case((seen.seen_at < moment, 1), else_=0)) for moment in moments]
    counted = select(seen.arm, *sums).where(seen.experiment_id == experiment_id, ~saw_both(experiment_id))
    found = {arm: [0] * len(moments) for arm in Arm}
    for arm, *counts in db.session.execute(counted.group_by(seen.arm)):
        found[Arm(arm)] = [int(count) for count in counts]
    return found
