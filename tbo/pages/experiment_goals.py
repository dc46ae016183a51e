"""Which goals count for an experiment: what its browsers began in time, by the arrivals that carry their letters."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select, true
from sqlalchemy.orm import aliased

from ..arrivals.models import Arrival
from ..db import db
from ..orders.models import Order
from ..orders.renewal_ordering import is_later_period
from ..playback.models import PlaybackSession
from ..rules.experiments import MOST_MINUTES
from ..rules.order_states import OrderState
from .experiment_models import ExperimentVisitor

_SEEN = ExperimentVisitor
_PER_BROWSER = _SEEN.visitor, _SEEN.arm


def paid(experiment_id: int) -> list[tuple[str, datetime]]:
    """Return the arm of each browser that paid an order which was not given back in full, and when it did first.

    A later period of a plan is no such order.
    """
    order = Order
    counts = order.paid_at.is_not(None), order.state != OrderState.REFUNDED.value, ~is_later_period()
    found = _begun(experiment_id, order, order.paid_at, _SEEN.arm, func.min(order.paid_at)).where(*counts)
    return [(arm, at) for arm, at in db.session.execute(found.group_by(*_PER_BROWSER))]


def watched(experiment_id: int, moments: Sequence[datetime | None]) -> dict[str, list[tuple[int, int, int]]]:
    """Return by arm, for each moment (None: now), how many browsers watched any before it, their seconds and squares.

    A browser's seconds count up to MOST_MINUTES. One query and one row an arm, however many watched.
    """
    sums = [func.sum(_before(moment)).label(f"seconds_{n}") for n, moment in enumerate(moments)]
    browsers = _viewings(experiment_id, _SEEN.arm, *sums).group_by(*_PER_BROWSER).subquery()
    told = [each for n in range(len(moments)) for each in _sums(browsers.c[f"seconds_{n}"])]
    found = db.session.execute(select(browsers.c.arm, *told).group_by(browsers.c.arm))
    return {arm: list(zip(*([map(int, numbers)] * 3), strict=True)) for arm, *numbers in found}


def _before(moment: datetime | None) -> ColumnElement:
    row = PlaybackSession
    return case((row.started_at < moment if moment else true(), row.played_s), else_=0)


def _sums(seconds: ColumnElement) -> tuple[ColumnElement, ...]:
    """Count who watched any, and add up seconds and their squares: whole numbers, so that nothing is rounded."""
    most = MOST_MINUTES * 60
    counted = case((seconds > most, most), else_=seconds)
    return func.sum(case((seconds > 0, 1), else_=0)), func.sum(counted), func.sum(counted * counted)


def saw_both(experiment_id: int) -> ColumnElement:
    """Whether a browser is of a household whose browsers were dealt both versions."""
    other = aliased(ExperimentVisitor)
    households = select(other.household_id).where(other.experiment_id == experiment_id)
    both = households.where(other.household_id.is_not(None)).group_by(other.household_id)
    both = both.having(func.count(other.arm.distinct()) > 1)
    # Unknown households are no member of any list, and "not in" would not say so.
    return func.coalesce(ExperimentVisitor.household_id, 0).in_(both)


def _viewings(experiment_id: int, *told: Any) -> Select:
    row = PlaybackSession
    return _begun(experiment_id, row, row.started_at, *told).where(row.played_s > 0)


def _begun(experiment_id: int, model: Any, at: Any, *told: Any) -> Select:
    within = _SEEN.experiment_id == experiment_id, at >= _SEEN.seen_at, at < _SEEN.counts_until
    joined = select(*told).select_from(_SEEN).join(Arrival, Arrival.visitor == _SEEN.visitor)
    joined = joined.join(model, model.arrival_id == Arrival.id)
    return joined.where(*within, ~saw_both(experiment_id))
