"""Changes of plan at the same instant: two tabs, two workers, a button and a notice; one agreement, one charge."""

import secrets

import pytest
from sqlalchemy import func, select

from tbo import clock
from tbo.alipay import transport
from tbo.db import db
from tbo.entitlements.models import Entitlement
from tbo.orders.books.check import differences
from tbo.orders.plan_changes.changing import asked_for, change_plan, keep_plan
from tbo.orders.plan_changes.quotes import change_of
from tbo.orders.renewals.sweep import look_after
from tbo.rules.money import Money
from tbo.subscriptions.models import Subscription

from ..support.agreeing_side import AgreeingSide
from ..support.at_once import at_once
from ..support.selling import sell_plan
from .subscribers import MORNING, sign_url, subscribed, subscription

HANDS = 6


@pytest.fixture
def side(committed_app, monkeypatch):
    """Alipay in memory beside a database of its own, with two plans on sale."""
    agreeing = AgreeingSide()
    monkeypatch.setattr(transport, "post_form", agreeing.post_form)
    with committed_app.app_context(), clock.standing_at(MORNING):
        sell_plan()
        sell_plan("quarterly", 5200, 3)
        yield agreeing


def waiting() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Subscription).where(Subscription.follows_id.is_not(None)))


def test_tabs_that_confirm_the_same_change_write_one_agreement(committed_app, side):
    old = subscribed(side)
    household = subscription(old).household_id
    quote = change_of(subscription(old), "quarterly", clock.now())
    shown = quote.change.begins.value, asked_for(quote)
    db.session.rollback()
    keys = [secrets.token_urlsafe(18) for _hand in range(HANDS)]
    answers = at_once(committed_app, *[lambda key=key: change_plan(household, "quarterly", shown, key) for key in keys])
    assert len(set(answers)) == waiting() == 1


def test_workers_that_take_the_same_change_charge_it_once(committed_app, side):
    old = subscribed(side)
    household = subscription(old).household_id
    new = change_plan(household, "quarterly", ("now", Money(5200 - 1900)), "k" * 20)
    side.signs(sign_url(new))
    db.session.rollback()
    at_once(committed_app, *[lambda: look_after(new)] * 3, *[lambda: look_after(old)] * 3)
    db.session.rollback()
    assert [trade.fen for trade in side.trades.values() if trade.is_paid] == [1900, 3300]
    assert [subscription(each).state for each in (old, new)] == ["lapsed", "active"]
    given_up = select(func.count()).select_from(Entitlement).where(Entitlement.given_up_at.is_not(None))
    assert db.session.scalar(given_up) == 1
    assert list(differences()) == []


def test_undoing_a_planned_change_many_times_is_undoing_it_once(committed_app, side):
    old = subscribed(side)
    household = subscription(old).household_id
    new = change_plan(household, "quarterly", ("now", Money(3300)), "k" * 20)
    side.signs(sign_url(new))
    look_after(new)
    planned = change_plan(household, "monthly", ("next", Money(1900)), "p" * 20)
    side.signs(sign_url(planned))
    look_after(planned)
    db.session.rollback()
    answers = at_once(committed_app, *[lambda: keep_plan(household)] * HANDS)
    assert answers == [None] * HANDS
    assert [subscription(each).state for each in (new, planned)] == ["active", "lapsed"]
