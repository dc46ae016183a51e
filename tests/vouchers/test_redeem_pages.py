"""Redeeming a voucher on the pages themselves: typed or linked, without signing in, with words for whoever holds it."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from tbo import clock
from tbo.accounts.models import Household, Profile
from tbo.arrivals.models import Arrival
from tbo.db import db, writing
from tbo.entitlements.models import Entitlement
from tbo.orders.gifts import giving as gifts
from tbo.rules.limits import Limit
from tbo.rules.vouchers import printed
from tbo.vouchers.models import Voucher
from tbo.vouchers.redeeming import take_back

from ..orders.shopper import elsewhere, on_phone, path_of, press
from ..support.browser import Browser
from ..support.parsing import page_of
from .made import batch_of, codes, season_of, vouchers


@pytest.fixture
def buyer(app) -> Browser:
    """Somebody with a telephone who bought a code on Tmall."""
    return on_phone(app)


@pytest.fixture
def stranger(app) -> Browser:
    """Somebody else."""
    return on_phone(app, "192.0.2.9")


@pytest.fixture
def made(series) -> int:
    """A batch of two codes for a season."""
    return batch_of(season_of(series), ends_at=clock.now() + timedelta(days=30))


def link(batch_id: int, nth: int = 0) -> str:
    return f"/redeem/{printed(codes(batch_id)[nth])}"


def count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model))


def said(browser: Browser, address: str) -> tuple[int, str]:
    answer = browser.get(address)
    return answer.status_code, page_of(answer).select_one(".hint span, p.hint").get_text(strip=True)


def typed(browser: Browser, code: str):
    return press(browser, browser.page("/redeem"), "form.redeem", code=code)


def test_a_pasted_code_leads_to_what_it_is_and_one_button_to_watching(buyer, made):
    answer = typed(buyer, f" 卡密：{codes(made)[0].lower()} ")
    assert (answer.status_code, path_of(answer.location)) == (303, link(made))
    page = buyer.page(link(made))
    assert page.select_one(".gift-what h2").get_text() == "雨夜便利店 第 1 季"
    assert (count(Household), count(Entitlement)) == (0, 0), "looking does nothing"
    answer = press(buyer, page, ".entry-form form")
    assert (answer.status_code, path_of(answer.location)) == (303, link(made))
    page = buyer.page(link(made))
    assert page.h1.get_text() == "灯亮了"
    assert "/watch/" in page.select_one(".account-acts a.watch")["href"]


def test_a_link_is_opened_without_typing_and_a_second_click_ends_where_the_first_did(buyer, made):
    page = buyer.page(link(made))
    one, two = press(buyer, page, ".entry-form form"), press(buyer, page, ".entry-form form")
    assert (one.status_code, two.status_code, one.location) == (303, 303, two.location)
    assert count(Entitlement) == 1


def test_who_brought_the_buyer_is_kept_with_the_code(buyer, made, app):
    with elsewhere(), writing():
        db.session.add(Arrival(public_id="a" * 22, path="/t/900000000105", created_at=clock.now()))
    buyer.client.set_cookie("tbo-arrival", "a" * 22)
    press(buyer, buyer.page(link(made)), ".entry-form form")
    assert vouchers(made)[0].arrival_id == db.session.scalar(select(Arrival.id))


def test_a_slip_is_told_from_a_code_that_does_not_exist_and_stays_in_the_field(buyer, made):
    code = codes(made)[0]
    wrong = code[:4] + ("3" if code[4] == "2" else "2") + code[5:]
    answer = typed(buyer, wrong)
    page = page_of(answer)
    assert (answer.status_code, page.select_one("#code")["value"]) == (404, wrong)
    assert "抄错了" in page.select_one(".hint").get_text()
    assert "打不开" in page_of(typed(buyer, "ABCDEF-GHJKMN-PQRSTV")).select_one(".hint").get_text()


def test_used_by_others_and_unknown_are_the_same_to_a_stranger(buyer, stranger, made):
    press(buyer, buyer.page(link(made)), ".entry-form form")
    unknown = said(stranger, "/redeem/ABCDEF-GHJKMN-PQRSTV")
    assert said(stranger, link(made)) == unknown
    assert press(stranger, stranger.page("/redeem"), "form.redeem", code=codes(made)[0]).status_code == 404
    assert unknown[0] == 404


def test_over_and_revoked_are_said_to_whoever_holds_the_code(buyer, stranger, made):
    with elsewhere(), writing():
        take_back(db.session.get_one(Voucher, vouchers(made)[1].id), "refunded on Tmall")
    assert "作废了" in said(stranger, link(made, 1))[1]
    with clock.standing_at(clock.now() + timedelta(days=31)):
        assert "过期了" in said(stranger, link(made))[1]
        assert stranger.page(link(made)).select_one(".entry-form form") is None
    press(buyer, buyer.page(link(made)), ".entry-form form")
    with elsewhere(), writing():
        take_back(db.session.get_one(Voucher, vouchers(made)[0].id), "refunded on Tmall")
    assert "作废了" in said(buyer, link(made))[1]
    assert said(stranger, link(made))[0] == 404


def test_what_is_over_when_the_button_is_pressed_is_refused_in_words(buyer, made):
    page = buyer.page(link(made))
    with clock.standing_at(clock.now() + timedelta(days=31)):
        answer = press(buyer, page, ".entry-form form")
    assert (answer.status_code, "过期了" in page_of(answer).select_one(".gift-refused").get_text()) == (410, True)


def test_a_child_is_sent_to_a_grown_up(buyer, made):
    press(buyer, buyer.page(link(made)), ".entry-form form")
    with elsewhere(), writing():
        db.session.execute(update(Profile).values(kind="child"))
    assert buyer.get(link(made, 1)).status_code == 403
    assert buyer.post(link(made, 1), form_key="k" * 24).status_code == 403


def test_guessing_is_slow(stranger, made, monkeypatch):
    monkeypatch.setattr(gifts, "PER_NETWORK", (Limit(2, gifts.TEN_MINUTES),))
    assert [stranger.get("/redeem/ABCDEFGHJKMNPQRSTVWX").status_code for _ in range(3)] == [404, 404, 429]
    assert stranger.get(link(made)).status_code == 429


@pytest.mark.parametrize("code", ["%00", "a" * 300, "..%2f", "%E7%A4%BC", "'", "x", "%EF%BC%A1" * 20, "%E2%80%AE"])
def test_whatever_stands_in_the_address_is_answered(stranger, app, code):
    assert stranger.get(f"/redeem/{code}").status_code in (400, 404)


def test_a_form_without_a_key_redeems_nothing(buyer, made):
    assert press(buyer, buyer.page(link(made)), ".entry-form form", form_key="").status_code == 400
    assert count(Entitlement) == 0
