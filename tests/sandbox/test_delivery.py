"""Notices: what they say, that they are signed, and how stubbornly they are brought."""

import threading

import pytest

from tbo.sandbox import create_sandbox
from tbo.sandbox.courier import round_of_work
from tbo.sandbox.delivery import deliver_due
from tbo.sandbox.keys import is_signed, text_to_sign
from tbo.sandbox.notices import signed
from tbo.sandbox.options import SandboxSettings
from tbo.sandbox.sandbox import sandbox_of

from ..support.wallet import signed_forms
from .merchant import Merchant


@pytest.fixture
def paid(merchant, listener):
    return merchant.paid("TBO1", notify_url=listener.url, passback_params="a%3D1")


def is_ours(merchant, form) -> bool:
    text = text_to_sign(form, without=("sign", "sign_type"), keep_empty=True)
    return form["sign_type"] == "RSA2" and is_signed(text, form["sign"], merchant.trusted)


def test_a_payment_is_told_once_and_signed_without_sign_type(paid, listener, deliver, merchant):
    assert deliver() == 1
    assert deliver(86400) == 0
    (form,) = listener.forms
    assert is_ours(merchant, form)
    assert form["notify_type"] == "trade_status_sync"
    assert (form["trade_status"], form["total_amount"]) == ("TRADE_SUCCESS", "3.00")
    assert (form["app_id"], form["seller_id"]) == ("9021000000000001", "2088000000000001")
    assert (form["subject"], form["passback_params"]) == ("雾港 第2集", "a%3D1")
    assert (form["gmt_payment"], form["notify_time"]) == ("2026-11-22 12:00:00", "2026-11-22 12:00:00")
    assert "refund_fee" not in form
    assert merchant.told("TBO1")["notices"][0]["state"] == "accepted"


@pytest.mark.parametrize("answer", [(200, "fail"), (200, "success\n"), (500, "success"), (302, "success"), (200, "")])
def test_anything_but_success_is_brought_again_with_the_same_id(paid, listener, deliver, answer):
    listener.answers = [answer]
    assert [deliver(), deliver(1), deliver(1)] == [1, 0, 1]
    first, second = listener.forms
    assert first["notify_id"] == second["notify_id"]
    assert deliver(86400) == 0


def test_a_notice_is_given_up_after_eight_deliveries(paid, listener, deliver, merchant):
    listener.answers = [(500, "")] * 20
    assert sum(deliver(200) for _ in range(20)) == 8
    notice = merchant.told("TBO1")["notices"][0]
    assert (notice["state"], len(notice["deliveries"])) == ("given_up", 8)


def test_an_address_where_nobody_answers_is_tried_again(merchant, deliver, listener):
    listener.stop()
    merchant.paid("TBO1", notify_url=listener.url)
    assert [deliver(), deliver(2)] == [1, 1]
    tried = merchant.told("TBO1")["notices"][0]["deliveries"]
    assert [delivery["status"] for delivery in tried] == [None, None]


def test_an_address_that_cannot_be_called_does_not_stop_the_courier(merchant, listener, deliver):
    merchant.paid("TBO1", notify_url="http://127.0.0.1:99999/notices")
    merchant.paid("TBO2", notify_url=listener.url)
    assert deliver() == 2
    assert [form["out_trade_no"] for form in listener.forms] == ["TBO2"]


def test_a_call_without_notify_url_is_never_told(merchant, deliver):
    merchant.paid("TBO1")
    assert deliver() == 0


def test_waiting_notices_survive_a_restart(paid, listener, options):
    assert deliver_due(sandbox_of(create_sandbox(options))) == 1
    assert len(listener.forms) == 1


