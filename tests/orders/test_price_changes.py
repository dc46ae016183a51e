"""Changes of a plan's price as a team enters them and payers meet them: letter, deduction and account say the same."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from tbo import clock
from tbo.db import db, writing
from tbo.messages.models import Message
from tbo.offers.models import PlanVersion
from tbo.offers.plans import plan_on_sale
from tbo.orders.renewals.sweep import look_after
from tbo.subscriptions.models import RenewalNotice, Subscription
from tbo.subscriptions.price_commands import price_commands
from tbo.subscriptions.pricing import price_at

from ..support.browser import Browser, household_of
from .shopper import orders, press
from .subscribers import CHARGE, DAY, HOUR, MORNING, PLANNED_ENDS, letters, live, subscribed, subscription

SECOND = timedelta(seconds=1)
# Midnight in the shop after the first planned day of who signed that morning, and two periods later.
BEGINS, THIRD = "2026-12-19T00:00", datetime(2027, 2, 15, 2, 0, tzinfo=UTC)


@pytest.fixture
def run(side, app):
    """Runs a command of `flask tbo prices`."""

    def call(*words: str, fails: bool = False) -> str:
        result = app.test_cli_runner().invoke(price_commands, list(map(str, words)))
        assert (result.exit_code != 0) is fails, result.output
        return result.output

    return call


def versions() -> list[int]:
    db.session.rollback()
    return list(db.session.scalars(select(PlanVersion.price_fen).order_by(PlanVersion.version)))


def paid() -> list[int]:
    return [order.total_fen for order in orders() if order.paid_at]


def capped_at(side, number: str, fen: int) -> None:
    """Let an agreement have been signed with a higher cap."""
    side.agreements[number].cap = fen
    with writing():
        db.session.execute(db.update(Subscription).where(Subscription.number == number).values(cap_fen=fen))


def test_a_change_is_shown_before_it_is_made(run, side):
    subscribed(side)
    shown = run("plan", "monthly", "15.00", "--from", BEGINS)
    assert "1 payers: 1 are reached at their next renewal, -4.00 yuan a period in all" in shown
    assert "nothing was written" in shown
    assert versions() == [1900]
    run("plan", "monthly", "15.00", "--from", BEGINS, "--confirm")
    assert versions() == [1900, 1500]
    assert "monthly 2: 15.00 yuan from 2026-12-19 00:00" in run("list")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["plan", "weekly", "15.00", "--from", BEGINS], "is no plan"),
        (["plan", "monthly", "15.00", "--from", "2026-11-18T12:00"], "is past"),
        (["plan", "monthly", "19.00", "--from", BEGINS], "costs 19.00 yuan then already"),
        (["plan", "monthly", "0.00", "--from", BEGINS], "is no price"),
        (["announce", "monthly", "1", "--from", "2027-03-01"], "is no rise"),
        (["announce", "monthly", "9", "--from", "2027-03-01"], "is no rise"),
        (["stop", "monthly", "--from", "2026-01-01"], "is past"),
        (["stop", "daily", "--from", BEGINS], "'daily' is no plan"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence_shown_or_done(run, words, why):
    assert why in run(*words, fails=True)
    assert why in run(*words, "--confirm", fails=True)
    assert versions() == [1900]


def test_a_sale_does_not_end_before_a_price_that_is_planned(run):
    run("plan", "monthly", "22.00", "--from", BEGINS, "--confirm")
    assert "planned for later" in run("stop", "monthly", "--from", "2026-12-01", fails=True)


def test_the_list_says_from_when_and_until_when_a_price_is_sold(run):
    assert run("list") == "monthly 1: 19.00 yuan from 2026-11-17 12:00\n"
    run("stop", "monthly", "--from", BEGINS, "--confirm")
    assert run("list") == "monthly 1: 19.00 yuan from 2026-11-17 12:00 until 2026-12-19 00:00\n"


def test_new_buyers_pay_the_price_of_the_very_second(run):
    run("plan", "monthly", "22.00", "--from", BEGINS, "--confirm")
    at = datetime(2026, 12, 18, 16, 0, tzinfo=UTC)
    sold = [plan_on_sale("monthly", moment).price.fen for moment in (at - SECOND, at, at + SECOND)]
    assert sold == [1900, 2200, 2200]


def test_a_cut_reaches_the_payer_at_the_first_period_that_begins_after_it(run, side):
    number = subscribed(side)
    run("plan", "monthly", "15.00", "--from", BEGINS, "--confirm")
    live(CHARGE + HOUR)
    assert paid() == [1900, 1500]
    notice = db.session.scalars(select(RenewalNotice)).one()
    assert (notice.amount_fen, subscription(number).price_fen) == (1500, 1500)


def test_a_rise_leaves_the_payer_and_the_account_says_so(run, side, app):
    browser = Browser(app)
    browser.sign_in("lin@example.com")
    number = subscribed(side, household_of(browser).id)
    run("plan", "monthly", "22.00", "--from", "2026-12-01", "--confirm")
    live(THIRD + HOUR)
    assert paid() == [1900] * 4
    with clock.standing_at(THIRD + HOUR):
        words = browser.page("/account").select_one("#membership").get_text(" ")
    assert "新会员现在每期 ¥22.00，你的价不变" in words
    assert subscription(number).price_fen == 1900


def test_an_announced_rise_reaches_after_its_letter_and_not_before(run, side):
    number = subscribed(side)
    capped_at(side, number, 2500)
    run("plan", "monthly", "22.00", "--from", "2026-12-01", "--confirm")
    assert "at the earliest" in run("announce", "monthly", "2", "--from", "2026-12-20", "--confirm", fails=True)
    shown = run("announce", "monthly", "2", "--from", "2027-01-10", "--confirm")
    assert "1 are reached from 2027-01-10 00:00, 3.00 yuan a period in all" in shown
    assert "monthly 2 reaches payers from 2027-01-10 00:00" in shown
    assert ", announced to payers from 2027-01-10 00:00\n" in run("list")
    live(THIRD + HOUR)
    assert paid() == [1900, 1900, 2200, 2200]
    assert letters()[0] == "price"
    body = db.session.scalars(select(Message.body).where(Message.key.startswith("price:"))).one()
    assert "2027 年 1 月 15 日" in body
    assert "¥22.00" in body


def test_a_rise_from_the_first_instant_of_a_period_reaches_that_period(run, side):
    number = subscribed(side)
    capped_at(side, number, 2500)
    run("plan", "monthly", "22.00", "--from", "2026-12-01", "--confirm")
    run("announce", "monthly", "2", "--from", "2027-01-19", "--confirm")
    live(THIRD + HOUR)
    assert paid() == [1900, 1900, 2200, 2200]
    body = db.session.scalars(select(Message.body).where(Message.key.startswith("price:"))).one()
    assert "2027 年 1 月 15 日" in body


def test_a_payer_whose_letter_is_not_proved_pays_the_old_price(run, side):
    number = subscribed(side)
    capped_at(side, number, 2500)
    run("plan", "monthly", "22.00", "--from", "2026-12-01", "--confirm")
    run("announce", "monthly", "2", "--from", "2027-01-10", "--confirm")
    look_after(number)
    with writing():
        db.session.execute(db.update(Message).where(Message.key.startswith("price:")).values(failed_at=clock.now()))
    live(THIRD + HOUR)
    assert paid() == [1900] * 4
    assert price_at(subscription(number), THIRD).because == "not-told"


def test_a_rise_above_what_the_agreement_allows_is_not_asked_for(run, side):
    number = subscribed(side)
    run("plan", "monthly", "22.00", "--from", "2026-12-01", "--confirm")
    shown = run("announce", "monthly", "2", "--from", "2027-01-10", "--confirm")
    assert "0 keep what they pay, 1 more because their agreement allows no more" in shown
    live(THIRD + HOUR)
    assert paid() == [1900] * 4
    assert "price" not in letters()
    assert price_at(subscription(number), THIRD).because == "above-cap"


def test_a_cut_after_the_letter_of_a_deduction_makes_it_cheaper_and_a_rise_never_dearer(run, side):
    subscribed(side)
    live(CHARGE - 2 * DAY)
    with clock.standing_at(CHARGE - DAY):
        run("plan", "monthly", "9.00", "--from", "2026-12-16", "--confirm")
    live(PLANNED_ENDS, CHARGE)
    assert paid() == [1900, 900]


def test_a_plan_taken_off_sale_is_kept_by_payers_and_refused_with_words_to_others(run, side, app):
    number = subscribed(side)
    browser = Browser(app)
    browser.sign_in("chen@example.com")
    once, renewing = (browser.page(f"/plans/monthly/{what}/new") for what in ("orders", "subscriptions"))
    assert "1 payers keep monthly" in run("stop", "monthly", "--from", "2026-11-18T12:30", "--confirm")
    with clock.standing_at(MORNING + HOUR):
        for form in (once, renewing):
            answer = press(browser, form)
            assert answer.status_code == 410
            assert "现在不卖了" in answer.text
        assert browser.get("/plans/monthly/orders/new").status_code == 410
    live(CHARGE + HOUR)
    assert (paid(), subscription(number).state) == ([1900, 1900], "active")
