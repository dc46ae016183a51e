"""Subscribing and leaving on the pages themselves, without a script: what is said before, and two clicks at the end."""

from datetime import datetime, timedelta
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
from sqlalchemy import update

from tbo import clock
from tbo.accounts.merging import merge
from tbo.db import db, writing
from tbo.offers.coupon_models import Coupon

from ..support.agreeing_side import AgreeingSide
from ..support.browser import Browser, household_of
from ..support.coupons import offer_coupon
from ..support.parsing import page_of
from .shopper import IN_WECHAT, PART, elsewhere, face, on_phone, path_of, press
from .subscribers import CHARGE, DAY, MORNING, hears, live, sign_url, subscription, watches_until

NEW = "/plans/monthly/subscriptions/new"
BACK = datetime(2027, 2, 1, 4, 0, tzinfo=MORNING.tzinfo)


@pytest.fixture
def lin(app, side) -> Browser:
    """Somebody at a desktop who has signed in by mail."""
    browser = Browser(app)
    browser.sign_in("lin@example.com")
    return browser


def subscribes(browser: Browser, side: AgreeingSide) -> str:
    """Subscribe at a desktop and sign with another device; return the number."""
    address = path_of(press(browser, browser.page(NEW)).location)
    link = browser.page(address).select_one(".scan a.scan-other")["href"]
    hears(side.signs(link))
    live(MORNING)
    return address.rsplit("/", 1)[1]


def panel(browser: Browser):
    return browser.page("/account").select_one("#membership")


def said(element) -> str:
    return " ".join(element.get_text(" ").split())


def buttons(element) -> list[str]:
    return [said(each) for each in element.select(".membership-acts .button")]


def test_the_checkout_says_what_renewing_means_before_the_button(lin):
    page = lin.page(NEW)
    words = said(page.select_one(".renewal-terms"))
    assert "之后每 1 个月续一次 ¥19.00，下一次是 2026 年 12 月 15 日" in words
    assert "至少 5 天" in words
    assert "两下取消" in words
    assert "同意自动续费，今天付 ¥19.00" in said(page.select_one("form.till-form button"))


def test_the_checkout_says_what_comes_after_a_coupon_is_used_up(lin):
    offer_coupon(percent=50, first_periods=1)
    page = lin.page(f"{NEW}?coupon=HUANYING")
    terms = said(page.select_one(".renewal-terms"))
    assert "续一次 ¥19.00" in terms
    assert "¥9.50" not in terms
    assert "今天付 ¥9.50" in said(page.select_one("form.till-form button"))


def test_a_coupon_that_is_stopped_meanwhile_is_told_and_the_form_stays_as_it_was(lin, side):
    offer_coupon(percent=50, first_periods=1)
    page = lin.page(f"{NEW}?coupon=HUANYING")
    with writing():
        db.session.execute(update(Coupon).values(stopped_at=clock.now()))
    answer = press(lin, page)
    assert answer.status_code == 409
    again = page_of(answer)
    field = again.select_one("#coupon-code")
    assert (field["value"], field["aria-invalid"]) == ("HUANYING", "true")
    assert "停" in said(again.select_one("#coupon-hint"))
    same = "form.till-form [name=form_key]"
    assert again.select_one(same)["value"] == page.select_one(same)["value"]
    assert "今天付 ¥19.00" in said(again.select_one("form.till-form button"))
    assert press(lin, again).status_code == 303, "without it the agreement may be signed"


def test_a_price_that_is_another_meanwhile_is_told_and_the_form_keeps_its_key(lin, side):
    page = lin.page(NEW)
    form = page.select_one("form.till-form")
    fields = {each["name"]: each.get("value", "") for each in form.select("input[name]:not([name=csrf_token])")}
    answer = lin.post(form["action"], **fields | {"shown": "1800"})
    assert answer.status_code == 409
    assert page_of(answer).select_one("form.till-form [name=form_key]")["value"] == fields["form_key"]


def test_whoever_cannot_be_told_leaves_an_address_first(app, side):
    browser = Browser(app)
    page = browser.page(NEW)
    assert page.select_one("form.till-form") is None
    assert page.select_one(".till-form a.button")["href"] == f"/sign-in?next={NEW}"
    chosen = browser.page(f"/en{NEW}?wanted=5&trial=no&coupon=ABC&other=1")
    way = urlsplit(chosen.select_one(".till-form a.button")["href"])
    then = urlsplit(parse_qs(way.query)["next"][0])
    assert (way.path, then.path) == ("/en/sign-in", f"/en{NEW}")
    assert parse_qs(then.query) == {"wanted": ["5"], "trial": ["no"], "coupon": ["ABC"]}
    assert page.select_one(".till-note a")["href"] == "/plans/monthly/orders/new"
    answer = browser.post("/plans/monthly/subscriptions", form_key="k" * 24, shown="1900")
    assert (answer.status_code, path_of(answer.location)) == (303, f"/sign-in?next={NEW}")


