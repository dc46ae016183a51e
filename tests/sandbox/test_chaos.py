"""Ordered trouble: each kind does what its name says, counts down, and ends with a reset."""

import json

import pytest

from tbo.sandbox.keys import is_signed, text_to_sign

QUERY = "alipay.trade.query"
BIZ = {"out_trade_no": "TBO1"}


@pytest.fixture
def order(client):
    def order(**changes):
        answer = client.post("/chaos.json", json=changes)
        assert answer.status_code == 200, answer.text
        return answer.json

    return order


def test_dropped_notices_are_written_down_and_never_sent(order, merchant, listener, deliver):
    order(notices_drop_next=1)
    merchant.paid("TBO1", notify_url=listener.url)
    merchant.paid("TBO2", notify_url=listener.url)
    assert deliver(86400) == 1
    assert [form["out_trade_no"] for form in listener.forms] == ["TBO2"]
    assert merchant.told("TBO1")["notices"][0]["state"] == "dropped"


def test_all_notices_can_be_dropped_until_the_reset(order, merchant, listener, deliver):
    order(notices_drop_all=True)
    merchant.paid("TBO1", notify_url=listener.url)
    order(reset=True)
    merchant.paid("TBO2", notify_url=listener.url)
    assert deliver(86400) == 1


def test_a_dropped_notice_can_be_sent_by_hand(order, merchant, listener, deliver, client):
    order(notices_drop_all=True)
    merchant.paid("TBO1", notify_url=listener.url)
    client.post(f"/notices/{merchant.told('TBO1')['notices'][0]['id']}/copies")
    assert deliver() == 1


def test_delayed_notices_wait(order, merchant, listener, deliver):
    order(notices_delay_seconds=30)
    merchant.paid("TBO1", notify_url=listener.url)
    assert [deliver(29), deliver(1)] == [0, 1]


def test_extra_copies_carry_the_same_id(order, merchant, listener, deliver):
    order(notices_extra_copies=4)
    merchant.paid("TBO1", notify_url=listener.url)
    assert deliver() == 5
    assert len({form["notify_id"] for form in listener.forms}) == 1


def test_reordered_notices_come_newest_first(order, merchant, listener, deliver, client):
    order(notices_newest_first=True)
    merchant.paid("TBO1", notify_url=listener.url)
    client.post("/trades/TBO1/completion")
    assert [deliver(), deliver(3)] == [0, 2]
    assert [form["trade_status"] for form in listener.forms] == ["TRADE_FINISHED", "TRADE_SUCCESS"]


@pytest.mark.parametrize(
    ("changes", "genuine"), [({"notices_wrong_key": True}, False), ({"notices_strange_fields": True}, True)]
)
def test_forged_notices_are_forged_and_strange_ones_are_genuine(order, merchant, listener, deliver, changes, genuine):
    order(**changes)
    merchant.paid("TBO1", notify_url=listener.url)
    deliver()
    (form,) = listener.forms
    text = text_to_sign(form, without=("sign", "sign_type"), keep_empty=True)
    assert is_signed(text, form["sign"], merchant.trusted) is genuine
    assert ("sandbox_news" in form) is genuine


@pytest.mark.parametrize(
    ("fault", "status", "seen"),
    [("bad_gateway", 502, "502"), ("html", 200, "<!doctype"), ("empty", 200, ""), ("system_error", 200, '"20000"')],
)
def test_a_broken_answer_is_broken_for_as_many_calls_as_ordered(order, merchant, fault, status, seen):
    order(gateway_fault=fault, gateway_faults_left=2)
    for _ in range(2):
        answer = merchant.raw(QUERY, BIZ)
        assert answer.status_code == status
        assert seen in answer.text
        assert "TRADE_NOT_EXIST" not in answer.text
    assert merchant.call(QUERY, BIZ)["sub_code"] == "ACQ.TRADE_NOT_EXIST"


def test_an_unsigned_answer_has_no_sign_and_a_wrong_one_does_not_verify(order, merchant):
    merchant.paid("TBO1")
    order(gateway_fault="unsigned")
    assert list(json.loads(merchant.raw(QUERY, BIZ).text)) == ["alipay_trade_query_response"]
    order(gateway_fault="wrong_key")
    with pytest.raises(AssertionError, match="signature"):
        merchant.call(QUERY, BIZ)


def test_an_answer_that_is_cut_promises_more_than_it_brings(order, merchant):
    order(gateway_fault="cut")
    answer = merchant.raw(QUERY, BIZ)
    assert 0 < len(answer.data) < int(answer.headers["Content-Length"])


@pytest.mark.parametrize(("before_work", "refunded"), [(False, 300), (True, 0)])
def test_a_fault_comes_after_the_work_unless_ordered_before_it(order, merchant, before_work, refunded):
    merchant.paid("TBO1")
    order(gateway_fault="bad_gateway", gateway_fault_before_work=before_work)
    merchant.raw("alipay.trade.refund", BIZ | {"refund_amount": "3.00"})
    assert merchant.told("TBO1")["refunded"] == refunded


def test_slow_and_dripping_answers_take_the_ordered_time(order, merchant, naps):
    order(gateway_slow_seconds=3)
    merchant.call(QUERY, BIZ)
    assert naps == [3]
    order(reset=True, gateway_drip_seconds=5)
    naps.clear()
    merchant.call(QUERY, BIZ)
    assert len(naps) > 20
    assert sum(naps) == pytest.approx(5)


@pytest.mark.parametrize(
    "changes",
    [
        {"earthquake": True},
        {"gateway_fault": "fire"},
        {"gateway_slow_seconds": -1},
        {"gateway_slow_seconds": "nan"},
        {"notices_drop_next": 1001},
        {"notices_drop_next": [1]},
        {"notices_drop_all": "yes"},
    ],
)
def test_unknown_trouble_is_refused_and_changes_nothing(client, changes):
    before = client.get("/chaos.json").json
    assert client.post("/chaos.json", json=changes).status_code == 400
    assert client.get("/chaos.json").json == before


def test_the_panel_orders_and_ends_trouble_by_form(client):
    assert client.post("/chaos", data={"notices_drop_all": "on", "notices_delay_seconds": "2.5"}).status_code == 303
    ordered = client.get("/chaos.json").json
    assert (ordered["notices_drop_all"], ordered["notices_delay_seconds"]) == (True, 2.5)
    client.post("/chaos", data={"reset": "1"})
    assert not any(client.get("/chaos.json").json.values())