def test_two_couriers_never_bring_the_same_notice_at_once(paid, listener, app):
    counts = []
    threads = [threading.Thread(target=lambda: counts.append(deliver_due(sandbox_of(app)))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sum(counts), len(listener.forms)) == (1, 1)


def test_a_lost_courier_gives_its_notice_back_after_a_minute(paid, listener, app, clock, deliver):
    sandbox = sandbox_of(app)
    with sandbox.store.writing() as db:
        db.execute("UPDATE notices SET leased_until = '2026-11-22T04:01:00.000000Z'")
    assert [deliver(), deliver(61)] == [0, 1]


def test_a_partial_refund_is_told_as_success_with_its_number_and_sum(paid, listener, deliver, merchant):
    deliver()
    biz = {"out_trade_no": "TBO1", "refund_amount": "1.00", "out_request_no": "r1"}
    merchant.call("alipay.trade.refund", biz)
    deliver()
    form = listener.forms[-1]
    assert (form["trade_status"], form["refund_fee"], form["out_biz_no"]) == ("TRADE_SUCCESS", "1.00", "r1")
    assert form["gmt_refund"].startswith("2026-11-22 12:00:00")
    assert "gmt_close" not in form


def test_a_full_refund_is_told_as_closed_with_its_sum(paid, listener, deliver, client, merchant):
    client.post("/trades/TBO1/refunds")
    deliver()
    form = listener.forms[-1]
    assert (form["trade_status"], form["refund_fee"]) == ("TRADE_CLOSED", "3.00")
    assert form["gmt_close"]
    assert is_ours(merchant, form)


def test_closing_is_told_for_a_phone_page_and_not_for_a_desktop_page(merchant, listener, deliver):
    merchant.log_in(merchant.ticket("TBO1", notify_url=listener.url))
    merchant.log_in(merchant.ticket("TBO2", product="alipay.trade.wap.pay", notify_url=listener.url))
    merchant.call("alipay.trade.close", {"out_trade_no": "TBO1"})
    merchant.call("alipay.trade.close", {"out_trade_no": "TBO2"})
    deliver()
    (form,) = listener.forms
    assert (form["out_trade_no"], form["trade_status"]) == ("TBO2", "TRADE_CLOSED")
    assert "gmt_payment" not in form
    assert "refund_fee" not in form


def test_finishing_is_told_as_finished(paid, listener, deliver, client):
    client.post("/trades/TBO1/completion")
    deliver()
    assert [form["trade_status"] for form in listener.forms] == ["TRADE_SUCCESS", "TRADE_FINISHED"]


def test_an_old_notice_can_be_sent_again_with_its_old_id(paid, listener, deliver, client, merchant):
    deliver()
    notice = merchant.told("TBO1")["notices"][0]["id"]
    assert client.post(f"/notices/{notice}/copies").status_code == 303
    deliver()
    assert len({form["notify_id"] for form in listener.forms}) == 1
    assert len(listener.forms) == 2


def test_tests_can_take_the_signed_forms_and_sign_their_own(paid, app, merchant):
    (form,) = signed_forms(sandbox_of(app), "TBO1")
    assert is_ours(merchant, form)
    other = signed(sandbox_of(app), form | {"total_amount": "0.01"})
    assert is_ours(merchant, other)
    assert not is_ours(merchant, signed(sandbox_of(app), form, wrong_key=True))


def test_a_round_of_the_courier_brings_late_money_and_its_notice(merchant, listener, app, clock):
    cashier = merchant.ticket("TBO1", notify_url=listener.url)
    merchant.log_in(cashier)
    merchant.pay(cashier, "late")
    counts = []
    for _ in range(2):
        counts.append(round_of_work(sandbox_of(app)))
        clock.move(10)
    assert counts == [0, 1]
    assert listener.forms[0]["trade_status"] == "TRADE_SUCCESS"


def test_a_rehearsal_brings_notices_by_hand(tmp_path, keys_folder, clock, shop_side):
    brought, answers = [], ["failure", "success"]

    def bring(url, form, timeout):
        brought.append((url, form["out_trade_no"]))
        return 200, answers.pop(0)

    options = SandboxSettings(folder=tmp_path, keys_folder=keys_folder, now=clock, bring=bring)
    app = create_sandbox(options)
    Merchant(app.test_client(), clock, *shop_side).paid("TBO1", notify_url="https://shop.example/n")
    counts = []
    for seconds in (0, 2, 5):
        clock.move(seconds)
        counts.append(deliver_due(sandbox_of(app)))
    assert counts == [1, 1, 0]
    assert brought == [("https://shop.example/n", "TBO1")] * 2
