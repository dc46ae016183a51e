"""Experiments are begun, ended by one click, and ended by themselves when another version takes the page over."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from .. import clock
from ..catalog import version
from ..db import db
from ..rules.experiments import LONGEST, Design, Goal, Outcome
from .experiment_models import Experiment
from .models import Page, PageVersion
from .publishing import live_version, lock, show_from_now
from .refusals import PageRefusal
from .replacing import as_of_now, replacements, write_down

SHARES = (50, 20, 10)
WANTED = (10, 20, 30, 50)
CANNOT = frozenset({"children", "legal"})


class CannotTry(PageRefusal):
    """An experiment that cannot be begun."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What somebody wants to find out: B beside what is live, dealt to `share_b` of a hundred."""

    goal: Goal
    share_b: int
    wanted_percent: int
    planned: int
    life: timedelta = LONGEST


def begin(page: Page, b: PageVersion, proposal: Proposal, who: str) -> Experiment:
    """Deal visitors from now on. Raises CannotTry. Never commits."""
    lock(page)
    write_down(page.id)
    now = clock.now()
    a = live_version(page, now)
    check_can_try(page, a)
    assert a is not None
    if a.id == b.id:
        raise CannotTry("both are one", _("B 和在线的版本一模一样，比不出什么。先改草稿。"))
    row = Experiment(
        page_id=page.id,
        a_version_id=a.id,
        b_version_id=b.id,
        goal=proposal.goal,
        share_b=proposal.share_b,
        wanted_percent=proposal.wanted_percent,
        planned=proposal.planned,
        salt=secrets.token_urlsafe(16),
        starts_at=now,
        ends_at=now + proposal.life,
        made_by=who,
    )
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        # Somebody began one since this was looked at; the unique key let one of two through.
        raise _runs_already() from None
    version.bump()
    return row


def check_can_try(page: Page, a: PageVersion | None) -> None:
    """Raises CannotTry where a page may have no experiment now, whatever its other version is."""
    if page.kind in CANNOT:
        raise CannotTry(f"a page of kind {page.kind}", _("孩子的首页和说明不做实验：不数孩子，规则对所有人一样。"))
    if a is None:
        raise CannotTry("nothing is live", _("这一页还没有上线，没有可以比的。先发布。"))
    if running_or_none(page) is not None:
        raise _runs_already()


def end(page: Page, outcome: Outcome, told: dict, who: str) -> Experiment | None:
    """End the page's experiment: A stays, or B is published for good. None when there is none. Never commits."""
    lock(page)
    row = running_or_none(page)
    if row is None:
        return None
    close(row, outcome, told, who)
    if outcome is Outcome.B:
        show_from_now(page, row.b_version_id, who)
    return row


def close(row: Experiment, outcome: Outcome, told: dict | None, who: str) -> None:
    """Let everybody see the same version again. Never commits."""
    row.ended_at, row.ended_by, row.outcome = clock.now(), who, outcome
    if told is not None:
        row.told = told
    db.session.flush()
    version.bump()


def running_or_none(page: Page) -> Experiment | None:
    """Return the page's experiment that neither a person nor a version ended; who changes it holds the page's lock."""
    query = select(Experiment).where(Experiment.page_id == page.id, Experiment.ended_at.is_(None))
    row = db.session.scalars(query.execution_options(populate_existing=True)).first()
    by = replacements([row]).get(row.id) if row else None
    return None if by is not None and by.starts_at <= clock.now() else row


def experiments_of(page: Page) -> list[Experiment]:
    """Return every experiment of a page as it stands now, the newest first."""
    query = select(Experiment).where(Experiment.page_id == page.id).order_by(Experiment.id.desc())
    return as_of_now(db.session.scalars(query))


def design_of(row: Experiment) -> Design:
    """Return what was fixed beforehand."""
    return Design(
        goal=Goal(row.goal),
        share_b=row.share_b,
        planned=row.planned,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
    )


def _runs_already() -> CannotTry:
    return CannotTry("one runs already", _("这一页已经有一个实验。先结束它。"))
