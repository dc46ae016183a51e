"""Giving and opening on the pages themselves: two browsers, one code, and words for each who comes."""

import pytest
from sqlalchemy import func, select, update

from tbo import clock
from tbo.accounts.cookie import hashed
from tbo.accounts.models import Device, Household, Profile
from tbo.accounts.restoring import receipt_token
from tbo.db import db, writing
from tbo.entitlements.models import Entitlement
from tbo.orders.gifts import giving as gifts
from tbo.orders.gifts.models import Gift
from tbo.orders.models import Order
from tbo.rules.limits import Limit

from ..support.browser import Browser
from ..support.parsing import page_of
from ..support.selling import sell_film, sell_plan
from .shopper import arrives, buy, elsewhere, face, on_phone, path_of, press, the_order


@pytest.fixture
def giver(app) -> Browser:
    """Somebody with a telephone who buys a gift."""
    return on_phone(app)


@pytest.fixture
def friend(app) -> Browser:
    """Somebody else, whom nobody knows."""
    return on_phone(app, "198.51.100.4")


@pytest.fixture
def stranger(app) -> Browser:
    """A third person."""
    return on_phone(app, "192.0.2.9")


def season(series) -> str:
    return f"/seasons/{series.season_id}/orders/new?gift=1"


def give(giver, alipay, address: str) -> str:
    """Buy a gift and return the path of its link."""
    buy(giver, address)
    payment = the_order().payments[0]
    arrives(alipay.pays(payment.number, payment.amount_fen))
    page = giver.page(f"/orders/{the_order().number}/gift")
    return path_of(page.select_one("#gift-link")["value"])


def open_it(browser, link: str):
    return press(browser, browser.page(link), ".entry-form form")


def households() -> int:
    return db.session.scalar(select(func.count()).select_from(Household))


def test_a_gift_is_bought_like_anything_and_its_card_has_code_link_and_picture(giver, series, alipay):
    page = giver.page(season(series))
    assert page.select_one(".bought h2").get_text() == "礼物 · 雨夜便利店 第 1 季"
    assert page.select_one(".bought .meta").get_text() == "对方打开就归对方，没有到期日"
    assert page.select_one(".coupon") is None
    link = give(giver, alipay, season(series))
    order = giver.page(f"/orders/{the_order().number}")
    assert face(order) == ("lit", "灯亮了")
    assert order.select_one(".dock a.watch")["href"] == f"/orders/{the_order().number}/gift"
    card = giver.page(f"/orders/{the_order().number}/gift")
    code = card.select_one(".gift-code b").get_text()
    assert link == f"/redeem/{code}"
    assert card.select_one(".scan-code svg")
    assert db.session.scalar(select(func.count()).select_from(Entitlement)) == 0


def test_before_it_is_paid_there_is_only_the_order(giver, series):
    buy(giver, season(series))
    answer = giver.get(f"/orders/{the_order().number}/gift")
    assert (answer.status_code, path_of(answer.location)) == (303, f"/orders/{the_order().number}")


def test_a_gift_that_ran_out_unpaid_is_ordered_again_as_a_gift(giver, series):
    buy(giver, season(series))
    with elsewhere(), writing():
        db.session.execute(update(Order).values(state="closed", closed_at=clock.now(), expires_at=clock.now()))
    again = giver.page(f"/orders/{the_order().number}").select_one(".dock a")["href"]
    assert "gift=1" in again
    assert giver.page(again).select_one(".bought h2").get_text().startswith("礼物")


def test_a_friend_without_an_account_sees_what_it_is_and_opens_it(giver, friend, series, alipay):
    link = give(giver, alipay, season(series))
    before = households()
    page = friend.page(link)
    assert page.select_one(".gift-what h2").get_text() == "雨夜便利店 第 1 季"
    assert "永久" in page.select_one(".gift-what").get_text()
    assert (page.h1.get_text(), households()) == ("一份礼物", before)
    answer = open_it(friend, link)
    assert (answer.status_code, path_of(answer.location)) == (303, link)
    page = friend.page(link)
    assert page.h1.get_text() == "灯亮了"
    assert "/watch/" in page.select_one(".account-acts a.watch")["href"]
    assert households() == before + 1


