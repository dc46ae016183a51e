"""What Taobao's answers mean: heard, refused, or not known, and then told again."""

import json

import pytest

from tbo import clock
from tbo.tickets.desk import Outcome, TmallOrder
from tbo.tickets.signing import call_signature
from tbo.tickets.taobao import TaobaoDesk, answer_of

ORDER = TmallOrder("1753340805138544", "31231231231")


@pytest.mark.parametrize(
    ("told", "outcome"),
    [
        ({"eticket_merchant_ma_send_response": {"ret_code": "isv.success-all", "ret_msg": "-"}}, Outcome.DONE),
        ({"eticket_merchant_ma_send_response": {"is_success": True}}, Outcome.DONE),
        ({"eticket_merchant_ma_send_response": {"ret_code": "isv.order-cancelled"}}, Outcome.REFUSED),
        ({"eticket_merchant_ma_send_response": {}}, Outcome.REFUSED),
        ({"eticket_merchant_ma_consume_response": {"ret_code": "isv.success-all"}}, Outcome.UNCLEAR),
        ({"error_response": {"code": 15, "sub_code": "isv.code-not-exist", "sub_msg": "-"}}, Outcome.REFUSED),
        ({"error_response": {"code": 15, "sub_code": "isp.service-unavailable"}}, Outcome.UNCLEAR),
        ({"error_response": {"code": 7, "sub_code": "accesscontrol.limited-by-api-access-count"}}, Outcome.UNCLEAR),
        ({"error_response": {"code": 27, "sub_code": "isv.invalid-session"}}, Outcome.UNCLEAR),
        ({"error_response": {"code": 25, "msg": "Invalid signature"}}, Outcome.UNCLEAR),
        ({"error_response": {"code": 50, "msg": "Remote service error"}}, Outcome.REFUSED),
        ({"error_response": "no"}, Outcome.UNCLEAR),
        ([], Outcome.UNCLEAR),
        (None, Outcome.UNCLEAR),
    ],
)
def test_an_answer_is_read(told, outcome):
    assert answer_of("send", json.dumps(told).encode()).outcome is outcome


@pytest.mark.parametrize("body", [b"", b"<html>", b"\xff", b"[" * 100_000])
def test_what_is_no_answer_is_not_known(body):
    assert answer_of("send", body).outcome is Outcome.UNCLEAR


def test_what_is_said_is_bounded():
    told = {"error_response": {"code": 15, "sub_code": "isv.x", "sub_msg": "很" * 5000}}
    assert len(answer_of("send", json.dumps(told).encode()).said) <= 200


def test_a_call_carries_what_the_protocol_wants_signed_over_all_of_it():
    sent = []

    def post(url, fields):
        sent.append((url, dict(fields)))
        return b"{}"

    desk = TaobaoDesk("https://eco.example/router/rest", "123", "secret", "session", post)
    with clock.standing_at(clock.now()):
        desk.send(ORDER, ["ABC", "DEF"])
        desk.fail(ORDER, "isv.fail-send-no-stock", "没有")
        desk.available(ORDER, "ABC", "S1")
        desk.consume(ORDER, "ABC", "S1")
        desk.reverse(ORDER, "ABC", "S1")
        desk.resend(ORDER, ["ABC"])
        desk.delay(ORDER, "ABC", clock.now(), "R1")
    (url, first), *others = sent
    assert (url, first["method"]) == ("https://eco.example/router/rest", "taobao.eticket.merchant.ma.send")
    assert json.loads(first["isv_ma_list"]) == [{"code": "ABC", "num": 1}, {"code": "DEF", "num": 1}]
    assert (first["outer_id"], first["token"], first["session"]) == ("1753340805138544", "31231231231", "session")
    assert [fields["method"].rpartition(".")[2] for _url, fields in others] == [
        *("failsend", "available", "consume", "reverse", "resend", "delay"),
    ]
    assert all(fields["sign"] == call_signature(fields, "secret") for _url, fields in sent)
    assert "secret" not in repr(desk)
