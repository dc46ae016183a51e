"""Trials: free to the day that was said, paid or left after it, once a person, and never charged without being told."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from tbo import clock
from tbo.alipay import transport
from tbo.catalog import version
from tbo.db import db, writing
from tbo.entitlements.models import Entitlement
from tbo.messages.models import Message
from tbo.offers.models import Plan
from tbo.offers.plans import plan_on_sale
from tbo.orders.agreements.ending import cancel, undo
from tbo.orders.agreements.news import ask_for_agreement
from tbo.orders.agreements.placing import subscribe
from tbo.orders.agreements.views import promise_of
from tbo.orders.renewals.sweep import look_after
from tbo.subscriptions.models import Trial

from ..support.agreeing_side import AgreeingSide
from ..support.at_once import at_once
from ..support.browser import Browser
from ..support.parsing import page_of
from ..support.selling import household, sell_plan
from .shopper import orders, path_of, press
from .subscribers import (
    DAY,
    HOUR,
    MORNING,
    hears,
    letters,
    live,
    sign_url,
    subscription,
    tries,
    watches_until,
    with_address,
)

NEW = "/plans/monthly/subscriptions/new"
# Of seven days and two more, as Alipay plans no 29th: when they end, the deduction, and the end of its day.
FREE_ENDS = datetime(2026, 11, 27, 16, 0, tzinfo=UTC)
CHARGED = datetime(2026, 11, 28, 2, 0, tzinfo=UTC)
PLANNED_ENDS = datetime(2026, 12, 1, 16, 0, tzinfo=UTC)
KEY = "a-form-has-one-key-{:04}"


def free_days(days: int = 7) -> None:
    with writing():
        db.session.execute(db.update(Plan).values(trial_days=days))
        version.bump()


@pytest.fixture
def trial(side) -> AgreeingSide:
    """Alipay's side, and a plan that begins with seven free days."""
    free_days()
    return side


def wanted(household_id: int | None = None, nth: int = 1) -> str:
    """An agreement with free days that waits to be signed."""
    plan = plan_on_sale("monthly", clock.now())
    return subscribe(household_id or with_address(), plan, plan.price, KEY.format(nth), trial_days=7)


def begun(side: AgreeingSide, household_id: int | None = None) -> str:
    number = wanted(household_id)
    side.signs(sign_url(number))
    look_after(number)
    return number


def test_free_days_begin_with_the_signature_and_nothing_is_deducted(trial):
    number = begun(trial)
    row = subscription(number)
    assert (row.state, row.period, row.trial_ends_at, row.period_ends_at) == ("trial", 0, FREE_ENDS, FREE_ENDS)
    assert row.trial_ends_at - MORNING >= 7 * DAY
    assert (trial.trades, orders()) == ({}, [])
    assert watches_until(number) > FREE_ENDS
    right = db.session.scalars(select(Entitlement)).one()
    assert (right.source_kind, right.source, right.reason, right.paid_fen) == ("trial", number, "trial", 0)


def test_the_first_deduction_is_at_the_end_and_told_of_before(trial):
    number = begun(trial)
    live(CHARGED - timedelta(minutes=1))
    assert trial.trades == {}
    live(CHARGED, CHARGED)
    assert (subscription(number).state, tries(number)) == ("active", [(0, 1, "paid")])
    assert [order.total_fen for order in orders()] == [1900]
    told = db.session.scalars(select(Message.sent_at).where(Message.key.startswith("renewal:"))).one()
    assert CHARGED - told >= 5 * DAY
    live(datetime(2027, 1, 1, tzinfo=UTC), CHARGED)
    assert [order.total_fen for order in orders()] == [1900, 1900]


def test_nothing_is_deducted_after_free_days_without_a_letter_that_left(trial):
    number = begun(trial)
    live(CHARGED + HOUR, CHARGED, letters=False)
    assert (subscription(number).state, trial.trades) == ("trial", {})
    live(PLANNED_ENDS + HOUR, PLANNED_ENDS, letters=False)
    assert (subscription(number).state, trial.trades) == ("lapsed", {})