def test_a_typed_code_leads_to_the_same_page(giver, friend, series, alipay):
    link = give(giver, alipay, season(series))
    typed = " " + link.rsplit("/", 1)[1].lower().replace("-", " ")
    answer = press(friend, friend.page("/redeem"), "form.redeem", code=typed)
    assert answer.status_code == 303
    assert friend.page(path_of(answer.location)).h1.get_text() == "一份礼物"


def test_the_checkout_of_months_as_a_gift_says_how_many(giver, app):
    sell_plan(key="quarterly", months=3)
    assert "3 个月，从对方打开那天算起" in giver.page("/plans/quarterly/orders/new?gift=1").get_text()


def test_months_say_until_when_they_go(giver, friend, alipay, app):
    sell_plan()
    link = give(giver, alipay, "/plans/monthly/orders/new?gift=1")
    assert "现在打开，可以看到" in friend.page(link).select_one(".gift-what .meta").get_text()
    open_it(friend, link)
    assert friend.page(link).select_one(".gift-what .meta").get_text().startswith("可以看到")


def words(browser, address: str) -> tuple[int, str]:
    answer = browser.get(address)
    page = page_of(answer)
    hint = page.select_one(".hint")
    return answer.status_code, hint.get_text(strip=True) if hint else page.select_one(".entry-lead").get_text(
        strip=True
    )


def test_used_unknown_and_ended_are_the_same_to_a_stranger_and_clear_to_the_giver(
    giver, friend, stranger, series, alipay
):
    link = give(giver, alipay, season(series))
    unknown = words(stranger, "/redeem/ABCDEF-GHJKMN-PQRSTV")
    assert unknown[0] == 404
    assert all(said in unknown[1] for said in ("归打开的人：请登录", "当时的浏览器", "有没有抄错")), "true of all three"
    open_it(friend, link)
    assert words(stranger, link) == unknown
    assert press(stranger, stranger.page("/redeem"), "form.redeem", code=link.rsplit("/", 1)[1]).status_code == 404
    status, said = words(giver, link)
    assert (status, "你送的这份礼物" in said, "被打开了" in said) == (200, True, True)
    assert "被打开了" in giver.page(f"/orders/{the_order().number}/gift").select_one(".gift-state").get_text()
    with elsewhere(), writing():
        gifts.take_back_gift(the_order(), "a wish")
    assert words(stranger, link) == unknown
    assert words(giver, link) == (200, "这份礼物退款了，礼物码已经作废。")


def test_who_opened_it_elsewhere_signs_in_and_finds_it_open(giver, friend, stranger, series, alipay):
    link = give(giver, alipay, season(series))
    open_it(friend, link)
    code = link.rsplit("/", 1)[1]
    typed = press(stranger, stranger.page("/redeem"), "form.redeem", code=code)
    for page in (stranger.page(link, 404), page_of(typed)):
        way = page.select_one(".entry-other a")["href"]
        assert way == f"/sign-in?next=/redeem/{code.replace('-', '')}"


def test_what_is_owned_is_said_before_anything_is_pressed(giver, friend, series, alipay):
    link = give(giver, alipay, season(series))
    open_it(friend, link)
    with elsewhere(), writing():
        db.session.execute(update(Gift).values(redeemed_at=None, household_id=None))
    page = friend.page(link)
    assert "你家已经有了" in page.select_one(".gift-refused").get_text()
    assert page.select_one(".entry-form form") is None


def test_a_second_click_ends_where_the_first_did(giver, friend, series, alipay):
    link = give(giver, alipay, season(series))
    page = friend.page(link)
    one, two = press(friend, page, ".entry-form form"), press(friend, page, ".entry-form form")
    assert (one.status_code, two.status_code, one.location) == (303, 303, two.location)
    assert db.session.scalar(select(func.count()).select_from(Entitlement)) == 1


