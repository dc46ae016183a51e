"""Experiments that a planned version ends at its second: so it is told from then on, and written down by the minute."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import select, update

from .. import clock
from ..db import commits, db, rows_changed
from ..rules.experiments import Outcome
from ..rules.publications import PublicationFacts, replaced_by
from .experiment_models import Experiment
from .models import PagePublication, facts_of


def replacements(rows: Sequence[Experiment]) -> dict[int, PagePublication]:
    """Return the publication that ends each experiment, or will, by experiment; one query, none without experiments."""
    if not rows:
        return {}
    known = PagePublication.page_id.in_({row.page_id for row in rows})
    planned: dict[int, dict[PublicationFacts, PagePublication]] = defaultdict(dict)
    for each in db.session.scalars(select(PagePublication).where(known).order_by(PagePublication.id)):
        planned[each.page_id][facts_of(each)] = each
    found = {}
    for row in rows:
        publications = planned[row.page_id]
        by = replaced_by(list(publications), row.a_version_id, row.starts_at)
        if by is not None:
            found[row.id] = publications[by]
    return found


def as_of_now(rows: Iterable[Experiment]) -> list[Experiment]:
    """Return experiments as they stand now: what a version has replaced meanwhile is told as ended, not written."""
    told = list(rows)
    for row, by in _replaced([row for row in told if row.ended_at is None]):
        db.session.expunge(row)
        for name, value in _ending(by).items():
            setattr(row, name, value)
    return told


def write_down(*asked_for: int) -> int:
    """Keep that experiments ended (of these pages, else of all); return of how many. Never commits."""
    running = select(Experiment).where(Experiment.ended_at.is_(None))
    rows = db.session.scalars(running.where(Experiment.page_id.in_(asked_for)) if asked_for else running).all()
    written = 0
    for row, by in _replaced(rows):
        still = Experiment.id == row.id, Experiment.ended_at.is_(None)
        written += rows_changed(update(Experiment).where(*still).values(**_ending(by)))
    return written


@commits
def end_replaced() -> int:
    """Write down which experiments a planned version has ended, and return of how many. Run it every minute."""
    return write_down()


def _replaced(rows: Sequence[Experiment]) -> list[tuple[Experiment, PagePublication]]:
    now, ending = clock.now(), replacements(rows)
    return [(row, by) for row in rows if (by := ending.get(row.id)) is not None and by.starts_at <= now]


def _ending(by: PagePublication) -> dict:
    return {"ended_at": by.starts_at, "ended_by": by.made_by, "outcome": Outcome.REPLACED.value}
