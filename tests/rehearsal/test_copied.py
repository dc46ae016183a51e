"""A copied shop's subscribers live on with every agreement that stands; only what happens from then on is counted."""

from datetime import date, timedelta

import pytest

from tbo import clock
from tbo.accounts.models import Household
from tbo.db import db, writing
from tbo.jobs import Job
from tbo.orders.books.ledger import record
from tbo.rehearsal.copied import subscribers
from tbo.rehearsal.judging import judge
from tbo.rehearsal.play import Play
from tbo.rehearsal.stage import Stage, on_stage
from tbo.rules.ledger import LedgerKind
from tbo.subscriptions.models import Subscription

from ..conftest import ANCHOR

DAY = timedelta(days=1)


@pytest.fixture
def stage(committed_app, tmp_path):
    """A stage on a shop that was copied."""
    play = Play({})
    with committed_app.app_context(), clock.standing_at(ANCHOR):
        with on_stage(committed_app, tmp_path, play.road, play.reads) as joined:
            yield joined


def household(name: str) -> int:
    with writing():
        row = Household(public_id=name, email=f"{name}@example.com", created_at=ANCHOR)
        db.session.add(row)
        db.session.flush()
        return row.id


def agreed(household_id: int, number: str, state: str, **more) -> int:
    """Write down a subscription that was signed; return its id."""
    row = Subscription(household_id=household_id, number=number, state=state, form_key=number)
    row.agreement_no, row.period_ends_at = f"2026{number}", ANCHOR + 20 * DAY
    row.plan_key, row.plan_version, row.months, row.price_fen = "monthly", 1, 1, 1900
    row.planned_on, row.created_at, row.period = date(2026, 12, 10), ANCHOR - 9 * DAY, int(state != "signing")
    for name, value in more.items():
        setattr(row, name, value)
    with writing():
        db.session.add(row)
        db.session.flush()
        return row.id


def known(stage: Stage) -> list[tuple[str, str]]:
    with stage.sandbox.store.reading() as far:
        return [tuple(row) for row in far.execute("SELECT number, buyer_id FROM agreements ORDER BY number").fetchall()]


def test_both_agreements_of_a_household_that_changes_plans_are_known(stage):
    lin, chen = household("lin"), household("chen")
    followed = agreed(lin, "A", "active")
    agreed(lin, "B", "signing", follows_id=followed, begins="next")
    agreed(chen, "C", "cancelled", unsigned_at=ANCHOR - DAY)
    agreed(chen, "D", "lapsed", unsigned_at=ANCHOR - 2 * DAY)
    people = subscribers(stage, "1", 5)
    assert {n: person.household_id for n, person in people.items()} == {5: lin, 6: chen}
    buyer = people[5].buyer_id
    assert known(stage) == [("A", buyer), ("B", buyer)]


def test_what_happened_before_the_rehearsal_is_not_counted(stage):
    lin, past = household("lin"), ANCHOR - 3 * DAY
    with clock.standing_at(past), writing():
        record(LedgerKind.DEDUCTION_FAILED, key="failed:before", household_id=lin)
        db.session.add(Job(key="before", name="tbo.x", due_at=past, finished_at=past, error="gone", arguments={}))
    play = Play({})
    play.letters = [("renewal:A:1:2026-11-20", past, "¥19.00"), ("renewal:A:2:2026-12-20", ANCHOR + DAY, "¥19.00")]
    found = judge(stage, play, ANCHOR, ANCHOR + 2 * DAY)
    assert dict(found.totals) == {"told": 1}
    assert found.promises["work"].broken == []