def test_a_desktop_shows_a_code_and_turns_lit_by_itself(lin, side):
    address = path_of(press(lin, lin.page(NEW)).location)
    page = lin.page(address)
    assert page.select_one(".scan-fine svg") is not None
    again = page.select_one("#agreement-status")["hx-get"]
    side.signs(page.select_one(".scan a.scan-other")["href"])
    with clock.standing_at(MORNING + timedelta(seconds=6)):
        part = lin.open(again, headers=PART)
        assert "签好了" in part.text
        live(MORNING + timedelta(seconds=6), MORNING + timedelta(seconds=6))
        page = lin.page(address)
    assert face(page) == ("lit", "灯亮了")
    assert "2026 年 12 月 15 日" in said(page.select_one(".face-facts"))


def test_a_phone_goes_to_alipay_and_comes_back(app, side):
    browser = on_phone(app)
    browser.sign_in("lin@example.com")
    url = press(browser, browser.page(NEW)).location
    assert "alipay.user.agreement.page.sign" in url
    hears(side.signs(url))
    live(MORNING)
    assert "会员中" in said(panel(browser))


def test_inside_wechat_the_way_out_is_shown(app, side):
    page = Browser(app, agent=IN_WECHAT).page(NEW)
    assert page.select_one(".lead-out") is not None


def test_the_same_button_twice_is_one_agreement(lin):
    page = lin.page(NEW)
    assert press(lin, page).location == press(lin, page).location


def test_a_price_that_changed_is_shown_again(lin):
    answer = press(lin, lin.page(NEW), shown="1500")
    assert answer.status_code == 409
    assert "价格刚刚变了" in answer.text


def test_who_renews_already_is_told_so(lin, side):
    subscribes(lin, side)
    assert lin.get(NEW).status_code == 409


def test_a_refused_first_deduction_can_be_tried_again(lin, side):
    side.refuses = "ACQ.BUYER_BALANCE_NOT_ENOUGH"
    number = subscribes(lin, side)
    page = lin.page(f"/subscriptions/{number}")
    assert face(page) == ("unlit", "第一期没有付成")
    side.refuses = None
    with clock.standing_at(MORNING + timedelta(minutes=1)):
        press(lin, page, ".dock form")
        live(clock.now(), clock.now())
        assert face(lin.page(f"/subscriptions/{number}")) == ("lit", "灯亮了")
    assert len(side.deductions()) == 1


def test_the_way_back_from_alipay_leaves_nothing_of_it_in_the_address(lin, side):
    number = subscribes(lin, side)
    address = path_of(dict(parse_qsl(urlsplit(sign_url(number)).query))["return_url"])
    answer = lin.get(f"{address}?alipay_user_id=2088722000000101&agreement_no=1&status=NORMAL&sign=x")
    assert (answer.status_code, path_of(answer.location)) == (303, f"/subscriptions/{number}")


def test_the_order_of_a_renewal_does_not_say_that_it_ends(lin, side):
    number = subscribes(lin, side)
    link = lin.page(f"/subscriptions/{number}").select_one(".face-facts a")["href"]
    order = link.replace("receipts", "orders")
    assert "以后自动续" in lin.page(order).main.get_text()


def test_the_account_says_the_next_charge_its_day_and_the_reminder(lin, side):
    subscribes(lin, side)
    words = said(panel(lin))
    assert "2026 年 12 月 15 日用支付宝续 ¥ 19.00" in words
    assert "2026 年 12 月 8 日提醒你" in words
    assert buttons(panel(lin)) == ["换方案", "暂停", "取消续费"]
    with clock.standing_at(CHARGE - DAY):
        words = said(panel(lin))
    assert "扣款之前都可以不续" in words
    assert "提醒你" not in words, "a day that is over is no promise"


def test_cancelling_takes_two_clicks_and_undoing_one(lin, side):
    number = subscribes(lin, side)
    question = lin.page(panel(lin).select_one("a[href$=cancellation]")["href"])
    ways = question.select(".twin-acts .button")
    assert [said(way) for way in ways] == ["不取消", "取消续费"]
    assert ways[0]["class"] == ways[1]["class"], "both as large"
    assert press(lin, question, ".twin-acts form").status_code == 303
    assert "已取消续费" in said(panel(lin))
    assert buttons(panel(lin)) == ["恢复续费"]
    assert press(lin, panel(lin), ".membership-acts form").status_code == 303
    assert (subscription(number).state, buttons(panel(lin))) == ("active", ["换方案", "暂停", "取消续费"])
    live(datetime(2026, 12, 16, tzinfo=MORNING.tzinfo))
    assert len(side.deductions()) == 2


def test_who_cancelled_is_not_charged_and_is_released_after_a_day(lin, side):
    number = subscribes(lin, side)
    press(lin, lin.page("/subscription/cancellation"), ".twin-acts form")
    live(datetime(2026, 12, 17, tzinfo=MORNING.tzinfo))
    assert (subscription(number).state, len(side.deductions())) == ("cancelled", 1)
    assert side.agreements[number].state == "STOP"
    with clock.standing_at(MORNING + timedelta(days=3)):
        assert buttons(panel(lin)) == ["重新开通"]


