"""The running times of a household's plans, laid out anew whenever one comes beside the others, or goes."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select, update

from .. import clock
from ..rules.plan_times import PlanTime, one_after_the_other
from ..statements import run
from .models import Entitlement

_RUNNING = select(Entitlement.id, Entitlement.starts_at, Entitlement.ends_at, Entitlement.own_from).where(
    *(Entitlement.household_id == bindparam("household_id"), Entitlement.kind == "plan"),
    *(Entitlement.revoked_at.is_(None), Entitlement.given_up_at.is_(None), ~Entitlement.is_given_back),
    Entitlement.ends_at > bindparam("now"),
)
_LAY = (
    update(Entitlement)
    .where(Entitlement.id == bindparam("of"))
    .values(ends_at=bindparam("ends"), own_from=bindparam("own"))
)


def bring_together(source_id: int, target_id: int) -> None:
    """Let the plans of two households follow each other; who brings none changes nothing. Never commits."""
    ours, theirs = _running(target_id), _running(source_id)
    if ours and theirs:
        _lay_out([*ours, *theirs])


def close_up(household_id: int) -> None:
    """Let plans move up to where one ended before its time. Never commits.

    Only those that stand behind another since households were merged; what begins later begins then.
    """
    times = _running(household_id)
    if any(each.own_from is not None and each.own_from > clock.now() for each in times):
        _lay_out(times)


def make_room(household_id: int) -> None:
    """Let plans move behind one that runs again. Never commits."""
    _lay_out(_running(household_id))


def _running(household_id: int) -> list[PlanTime]:
    found = run(_RUNNING, household_id=household_id, now=clock.now())
    return [PlanTime(row.id, row.starts_at, row.ends_at, row.own_from) for row in found]


def _lay_out(times: Sequence[PlanTime]) -> None:
    for each in set(one_after_the_other(times, clock.now())) - set(times):
        run(_LAY, of=each.id, ends=each.ends_at, own=each.own_from)
