"""Orders as staff find and see them: filters, search by every number, and the whole story of one."""

import pytest
from flask import current_app
from sqlalchemy import select

from tbo import clock
from tbo.accounts.models import Household
from tbo.accounts.restoring import receipt_token
from tbo.db import db
from tbo.orders.gifts import giving
from tbo.orders.gifts.models import Gift
from tbo.orders.models import Order, Payment
from tbo.rules.order_states import OrderState
from tbo.rules.staff_rights import Role
from tbo.vouchers.keys import readable
from tbo.vouchers.models import Voucher


@pytest.fixture
def payment(shop) -> Payment:
    """A payment of the demo that was refunded."""
    return db.session.scalars(select(Payment).where(Payment.refunded_fen > 0)).first()


def numbers_on(page) -> list[str]:
    return [link.get_text() for link in page.select("#orders td.number a")]


def test_every_number_leads_to_its_order(desk, payment):
    browser, order = desk(Role.SUPPORT), payment.order
    token = receipt_token(order.household_id, order.number)
    asked = [
        *(
            order.number,
            order.number.replace("-", ""),
            order.number.lower(),
            f" {order.number[:8]} {order.number[8:]} ",
        ),
        *(payment.number, payment.trade_no, payment.refunds[0].number),
        *(token, f"/restore/{token}", f"http://shop.test/restore/{token}"),
    ]
    for words in asked:
        answer = browser.get("/staff/search", query_string={"q": words})
        assert (answer.status_code, answer.location) == (303, f"/staff/orders/{order.number}"), words


@pytest.mark.parametrize("asked", ["http://[", "//[", "http://[1:2]x/restore/abc"])
def test_what_no_browser_reads_as_a_link_is_not_found(desk, asked):
    answer = desk(Role.SUPPORT).get("/staff/search", query_string={"q": asked})
    assert answer.status_code == 404


def test_a_contact_leads_support_to_the_household_and_finance_to_its_orders(desk, shop):
    found = db.session.scalars(select(Household).where(Household.email.is_not(None))).first()
    public_id = found.public_id
    for contact in (found.email.upper(), found.phone):
        answer = desk(Role.SUPPORT).get("/staff/search", query_string={"q": contact})
        assert answer.location == f"/staff/households/{public_id}"
    answer = desk(Role.FINANCE).get("/staff/search", query_string={"q": found.email})
    assert answer.location == f"/staff/orders?household={public_id}"


def test_a_number_without_its_plus_and_a_code_lead_where_they_belong(desk, shop):
    found = db.session.scalars(select(Household).where(Household.phone.like("+1%"))).first()
    answer = desk(Role.SUPPORT).get("/staff/search", query_string={"q": found.phone.strip("+")})
    assert answer.location == f"/staff/households/{found.public_id}"
    voucher = db.session.scalars(select(Voucher).where(Voucher.seed.is_not(None))).first()
    code = readable(voucher.seed, voucher.code_hash)
    answer = desk(Role.SUPPORT).get("/staff/search", query_string={"q": code.lower()})
    assert answer.location == f"/staff/vouchers/{voucher.batch.key}/{voucher.number}"
    assert desk(Role.CATALOGUE).get("/staff/search", query_string={"q": code}).status_code in (403, 404)
    order = db.session.scalars(select(Order).where(Order.state == OrderState.FULFILLED)).first()
    kept = {"kind": "plan", "plan_key": "monthly", "months": 1, "made_at": clock.now(), "prefix": "AAAA"}
    letters = giving._letters("a seed", current_app.config["SECRET_KEY"])
    db.session.add(Gift(order_id=order.id, seed="a seed", code_hash=giving._hashed(letters), **kept))
    db.session.commit()
    answer = desk(Role.SUPPORT).get("/staff/search", query_string={"q": letters.lower()})
    assert answer.location == f"/staff/orders/{order.number}"


@pytest.mark.parametrize(
    "asked", ["", "TBO20200101-ZZZZZZZZ", "x", "灯", "' OR 1=1 --", "13800138000", "a" * 5000, "%00"]
)
def test_what_is_not_there_is_said_to_be_so(desk, asked):
    answer = desk(Role.SUPPORT).get("/staff/search", query_string={"q": asked})
    assert answer.status_code == 404
    assert "<script" not in answer.get_data(as_text=True).split("<main")[1]


def test_filters_show_what_they_say(desk, shop):
    browser = desk(Role.SUPPORT)
    states = dict(db.session.execute(select(Order.number, Order.state)).all())
    wanted = {
        "pending": {OrderState.PENDING},
        "paid": {OrderState.PAID, OrderState.FULFILLED},
        "closed": {OrderState.CLOSED},
        "refunded": {OrderState.REFUNDED, OrderState.PARTLY_REFUNDED},
    }
    for show, expected in wanted.items():
        shown = numbers_on(browser.page(f"/staff/orders?show={show}"))
        assert {states[number] for number in shown} <= expected
        assert len(shown) == min(20, sum(state in expected for state in states.values()))


def test_flagged_payments_stand_in_their_own_list_and_beside_the_navigation(desk, payment):
    payment.flagged_because = "300 fen were asked for, 299 were told"
    number = payment.order.number
    db.session.commit()
    page = desk(Role.SUPPORT).page("/staff/orders?show=flagged")
    assert numbers_on(page) == [number]
    assert page.select_one(".places [aria-current] .count").get_text() == "1"
    assert "299 were told" in desk(Role.FINANCE).page(f"/staff/orders/{number}").select_one(".note.bad").get_text()


def test_all_orders_are_on_some_page_once(desk, shop):
    browser, seen, address = desk(Role.OWNER), [], "/staff/orders"
    while address:
        page = browser.page(address)
        seen += numbers_on(page)
        more = page.select_one(".more a")
        address = more["href"] if more else None
    assert sorted(seen) == sorted(db.session.scalars(select(Order.number)))
    assert len(set(seen)) == len(seen)


@pytest.mark.parametrize("query", ["show=nothing", "before=x", "before=99999999999", "before=-1"])
def test_an_address_that_nobody_wrote_is_refused_politely(desk, query):
    assert desk(Role.OWNER).get(f"/staff/orders?{query}").status_code in (400, 404)


def test_the_story_of_an_order_is_in_order_and_complete(desk, payment):
    page = desk(Role.SUPPORT).page(f"/staff/orders/{payment.order.number}")
    times = [time["datetime"] for time in page.select(".timeline time")]
    assert times == sorted(times)
    told = page.select_one(".timeline").get_text()
    for words in ("下单", "去支付宝付款", "收到付款", "开通观看", "钱退回去了"):
        assert words in told
    assert payment.trade_no in page.get_text()


def test_contacts_are_masked_wherever_staff_look(desk, shop):
    found = db.session.scalars(select(Household).where(Household.email.is_not(None)).order_by(Household.id)).first()
    email, phone, public_id = found.email, found.phone, found.public_id
    order = db.session.scalars(select(Order.number).where(Order.household_id == found.id)).first()
    browser = desk(Role.SUPPORT)
    for address in ("/staff/households", f"/staff/households/{public_id}", f"/staff/orders/{order}"):
        text = browser.page(address).get_text()
        assert email not in text
        assert phone not in text
        assert "••••" in text


def test_an_order_that_is_not_there_is_a_page_that_says_so(desk):
    page = desk(Role.OWNER).page("/staff/orders/TBO20200101-ZZZZZZZZ", 404)
    assert page.select_one(".places"), "one is still in the back office"
