"""What the gateway asks, and what it makes of answers, good and bad."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from tbo.alipay.gateway import Gateway
from tbo.alipay.sub_codes import NEXT_STEPS, NextStep
from tbo.alipay.trades import Cashier, CloseOutcome, RefundOutcome, RequestFaulty, TradeState
from tbo.alipay.trouble import GatewayRefused, NotSent, OutcomeUnknown
from tbo.rules.money import Money

QUERY, CLOSE, REFUND = "alipay.trade.query", "alipay.trade.close", "alipay.trade.refund"
PRECREATE = "alipay.trade.precreate"

PAID = {
    **{"code": "10000", "msg": "Success", "out_trade_no": "TBO1", "trade_no": "2026111122001"},
    **{"trade_status": "TRADE_SUCCESS", "total_amount": "6.00", "receipt_amount": "5.00"},
    **{"buyer_user_id": "2088102", "send_pay_date": "2026-11-11 00:00:03"},
}


def refusal(sub_code, code="40004"):
    return {"code": code, "msg": "Business Failed", "sub_code": sub_code}


def query_of(url):
    return {name: value for name, (value,) in parse_qs(urlsplit(url).query, strict_parsing=True).items()}


def test_the_desktop_cashier_is_asked_for_exactly_this(gateway, payment, account):
    url = gateway.cashier_url(payment, Cashier.DESKTOP)
    assert url.startswith(account.gateway_url + "?")
    fields = query_of(url)
    assert json.loads(fields["biz_content"]) == {
        **{"out_trade_no": "TBO1", "total_amount": "6.00", "subject": "长安夜行 第 2 集", "goods_type": "0"},
        **{"product_code": "FAST_INSTANT_TRADE_PAY", "time_expire": "2026-11-11 00:30:00", "qr_pay_mode": "2"},
    }
    assert (fields["method"], fields["app_id"]) == ("alipay.trade.page.pay", account.app_id)
    assert (fields["notify_url"], fields["return_url"]) == (payment.notify_url, payment.return_url)


def test_the_phone_cashier_is_asked_for_exactly_this(gateway, payment):
    fields = query_of(gateway.cashier_url(payment, "phone"))
    assert fields["method"] == "alipay.trade.wap.pay"
    assert json.loads(fields["biz_content"]) == {
        **{"out_trade_no": "TBO1", "total_amount": "6.00", "subject": "长安夜行 第 2 集", "goods_type": "0"},
        **{"product_code": "QUICK_WAP_WAY", "time_expire": "2026-11-11 00:30:00", "quit_url": payment.quit_url},
    }


def test_a_title_cannot_smuggle_a_field_into_the_signed_text(gateway, payment):
    hostile = replace(payment, subject="S&total_amount=0.01&x=<b>'\"%+/")
    fields = query_of(gateway.cashier_url(hostile, Cashier.PHONE))
    assert json.loads(fields["biz_content"])["subject"] == "S total_amount 0.01 x b"


def test_precreate_gives_the_text_to_draw(gateway, payment, far_side):
    far_side.answers[PRECREATE] = {"code": "10000", "out_trade_no": "TBO1", "qr_code": "https://qr.alipay.com/bax0"}
    assert gateway.precreate(payment) == "https://qr.alipay.com/bax0"
    asked = far_side.asked[0]
    assert (asked["product_code"], asked["notify_url"]) == ("FACE_TO_FACE_PAYMENT", payment.notify_url)
    assert "return_url" not in asked


@pytest.mark.parametrize("spoilt", [{"out_trade_no": "TBO2"}, {"qr_code": ""}, {"qr_code": 7}, {"qr_code": "x" * 2000}])
def test_a_code_for_another_payment_or_none_is_not_drawn(gateway, payment, far_side, spoilt):
    far_side.answers[PRECREATE] = {"code": "10000", "out_trade_no": "TBO1", "qr_code": "https://qr/1", **spoilt}
    with pytest.raises(OutcomeUnknown):
        gateway.precreate(payment)


def test_a_paid_trade_is_told_in_our_words(gateway, far_side):
    far_side.answers[QUERY] = PAID
    answer = gateway.query("TBO1")
    assert (answer.state, answer.amount, answer.trade_no) == (TradeState.PAID, Money(600), "2026111122001")
    assert answer.paid_at == datetime(2026, 11, 10, 16, 0, 3, tzinfo=UTC)
    assert answer.buyer_id == "2088102"
    assert "2088102" not in repr(answer)


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("WAIT_BUYER_PAY", TradeState.WAITING),
        ("TRADE_SUCCESS", TradeState.PAID),
        ("TRADE_FINISHED", TradeState.FINISHED),
        ("TRADE_CLOSED", TradeState.CLOSED),
    ],
)
def test_each_status_has_one_state(gateway, far_side, status, state):
    far_side.answers[QUERY] = {**PAID, "trade_status": status}
    assert gateway.query("TBO1").state is state


def test_a_trade_that_does_not_exist_yet_is_missing_and_no_failure(gateway, far_side):
    far_side.answers[QUERY] = refusal("ACQ.TRADE_NOT_EXIST")
    answer = gateway.query("TBO1")
    assert (answer.state, answer.amount) == (TradeState.MISSING, None)


@pytest.mark.parametrize(
    "spoilt",
    [
        *[{"out_trade_no": "TBO2"}, {"trade_status": "PAID"}, {"trade_status": None}, {"trans_currency": "USD"}],
        *[{"total_amount": wrong} for wrong in ("9.9", "6", "-6.00", "6e0", "NaN", "6,00", 6.0, 600, None, ["6.00"])],
        *[{"code": code} for code in ("10003", "20000", "", None, 10000, "1e4")],
        {"trade_no": ""},
    ],
)
def test_an_answer_that_is_not_quite_right_is_unknown(gateway, far_side, spoilt):
    far_side.answers[QUERY] = {**PAID, **spoilt}
    with pytest.raises(OutcomeUnknown):
        gateway.query("TBO1")


def test_an_unreadable_date_does_not_hold_up_money(gateway, far_side):
    far_side.answers[QUERY] = {**PAID, "send_pay_date": "yesterday"}
    assert gateway.query("TBO1").paid_at is None


def html(handler, far):
    body = b"<html>\xe7\xbb\xb4\xe6\x8a\xa4</html>"
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def raw(make):
    def play(handler, far):
        handler.wfile.write(b"HTTP/1.0 " + make(far))

    return play


TRAPS = {
    "HTML": html,
    "502 with a right answer": raw(lambda far: b"502 Bad\r\n\r\n" + far.envelope(QUERY, PAID)),
    "redirect": raw(lambda far: b"302 Found\r\nLocation: /\r\n\r\n" + far.envelope(QUERY, PAID)),
    "other method": raw(lambda far: b"200 OK\r\n\r\n" + far.envelope(CLOSE, PAID)),
    "unsigned": raw(lambda far: b"200 OK\r\n\r\n" + json.dumps({"alipay_trade_query_response": PAID}).encode()),
    "GBK": raw(lambda far: b"200 OK\r\n\r\n" + far.envelope(QUERY, {**PAID, "subject": "长安"}).decode().encode("gbk")),
    "touched": raw(lambda far: b"200 OK\r\n\r\n" + far.envelope(QUERY, PAID).replace(b"6.00", b"0.01")),
    "huge": raw(lambda far: b"200 OK\r\n\r\n" + b" " * 300_000 + far.envelope(QUERY, PAID)),
    "nothing": raw(lambda far: b""),
}


@pytest.mark.parametrize("trap", TRAPS)
def test_a_spoilt_far_side_is_unknown_to_a_query_and_a_value_to_a_refund(gateway, far_side, trap):
    far_side.trap = TRAPS[trap]
    with pytest.raises(OutcomeUnknown):
        gateway.query("TBO1")
    assert gateway.refund("TBO1", "R1", Money(600), "x").outcome is RefundOutcome.UNKNOWN


def test_a_gateway_that_is_away_was_not_asked(account, payment):
    away = Gateway(replace(account, gateway_url="http://127.0.0.1:1/gateway.do"))
    for ask in (lambda: away.query("TBO1"), lambda: away.close("TBO1"), lambda: away.precreate(payment)):
        with pytest.raises(NotSent):
            ask()
    assert away.refund("TBO1", "R1", Money(600), "x").outcome is RefundOutcome.NOT_SENT
    assert away.refund_query("TBO1", "R1").outcome is RefundOutcome.NOT_SENT


def test_a_page_that_drips_is_given_up_at_the_deadline(account, far_side):
    far_side.trap = lambda handler, far: far.is_over.wait(10)
    with pytest.raises(OutcomeUnknown):
        Gateway(replace(account, deadline_s=0.2)).query("TBO1")


@pytest.mark.parametrize("code", ["40001", "40002", "40006", "20001"])
def test_our_own_faults_ask_for_a_person(gateway, far_side, code):
    far_side.answers[QUERY] = refusal("isv.invalid-signature", code)
    with pytest.raises(GatewayRefused) as refused:
        gateway.query("TBO1")
    assert refused.value.next_step is NextStep.ALERT


@pytest.mark.parametrize("sub_code", ["ACQ.SYSTEM_ERROR", "aop.ACQ.SYSTEM_ERROR"])
def test_a_system_error_is_unknown_never_a_refusal(gateway, far_side, sub_code):
    far_side.answers = dict.fromkeys((QUERY, CLOSE, REFUND), refusal(sub_code))
    for ask in (gateway.query, gateway.close):
        with pytest.raises(OutcomeUnknown):
            ask("TBO1")
    assert gateway.refund("TBO1", "R1", Money(1), "x").outcome is RefundOutcome.UNKNOWN


@pytest.mark.parametrize("sub_code", sorted(NEXT_STEPS.keys() - {"ACQ.SYSTEM_ERROR"}))
def test_each_refusal_of_a_precreate_names_its_next_step(gateway, payment, far_side, sub_code):
    far_side.answers[PRECREATE] = refusal(sub_code)
    with pytest.raises(GatewayRefused) as refused:
        gateway.precreate(payment)
    assert refused.value.next_step is NEXT_STEPS[sub_code]
    assert refused.value.sub_code == sub_code


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ({"code": "10000", "out_trade_no": "TBO1"}, CloseOutcome.CLOSED),
        ({"code": "10000"}, CloseOutcome.CLOSED),
        (refusal("ACQ.TRADE_HAS_CLOSE"), CloseOutcome.CLOSED),
        (refusal("ACQ.TRADE_NOT_EXIST"), CloseOutcome.MISSING),
        (refusal("ACQ.TRADE_STATUS_ERROR"), CloseOutcome.NOT_CLOSABLE),
        (refusal("ACQ.REASON_TRADE_STATUS_INVALID"), CloseOutcome.NOT_CLOSABLE),
        (refusal("ACQ.TRADE_HAS_SUCCESS"), CloseOutcome.NOT_CLOSABLE),
    ],
)
def test_closing_has_three_ends(gateway, far_side, answer, outcome):
    far_side.answers[CLOSE] = answer
    assert gateway.close("TBO1") is outcome


def test_closing_another_trade_is_not_believed_and_other_refusals_are_raised(gateway, far_side):
    far_side.answers[CLOSE] = {"code": "10000", "out_trade_no": "TBO2"}
    with pytest.raises(OutcomeUnknown):
        gateway.close("TBO1")
    far_side.answers[CLOSE] = refusal("ACQ.CONTEXT_INCONSISTENT")
    with pytest.raises(GatewayRefused):
        gateway.close("TBO1")


@pytest.mark.parametrize("number", ["", "a" * 65, "TBO-1", "TBO1'; DROP", "订单", None, 7])
def test_impossible_numbers_are_never_sent(gateway, far_side, number):
    asks = [gateway.query, gateway.close, lambda n: gateway.refund_query("TBO1", n)]
    for ask in [*asks, lambda n: gateway.refund("TBO1", n, Money(1), "x")]:
        with pytest.raises(RequestFaulty):
            ask(number)
    assert far_side.asked == []


def test_sixteen_threads_may_share_one_gateway(gateway, far_side):
    far_side.answers[QUERY] = PAID
    with ThreadPoolExecutor(16) as pool:
        assert {a.state for a in pool.map(gateway.query, ["TBO1"] * 64)} == {TradeState.PAID}
