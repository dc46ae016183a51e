"""How long it is kept which browser saw what: ninety days after an experiment; its figures stay."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, func, select

from .. import clock
from ..db import commits, db
from ..statements import AT_ONCE, drop_bit_by_bit
from .experiment_figures import figures_of, told
from .experiment_models import Experiment, ExperimentVisitor

KEPT = timedelta(days=90)


def forget_old_visitors() -> int:
    """Drop the browsers of experiments long over, a few at a time so that nobody waits; return how many. Run it daily.

    What was not counted when the experiment ended is counted before.
    """
    count = 0
    for experiment_id in db.session.scalars(_over_before(clock.now() - KEPT)).all():
        _count_once(experiment_id)
        count += drop_bit_by_bit(_DROP_SOME, of=experiment_id)
    return count


def _over_before(until: datetime):
    over_at = func.coalesce(Experiment.ended_at, Experiment.ends_at)
    left = select(ExperimentVisitor.experiment_id).where(ExperimentVisitor.experiment_id == Experiment.id)
    return select(Experiment.id).where(over_at < until, left.exists())


@commits
def _count_once(experiment_id: int) -> None:
    row = db.session.get_one(Experiment, experiment_id)
    if row.told is None:
        row.told = told(figures_of(row))


_MINE = ExperimentVisitor.experiment_id == bindparam("of")
_SOME = select(ExperimentVisitor.visitor).where(_MINE).limit(AT_ONCE)
_DROP_SOME = delete(ExperimentVisitor).where(_MINE, ExperimentVisitor.visitor.in_(_SOME))
