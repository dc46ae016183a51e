"""Experiments of the back office: begun and ended as its form does, and browsers that came to something."""

from datetime import timedelta

from sqlalchemy import select

from tbo import clock
from tbo.accounts.models import Household
from tbo.arrivals.models import Arrival
from tbo.backoffice.experiments.views import view_of
from tbo.db import db
from tbo.orders.books.ledger import record
from tbo.orders.models import Order
from tbo.pages.experiment_models import Experiment, ExperimentVisitor
from tbo.pages.models import Page
from tbo.playback.models import PlaybackSession
from tbo.rules.experiments import COUNTED_FOR
from tbo.rules.ledger import LedgerKind
from tbo.rules.money import Money

from ..conftest import ANCHOR
from ..playback.screens import FREE, episode
from .landing import SLUG, fields

EXPERIMENT = f"/staff/pages/{SLUG}/experiment"
LATER = ANCHOR + timedelta(days=8)


def rows() -> list[Experiment]:
    db.session.rollback()
    return list(db.session.scalars(select(Experiment).order_by(Experiment.id)))


def begin(browser, **typed):
    """Send the form as the page has it."""
    form = fields(browser.page(EXPERIMENT), "#experiment form")
    return browser.bare_post(f"/staff/pages/{SLUG}/experiments", **form | typed)


def end(browser, outcome: str):
    """Press one of both buttons."""
    return browser.bare_post(f"{EXPERIMENT}/end", **fields(browser.page(EXPERIMENT), "#ending form"), outcome=outcome)


def household(place: int) -> int:
    """The id of one of the demo shop's households."""
    return db.session.scalars(select(Household.id).order_by(Household.id).offset(place).limit(1)).one()


def arrived_at_goal(row: Experiment, number: int, arm: str, household_id=None, **goal) -> None:
    """A browser that was dealt an arm, and what it began."""
    who = f"v{number:021d}"
    seen = {"experiment_id": row.id, "visitor": who, "arm": arm, "household_id": household_id}
    db.session.add(ExperimentVisitor(**seen, seen_at=ANCHOR, counts_until=ANCHOR + COUNTED_FOR))
    if not goal:
        return
    arrival = Arrival(public_id=who, path="", visitor=who, known={}, raw=[], created_at=ANCHOR)
    db.session.add(arrival)
    db.session.flush()
    if "paid_at" in goal:
        same = {"household_id": household(0), "offer_kind": "plan", "subject": "-", "lines": [], "total_fen": 1}
        times = {"placed_at": ANCHOR, "expires_at": ANCHOR}
        told = {"number": f"T{number}", "idempotency_key": f"T{number}", "arrival_id": arrival.id, "state": "fulfilled"}
        order = Order(**same | times | told | goal)
        db.session.add(order)
        # As settling does: what was paid stands in the ledger, at the moment of it.
        if goal["paid_at"]:
            with clock.standing_at(goal["paid_at"]):
                record(LedgerKind.PAID, key=f"T{number} paid", order=order, amount=Money(order.total_fen))
    else:
        times = {"started_at": ANCHOR, "last_beat_at": ANCHOR}
        told = {"id": f"test-{number}", "episode_id": episode(FREE).id, "arrival_id": arrival.id}
        db.session.add(PlaybackSession(**times | told | goal))


def standing(now=LATER):
    db.session.commit()
    with clock.standing_at(now):
        return view_of(db.session.scalars(select(Page).where(Page.slug == SLUG)).one(), rows()[-1])
