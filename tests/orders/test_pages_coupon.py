"""The field for a code at the checkout: typed, linked or refused, with and without script; orders keep the price."""

import pytest
from sqlalchemy import func, select

from tbo.accounts.models import Attempt
from tbo.arrivals.models import TmallItem
from tbo.db import db
from tbo.orders.coupons import places as coupons
from tbo.orders.coupons.models import CouponUse
from tbo.orders.models import Order
from tbo.rules.limits import Limit

from ..support.browser import Browser
from ..support.coupons import offer_coupon, used
from ..support.parsing import page_of
from .shopper import PART, face, on_phone, orders, path_of, press, the_order


@pytest.fixture
def phone(app) -> Browser:
    """A newcomer with a telephone."""
    return on_phone(app)


def checkout_of(series, code: str | None = None, number: int = 1) -> str:
    address = f"/episodes/{series.episodes[number - 1]}/orders/new?offer=episode"
    return address if code is None else f"{address}&coupon={code}"


def total(page) -> str:
    return page.select_one(".sum .price").get_text()


def type_code(browser, page, code: str):
    form = page.select_one("form:has(#coupon-code)")
    fields = {field["name"]: field.get("value", "") for field in form.select("input[name]")} | {"coupon": code}
    return browser.get(form["action"], query_string=fields)


def test_a_typed_code_takes_off_its_line_and_can_be_taken_off_again(phone, series):
    offer_coupon()
    page = phone.page(checkout_of(series))
    assert page.select_one("details.coupon summary").get_text() == "有优惠码？"
    assert not page.select_one("details.coupon[open]")
    page = page_of(type_code(phone, page, "huan-ying"))
    assert total(page) == "¥1.50"
    assert page.select_one(".coupon-used b").get_text() == "优惠"
    assert [row.dt.get_text() for row in page.select(".lines .credit")] == ["优惠码，减 50%"]
    form = page.select_one("form.coupon-used")
    fields = {field["name"]: field["value"] for field in form.select("input")}
    assert total(page_of(phone.get(form["action"], query_string=fields))) == "¥3.00"


def test_the_order_is_placed_at_the_price_that_was_shown(phone, series):
    offer_coupon()
    assert press(phone, phone.page(checkout_of(series, "HUANYING"))).status_code == 303
    assert (the_order().total_fen, used()) == (150, 1)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"total_limit": 2, "used_count": 2}, "这个优惠码已用完。"),
        ({"scope": "plan"}, "这个优惠码不能用在这里。"),
        ({"minimum_fen": 1000}, "满 ¥10.00 才能用这个优惠码。"),
        ({"audience": "lapsed"}, "这个优惠码只给会员到期、想回来的家庭。"),
        ({"percent": 0}, "没有这个优惠码。看看有没有抄错。"),
    ],
)
def test_a_refused_code_stays_typed_with_the_reason_and_the_price_stands(phone, series, facts, sentence):
    if facts != {"percent": 0}:
        offer_coupon(**facts)
    page = phone.page(checkout_of(series, "huanying"))
    assert page.select_one(".coupon .hint").get_text(strip=True) == sentence
    assert page.select_one("#coupon-code")["value"] == "huanying"
    assert page.select_one("#coupon-code")["aria-invalid"] == "true"
    assert page.select_one("details.coupon[open]")
    assert total(page) == "¥3.00"


def test_a_place_that_goes_between_looking_and_pressing_is_said_and_nothing_is_ordered(phone, series):
    offer_coupon(total_limit=1)
    page = phone.page(checkout_of(series, "HUANYING"))
    other = on_phone(phone.app, "203.0.113.9")
    press(other, other.page(checkout_of(series, "HUANYING")))
    answer = press(phone, page)
    refused = page_of(answer)
    assert answer.status_code == 409
    assert refused.select_one(".coupon .hint").get_text(strip=True) == "这个优惠码已用完。"
    assert (total(refused), len(orders())) == ("¥3.00", 1)
    assert press(phone, refused).status_code == 303
    assert [order.total_fen for order in orders()] == [150, 300]


