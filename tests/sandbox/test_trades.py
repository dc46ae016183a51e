"""A trade's life as the gateway tells it: when it begins, how it is paid, when it ends."""

import pytest

QUERY, CLOSE, CANCEL = "alipay.trade.query", "alipay.trade.close", "alipay.trade.cancel"
PRECREATE, WAP = "alipay.trade.precreate", "alipay.trade.wap.pay"


def state(merchant, number="TBO1"):
    inner = merchant.call(QUERY, {"out_trade_no": number})
    return inner.get("trade_status") or inner["sub_code"]


def scan(merchant, number="TBO1", **more):
    biz = {"out_trade_no": number, "total_amount": "3.00", "subject": "雾港 第2集"} | more
    return merchant.call(PRECREATE, biz)["qr_code"]


def test_a_page_pay_trade_does_not_exist_until_the_buyer_logs_in(merchant, client):
    cashier = merchant.ticket("TBO1")
    client.get(cashier)
    assert state(merchant) == "ACQ.TRADE_NOT_EXIST"
    merchant.log_in(cashier)
    assert state(merchant) == "WAIT_BUYER_PAY"


def test_a_code_does_not_exist_as_a_trade_until_it_is_scanned(merchant, client):
    code = scan(merchant)
    assert state(merchant) == "ACQ.TRADE_NOT_EXIST"
    assert client.get(code).status_code == 302
    assert state(merchant) == "WAIT_BUYER_PAY"


def test_a_paid_trade_is_told_with_its_money_and_chinas_time(merchant):
    merchant.paid("TBO1")
    inner = merchant.call(QUERY, {"out_trade_no": "TBO1"})
    assert inner["trade_status"] == "TRADE_SUCCESS"
    assert (inner["total_amount"], inner["buyer_pay_amount"]) == ("3.00", "3.00")
    assert inner["send_pay_date"] == "2026-11-22 12:00:00"
    assert merchant.call(QUERY, {"trade_no": inner["trade_no"]})["out_trade_no"] == "TBO1"


def test_a_query_that_names_nothing_is_refused(merchant):
    assert merchant.call(QUERY, {})["sub_code"] == "ACQ.INVALID_PARAMETER"


def test_two_numbers_of_different_trades_name_no_trade(merchant):
    merchant.paid("TBO1")
    merchant.paid("TBO2")
    trade_no = merchant.told("TBO2")["trade_no"]
    assert merchant.call(QUERY, {"out_trade_no": "TBO1", "trade_no": trade_no})["sub_code"] == "ACQ.TRADE_NOT_EXIST"


@pytest.mark.parametrize(
    ("deadline", "seconds"),
    [
        ({"timeout_express": "5m"}, 300),
        ({"time_expire": "2026-11-22 12:10:00"}, 600),
        ({"timeout_express": "1c"}, 43200),
    ],
)
def test_a_trade_closes_at_the_instant_its_time_ends(merchant, clock, deadline, seconds):
    merchant.log_in(merchant.ticket("TBO1", **deadline))
    clock.move(seconds - 1)
    assert state(merchant) == "WAIT_BUYER_PAY"
    clock.move(1)
    assert state(merchant) == "TRADE_CLOSED"


def test_a_page_counts_its_minutes_from_the_log_in_and_a_code_from_the_call(merchant, client, clock):
    cashier, code = merchant.ticket("TBO1", timeout_express="5m"), scan(merchant, "TBO2", timeout_express="5m")
    clock.move(200)
    merchant.log_in(cashier)
    client.get(code)
    clock.move(200)
    assert (state(merchant, "TBO1"), state(merchant, "TBO2")) == ("WAIT_BUYER_PAY", "TRADE_CLOSED")


def test_a_code_is_dead_after_two_hours(merchant, client, clock):
    code = scan(merchant)
    clock.move(2 * 3600)
    client.get(code)
    assert state(merchant) == "TRADE_CLOSED"


def test_an_expired_trade_cannot_be_paid_in_the_usual_way(merchant, clock):
    cashier = merchant.ticket("TBO1", timeout_express="5m")
    merchant.log_in(cashier)
    clock.move(300)
    assert merchant.pay(cashier).location == cashier
    assert state(merchant) == "TRADE_CLOSED"


def test_closing_ends_an_unpaid_trade_once(merchant):
    merchant.log_in(merchant.ticket("TBO1"))
    inner = merchant.call(CLOSE, {"out_trade_no": "TBO1"})
    assert (inner["code"], inner["out_trade_no"]) == ("10000", "TBO1")
    assert state(merchant) == "TRADE_CLOSED"
    assert merchant.call(CLOSE, {"out_trade_no": "TBO1"})["sub_code"] == "ACQ.TRADE_STATUS_ERROR"


def test_a_paid_trade_cannot_be_closed(merchant):
    merchant.paid("TBO1")
    assert merchant.call(CLOSE, {"out_trade_no": "TBO1"})["sub_code"] == "ACQ.TRADE_STATUS_ERROR"
    assert state(merchant) == "TRADE_SUCCESS"


def test_closing_what_nobody_opened_is_no_closing_and_the_buyer_may_still_pay(merchant):
    cashier = merchant.ticket("TBO1")
    assert merchant.call(CLOSE, {"out_trade_no": "TBO1"})["sub_code"] == "ACQ.TRADE_NOT_EXIST"
    merchant.log_in(cashier)
    merchant.pay(cashier)
    assert state(merchant) == "TRADE_SUCCESS"


def test_cancelling_closes_what_is_unpaid_and_refunds_what_is_paid(merchant):
    merchant.log_in(merchant.ticket("TBO1"))
    merchant.paid("TBO2")
    assert merchant.call(CANCEL, {"out_trade_no": "TBO1"})["action"] == "close"
    assert merchant.call(CANCEL, {"out_trade_no": "TBO2"})["action"] == "refund"
    assert merchant.call(CANCEL, {"out_trade_no": "TBO2"})["action"] == "refund"
    assert (merchant.told("TBO1")["refunded"], merchant.told("TBO2")["refunded"]) == (0, 300)


def test_cancelling_kills_a_code_that_nobody_scanned(merchant, client):
    code = scan(merchant)
    assert merchant.call(CANCEL, {"out_trade_no": "TBO1"})["action"] == "close"
    assert "这笔付款已被商家撤销" in client.get(code, follow_redirects=True).text
    assert state(merchant) == "ACQ.TRADE_NOT_EXIST"


def test_a_paid_trade_cannot_be_cancelled_after_a_day(merchant, clock):
    merchant.paid("TBO1")
    clock.move(24 * 3600 + 1)
    assert merchant.call(CANCEL, {"out_trade_no": "TBO1"})["sub_code"] == "ACQ.TRADE_CANCEL_TIME_OUT"
