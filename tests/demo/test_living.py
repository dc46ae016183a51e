"""Households of the demo shop that renew: what shop and sandbox know of them, and that it goes on from there."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import func, select

from tbo import clock, create_app
from tbo.accounts.models import Household
from tbo.backoffice import days
from tbo.backoffice.today import sales_between
from tbo.db import db
from tbo.demo import build as building
from tbo.demo.content import Anchor, content
from tbo.demo.examples import signins
from tbo.demo.households import household_ids
from tbo.demo.living import _planned, lived_households
from tbo.demo.passing_by import BEFORE, TODAY, _moments
from tbo.demo.sandbox_near import NearSandbox, has_sandbox_near, sandbox_near
from tbo.entitlements.models import Entitlement
from tbo.messages.models import Message
from tbo.orders.agreements.ending import cancel, try_again, unsign_now
from tbo.orders.books.bill_models import BillRow
from tbo.orders.books.check import differences
from tbo.orders.models import Order, Payment
from tbo.orders.renewals.sweep import look_after
from tbo.rules.renewal_schedule import charge_day, tries_of
from tbo.sandbox.keys import ensure_keys
from tbo.subscriptions.lifecycle import running_of
from tbo.subscriptions.models import RenewalNotice, Subscription

from ..conftest import ANCHOR, empty_copy, undone

DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def lived(empty_app, server, tmp_path_factory):
    """A shop as `flask tbo setup` makes it beside its sandbox, as of ANCHOR."""
    folder = tmp_path_factory.mktemp("lived")
    ensure_keys(folder / "keys")
    near = {"instance": str(folder), "alipay_gateway_url": "http://127.0.0.1:9/gateway.do"}
    keys = {
        "alipay_private_key": (folder / "keys" / "shop-private.pem").read_text(),
        "alipay_public_key": (folder / "keys" / "sandbox-public.pem").read_text(),
    }
    address = empty_copy(empty_app, server)
    app = create_app(replace(empty_app.extensions["tbo.settings"], database_url=address, **near, **keys))
    with app.app_context(), clock.standing_at(ANCHOR), pytest.MonkeyPatch.context() as patch:
        for copied in ("keep_media", "copy_pictures"):
            patch.setattr(building, copied, lambda _folder: None)
        assert building.load_demo()
        db.engine.dispose()
    return app


@pytest.fixture
def now_near(lived, tmp_path) -> Iterator[NearSandbox]:
    """Both sides at ANCHOR; what a test writes in either is undone."""
    settings = lived.extensions["tbo.settings"]
    kept = tmp_path / "sandbox"
    shutil.copytree(settings.instance_folder / "sandbox", kept)
    with clock.standing_at(ANCHOR):
        for app in undone(lived):
            with sandbox_near(app, settings.instance_folder / "sandbox") as sandbox:
                yield sandbox
    shutil.rmtree(settings.instance_folder / "sandbox")
    shutil.copytree(kept, settings.instance_folder / "sandbox")


def subscription(slug: str) -> Subscription:
    db.session.expire_all()
    return db.session.scalars(select(Subscription).where(Subscription.household_id == household_ids()[slug])).one()


def agreement(sandbox: NearSandbox, slug: str):
    with sandbox.inside.store.reading() as far:
        query = "SELECT * FROM agreements WHERE number = ?"
        return far.execute(query, (subscription(slug).number,)).fetchone()


def test_each_stands_where_its_content_says_and_its_sign_in_tells(now_near):
    states = {told["household"]: told["becomes"] for told in content("subscriptions")}
    assert {slug: subscription(slug).state for slug in states} == states
    assert {one["household"]: one["subscription"] for one in signins() if one["subscription"]} == states


def test_shop_sandbox_and_bills_know_the_same_money(now_near):
    assert list(differences()) == []
    with now_near.inside.store.reading() as far:
        taken = dict(far.execute("SELECT out_trade_no, total FROM trades WHERE paid_at IS NOT NULL").fetchall())
        waiting = far.execute("SELECT COUNT(*) FROM notices WHERE due_at IS NOT NULL").fetchone()[0]
    paid = select(Payment.number, Payment.amount_fen).where(Payment.paid_at.is_not(None))
    deducted = dict(db.session.execute(paid.where(Payment.product == "deduct")).all())
    passed_by = Order.household_id.in_(select(Household.id).where(Household.form_key.is_not(None)))
    bought = dict(db.session.execute(paid.join(Payment.order).where(passed_by)).all())
    assert deducted | bought == taken
    assert (len(deducted), len(bought), waiting) == (7, len(TODAY) + sum(map(len, BEFORE.values())), 0)
    newest = max(deducted, key=lambda number: number[3:11])
    assert db.session.scalar(select(BillRow.fen).where(BillRow.payment_number == newest)) == taken[newest]


def test_people_passed_by_today_and_on_every_day_of_the_week(now_near):
    begins = [days.begins_at(days.days_before(days.today(), ago)) for ago in range(8)]
    sold = [sales_between(begin, min(begin + DAY, ANCHOR)) for begin in begins]
    assert [day.orders for day in sold if day.orders < 3] == []
    assert sold[0].orders >= len(TODAY)
    assert all(day.collected.fen > 0 for day in sold)


def test_those_who_pass_by_come_in_the_order_of_time(now_near):
    passed_by = Order.household_id.in_(select(Household.id).where(Household.form_key.is_not(None)))
    placed = list(db.session.scalars(select(Order.placed_at).where(passed_by).order_by(Order.id)))
    assert placed == sorted(placed)
    assert placed[-1] < ANCHOR


@pytest.mark.parametrize("since_midnight", [1, 45, 3600, 86399])
def test_somebody_came_today_at_whatever_hour_the_shop_is_set_up(since_midnight):
    moments = list(_moments(Anchor(Anchor(ANCHOR).day(0) + timedelta(seconds=since_midnight))))
    today = [moment for moment in moments if moment >= Anchor(ANCHOR).day(0)]
    assert len(today) == (len(TODAY) if since_midnight > 40 else 0)
    assert len(moments) - len(today) == sum(map(len, BEFORE.values()))


def test_no_household_watches_twice_over(now_near):
    for slug in lived_households():
        held = Entitlement.household_id == household_ids()[slug], Entitlement.kind == "plan"
        rights = db.session.scalars(select(Entitlement).where(*held).order_by(Entitlement.starts_at)).all()
        assert all(one.ends_at <= two.starts_at for one, two in pairwise(rights)), slug
        orders = db.session.scalar(select(func.count(Order.id)).where(Order.household_id == household_ids()[slug]))
        assert orders >= len([right for right in rights if right.source_kind == "order"])


def test_the_payer_was_told_and_is_charged_within_days(now_near):
    lin = subscription("lin-family")
    sent = select(Message.sent_at).join(RenewalNotice, RenewalNotice.message_id == Message.id)
    told = sent.where(RenewalNotice.subscription_id == lin.id, RenewalNotice.period == lin.period)
    assert db.session.scalar(told) < ANCHOR
    charge_on = tries_of(lin.planned_on)[0]
    assert ANCHOR < charge_on < ANCHOR + 7 * DAY
    with clock.standing_at(charge_on):
        look_after(lin.number)
    assert (subscription("lin-family").period, agreement(now_near, "lin-family")["paid_times"]) == (4, 4)


def test_a_filled_purse_ends_the_grace(now_near):
    he = subscription("he-household")
    now_near.fills(he.buyer_id, True)
    with clock.standing_at(ANCHOR + timedelta(minutes=5)):
        try_again(he.number, he.household_id)
        look_after(he.number)
    assert (subscription("he-household").state, agreement(now_near, "he-household")["paid_times"]) == ("active", 3)


def test_leaving_ends_the_agreement_over_there(now_near):
    lin = subscription("lin-family")
    assert [agreement(now_near, slug)["state"] for slug in ("song-household", "lin-family")] == ["STOP", "NORMAL"]
    cancel(lin.household_id)
    unsign_now(lin.number)
    look_after(lin.number)
    assert agreement(now_near, "lin-family")["state"] == "STOP"
    assert running_of(lin.household_id).unsigned_at is not None


def test_a_set_up_that_breaks_off_leaves_nothing(lived, server, empty_app, tmp_path, monkeypatch):
    shutil.copytree(lived.extensions["tbo.settings"].keys_folder, tmp_path / "keys")
    elsewhere = {"database_url": empty_copy(empty_app, server), "instance": str(tmp_path)}
    app = create_app(replace(lived.extensions["tbo.settings"], **elsewhere))

    def breaks(_at, sandbox: NearSandbox) -> None:
        sandbox.fills("2088730000000001", True)
        raise KeyboardInterrupt

    for copied in ("keep_media", "copy_pictures"):
        monkeypatch.setattr(building, copied, lambda _folder: None)
    monkeypatch.setattr(building, "live", breaks)
    with app.app_context(), clock.standing_at(ANCHOR):
        with pytest.raises(KeyboardInterrupt):
            building.load_demo()
        assert db.session.scalar(select(func.count(Order.id))) == 0
        assert not (tmp_path / "sandbox").exists()
        for left_out in ("_fill", "_tell_bills"):
            monkeypatch.setattr(building, left_out, lambda _at: None)
        monkeypatch.setattr(building, "live", lambda _at, _sandbox: None)
        assert building.load_demo()
        with sandbox_near(app, tmp_path / "sandbox") as sandbox, sandbox.inside.store.reading() as far:
            assert far.execute("SELECT COUNT(*) FROM purses").fetchone()[0] == 0
        db.session.remove()
        db.engine.dispose()


def test_only_a_shop_paid_at_its_own_sandbox_has_renewals(lived, empty_app):
    own = lived.extensions["tbo.settings"]
    assert has_sandbox_near(own)
    assert not has_sandbox_near(empty_app.extensions["tbo.settings"])
    for other in ({"env": "production"}, {"alipay_gateway_url": "https://a.example/gateway.do"}, {"messages": "real"}):
        assert not has_sandbox_near(replace(own, **other))


@pytest.mark.parametrize("told", [told for told in content("subscriptions") if "planned_in" in told])
def test_every_day_of_the_year_has_a_planned_day(told):
    for n in range(366):
        today = date(2027, 6, 1) + n * DAY
        planned = _planned(today, told["planned_in"])
        assert planned.day <= 28
        if told["becomes"] == "active":
            assert timedelta(0) < charge_day(planned) - today < 7 * DAY
        if told["becomes"] == "grace":
            assert charge_day(planned) <= today <= planned
