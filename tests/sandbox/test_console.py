"""The console and its JSON: trades with every delivery, playing the buyer, and acting outside the shop."""

import pytest


def drive(client, number, **asked):
    return client.post(f"/trades/{number}/payment", json=asked)


def test_a_program_plays_the_buyer_in_one_call(merchant, client):
    merchant.ticket("TBO1")
    answer = drive(client, "TBO1", how="now", buyer_id="2088722000000103")
    assert answer.status_code == 200
    assert (answer.json["trade"]["state"], answer.json["trade"]["buyer_id"]) == ("TRADE_SUCCESS", "2088722000000103")


@pytest.mark.parametrize(
    ("how", "status", "state", "refused"),
    [
        ("fail", 409, "WAIT_BUYER_PAY", "BUYER_BALANCE_NOT_ENOUGH"),
        ("late", 200, "TRADE_CLOSED", ""),
        ("after_expiry", 200, "WAIT_BUYER_PAY", ""),
        ("twice", 409, "WAIT_BUYER_PAY", "ACQ.TRADE_NOT_EXIST"),
    ],
)
def test_each_way_of_paying_answers_with_what_became_of_it(merchant, client, how, status, state, refused):
    merchant.ticket("TBO1")
    answer = drive(client, "TBO1", how=how)
    assert (answer.status_code, answer.json["refused"]) == (status, refused)
    assert (answer.json["trade"] or {}).get("state") == state


def test_a_number_that_nobody_asked_for_cannot_be_paid(client):
    answer = drive(client, "TBO9")
    assert (answer.status_code, answer.json) == (409, {"refused": "ACQ.TRADE_NOT_EXIST", "trade": None})


def test_paying_what_is_paid_is_refused(merchant, client):
    merchant.paid("TBO1")
    assert drive(client, "TBO1").json["refused"] == "ACQ.TRADE_HAS_SUCCESS"


@pytest.mark.parametrize("asked", [{"how": "free"}, {"how": 1}, ["now"]])
def test_nonsense_is_a_400(client, asked):
    assert client.post("/trades/TBO1/payment", json=asked).status_code == 400


def test_an_unknown_buyer_is_a_400(merchant, client):
    merchant.ticket("TBO1")
    assert drive(client, "TBO1", buyer_id="1").status_code == 400


def test_a_refund_outside_the_shop_gives_a_part_or_the_rest(merchant, client):
    merchant.paid("TBO1")
    client.post("/trades/TBO1/refunds", data={"refund_amount": "1.00"})
    assert merchant.told("TBO1")["refunded_amount"] == "1.00"
    answer = client.post("/trades/TBO1/refunds", json={})
    assert (answer.json["trade"]["refunded_amount"], answer.json["trade"]["state"]) == ("3.00", "TRADE_CLOSED")
    assert client.post("/trades/TBO1/refunds", data={"refund_amount": "x"}).status_code == 400


def test_a_refused_button_says_so_on_the_page(merchant, client):
    merchant.paid("TBO1")
    answer = client.post("/trades/TBO1/closing")
    assert answer.status_code == 303
    assert "ACQ.TRADE_STATUS_ERROR" in client.get(answer.location).text


@pytest.mark.parametrize("deed", ["closing", "completion", "refunds"])
def test_what_does_not_exist_is_a_404(client, deed):
    assert client.post(f"/trades/TBO9/{deed}").status_code == 404
    assert client.post("/notices/9/copies").status_code == 404


def test_the_page_shows_trades_and_each_delivery(merchant, client, listener, deliver):
    listener.answers = [(500, "oh <no>")]
    merchant.paid("TBO1", notify_url=listener.url)
    deliver()
    text = client.get("/trades").text
    assert "oh &lt;no&gt;" in text
    assert 'id="trade-TBO1"' in text
