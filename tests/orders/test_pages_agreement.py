"""The pages of one agreement: who sees which face, where buttons lead, and what is answered to whoever is late."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select

from tbo import clock
from tbo.alipay.trouble import OutcomeUnknown
from tbo.db import db, writing
from tbo.offers.goods import goods_of_episode
from tbo.offers.plans import plan_on_sale
from tbo.offers.refusals import NoSuchOffer, NotForChildren
from tbo.orders.agreements.ending import cancel, pause
from tbo.orders.agreements.pages import NOT_OFTENER_THAN, _claim
from tbo.orders.agreements.placing import (
    FormTooOld,
    SubscribedAlready,
    placed_by,
    renewing_plan,
    require_not_subscribed,
    subscribe,
)
from tbo.orders.renewals.sweep import look_after
from tbo.rules.access import VISITOR, ProfileFacts
from tbo.subscriptions.lifecycle import NotNow
from tbo.subscriptions.models import Subscription

from ..support.browser import Browser, household_of
from ..support.parsing import page_of
from ..support.selling import household, sell_plan
from .shopper import PART, face, on_phone, path_of, press
from .subscribers import DAY, HOUR, MORNING, live, placed, sign_url, stumbles_at, subscription, with_address

NEW = "/plans/monthly/subscriptions/new"
INSTANT = timedelta(microseconds=1)
KEY = "a-form-has-one-key-{:04}"


@pytest.fixture
def lin(app, side) -> Browser:
    """Somebody at a desktop who has signed in by mail."""
    browser = Browser(app)
    browser.sign_in("lin@example.com")
    return browser


def begins(browser: Browser) -> str:
    """Agree at the checkout; return the number that waits to be signed."""
    return press(browser, browser.page(NEW)).location.rsplit("/", 1)[1]


def signed(browser: Browser, side) -> str:
    number = begins(browser)
    side.signs(sign_url(number))
    look_after(number)
    return number


def test_a_status_opened_as_a_page_leads_to_the_agreement(lin):
    number = begins(lin)
    answer = lin.get(f"/subscriptions/{number}/status")
    assert (answer.status_code, path_of(answer.location)) == (303, f"/subscriptions/{number}")


def test_who_subscribed_for_an_episode_is_led_to_it_once_it_is_open(lin, side, series):
    wanted = f"{NEW}?wanted={series.episodes[1]}"
    number = press(lin, lin.page(wanted)).location.rsplit("/", 1)[1]
    address = f"/subscriptions/{number}"
    assert "/watch/" not in lin.get(address).get_data(as_text=True)
    side.signs(sign_url(number))
    look_after(number)
    watch = lin.page(address).select_one("a.button.watch")
    assert watch["href"] == f"/watch/{goods_of_episode(series.episodes[1]).slug}/1/2"


def test_a_page_that_shows_the_same_face_gets_the_small_part_and_a_changed_one_the_whole(lin, side):
    number = begins(lin)
    with clock.standing_at(MORNING + timedelta(seconds=6)):
        same = lin.open(f"/subscriptions/{number}/status?shown=sign", headers=PART)
        assert page_of(same).select_one("#agreement-status")["hx-get"].endswith("shown=sign")
        assert "HX-Retarget" not in same.headers
        other = lin.open(f"/subscriptions/{number}/status?shown=deducting", headers=PART)
        assert other.headers["HX-Retarget"] == "#agreement"


def test_while_alipay_is_away_a_page_goes_on_waiting(lin, side):
    number = begins(lin)
    stumbles_at(side, "alipay.user.agreement.query", False, OutcomeUnknown("a timeout"))
    with clock.standing_at(MORNING + timedelta(seconds=6)):
        assert lin.open(f"/subscriptions/{number}/status?shown=sign", headers=PART).status_code == 200
    assert subscription(number).state == "signing"


@pytest.mark.parametrize(("phone", "channel"), [(True, "ALIPAYAPP"), (False, "QRCODE")])
def test_signing_here_goes_to_alipay_by_the_way_of_this_device(app, side, phone, channel):
    browser = on_phone(app) if phone else Browser(app)
    browser.sign_in("lin@example.com")
    number = placed(household_of(browser).id)
    answer = browser.post(f"/subscriptions/{number}/signing")
    assert answer.status_code == 303
    assert channel in parse_qs(urlsplit(answer.location).query)["biz_content"][0]


def test_what_is_signed_or_over_is_not_signed_again(lin, side):
    number = signed(lin, side)
    assert path_of(lin.post(f"/subscriptions/{number}/signing").location) == f"/subscriptions/{number}"
    unsigned = placed(household_id := with_address("chen@example.com"))
    placed(household_id)
    assert subscription(unsigned).state == "lapsed"


def test_an_agreement_that_nobody_signed_is_over(lin, side):
    number = begins(lin)
    live(MORNING + 2 * DAY)
    page = lin.page(f"/subscriptions/{number}")
    assert subscription(number).state == "lapsed"
    assert face(page)[0] == "unlit"
    assert page.select_one("#agreement-status[hx-get]") is None
    assert path_of(lin.post(f"/subscriptions/{number}/signing").location) == f"/subscriptions/{number}"


@pytest.mark.parametrize("number", ["ABO1", "A" * 33, "A" * 32])
def test_a_number_of_nobody_is_a_page_that_is_not_there(lin, number):
    assert lin.get(f"/subscriptions/{number}").status_code == 404


def test_a_child_sees_no_agreement(lin, side):
    number = begins(lin)
    told = {"kind": "child", "rating_cap": "8", "avatar": "moon", "pin": "2468"}
    assert lin.post("/profiles", name="糖糖", **told).status_code == 303
    child = next(each for each in household_of(lin).profiles if each.name == "糖糖")
    lin.post("/profile-choice", profile=str(child.id))
    assert lin.get(f"/subscriptions/{number}").status_code == 403


def test_a_child_and_a_long_plan_do_not_renew(side):
    with pytest.raises(NotForChildren):
        renewing_plan("monthly", ProfileFacts(kind="child"))
    sell_plan("yearly", 19900, 12)
    with pytest.raises(NoSuchOffer, match=r"^plan 'yearly' does not renew$"):
        renewing_plan("yearly", VISITOR)
    assert renewing_plan("monthly", VISITOR).key == "monthly"


def test_of_two_codes_only_the_newer_is_charged(side):
    home = with_address()
    older, newer = placed(home), placed(home)
    assert (subscription(older).state, subscription(newer).state) == ("lapsed", "signing")
    side.signs(sign_url(older))
    look_after(older)
    live(MORNING + HOUR)
    assert side.deductions() == []
    assert side.agreements[older].state == "STOP"
    side.signs(sign_url(newer))
    look_after(newer)
    assert subscription(newer).state == "active"


def test_while_the_first_month_is_being_deducted_no_other_agreement_begins(side):
    home = with_address()
    side.hangs = True
    number = placed(home)
    side.signs(sign_url(number))
    look_after(number)
    with pytest.raises(SubscribedAlready, match=f"^{number} is signed and being paid$") as refused:
        placed(home)
    assert "自动续" in refused.value.words()


def test_who_renews_begins_nothing_else_and_who_cancelled_may(side):
    home = with_address()
    number = placed(home)
    side.signs(sign_url(number))
    look_after(number)
    with pytest.raises(SubscribedAlready, match=f"^household {home} has {number}$"):
        require_not_subscribed(home)
    cancel(home)
    require_not_subscribed(home)


@pytest.mark.parametrize("key", ["", "short", "with blanks in between it", "x" * 200])
def test_a_form_without_its_key_is_too_old(side, key):
    with pytest.raises(FormTooOld, match=r"^the form has no usable key$"):
        placed_by(key, household())


def test_a_form_is_used_once_and_by_one_household(side):
    plan, home = plan_on_sale("monthly", clock.now()), with_address()
    number = subscribe(home, plan, plan.price, KEY.format(1))
    assert subscribe(home, plan, plan.price, KEY.format(1)) == number
    with pytest.raises(FormTooOld, match=r"^the form was used by another household$"):
        subscribe(with_address("chen@example.com"), plan, plan.price, KEY.format(1))
    assert db.session.scalars(select(Subscription.number)).all() == [number]


def test_pages_of_leaving_lead_to_the_account_once_it_is_done(lin, side):
    signed(lin, side)
    assert lin.get("/subscription/cancellation").status_code == 200
    cancel(household_of(lin).id)
    for address in ("/subscription/cancellation", "/subscription/pause"):
        answer = lin.get(address)
        assert (answer.status_code, path_of(answer.location)) == (303, "/account")


def test_whoever_pauses_may_still_cancel_and_not_pause_again(lin, side):
    number = signed(lin, side)
    pause(household_of(lin).id, 1)
    page = lin.page("/subscription/cancellation")
    assert page.select_one("a[href='/subscription/pause']") is None
    assert lin.get("/subscription/pause").status_code == 303
    assert subscription(number).state == "paused"


def test_who_has_nothing_to_leave_is_told_so(app, lin, side):
    assert Browser(app, "198.51.100.9").get("/subscription/cancellation").status_code == 404
    answer = lin.get("/subscription/cancellation")
    assert answer.status_code == NotNow.status
    assert "会员的状态刚刚变了" in answer.text


def test_an_account_without_an_address_is_asked_for_one(app, side):
    browser = Browser(app)
    browser.sign_in("+8613800138000")
    with writing():
        home = household_of(browser)
        home.phone, home.email = None, None
    page = browser.page(NEW)
    assert page.select_one("form.till-form") is None


@pytest.mark.parametrize(("ago", "asks"), [(NOT_OFTENER_THAN, True), (NOT_OFTENER_THAN - INSTANT, False)])
def test_pages_that_wait_for_a_signature_ask_every_few_seconds(side, ago, asks):
    waiting = placed()
    with clock.standing_at(MORNING):
        assert _claim(waiting)
    with clock.standing_at(MORNING + ago):
        assert _claim(waiting) is asks