def test_a_part_is_swapped_where_script_is_there(phone, series):
    offer_coupon()
    part = phone.get(checkout_of(series, "HUANYING"), headers=PART)
    text = part.get_data(as_text=True)
    assert "<html" not in text
    assert page_of(part).select_one("#offer .sum .price").get_text() == "¥1.50"
    form = phone.page(checkout_of(series)).select_one("form:has(#coupon-code)")
    assert (form["hx-target"], form["hx-swap"], form["hx-get"]) == ("#offer", "outerHTML", form["action"])


def test_a_coupon_that_leaves_nothing_opens_without_alipay(phone, series):
    offer_coupon(percent=100)
    page = phone.page(checkout_of(series, "HUANYING"))
    assert page.select_one(".till-note").get_text() == "优惠码全抵了，不用再付。"
    answer = press(phone, page)
    assert face(phone.page(path_of(answer.location))) == ("lit", "灯亮了")


def test_a_link_brings_its_coupon_to_the_checkout_and_says_nothing_where_it_does_not_count(phone, series):
    offer_coupon(applies_by_link=True, scope="season")
    offer_coupon("STILL", scope="season")
    item = {"offer_kind": "plan", "offer_ref": "x", "name": {"zh-Hans": "-"}, "skus": []}
    db.session.add(TmallItem(item_id="900000000105", **item))
    db.session.commit()
    assert phone.get("/t/900000000105?coupon=huanying").status_code == 302
    season = f"/seasons/{series.season_id}/orders/new"
    assert total(phone.page(season)) == "¥4.50"
    page = phone.page(checkout_of(series))
    assert (total(page), page.select_one(".coupon .hint")) == ("¥3.00", None)
    other = on_phone(phone.app, "203.0.113.9")
    other.get("/t/900000000105?coupon=still")
    assert total(other.page(season)) == "¥9.00", "a coupon that is to be typed does not apply by a link"


def test_the_plans_page_hands_its_coupon_on(shop):
    phone = on_phone(shop)
    href = phone.page("/plans?coupon=huan-ying").select_one(".buys a.pay")["href"]
    assert href == "/plans/monthly/orders/new?coupon=HUANYING"
    assert total(phone.page(href)) == "¥13.30"


def test_wrong_codes_are_counted_and_then_even_a_right_one_waits(phone, series, monkeypatch):
    offer_coupon()
    monkeypatch.setattr(coupons, "PER_NETWORK", (Limit(3, coupons.TEN_MINUTES),))
    for _ in range(3):
        phone.page(checkout_of(series, "NOPE"))
    page = phone.page(checkout_of(series, "HUANYING"))
    assert "试得太多了" in page.select_one(".coupon .hint").get_text()
    assert total(page) == "¥3.00"
    assert press(phone, page, coupon="HUANYING").status_code == 429
    assert db.session.scalar(select(func.count()).select_from(Order)) == 0
    assert total(on_phone(phone.app, "198.51.100.1").page(checkout_of(series, "HUANYING"))) == "¥1.50"


def test_a_right_code_is_never_counted(phone, series):
    offer_coupon()
    phone.page(checkout_of(series, "HUANYING"))
    assert db.session.scalar(select(func.count()).select_from(Attempt)) == 0


@pytest.mark.parametrize("code", ["%00", "A" * 500, "<b>", "%F0%9F%8E%81", "'", "%20"])
def test_whatever_is_typed_the_page_answers(phone, series, code):
    page = phone.page(checkout_of(series, code)) if code != "%00" else None
    if page is not None:
        assert total(page) == "¥3.00"
    else:
        assert phone.get(checkout_of(series, code)).status_code == 400


def test_a_second_click_holds_one_place(phone, series):
    offer_coupon()
    page = phone.page(checkout_of(series, "HUANYING"))
    assert press(phone, page).status_code == press(phone, page).status_code == 303
    assert (used(), db.session.scalar(select(func.count()).select_from(CouponUse))) == (1, 1)
