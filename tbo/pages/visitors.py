"""Browsers that saw a page under test: one row each, written when the page's own script says so.

Left out: robots, floods, children, who works here, and who runs no script, whichever version they were dealt.
"""

from flask import request
from sqlalchemy.dialects import postgresql, sqlite

from .. import clock
from ..accounts.attempts import network, note, subject_of, wait_for
from ..accounts.viewer import viewer
from ..arrivals.robots import is_robot
from ..db import commits, db, is_sqlite
from ..rules.experiments import COUNTED_FOR, arm_of
from ..web import forks
from .counting import PER_NETWORK
from .experiment_models import ExperimentVisitor
from .live import live_pages
from .splits import Split, is_https

_KEYS = ["experiment_id", "visitor"]


def note_visitor(page: str) -> None:
    """Keep that this browser sees a page, once an experiment; and who is known, as soon as somebody is."""
    found = live_pages().by_slug(page)
    split = found.split(clock.now()) if found else None
    visitor = forks.visitor_or_none(request.environ, is_https())
    if split is None or visitor is None or is_robot(request.user_agent.string):
        return
    who = viewer()
    if who.profile.kind == "child":
        return
    known = db.session.get(ExperimentVisitor, (split.id, visitor))
    if known is None or (known.household_id is None and who.household_id is not None):
        _write(split, visitor, who.household_id)


@commits
def _write(split: Split, visitor: str, household_id: int | None) -> None:
    from_here = subject_of("figures-from", network())
    if wait_for({from_here: PER_NETWORK}):
        return
    note(from_here)
    now = clock.now()
    insert = (sqlite.insert if is_sqlite() else postgresql.insert)(ExperimentVisitor).values(
        experiment_id=split.id,
        visitor=visitor,
        arm=arm_of(split.salt, visitor, split.share_b),
        household_id=household_id,
        seen_at=now,
        counts_until=now + COUNTED_FOR,
    )
    is_unknown = ExperimentVisitor.household_id.is_(None)
    more = {"household_id": insert.excluded.household_id}
    db.session.execute(insert.on_conflict_do_update(index_elements=_KEYS, set_=more, where=is_unknown))