def test_a_single_free_day_is_promised_as_one(trial):
    row = subscription(wanted())
    row.trial_days = 1
    assert (promise_of(row).free_until is not None, promise_of(row).today.fen) == (True, 0)
    row.trial_days = 0
    assert (promise_of(row).free_until, promise_of(row).today.fen) == (None, 1900)


def test_leaving_after_the_trial_was_paid_for_leaves_the_free_days_as_they_were(trial):
    number = begun(trial)
    live(CHARGED + HOUR)
    free = db.select(Entitlement.ends_at).where(Entitlement.source_kind == "trial")
    before = db.session.scalars(free).one()
    with clock.standing_at(CHARGED + 2 * DAY):
        cancel(subscription(number).household_id)
    assert db.session.scalars(free).one() == before


def test_who_leaves_during_the_trial_pays_nothing_and_watches_to_its_end(trial):
    number = begun(trial)
    with clock.standing_at(MORNING + DAY):
        cancel(subscription(number).household_id)
    assert (subscription(number).state, watches_until(number)) == ("cancelled", FREE_ENDS)
    live(PLANNED_ENDS + DAY, MORNING + DAY)
    assert (subscription(number).state, trial.trades, trial.agreements[number].state) == ("lapsed", {}, "STOP")


def test_who_thinks_better_of_leaving_goes_on_in_the_trial(trial):
    number = begun(trial)
    with clock.standing_at(MORNING + HOUR):
        cancel(subscription(number).household_id)
    with clock.standing_at(MORNING + 2 * HOUR):
        undo(subscription(number).household_id)
    assert (subscription(number).state, watches_until(number) > FREE_ENDS) == ("trial", True)
    live(CHARGED + HOUR, MORNING + 3 * HOUR)
    assert subscription(number).state == "active"


def test_who_ends_it_in_the_wallet_pays_nothing(trial):
    number = begun(trial)
    with clock.standing_at(MORNING + DAY):
        hears(trial.leaves(number))
    live(PLANNED_ENDS, MORNING + DAY)
    assert (subscription(number).state, trial.trades) == ("lapsed", {})


def test_a_deduction_that_fails_after_free_days_is_grace_and_then_the_end(trial):
    number = begun(trial)
    trial.refuses = "ACQ.BUYER_BALANCE_NOT_ENOUGH"
    live(CHARGED + HOUR)
    assert subscription(number).state == "grace"
    assert watches_until(number) > CHARGED + 3 * DAY
    live(PLANNED_ENDS + DAY, CHARGED + HOUR)
    assert (subscription(number).state, letters()) == ("lapsed", ["renewal", "renewal-failed", "renewal-lapsed"])


def test_the_same_person_has_no_second_trial_whatever_the_household(trial):
    begun(trial)
    second = wanted(with_address("chen@example.com"), 2)
    trial.signs(sign_url(second))
    look_after(second)
    assert subscription(second).state == "lapsed"
    assert subscription(second).trial_refused_at == MORNING
    live(MORNING + HOUR)
    assert (trial.trades, trial.agreements[second].state) == ({}, "STOP")


def test_another_person_of_the_same_household_has_one(trial):
    first = begun(trial)
    lin = subscription(first).household_id
    cancel(lin)
    live(FREE_ENDS + DAY)
    with clock.standing_at(FREE_ENDS + DAY):
        second = wanted(lin, 2)
        trial.signs(sign_url(second), buyer="2088777")
        look_after(second)
    assert subscription(second).state == "trial"


def test_whom_alipay_does_not_name_gets_no_trial(trial):
    number = wanted()
    trial.signs(sign_url(number), buyer="")
    look_after(number)
    assert (subscription(number).state, trial.trades) == ("lapsed", {})


def test_two_signatures_of_one_person_at_once_are_one_trial(committed_app, monkeypatch):
    side = AgreeingSide()
    monkeypatch.setattr(transport, "post_form", side.post_form)
    with committed_app.app_context():
        sell_plan()
        free_days()
        numbers = [wanted(household(), nth) for nth in range(4)]
        for number in numbers:
            side.signs(sign_url(number))
        answers = at_once(committed_app, *[lambda number=number: ask_for_agreement(number) for number in numbers])
        assert not [answer for answer in answers if isinstance(answer, Exception)]
        db.session.rollback()
        assert sorted(subscription(number).state for number in numbers) == ["lapsed"] * 3 + ["trial"]
        assert db.session.scalar(select(func.count()).select_from(Trial)) == 1


