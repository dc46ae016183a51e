"""The checkout: prices are the server's, a click is an order, and a newcomer needs nothing but the click."""

import pytest
from sqlalchemy import func, select

from tbo import clock
from tbo.accounts.models import Household, Profile
from tbo.arrivals.models import Arrival
from tbo.db import db, writing
from tbo.offers.models import Plan
from tbo.orders.models import Order, Payment
from tbo.web.qr_codes import qr_picture

from ..support.browser import WINDOWS, Browser
from ..support.parsing import page_of, parsed
from ..support.queries import recorded_queries
from ..support.selling import buying, household, sell_film, sell_plan
from .shopper import (
    IN_ALIPAY,
    IN_WECHAT,
    arrives,
    buy,
    elsewhere,
    face,
    on_phone,
    orders,
    path_of,
    press,
    the_order,
)


@pytest.fixture
def phone(app) -> Browser:
    """A newcomer with a telephone."""
    return on_phone(app)


@pytest.fixture
def desk(app) -> Browser:
    """A newcomer at a computer."""
    return Browser(app, agent=WINDOWS)


def checkout_of(series, number: int = 1, offer: str = "episode") -> str:
    return f"/episodes/{series.episodes[number - 1]}/orders/new?offer={offer}"


def count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model))


def test_looking_at_a_price_writes_nothing(phone, series):
    page = phone.page(checkout_of(series))
    assert page.select_one(".sum .price").get_text() == "¥3.00"
    assert page.select_one("form.till-form button.pay .price").get_text() == "¥3.00"
    assert (count(Order), count(Household)) == (0, 0)


def test_a_code_is_announced_where_it_comes_with_the_next_step(desk, phone, series):
    how = desk.page(checkout_of(series)).select_one(".till-how")
    assert how.p.get_text() == "点下面的按钮出码，用手机上的支付宝扫，或者在这台电脑上付。"
    assert phone.page(checkout_of(series)).select_one(".till-how") is None


def test_the_page_is_nobodys_to_keep(phone, series):
    answer = phone.get(checkout_of(series))
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "noindex" in answer.get_data(as_text=True)


def test_a_newcomer_with_a_telephone_is_at_the_cashier_with_one_press(phone, series):
    answer = buy(phone, checkout_of(series))
    assert answer.status_code == 303
    assert answer.location.startswith("http://127.0.0.1:9/gateway.do?")
    assert "alipay.trade.wap.pay" in answer.location
    order = the_order()
    assert (order.state, order.total_fen, order.wanted_episode_id) == ("pending", 300, series.episodes[0])
    assert phone.secret, "the guest household's cookie comes along"
    assert [payment.product for payment in order.payments] == ["wap"]


def test_at_a_computer_the_code_is_drawn_on_our_own_page(desk, series, alipay):
    answer = buy(desk, checkout_of(series))
    order = the_order()
    assert (answer.status_code, path_of(answer.location)) == (303, f"/orders/{order.number}")
    page = desk.page(path_of(answer.location))
    link = page.select_one("a.scan-other")["href"]
    assert link == f"https://qr.example/{order.payments[0].number}"
    drawn, asked = page.select_one(".scan-code svg path"), parsed(qr_picture(link)).path
    assert drawn["d"] == asked["d"], "the picture and the link beside it say the same"
    assert page.select_one(".scan-sum").get_text() == "¥3.00"


def test_without_an_answer_from_alipay_the_page_has_another_way_to_pay(desk, series):
    page = desk.page(path_of(buy(desk, checkout_of(series)).location))
    assert page.select_one(".scan-none button").get_text() == "重新加载"
    assert page.select_one("a.scan-other") is None, "there is no code to link to"
    assert press(desk, page, "form:has(.scan-other)").location.startswith("http://127.0.0.1:9/gateway.do?")


def test_inside_alipays_own_app_the_button_pays(app, series):
    browser = Browser(app, agent=IN_ALIPAY)
    assert "alipay.trade.wap.pay" in buy(browser, checkout_of(series)).location


