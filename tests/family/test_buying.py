"""Buying in a family: the PIN before it, what a teen may spend, and that a child does not buy at all."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from tbo import clock
from tbo.catalog.cards import card_by_slug
from tbo.db import db
from tbo.offers.models import Plan
from tbo.orders import minors
from tbo.orders.models import Order, Refund
from tbo.rules.money import Money
from tbo.rules.refund_window import RefundAnswer

from ..security.conftest import things_of
from ..security.routes import ROUTES, ask
from ..support.browser import household_of
from .conftest import PIN, closed, profile_called, watches_as

KEY = "k" * 24


@pytest.fixture
def checkout(shop) -> str:
    """Where an episode of the demo shop is bought."""
    return f"/episodes/{card_by_slug('west-of-orion').facts[1].id}/orders"


def buy(browser, checkout: str, key: str = KEY):
    """Press the button of the form as it stands."""
    page = browser.page(f"{checkout}/new")
    form = page.select_one("form[method=post][action*='/orders']")
    fields = {each["name"]: each.get("value", "") for each in form.select("input[name]:not([name=csrf_token])")}
    return browser.post(form["action"], **(fields | {"form_key": key}))


def orders(browser) -> list[Order]:
    return list(db.session.scalars(select(Order).where(Order.household_id == household_of(browser).id)))


def test_buying_asks_for_the_pin_and_leads_back_to_the_form(family, checkout):
    closed(family)
    asked = family.get(f"{checkout}/new")
    assert asked.location == f"/pin?next={checkout}/new"
    assert family.post(checkout, form_key=KEY, shown="1").location == f"/pin?next={checkout}"
    assert family.get(f"/en{checkout}/new").location == f"/en/pin?next=/en{checkout}/new"
    assert family.get(checkout).location == f"{checkout}/new"
    assert orders(family) == []
    assert family.post(asked.location, pin=PIN).location == f"{checkout}/new"
    assert buy(family, checkout).status_code == 303
    assert [order.profile_id for order in orders(family)] == [profile_called(family, "我").id]


def test_changing_the_plan_that_renews_asks_for_the_pin_as_buying_does(family):
    closed(family)
    for asked in (family.get("/subscription/plans/quarterly"), family.post("/subscription/plans/quarterly")):
        assert asked.location == "/pin?next=/subscription/plans/quarterly"


def test_a_household_may_do_without_being_asked(family, checkout):
    assert family.post("/family/pin-to-buy", wanted="0").status_code == 303
    closed(family)
    assert buy(family, checkout).status_code == 303


def test_what_a_parent_opened_for_a_teen_is_one_order(family, checkout):
    watches_as(family, "阿哲")
    family.post("/pin", pin=PIN)
    assert buy(family, checkout).status_code == 303
    assert family.get(f"{checkout}/new").location.startswith("/pin?")


def test_a_teen_is_held_to_what_it_may_spend_even_with_the_pin(family, checkout):
    teen = profile_called(family, "阿哲")
    price = card_by_slug("west-of-orion").facts[1].price.fen
    teen.spend_at_once_fen, teen.spend_on_a_day_fen = price - 1, None
    watches_as(family, "阿哲")
    family.post("/pin", pin=PIN)
    refused = buy(family, checkout)
    assert refused.status_code == 403
    assert "每次最多" in refused.text
    teen.spend_at_once_fen, teen.spend_on_a_day_fen = None, 2 * price - 1
    assert buy(family, checkout).status_code == 303
    family.post("/pin", pin=PIN)
    assert "每天最多" in buy(family, checkout, "j" * 24).text
    assert len(orders(family)) == 1
    with clock.standing_at(clock.now() + timedelta(days=1)):
        family.post("/pin", pin=PIN)
        assert buy(family, checkout, "i" * 24).status_code == 303


@pytest.mark.parametrize("name", ["阿哲", "糖糖"])
def test_no_minor_promises_payments_to_come(family, name):
    watches_as(family, name)
    key = db.session.scalar(select(Plan.key).where(Plan.months == 1))
    assert family.get(f"/plans/{key}/subscriptions/new").status_code == 403
    assert family.post(f"/plans/{key}/subscriptions", form_key=KEY).status_code == 403
    assert family.get("/subscription/cancellation").status_code == 403


def test_a_child_does_not_buy_with_any_pin(family, checkout):
    watches_as(family, "糖糖")
    family.post("/pin", pin=PIN)
    assert family.get(f"{checkout}/new").status_code == 403
    assert family.post(checkout, form_key=KEY, shown="1").status_code == 403
    assert orders(family) == []


@pytest.mark.parametrize(
    ("zone", "begins", "hours"),
    [
        ("Asia/Shanghai", datetime(2026, 11, 17, 16, tzinfo=UTC), 24),
        ("Europe/Berlin", datetime(2026, 11, 17, 23, tzinfo=UTC), 24),
        ("Europe/Berlin", datetime(2026, 10, 24, 22, tzinfo=UTC), 25),
    ],
)
def test_a_day_of_spending_lasts_from_midnight_to_midnight_where_the_shop_is(family, monkeypatch, zone, begins, hours):
    teen, home = profile_called(family, "阿哲").id, household_of(family).id
    monkeypatch.setattr(clock, "shop_zone", lambda: ZoneInfo(zone))
    instant, ends = timedelta(microseconds=1), begins + timedelta(hours=hours)
    for number, at in enumerate((begins - instant, begins, ends - instant, ends)):
        told = {"number": f"day-{number}", "idempotency_key": f"day-{number}", "profile_id": teen, "household_id": home}
        what = {"offer_kind": "plan", "subject": "-", "lines": [], "total_fen": 10**number, "state": "fulfilled"}
        db.session.add(Order(**told, **what, placed_at=at, expires_at=at))
    db.session.flush()
    assert [minors._spent_today(teen, moment) for moment in (begins, ends - instant)] == [Money(110)] * 2
    assert minors._spent_today(teen, ends) == Money(1000)


@pytest.fixture
def things(family) -> dict:
    """What the family's grown-up ordered, paid and subscribed to."""
    return things_of(family, family)


