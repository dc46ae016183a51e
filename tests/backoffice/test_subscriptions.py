"""Subscriptions before support: found by any of their numbers, told whole, and changed as the household could."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from tbo import clock
from tbo.accounts.models import Household
from tbo.backoffice.models import AuditEntry
from tbo.backoffice.subscriptions.listing import STATES
from tbo.db import db, writing
from tbo.demo.content import Anchor
from tbo.demo.staff import add_staff
from tbo.jobs import run_due_jobs
from tbo.rules.renewal_schedule import end_of, first_day, planned_day
from tbo.rules.staff_rights import Role
from tbo.rules.subscription_states import SubscriptionState
from tbo.subscriptions.models import Subscription

from ..orders.subscribers import CHARGE, MORNING, live, subscribed, subscription
from ..support.parsing import page_of
from .conftest import door_of
from .desk import deeds, filled

LIST = "/staff/subscriptions"
REASON = "电话里要求，本人已核对"
ACTS = "#acts form[action*=cancellation]"


@pytest.fixture
def number(side) -> str:
    """A subscription that was signed and paid this morning."""
    return subscribed(side)


@pytest.fixture
def desk(app, number):
    """Let somebody of a role come in."""
    with writing():
        add_staff(Anchor(clock.now()))
    return door_of(app)


@pytest.mark.parametrize("state", SubscriptionState)
def test_every_state_can_be_found_and_has_its_words(desk, number, state):
    held = {"paused_months": 1 if state == "paused" else None, "trial_ends_at": clock.now()}
    with writing():
        db.session.execute(update(Subscription).values(state=state, **held))
    show = next(name for name, states in STATES.items() if name != "all" and state in states)
    assert shown(desk(Role.SUPPORT).page(f"{LIST}?show={show}")) == [number]
    assert desk(Role.SUPPORT).page(f"{LIST}/{number}").select_one(".head .badge")


def shown(page) -> list[str]:
    return [link.get_text() for link in page.select("#subscriptions td:first-child a")]


def act(browser, number: str, what: str, **typed):
    """Press one of the buttons of the form, which all send the same fields."""
    form = browser.page(f"{LIST}/{number}").select_one(ACTS)
    fields = {field["name"]: field.get("value", "") for field in form.select("input[name]")}
    return browser.bare_post(f"{LIST}/{number}/{what}", **fields | {"reason": REASON} | typed)


def test_it_is_found_by_our_number_alipay_s_and_its_household(desk, number):
    browser, found = desk(Role.SUPPORT), subscription(number)
    household = db.session.get_one(Household, found.household_id)
    for asked in (number, number.lower(), found.agreement_no, "LIN@example.com", household.public_id):
        assert shown(browser.page(f"{LIST}?q={asked}")) == [number]
    assert shown(browser.page(f"{LIST}?q=nobody")) == []
    assert shown(desk(Role.FINANCE).page(f"{LIST}?q=lin@example.com")) == [], "finance sees no contacts"


def test_it_is_listed_by_state_plan_and_next_charge(desk, number):
    browser = desk(Role.SUPPORT)
    for wanted in ("", "?show=active", "?plan=monthly", "?due=month"):
        assert shown(browser.page(LIST + wanted)) == [number]
    for other in ("?show=failing", "?plan=yearly", "?due=week", "?show=active&due=today"):
        assert shown(browser.page(LIST + other)) == []
    assert browser.get(f"{LIST}?show=nonsense").status_code == 404
    assert browser.get(f"{LIST}?due=nonsense").status_code == 404


def test_its_page_tells_signing_notice_with_proof_and_tries(side, number, app):
    with writing():
        add_staff(Anchor(MORNING))
    live(CHARGE)
    with clock.standing_at(CHARGE):
        page = door_of(app)(Role.FINANCE).page(f"{LIST}/{number}")
    text = page.select_one(".timeline").get_text(" ")
    for part in (
        "签好了",
        "预告",
        "已发出",
        "第 1 期第 1 次",
        "第 2 期第 1 次",
        "扣到了",
        "+" if "+" in text else "¥19.00",
    ):
        assert part in text, part
    orders = page.select('a[href*="/staff/orders/TBO"]')
    assert len(orders) == 2


def test_support_cancels_with_a_reason_and_thinks_better_of_it(desk, number):
    browser = desk(Role.SUPPORT)
    assert act(browser, number, "cancellation", reason="不").status_code == 422
    assert subscription(number).state == "active"
    assert act(browser, number, "cancellation").status_code == 303
    assert subscription(number).state == "cancelled"
    assert act(browser, number, "cancellation/removal").status_code == 303
    assert subscription(number).state == "active"
    kinds = ("subscription-cancelled", "subscription-restored")
    done = db.session.scalars(select(AuditEntry).where(AuditEntry.what.in_(kinds)).order_by(AuditEntry.id)).all()
    assert [(one.what, one.subject, one.reason) for one in done] == [(kind, number, REASON) for kind in kinds]
    assert REASON in browser.page(f"{LIST}/{number}").select_one(".timeline").get_text()


def test_support_ends_a_trial_before_it_costs_anything(desk, number):
    with writing():
        db.session.execute(update(Subscription).values(state="trial", trial_ends_at=clock.now()))
    assert act(desk(Role.SUPPORT), number, "cancellation").status_code == 303
    assert subscription(number).state == "cancelled"


def test_the_same_form_twice_cancels_once(desk, number):
    browser = desk(Role.SUPPORT)
    form = browser.page(f"{LIST}/{number}").select_one(ACTS)
    fields = {field["name"]: field.get("value", "") for field in form.select("input[name]")} | {"reason": REASON}
    for _ in range(2):
        assert browser.bare_post(f"{LIST}/{number}/cancellation", **fields).status_code == 303
    assert len(deeds("subscription-cancelled")) == 1


def test_who_resumes_for_somebody_reads_whether_it_is_charged_now(desk, number):
    browser = desk(Role.SUPPORT)
    act(browser, number, "pause", months="2")
    said = {}
    for name, ends_in in (("in time", 20), ("late", 2)):
        day = (clock.now() + timedelta(days=ends_in)).date()
        at = {"period_ends_at": end_of(day), "planned_on": planned_day(first_day(day), 1, 2)}
        with writing():
            db.session.execute(update(Subscription).where(Subscription.number == number).values(at))
        page = browser.page(f"/staff/subscriptions/{number}")
        said[name] = page.select_one("button[formaction*='pause/removal']").get_text()
    assert said == {"in time": "接着续", "late": "接着续，现在就扣"}


def test_support_pauses_and_resumes(desk, number):
    browser, planned = desk(Role.SUPPORT), subscription(number).planned_on
    assert act(browser, number, "pause", months="4").status_code == 400
    act(browser, number, "pause", months="2")
    assert (subscription(number).state, subscription(number).paused_months) == ("paused", 2)
    act(browser, number, "pause/removal")
    assert (subscription(number).state, subscription(number).planned_on) == ("active", planned)


def test_an_agreement_is_ended_only_once_it_renews_no_more(desk, number, side):
    browser = desk(Role.SUPPORT)
    assert act(browser, number, "agreement/removal").status_code == 409
    act(browser, number, "cancellation")
    assert act(browser, number, "agreement/removal").status_code == 303
    run_due_jobs()
    assert subscription(number).unsigned_at is not None
    assert act_is_gone(browser, number)


def act_is_gone(browser, number: str) -> bool:
    return browser.page(f"{LIST}/{number}").select(ACTS) == []


def test_what_has_just_changed_is_refused_in_words(desk, number):
    browser = desk(Role.SUPPORT)
    act(browser, number, "pause", months="1")
    refused = act(browser, number, "pause", months="1")
    assert refused.status_code == 409
    assert page_of(refused).select_one("#acts .note.bad")
    assert len(deeds("subscription-paused")) == 1


def test_asking_alipay_learns_what_became_of_it(desk, number, side):
    browser = desk(Role.FINANCE)
    side.leaves(number)
    assert filled(browser, f"{LIST}/{number}", "#acts form[action*=question]").status_code == 303
    assert subscription(number).state == "cancelled"
    assert [(one.before["state"], one.after["state"]) for one in deeds("subscription-asked")] == [
        ("active", "cancelled")
    ]


def test_finance_sees_and_changes_nothing(desk, number):
    browser = desk(Role.FINANCE)
    assert browser.page(f"{LIST}/{number}").select(ACTS) == []
    assert browser.post(f"{LIST}/{number}/cancellation", reason=REASON).status_code == 403


def test_failing_renewals_stand_on_today(desk, number):
    with writing():
        subscription(number).state = "grace"
    browser = desk(Role.SUPPORT)
    page = browser.page("/staff")
    assert "没扣成" in page.main.get_text()
    assert page.select_one('.places a[href="/staff/subscriptions"] .count').get_text() == "1"
    assert shown(browser.page(f"{LIST}?show=failing")) == [number]
