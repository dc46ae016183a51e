"""Restoring: a receipt's link in another browser, or a number and the code sent to the buyer."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tbo import clock
from tbo.accounts import merging, restoring
from tbo.accounts.models import Household, SignInCode
from tbo.db import db
from tbo.jobs import Job
from tbo.messages.models import Message

from ..support.parsing import page_of
from ..support.queries import recorded_queries
from .conftest import MAIL, PHONE, Browser, become_guest, household_of, last_code

TRADE = "2026111822001400000000000001"
NUMBER = "TBO20261118-7F3K9QRD"


def link_to(household: Household) -> str:
    return "/restore/" + restoring.receipt_token(household.id, NUMBER)


@pytest.fixture
def buyers():
    """Trade and order numbers that somebody bought under; empty until a test fills it."""
    known: dict[str, int] = {}
    restoring.finds_buyer(known.get)
    yield known
    restoring._finders.remove(known.get)


def ask(browser, number: str):
    response = browser.post("/restore", number=number)
    let_worker_look()
    return response


def let_worker_look() -> None:
    """Do what the worker does of restoring; messages stay in the outbox."""
    looked = Job.name.endswith("find_and_send"), Job.finished_at.is_(None)
    for job in db.session.scalars(select(Job).where(*looked)).all():
        arguments, job.finished_at = job.arguments, clock.now()
        db.session.commit()
        restoring.find_and_send(**arguments)
    db.session.expire_all()


def test_a_receipts_link_opens_the_household_in_another_browser(browser, another):
    bought = become_guest(browser)
    page = another.page(link_to(bought))
    assert NUMBER in page.get_text()
    assert another.secret is None, "looking does nothing"
    response = another.post(link_to(bought) + "?next=/watch/x/1/1")
    assert response.location == "/watch/x/1/1"
    assert household_of(another).id == household_of(browser).id


def test_a_link_opened_twice_changes_nothing(browser, another):
    bought = become_guest(browser)
    another.post(link_to(bought))
    first = another.secret
    another.post(link_to(bought))
    assert another.secret == first
    assert "已经打开了" in another.page(link_to(bought)).get_text()


def test_a_guests_purchases_come_along(browser, another):
    bought, guest = become_guest(browser), become_guest(another)
    assert "并到那一家" in another.page(link_to(bought)).get_text()
    another.post(link_to(bought))
    assert merging.surviving(guest.id).id == bought.id


def test_an_account_is_left_and_not_merged(browser, another):
    bought = become_guest(browser)
    another.sign_in(PHONE)
    account = household_of(another)
    assert "先退出" in another.page(link_to(bought)).get_text()
    another.post(link_to(bought))
    assert household_of(another).id == bought.id
    assert db.session.get(Household, account.id).merged_into_id is None


def test_a_link_follows_its_household_when_that_went_into_another(browser, another):
    bought = become_guest(browser)
    link = link_to(bought)
    browser.sign_in(PHONE)
    account = become_guest(another)
    merging.merge(bought.id, account.id)
    db.session.commit()
    browser.client.delete_cookie("tbo-device")
    browser.post(link)
    assert household_of(browser).id == account.id


def test_who_came_by_a_receipt_may_watch_but_not_change_an_account(browser, another):
    browser.sign_in(PHONE)
    household, device = household_of(browser), household_of(browser).devices[0].public_id
    another.post(link_to(household))
    assert another.get("/account").status_code == 200
    assert another.post(f"/devices/{device}/revocation").status_code == 403
    assert another.get("/account/contact").status_code == 403
    assert another.post("/account/contact", contact=MAIL).status_code == 403
    assert household_of(browser).id == household.id


@pytest.mark.parametrize("has_account", [True, False])
def test_who_gave_a_receipts_link_gets_no_hold_on_the_account_of_who_used_it(app, browser, another, has_account):
    guest = become_guest(another)
    if has_account:
        Browser(app, "192.0.2.4").sign_in(PHONE)
    browser.post(link_to(guest))
    browser.sign_in(PHONE)
    mine = household_of(browser)
    device = next(row.public_id for row in mine.devices if row.came_by == "code")
    assert household_of(another).id == mine.id
    assert another.get("/account").status_code == 200
    assert another.post(f"/devices/{device}/revocation").status_code == 403
    assert another.post("/account/contact", contact=MAIL).status_code == 403
    another.sign_in(PHONE)
    assert another.get("/account/contact").status_code == 200


@pytest.mark.parametrize("token", ["x", "a" * 500, "%00", "WzEsIlRCTyJd.forged", "..", "ä"])
def test_a_broken_link_is_not_found(browser, token):
    assert browser.get(f"/restore/{token}").status_code in (404, 400)
    assert browser.post(f"/restore/{token}").status_code in (404, 400)
    assert browser.secret is None


def test_a_link_serves_for_nothing_else_and_nothing_else_for_it(browser):
    household = become_guest(browser)
    from itsdangerous import URLSafeSerializer

    other = URLSafeSerializer(browser.app.secret_key, salt="another purpose").dumps([household.id, NUMBER])
    assert browser.get(f"/restore/{other}").status_code == 404
    with pytest.raises(restoring.LinkBroken):
        restoring.read_receipt(restoring.receipt_token(10**6, NUMBER))


def test_an_earlier_key_still_opens_until_it_is_retired(browser, monkeypatch):
    link = link_to(become_guest(browser))
    monkeypatch.setitem(browser.app.config, "SECRET_KEY_FALLBACKS", [browser.app.secret_key])
    monkeypatch.setitem(browser.app.config, "SECRET_KEY", "a new key of at least thirty-two signs")
    assert browser.get(link).status_code == 200
    monkeypatch.setitem(browser.app.config, "SECRET_KEY_FALLBACKS", [])
    assert browser.get(link).status_code == 404


@pytest.mark.parametrize("typed", [TRADE, f" {TRADE[:8]} {TRADE[8:]} ", NUMBER, NUMBER.lower()])
def test_a_number_and_the_code_bring_everything_back(browser, another, buyers, typed):
    browser.sign_in(PHONE)
    account = household_of(browser)
    buyers |= {TRADE: account.id, NUMBER: account.id}
    with clock.standing_at(clock.now() + timedelta(minutes=2)):
        page = ask(another, typed).location
        assert another.post(page, code=last_code(PHONE)).location == "/account"
    assert household_of(another).id == account.id
    assert household_of(another).devices[-1].came_by == "code"


@pytest.mark.parametrize("typed", ["", "12345", "x" * 65, "TBO!", "<script>", "１２"])
def test_what_can_be_no_number_is_said_at_once_and_kept(browser, typed):
    page = ask(browser, typed)
    assert page.status_code == 422
    assert "交易号" in page.get_data(as_text=True)
    assert db.session.scalar(select(func.count()).select_from(SignInCode)) == 0


def test_known_and_unknown_numbers_get_the_same_answer_and_cost_the_same(browser, another, buyers):
    become_guest(browser)
    browser.sign_in(PHONE)
    buyers[TRADE] = household_of(browser).id
    with clock.standing_at(clock.now() + timedelta(minutes=2)):
        seen = [look(another, number) for number in (TRADE, "2026111822001499999999999999")]
    assert seen[0] == seen[1]


def look(browser, number: str) -> list[tuple]:
    """What somebody who asks for a number and types a wrong code can see of it: statuses, texts, and the work done."""
    token = browser.token()
    asked = seen_of(lambda: browser.bare_post("/restore", csrf_token=token, number=number))
    let_worker_look()
    page = asked[0].location
    shown = seen_of(lambda: browser.get(page))
    tried = seen_of(lambda: browser.bare_post(page, csrf_token=token, code="000000"))
    return [(answer.status_code, words(answer), cost) for answer, cost in (asked, shown, tried)]


def seen_of(step) -> tuple:
    with recorded_queries() as statements:
        response = step()
    return response, len(statements)


def words(response) -> str:
    main = page_of(response).find("main")
    return main.get_text(" ", strip=True) if main else ""


def test_a_buyer_without_a_contact_is_sent_nothing(browser, another, buyers):
    buyers[TRADE] = become_guest(browser).id
    assert ask(another, TRADE).status_code == 303
    assert db.session.scalar(select(func.count()).select_from(Message)) == 0


def test_the_buyer_is_not_flooded(browser, another, buyers):
    browser.sign_in(PHONE)
    buyers[TRADE] = household_of(browser).id
    with clock.standing_at(clock.now() + timedelta(hours=1)):
        for _ in range(6):
            ask(another, TRADE)
    sent = db.session.scalar(select(func.count()).select_from(Message).where(Message.recipient == PHONE))
    assert sent == 1 + 3


def test_asking_from_one_network_is_limited_with_the_number_kept(browser):
    for _ in range(30):
        ask(browser, TRADE)
    page = ask(browser, NUMBER)
    assert page.status_code == 429
    assert f'value="{NUMBER}"' in page.get_data(as_text=True)