def test_a_pause_skips_a_month_and_goes_on_by_itself(lin, side):
    number = subscribes(lin, side)
    page = lin.page("/subscription/pause")
    assert "2027 年 1 月 15 日续 ¥19.00" in said(page.select_one("button[value='1']"))
    press(lin, page, ".pause-choices", months="1")
    assert "会员中，之后暂停" in said(panel(lin))
    assert panel(lin).select_one(".lamp-lit")
    assert "unlit" not in panel(lin)["class"], "what is paid for can be watched"
    live(datetime(2027, 1, 14, tzinfo=MORNING.tzinfo))
    with clock.standing_at(datetime(2027, 1, 14, tzinfo=MORNING.tzinfo)):
        assert "暂停中" in said(panel(lin))
        assert "unlit" in panel(lin)["class"]
    assert (subscription(number).state, len(side.deductions())) == ("paused", 1)
    live(datetime(2027, 1, 16, tzinfo=MORNING.tzinfo), datetime(2027, 1, 14, tzinfo=MORNING.tzinfo))
    assert (subscription(number).state, len(side.deductions())) == ("active", 2)


def test_a_pause_can_be_undone_while_the_paid_period_runs(lin, side):
    number = subscribes(lin, side)
    press(lin, lin.page("/subscription/pause"), ".pause-choices", months="3")
    press(lin, panel(lin), ".membership-acts form")
    assert subscription(number).planned_on.isoformat() == "2026-12-18"
    live(datetime(2026, 12, 16, tzinfo=MORNING.tzinfo))
    assert len(side.deductions()) == 2


def test_whoever_comes_back_early_from_a_pause_pays_now(lin, side):
    number = subscribes(lin, side)
    press(lin, lin.page("/subscription/pause"), ".pause-choices", months="3")
    live(BACK)
    with clock.standing_at(BACK):
        assert buttons(panel(lin))[0] == "现在接上，付 ¥19.00"
        press(lin, panel(lin), ".membership-acts form")
        live(BACK, BACK)
        assert (subscription(number).state, len(side.deductions())) == ("active", 2)
        assert watches_until(number) == datetime(2027, 3, 1, 16, 0, tzinfo=MORNING.tzinfo)


@pytest.mark.parametrize("months", ["0", "4", "x", "-1", "1.5", ""])
def test_a_pause_of_another_length_is_refused(lin, side, months):
    subscribes(lin, side)
    assert lin.post("/subscription/pause", months=months).status_code == 400


def test_grace_has_a_face_and_a_way_to_pay_by_hand(lin, side, app):
    number = subscribes(lin, side)
    side.refuses = "ACQ.BUYER_BALANCE_NOT_ENOUGH"
    charged = datetime(2026, 12, 15, 3, 0, tzinfo=MORNING.tzinfo)
    live(charged)
    with clock.standing_at(charged):
        assert "这次没扣成" in said(panel(lin))
        order = panel(lin).select_one("a[href*='/orders/']")["href"]
        page = lin.page(order)
        assert face(page) == ("unlit", "还没有付")
        assert "TBO 会员 月卡， ¥ 19.00" in said(page.select_one(".lead"))
        assert "价格保留到 12 月 18 日" in said(page.select_one("#order-status"))
        assert not page.select_one("[data-ends]"), "nobody counts days in minutes"
        assert "¥ 19.00" in said(page.select_one(".dock .button.pay"))
        assert path_of(press(lin, page, ".dock form").location) == order
        scan = lin.page(order)
        assert scan.select_one(".scan-code svg")
        assert "等待扫码" in said(scan.main)
        assert not scan.select_one("[data-ends]")
        phone = on_phone(app)
        phone.sign_in("lin@example.com")
        assert "alipay.trade.wap.pay" in press(phone, phone.page(order), ".dock form").location
    assert subscription(number).state == "grace"


def test_another_household_sees_nothing_of_it(lin, side, app):
    number = subscribes(lin, side)
    other = Browser(app, address="203.0.113.8")
    other.sign_in("chen@example.com")
    for address in (f"/subscriptions/{number}", f"/subscriptions/{number}/status", f"/subscriptions/{number}/return"):
        assert other.get(address).status_code == 404
    assert other.post(f"/subscriptions/{number}/deductions").status_code == 404
    assert other.post("/subscription/cancellation").status_code == 409
    assert subscription(number).state == "active"


def test_two_households_that_become_one_are_charged_once(lin, side, app):
    first = subscribes(lin, side)
    chen = Browser(app, address="203.0.113.8")
    chen.sign_in("chen@example.com")
    second = subscribes(chen, side)
    chen_id, lin_id = household_of(chen).id, household_of(lin).id
    db.session.commit()
    with elsewhere(), writing():
        merge(chen_id, lin_id)
    live(datetime(2026, 12, 16, tzinfo=MORNING.tzinfo))
    assert (subscription(first).state, subscription(second).state) == ("active", "lapsed")
    assert len(side.deductions()) == 3
