"""Experiments as pages know them: which version whoever looks sees, while one runs and its A is what is live."""

from dataclasses import dataclass
from datetime import datetime

from flask import Response, after_this_request, current_app, request
from sqlalchemy import select

from ..accounts.viewer import viewer
from ..db import db
from ..rules.experiments import COUNTED_FOR, Arm
from ..web import forks
from .experiment_models import Experiment
from .models import PagePublication
from .replacing import replacements


@dataclass(frozen=True, slots=True)
class Split:
    """A running experiment: `a` and `b` are versions; ends are exclusive.

    `known_until`: how long a browser must know its own, also where a version that was to end it is cancelled.
    """

    id: int
    a: int
    b: int
    salt: str
    share_b: int
    starts_at: datetime
    ends_at: datetime
    known_until: datetime

    def runs(self, now: datetime) -> bool:
        """Whether visitors are dealt at `now`, if what is live then is A."""
        return self.starts_at <= now < self.ends_at

    @property
    def fork(self) -> forks.Fork:
        """How the address deals its visitors; a browser must know its own as long as what it does counts."""
        return forks.Fork(self.salt, self.share_b, self.known_until)


def running_splits() -> dict[int, Split]:
    """Return the experiments that nobody ended, by page; one query, and another where there are any."""
    rows = db.session.scalars(select(Experiment).where(Experiment.ended_at.is_(None))).all()
    ending = replacements(rows)
    return {row.page_id: split_of(row, ending.get(row.id)) for row in rows}


def split_of(row: Experiment, by: PagePublication | None) -> Split:
    """Return what decides of a row; `by` is the version that ends it, if one is planned."""
    versions = row.a_version_id, row.b_version_id
    ends_at = row.ends_at if by is None else min(row.ends_at, by.starts_at)
    return Split(row.id, *versions, row.salt, row.share_b, row.starts_at, ends_at, row.ends_at + COUNTED_FOR)


def arm_now(split: Split) -> Arm:
    """Deal a version to whoever asks; the answer sets the cookie where it is needed, and no shared cache keeps it."""
    dealt = forks.deal(request.environ, split.fork, is_https(), _newcomer)
    if forks.FORK not in request.environ:

        @after_this_request
        def say(response: Response) -> Response:
            response.headers.setdefault("Cache-Control", forks.LIMITS)
            if dealt.cookie:
                response.headers.add("Set-Cookie", dealt.cookie)
            return response

    return dealt.arm


def arm_known(split: Split) -> Arm:
    """Return what this browser was dealt before; A for one that was dealt nothing."""
    visitor = forks.visitor_or_none(request.environ, is_https())
    return forks.deal(request.environ, split.fork, is_https()).arm if visitor else Arm.A


def is_https() -> bool:
    """Whether the shop's cookies are for https alone."""
    return current_app.extensions["tbo.settings"].is_https


def _newcomer() -> str:
    """A known household gets the same letters on every device that has none yet."""
    who = viewer()
    return forks.letters_of(who.household_public_id) if who.household_public_id else forks.new_visitor()