# What a teen sends without a grown-up: these ask for a document, or come from Alipay itself.
MOVES_NO_MONEY = {"orders.ask_fapiao POST", "orders.withdraw_fapiao POST", "orders.receive_notice POST"}
MOVES_MONEY = sorted(
    name for name in ROUTES if name.startswith("orders.") and name.endswith("POST") and name not in MOVES_NO_MONEY
)


def test_no_minor_moves_the_familys_money_by_any_form(family, things):
    refunds = select(func.count(Refund.id))
    before = db.session.scalar(refunds)
    for name in ("阿哲", "糖糖"):
        watches_as(family, name)
        for route in MOVES_MONEY:
            answer = ask(family, route, things)
            asks_for_pin = answer.status_code == 303 and answer.location.startswith("/pin?")
            assert asks_for_pin or answer.status_code == 403, f"{route} answered {answer.status_code} to {name}"
    assert db.session.scalar(refunds) == before


@pytest.mark.parametrize("is_open", [True, False])
def test_no_minor_takes_back_what_the_family_bought(family, things, is_open):
    paid = f"/orders/{things['paid']}"
    assert family.get(f"{paid}/refunds/new").status_code == 200
    for name in ("阿哲", "糖糖"):
        watches_as(family, name)
        if is_open:
            family.post("/pin", pin=PIN)
        assert family.get(f"{paid}/refunds/new").status_code == 403
        refused = family.post(f"{paid}/refunds")
        assert refused.status_code == 403
        assert "请家里的大人" in refused.text


@pytest.mark.parametrize("page", ["orders", "receipts"])
def test_a_teen_is_not_offered_to_take_an_order_back(family, things, monkeypatch, page):
    monkeypatch.setattr("tbo.orders.refunds.requests.by_money", lambda *_asked: RefundAnswer.POSSIBLE)
    db.session.scalar(select(Order).where(Order.number == things["paid"])).paid_by = "a payment"
    refunds = f'a[href="/orders/{things["paid"]}/refunds/new"]'
    assert family.page(f"/{page}/{things['paid']}").select(refunds)
    watches_as(family, "阿哲")
    assert not family.page(f"/{page}/{things['paid']}").select(refunds)


def test_a_teen_pays_its_own_order_and_nobody_elses(family, things):
    pending, form = f"/orders/{things['pending']}/payments", {"product": "page"}
    assert family.post(pending, **form).status_code == 303
    watches_as(family, "阿哲")
    assert family.post(pending, **form).status_code == 403
    mine = db.session.scalar(select(Order).where(Order.number == things["pending"]))
    mine.profile_id = profile_called(family, "阿哲").id
    assert family.post(pending, **form).status_code == 303


@pytest.mark.parametrize("deed", ["signing", "deductions"])
def test_a_teen_neither_signs_nor_lets_be_deducted(family, things, deed):
    watches_as(family, "阿哲")
    assert family.post(f"/subscriptions/{things['subscription']}/{deed}").status_code == 403
    family.post("/pin", pin=PIN)
    watches_as(family, "我")
    assert family.post(f"/subscriptions/{things['subscription']}/{deed}").status_code == 303