def test_a_child_is_sent_to_a_grown_up(giver, friend, series, alipay):
    link = give(giver, alipay, season(series))
    open_it(friend, link)
    with elsewhere(), writing():
        db.session.execute(update(Profile).values(kind="child"))
    for address in ("/gifts", link, f"/orders/{the_order().number}/gift"):
        assert (giver if "orders" in address or address == "/gifts" else friend).get(address).status_code == 403


def test_a_code_is_for_who_may_decide_and_for_a_minor_who_bought_it(giver, friend, series, alipay, app):
    code = give(giver, alipay, season(series)).rpartition("/")[2]
    number = the_order().number
    receipt = on_phone(app, "192.0.2.10")
    with elsewhere():
        link = "/restore/" + receipt_token(the_order().household_id, number)
    assert receipt.post(link).status_code == 303
    card = f"/orders/{number}/gift"

    def shows(browser) -> bool:
        page = browser.page(card)
        assert page.select_one("#gift-name")
        assert code in str(page) or "还没有被打开" in page.get_text()
        return code in str(page)

    assert (shows(giver), shows(receipt)) == (True, False)
    assert receipt.page(card).select_one(".dock a")["href"] == f"/sign-in?next={card}"
    paper = giver.page(f"/receipts/{number}")
    assert paper.select_one(".receipt-acts .watch")["href"] == card
    assert not paper.select("#restore-link"), "a gift's receipt is shown to others too"
    with elsewhere(), writing():
        of_giver = Device.secret_hash == hashed(giver.secret), Profile.household_id == Device.household_id
        own = select(func.coalesce(Device.profile_id, func.min(Profile.id))).where(*of_giver).group_by(Device.id)
        db.session.execute(update(Profile).values(kind="teen"))
        db.session.execute(update(Order).values(profile_id=None))
    assert not shows(giver)
    with elsewhere(), writing():
        db.session.execute(update(Order).values(profile_id=own.scalar_subquery()))
    assert shows(giver)


def test_the_page_of_gifts_lists_what_was_given(giver, stranger, series, alipay):
    sell_plan()
    assert stranger.page("/gifts").select(".gift-rows li") == []
    give(giver, alipay, season(series))
    page = giver.page("/gifts")
    assert [row.get_text(" ", strip=True) for row in page.select(".gift-rows li")] == ["雨夜便利店 第 1 季 还没打开"]
    assert page.select_one(".buys a")["href"] == "/plans/monthly/orders/new?gift=1"


def test_a_film_is_given_from_its_checkout_and_a_single_episode_is_not(giver, series, app):
    film = sell_film()
    assert giver.get(f"/episodes/{film.episodes[0]}/orders/new?offer=episode&gift=1").status_code == 200
    assert giver.get(f"/episodes/{series.episodes[0]}/orders/new?offer=episode&gift=1").status_code == 404


def test_guessing_is_slow(giver, stranger, series, alipay, monkeypatch):
    link = give(giver, alipay, season(series))
    monkeypatch.setattr(gifts, "PER_NETWORK", (Limit(2, gifts.TEN_MINUTES),))
    assert [stranger.get("/redeem/ABCDEF-GHJKMN-PQRSTV").status_code for _ in range(3)] == [404, 404, 429]
    assert stranger.get(link).status_code == 429
    assert giver.get(link).status_code == 200, "who is elsewhere is not held up"


@pytest.mark.parametrize("code", ["%00", "a" * 300, "..%2f", "%E7%A4%BC", "'", "x"])
def test_whatever_stands_in_the_address_is_answered(stranger, app, code):
    assert stranger.get(f"/redeem/{code}").status_code in (400, 404)


def test_a_form_without_a_key_opens_nothing(giver, friend, series, alipay):
    link = give(giver, alipay, season(series))
    assert press(friend, friend.page(link), ".entry-form form", form_key="").status_code == 400
    assert db.session.scalar(select(func.count()).select_from(Entitlement)) == 0