@pytest.fixture
def lin(app, trial) -> Browser:
    browser = Browser(app)
    browser.sign_in("lin@example.com")
    return browser


def words(element) -> str:
    return " ".join(element.get_text(" ").split())


def test_the_pages_say_until_when_it_is_free_then_the_price_and_how_to_leave(lin):
    plans = words(lin.page("/plans").main)
    assert "免费看到 2026 年 11 月 27 日（含当天），2026 年 11 月 28 日扣第一期" in plans
    page = lin.page(NEW)
    terms = words(page.select_one(".renewal-terms"))
    assert "今天不付，免费看到 2026 年 11 月 27 日（含当天）" in terms
    assert "2026 年 11 月 28 日用支付宝扣第一期 ¥19.00，之后每 1 个月续一次 ¥19.00" in terms
    assert "试用期内取消一分不扣" in terms
    assert "先免费 7 天" in words(page.select_one("form.till-form button"))
    assert "¥ 0.00" in words(page.select_one(".bought"))
    assert page.select_one(f"a.linked[href='{NEW}?trial=no']").get_text() == "不试用，现在就付"


@pytest.mark.parametrize(("wish", "days"), [("no", "0"), ("yes", "7")])
def test_a_form_that_comes_back_still_says_what_was_chosen(lin, wish, days):
    page = lin.page(f"{NEW}?trial={wish}")
    form = page.select_one("form.till-form")
    fields = {each["name"]: each.get("value", "") for each in form.select("input[name]:not([name=csrf_token])")}
    again = page_of(lin.post(form["action"], **(fields | {"shown": "1"}))).select_one("form.till-form")
    assert again.select_one("input[name=trial]")["value"] == days


@pytest.mark.parametrize("wish", ["no", "yes"])
def test_a_code_that_is_typed_leaves_what_was_chosen(lin, wish):
    page = lin.page(f"{NEW}?trial={wish}&wanted=1")
    form = next(each for each in page.select("form") if each.select_one("input[name=coupon]"))
    assert form.select_one("input[name=trial]")["value"] == wish
    assert form.select_one("input[name=wanted]")["value"] == "1"


def test_who_was_refused_is_told_why_and_offered_to_pay_by_another_consent(lin, trial):
    other = begun(trial, with_address("zhao@example.com"))
    assert subscription(other).state == "trial"
    address = path_of(press(lin, lin.page(NEW)).location)
    hears(trial.signs(lin.page(address).select_one(".scan a.scan-other")["href"]))
    live(MORNING)
    page = lin.page(address)
    assert "这个支付宝账号试用过了" in words(page.select_one("h1"))
    assert "没有扣款" in words(page.main)
    paid = lin.page(page.select_one(".dock a.pay")["href"])
    assert "今天付 ¥19.00" in words(paid.select_one("form.till-form button"))
    address = path_of(press(lin, paid).location)
    assert trial.trades == {}
    hears(trial.signs(lin.page(address).select_one(".scan a.scan-other")["href"]))
    live(MORNING)
    assert [order.total_fen for order in orders()] == [1900]


def test_the_account_tells_of_the_trial_and_leaving_it_takes_two_clicks(lin, trial):
    address = path_of(press(lin, lin.page(NEW)).location)
    hears(trial.signs(lin.page(address).select_one(".scan a.scan-other")["href"]))
    live(MORNING)
    assert "试用开始了" in words(lin.page(address).main)
    panel = lin.page("/account").select_one("#membership")
    assert "试用中" in words(panel)
    assert "2026 年 11 月 28 日用支付宝扣第一期 ¥ 19.00" in words(panel)
    press(lin, lin.page(panel.select_one("a[href$=cancellation]")["href"]), ".twin-acts form")
    assert "已取消续费" in words(lin.page("/account").select_one("#membership"))


@pytest.mark.parametrize("shown", ["8", "99", "x", "-7"])
def test_a_trial_that_is_not_offered_is_not_begun(lin, shown):
    assert press(lin, lin.page(NEW), trial=shown).status_code in (400, 409)
