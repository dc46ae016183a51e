"""Alipay's notices over HTTP: who is believed, what is answered, and that nothing else comes through this door."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from tbo.alipay.signed_form import LARGEST_FORM
from tbo.alipay.trouble import OutcomeUnknown
from tbo.db import db
from tbo.entitlements.models import Entitlement
from tbo.orders import notice_pages
from tbo.orders.models import PaymentEvent, Refund
from tbo.orders.provider import PayingAway

from ..support.far_side import FORM
from ..support.selling import buying, household, order_of, payment_of

NOTICES = "/alipay/notices"


@pytest.fixture
def tell(app):
    """Post a body to the notice route and return the answer's status and text."""
    client = app.test_client()

    def post(body: bytes, **kwargs) -> tuple[int, str]:
        answer = client.post(NOTICES, data=body, **{"content_type": FORM} | kwargs)
        assert answer.content_type == "text/plain; charset=utf-8"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in answer.headers
        assert "Location" not in answer.headers
        db.session.expire_all()
        return answer.status_code, answer.get_data(as_text=True)

    return post


@pytest.fixture
def number(series) -> str:
    """A payment of 3.00 yuan that waits."""
    return buying(series.episode())


def state_of(number: str) -> tuple[str, str, int]:
    """Where payment and order stand, and how many rights there are."""
    rights = db.session.scalar(select(func.count()).select_from(Entitlement))
    return payment_of(number).state, order_of(number).state, rights


def events() -> list[str]:
    return list(db.session.scalars(select(PaymentEvent.what).order_by(PaymentEvent.id)))


UNTOUCHED = ("waiting", "pending", 0)


def test_money_is_answered_with_success_and_nothing_else(tell, number, alipay):
    assert tell(alipay.pays(number, 300)) == (200, "success")
    assert state_of(number) == ("paid", "fulfilled", 1)


def test_what_is_logged_of_a_notice_names_its_payment_and_order(tell, number, alipay, lines):
    tell(alipay.pays(number, 300))
    named = {(line.get("payment"), line.get("order_number")) for line in lines() if "payment" in line}
    assert named == {(number, order_of(number).number)}


def test_a_repeated_notice_is_answered_alike_and_has_one_effect(tell, number, alipay):
    body = alipay.pays(number, 300)
    assert {tell(body) for _ in range(10)} == {(200, "success")}
    assert state_of(number) == ("paid", "fulfilled", 1)
    assert events() == ["paid: settle"]


@pytest.mark.parametrize(
    "forge",
    [
        lambda body: body.replace(b"total_amount=3.00", b"total_amount=3.01"),
        lambda body: body.replace(b"TRADE_SUCCESS", b"TRADE_FINISHED"),
        lambda body: body.replace(b"sign_type=RSA2", b"sign_type=RSA"),
        lambda body: body + b"&extra=1",
        lambda body: body + b"&total_amount=3.00",
        lambda body: body[: body.index(b"&sign=")],
        lambda body: b"",
        lambda body: b"\xff\xfe\x00",
        lambda body: body + b"&filler=" + b"x" * LARGEST_FORM,
    ],
    ids=["amount", "state", "hash", "added", "twice", "unsigned", "empty", "bytes", "large"],
)
def test_what_is_forged_changes_nothing(tell, number, alipay, forge):
    assert tell(forge(alipay.pays(number, 300))) == (200, "failure")
    assert state_of(number) == UNTOUCHED
    assert events() == []


def test_only_a_form_in_the_body_counts(app, tell, number, alipay):
    body = alipay.pays(number, 300)
    assert tell(body, content_type="application/json") == (200, "failure")
    answer = app.test_client().post(f"{NOTICES}?{body.decode()}", content_type=FORM)
    assert answer.get_data(as_text=True) == "failure"
    assert state_of(number) == UNTOUCHED


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_nothing_is_told_by_another_method(app, number, alipay, method):
    body = alipay.pays(number, 300)
    answer = app.test_client().open(f"{NOTICES}?{body.decode()}", method=method)
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]
    assert state_of(number) == UNTOUCHED


@pytest.mark.parametrize("field", ["app_id", "seller_id"])
def test_a_notice_for_somebody_else_is_not_ours(tell, number, alipay, field):
    assert tell(alipay.notice(number, 300, **{field: "2088999999999999"})) == (200, "failure")
    assert state_of(number) == UNTOUCHED


@pytest.mark.parametrize("amount", ["3.01", "2.99", "0.00", "300.00"])
def test_another_amount_is_flagged_and_grants_nothing_however_often_it_is_told(tell, number, alipay, amount):
    body = alipay.notice(number, 300, total_amount=amount)
    assert [tell(body), tell(body)] == [(200, "failure")] * 2
    assert state_of(number) == UNTOUCHED
    assert payment_of(number).flagged_because
    assert events() == ["paid: flag"]


@pytest.mark.parametrize("amount", ["NaN", "3e0", "-3.00", "3", "3.000", "３.００", ""])
def test_an_amount_that_is_none_is_refused(tell, number, alipay, amount):
    assert tell(alipay.notice(number, 300, total_amount=amount)) == (200, "failure")
    assert state_of(number) == UNTOUCHED
    assert events() == []