def test_in_wechat_the_page_leads_out_with_its_arrival(app, series):
    db.session.add(Arrival(public_id="A" * 22, path="/t/1", created_at=clock.now()))
    db.session.flush()
    wechat, other = Browser(app, agent=IN_WECHAT), on_phone(app)
    wechat.client.set_cookie("tbo-arrival", "A" * 22)
    sent_on = path_of(wechat.get(checkout_of(series)).location)
    page = wechat.page(sent_on)
    assert page.select_one("form.till-form") is None
    link = page.select_one("#copy-text")["value"]
    assert link == f"http://shop.test{sent_on}"
    buy(other, sent_on)
    assert the_order().arrival_id == db.session.scalar(select(Arrival.id))


@pytest.mark.parametrize("via", ["B" * 22, "x", "'; --", "\u4e2d" * 22])
def test_an_arrival_that_is_none_does_no_harm(phone, series, via):
    answer = buy(phone, checkout_of(series) + f"&via={via}")
    assert answer.status_code == 303
    assert the_order().arrival_id is None


def test_a_double_click_is_one_order_and_one_household(phone, series):
    page = phone.page(checkout_of(series))
    first = press(phone, page)
    second = press(phone, page)
    assert (first.location.split("?")[0], second.status_code) == (second.location.split("?")[0], 303)
    assert (count(Order), count(Household), count(Payment)) == (1, 1, 1)


def test_two_clicks_of_a_newcomer_that_arrive_without_a_cookie_are_one_order(phone, series):
    page = phone.page(checkout_of(series))
    session = phone.client.get_cookie("tbo").value
    press(phone, page)
    twin = on_phone(phone.app)
    twin.client.set_cookie("tbo", session)
    assert press(twin, page).status_code == 303
    assert (count(Order), count(Household)) == (1, 1)


def test_a_price_that_changed_is_shown_again_and_nothing_is_ordered(phone, series):
    page = phone.page(checkout_of(series))
    answer = press(phone, page, shown="299")
    assert answer.status_code == 409
    again = page_of(answer)
    assert again.select_one(".till-said[role=alert]")
    assert (count(Order), count(Household)) == (0, 0)
    assert press(phone, again).status_code == 303
    assert the_order().total_fen == 300


@pytest.mark.parametrize("shown", ["", "-300", "3.00", "1e3", "９", "9" * 11, "NaN"])
def test_a_price_that_is_none_is_refused(phone, series, shown):
    assert press(phone, phone.page(checkout_of(series)), shown=shown).status_code == 400
    assert count(Order) == 0


@pytest.mark.parametrize("key", ["", "short", "x" * 65, "a key with spaces in it"])
def test_a_form_without_a_key_of_ours_is_refused(phone, series, key):
    assert press(phone, phone.page(checkout_of(series)), form_key=key).status_code == 400
    assert (count(Order), count(Household)) == (0, 0)


def test_a_form_without_its_token_orders_nothing(phone, series):
    page = phone.page(checkout_of(series))
    assert press(phone, page, csrf_token="").status_code == 400
    assert count(Order) == 0


def test_what_was_bought_before_is_credit_with_a_true_minus(phone, series, alipay):
    _own(phone, series, alipay, 1)
    _own(phone, series, alipay, 2)
    page = phone.page(f"/seasons/{series.season_id}/orders/new")
    assert page.select_one(".credit dd").get_text() == "−¥6.00"
    assert page.select_one(".sum .price").get_text() == "¥3.00"
    press(phone, page)
    assert orders()[-1].total_fen == 300


def test_what_is_owned_leads_to_play_and_is_not_for_sale(phone, series, alipay):
    stale = phone.page(checkout_of(series))
    _own(phone, series, alipay, 1)
    page = phone.page(checkout_of(series))
    assert face(page)[0] == "lit"
    assert page.select_one(".dock a.watch")["href"].startswith("/watch/")
    assert page.select_one("form.till-form") is None
    assert press(phone, stale).status_code == 409
    assert len(orders()) == 1


def test_what_costs_nothing_any_more_is_given_without_alipay(phone, series, alipay):
    for number in (1, 2, 3):
        _own(phone, series, alipay, number)
    page = phone.page(f"/seasons/{series.season_id}/orders/new?wanted={series.episodes[3]}")
    assert page.select_one("form.till-form button.watch")
    answer = press(phone, page)
    order = orders()[-1]
    assert path_of(answer.location) == f"/orders/{order.number}"
    assert (order.state, order.total_fen, order.payments) == ("fulfilled", 0, [])
    assert face(phone.page(path_of(answer.location)))[0] == "lit"


