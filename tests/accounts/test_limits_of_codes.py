"""Limits of codes: they make a stranger wait, count in the database, and never lock the owner out."""

import hashlib
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tbo import clock
from tbo.accounts import attempts
from tbo.accounts.models import Attempt, SignInCode
from tbo.db import db

from ..support.queries import recorded_queries
from .conftest import MAIL, PHONE, Browser, codes_sent, household_of, last_code, wrong

MINUTE = timedelta(minutes=1)


def test_a_contact_is_sent_one_code_a_minute_and_three_in_ten(app):
    start = clock.now()
    for minute in range(8):
        with clock.standing_at(start + minute * MINUTE):
            Browser(app, address=f"203.0.113.{minute}").ask(PHONE)
    assert codes_sent(PHONE) == 3
    with clock.standing_at(start + 11 * MINUTE):
        Browser(app).ask(PHONE)
    assert codes_sent(PHONE) == 4


def test_twenty_in_a_day_leave_the_owner_one_an_hour(app):
    start = clock.now()
    for hour in range(24):
        with clock.standing_at(start + hour * 30 * MINUTE):
            Browser(app, address=f"203.0.113.{hour}").ask(PHONE)
    assert 20 <= codes_sent(PHONE) <= 22
    with clock.standing_at(start + timedelta(hours=13, minutes=30)):
        Browser(app, address="198.51.100.1").sign_in(PHONE)


def spend(browser: Browser, place: str) -> None:
    """Type five wrong codes."""
    for _ in range(5):
        browser.post(place, code=wrong(last_code(PHONE)))


def test_a_stranger_who_spends_all_codes_of_a_contact_leaves_the_owner_one(app):
    stranger = Browser(app, address="203.0.113.9")
    for _ in range(3):
        spend(stranger, stranger.ask(PHONE))
    assert codes_sent(PHONE) == 3
    stranger.ask(PHONE)
    assert codes_sent(PHONE) == 3, "whoever spent them is sent no more"
    Browser(app, address="198.51.100.1").sign_in(PHONE)
    assert codes_sent(PHONE) == 4
    for n in range(9):
        other = Browser(app, address=f"192.0.2.{n}")
        spend(other, other.ask(PHONE))
    assert codes_sent(PHONE) <= 6, "the reserve has a bound of its own"


def test_a_network_that_asks_for_many_is_told_to_wait_and_keeps_what_it_typed(browser, another):
    for n in range(30):
        browser.ask(f"reader{n}@example.com")
    page = browser.post("/sign-in", contact=MAIL)
    assert page.status_code == 429
    assert f'value="{MAIL}"' in page.get_data(as_text=True)
    assert codes_sent(MAIL) == 0
    another.ask(MAIL)
    assert codes_sent(MAIL) == 1, "another network is not concerned"


def test_the_neighbours_of_an_ipv6_network_count_together(app):
    for n in range(30):
        Browser(app, address=f"2001:db8:0:1::{n + 1:x}").ask(f"reader{n}@example.com")
    assert Browser(app, address="2001:db8:0:1:ffff::1").post("/sign-in", contact=MAIL).status_code == 429
    assert Browser(app, address="2001:db8:0:2::1").post("/sign-in", contact=MAIL).status_code == 303


def test_whom_a_limit_counts_is_not_found_by_trying_every_number(browser):
    browser.ask(PHONE)
    kept = " ".join(db.session.scalars(select(Attempt.subject)))
    guesses = [digits.encode() for digits in (PHONE, f"+86{PHONE}", browser.environ["REMOTE_ADDR"])]
    assert kept.count("codes-") >= 2
    assert not any(hashlib.sha256(guess).hexdigest()[:32] in kept for guess in guesses)


def test_sending_again_is_limited_on_its_own_page(browser):
    page = browser.ask(MAIL)
    for n in range(29):
        browser.ask(f"reader{n}@example.com")
    again = browser.post("/sign-in/codes?" + page.split("?")[1])
    assert again.status_code == 429
    assert "六位验证码" in again.get_data(as_text=True)


def test_a_signed_in_device_may_not_make_us_write_to_many(browser):
    browser.sign_in(PHONE)
    statuses = [browser.post("/account/contact", contact=f"reader{n}@example.com").status_code for n in range(7)]
    assert statuses == [303] * 6 + [429]


def test_guesses_are_counted_across_codes(app):
    start = clock.now()
    for n in range(4):
        with clock.standing_at(start + n * 2 * MINUTE):
            stranger = Browser(app, address=f"203.0.113.{n}")
            page = stranger.ask(PHONE)
            for _ in range(5):
                stranger.post(page, code=wrong(last_code(PHONE)))
    noted = select(func.count()).select_from(Attempt).where(Attempt.subject.startswith("guesses:"))
    assert db.session.scalar(noted) == 10, "beyond ten, a code is compared with its own row only"


def test_a_code_that_is_too_short_is_no_try(browser):
    page = browser.ask(PHONE)
    for _ in range(6):
        assert browser.post(page, code="123").status_code == 422
    assert browser.post(page, code=last_code(PHONE)).location == "/account"


def test_who_used_up_a_code_need_not_wait_for_the_next(browser, another):
    browser.sign_in(PHONE)
    page = another.ask(PHONE)
    assert codes_sent(PHONE) == 2
    assert "已发到" in another.page(page).get_text()
    assert another.post(page, code=last_code(PHONE)).location == "/account"


def test_after_three_in_ten_minutes_the_page_says_that_none_was_sent(app):
    for n in range(3):
        Browser(app, address=f"203.0.113.{n}").sign_in(PHONE)
    last = Browser(app, address="198.51.100.1")
    text = last.page(last.ask(PHONE)).get_text()
    assert codes_sent(PHONE) == 3
    assert "这次没有再发" in text
    assert "10 分钟后可再发一次" in text


def test_asking_costs_the_same_for_known_and_unknown(browser, another):
    browser.sign_in(PHONE)
    with clock.standing_at(clock.now() + 2 * MINUTE):
        token = another.token()
        costs = []
        for contact in (PHONE, "+8613900139000"):
            with recorded_queries() as asked:
                another.bare_post("/sign-in", csrf_token=token, contact=contact)
            costs.append(len(asked))
    assert costs[0] == costs[1]


def test_a_code_is_kept_hashed(browser):
    browser.ask(PHONE)
    entry = db.session.scalars(select(SignInCode)).one()
    assert len(entry.code_hash) == 64
    assert last_code(PHONE) not in entry.code_hash


def test_a_code_of_another_purpose_does_not_sign_in(browser, another):
    browser.sign_in(PHONE)
    browser.post("/account/contact", contact=MAIL)
    contact_code = last_code(MAIL)
    with clock.standing_at(clock.now() + 2 * MINUTE):
        page = another.ask(MAIL)
        if last_code(MAIL) != contact_code:
            assert another.post(page, code=contact_code).status_code == 422
    assert household_of(another) is None


@pytest.mark.parametrize("days", [1, 3])
def test_old_tries_and_codes_are_forgotten(browser, days):
    browser.ask(PHONE)
    with clock.standing_at(clock.now() + timedelta(days=days)):
        attempts.forget_old_attempts()
    left = [db.session.scalar(select(func.count()).select_from(model)) for model in (Attempt, SignInCode)]
    assert (min(left) > 0) == (days < 2)
    assert (max(left) > 0) == (days < 2)