@pytest.mark.parametrize("unknown", ["TBO20261118ABCDEFGH_1", "x", "1 OR 1=1", "'; DROP TABLE payment; --", "x" * 65])
def test_an_unknown_payment_is_answered_with_failure(tell, alipay, app, unknown):
    assert tell(alipay.notice(unknown, 300)) == (200, "failure")


def test_an_unknown_payment_is_kept_once_for_a_person_to_look_at(tell, alipay, app):
    body = alipay.notice("TBO20261118ABCDEFGH_1", 300)
    assert [tell(body), tell(body)] == [(200, "failure")] * 2
    assert events() == ["unknown payment"]


def test_a_notice_of_another_kind_is_kept_and_answered_with_success(tell, alipay, app):
    body = alipay.notice("TBO20261118ABCDEFGH_1", 300, notify_type="open_app_auth_notify")
    assert [tell(body), tell(body)] == [(200, "success")] * 2
    assert events() == ["open_app_auth_notify"]


def test_a_value_that_can_be_read_in_two_ways_is_asked_about(tell, number, alipay):
    alipay.pays(number, 300)
    body = alipay.notice(number, 300, subject="a&total_amount=3.00&x=")
    assert tell(body) == (200, "success")
    assert [method for method, _ in alipay.asked][-1] == "alipay.trade.query"
    assert state_of(number) == ("paid", "fulfilled", 1)


def test_a_value_that_can_be_read_in_two_ways_is_not_believed_by_itself(tell, number, alipay):
    alipay.opens(number, 300)
    tell(alipay.notice(number, 300, subject="a&b"))
    assert state_of(number) == UNTOUCHED


def test_what_cannot_be_asked_about_is_to_be_told_again(tell, number, alipay):
    def away(_method, _is_done):
        raise OutcomeUnknown("no answer")

    alipay.trouble = away
    assert tell(alipay.notice(number, 300, subject="a&b")) == (200, "failure")
    assert state_of(number) == UNTOUCHED


def test_news_that_waits_or_ends_unpaid_grants_nothing(tell, number, alipay):
    alipay.opens(number, 300)
    assert tell(alipay.notice(number, 300, "WAIT_BUYER_PAY")) == (200, "success")
    assert tell(alipay.closes(number)) == (200, "success")
    assert state_of(number) == ("closed", "pending", 0)


def test_a_late_lower_state_undoes_nothing(tell, number, alipay):
    tell(alipay.pays(number, 300))
    assert tell(alipay.notice(number, 300, "WAIT_BUYER_PAY")) == (200, "success")
    assert tell(alipay.notice(number, 300, "TRADE_CLOSED")) == (200, "success")
    assert state_of(number) == ("paid", "fulfilled", 1)


def test_a_second_payment_is_answered_with_success_and_goes_back(tell, series, alipay):
    home = household()
    first, second = (buying(series.episode(), home) for _ in range(2))
    assert tell(alipay.pays(first, 300)) == (200, "success")
    assert tell(alipay.pays(second, 300)) == (200, "success")
    assert db.session.scalars(select(Refund.amount_fen)).all() == [300]
    assert state_of(second)[1:] == ("closed", 1)


def test_a_notice_of_a_full_refund_takes_back_what_was_given(tell, number, alipay):
    tell(alipay.pays(number, 300))
    assert tell(alipay.refunds(number, 300)) == (200, "success")
    assert (payment_of(number).state, order_of(number).state) == ("refunded", "refunded")
    assert db.session.scalars(select(Entitlement.revoked_at)).one() is not None


def test_a_notice_of_a_partial_refund_is_not_news_of_money(tell, number, alipay):
    tell(alipay.pays(number, 300))
    assert tell(alipay.refunds(number, 100)) == (200, "success")
    assert (payment_of(number).refunded_fen, order_of(number).state) == (100, "partly_refunded")


def test_trouble_with_the_database_lets_alipay_tell_it_again(tell, number, alipay, monkeypatch):
    def away(_telling):
        raise OperationalError("SELECT 1", {}, Exception("away"))

    body = alipay.pays(number, 300)
    with monkeypatch.context() as broken:
        broken.setattr(notice_pages, "settle", away)
        assert tell(body) == (500, "failure")
    assert tell(body) == (200, "success")
    assert state_of(number) == ("paid", "fulfilled", 1)


def test_a_shop_without_keys_lets_alipay_tell_it_again(tell, number, alipay, monkeypatch):
    def not_set_up():
        raise PayingAway("no keys")

    monkeypatch.setattr(notice_pages, "account", not_set_up)
    assert tell(alipay.pays(number, 300)) == (500, "failure")


def test_no_token_session_or_origin_is_asked_for(app, number, alipay):
    client = app.test_client()
    client.set_cookie("tbo", "garbage")
    far_away = {"Origin": "https://openapi.alipay.com", "Sec-Fetch-Site": "cross-site"}
    answer = client.post(NOTICES, data=alipay.pays(number, 300), content_type=FORM, headers=far_away)
    assert (answer.get_data(as_text=True), "Set-Cookie" in answer.headers) == ("success", False)