def test_a_childs_profile_sees_no_price(phone, series):
    buy(phone, checkout_of(series))
    with elsewhere(), writing():
        db.session.execute(db.update(Profile).values(kind="child"))
    page = phone.page(checkout_of(series, 2), status=403)
    assert "¥" not in page.main.get_text()
    assert phone.post(f"/episodes/{series.episodes[1]}/orders", form_key="k" * 24, shown="300").status_code == 403
    assert len(orders()) == 1


def test_the_checkout_of_a_newcomer_costs_three_queries(phone, series):
    with recorded_queries() as queries:
        phone.page(checkout_of(series))
    assert len(queries) <= 3


@pytest.mark.parametrize("offer", ["episode", "rental", "season", ""])
def test_every_offer_of_an_episode_has_its_checkout(phone, series, offer):
    assert phone.page(checkout_of(series, offer=offer)).select_one("form.till-form")


def test_a_plan_remembers_the_episode_that_was_wanted(phone, series):
    sell_plan()
    buy(phone, f"/plans/monthly/orders/new?wanted={series.episodes[1]}")
    assert (the_order().months, the_order().wanted_episode_id) == (1, series.episodes[1])


def test_a_film_is_bought_like_an_episode(phone, app):
    film = sell_film()
    assert buy(phone, checkout_of(film)).status_code == 303
    assert the_order().total_fen == 600


@pytest.mark.parametrize(
    "address",
    [
        "/episodes/999999/orders/new",
        "/episodes/99999999999999999999/orders/new",
        "/episodes/1/orders/new?offer=gift",
        "/seasons/0/orders/new",
        "/plans/none/orders/new",
        f"/plans/{'x' * 200}/orders/new",
    ],
)
def test_what_does_not_exist_is_not_found(phone, series, address):
    assert phone.get(address).status_code == 404


def test_a_plan_whose_key_is_as_long_as_keys_may_be_is_found(phone):
    longest = "y" * Plan.key.type.length
    sell_plan(longest)
    assert phone.get(f"/plans/{longest}/orders/new").status_code == 200
    assert phone.get(f"/plans/{longest}y/orders/new").status_code == 404


@pytest.mark.parametrize("wanted", ["0", "-1", "x", "9" * 30, "１"])
def test_a_wanted_episode_that_is_none_is_left_out(phone, series, wanted):
    sell_plan()
    assert buy(phone, f"/plans/monthly/orders/new?wanted={wanted}").status_code == 303
    assert the_order().wanted_episode_id is None


@pytest.mark.parametrize("things", ["episodes/7", "seasons/7", "plans/monthly"])
def test_reloading_an_answered_form_begins_again(phone, app, things):
    assert path_of(phone.get(f"/en/{things}/orders?offer=rental").location) == f"/en/{things}/orders/new?offer=rental"


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
@pytest.mark.parametrize("key", ["a%0D%0Ab", "%E4%B8%AD", "a%3Fb", "a%25b"])
def test_a_key_that_nobody_sells_is_led_to_its_own_form(phone, app, key, headers):
    answer = phone.get(f"/plans/{key}/orders", headers=headers)
    assert path_of(answer.headers.get("HX-Redirect") or answer.location) == f"/plans/{key}/orders/new"


def test_a_language_stays_until_the_cashier_and_back(phone, series):
    answer = buy(phone, "/en" + checkout_of(series))
    assert f"%2Fen%2Forders%2F{the_order().number}%2Freturn" in answer.location


def test_what_another_household_owns_is_no_credit(phone, series, alipay):
    arrives(alipay.pays(buying(series.episode(), household()), 300))
    page = phone.page(f"/seasons/{series.season_id}/orders/new")
    assert page.select_one(".sum .price").get_text() == "¥9.00"


def _own(browser: Browser, series, alipay, number: int) -> None:
    buy(browser, checkout_of(series, number))
    order = orders()[-1]
    arrives(alipay.pays(order.payments[0].number, order.total_fen))
