"""The wallet: what a buyer agreed to, ending it by a button, and a purse that is full or empty."""

import pytest

from ..support.parsing import parsed
from .agreeing import LIN, POOR, Renewing


@pytest.fixture
def renewing(merchant):
    return Renewing(merchant)


def page(client, path):
    return parsed(client.get(path).text)


def test_every_page_and_the_inbox_lead_to_the_wallets(client):
    for path in ("/", "/inbox"):
        assert page(client, path).select("main a[href='/wallet']")
    assert page(client, "/wallet").select_one(".doors a")["href"] == f"/wallet/{LIN}"


def test_a_wallet_shows_its_own_agreements_and_what_they_took(renewing, client):
    agreement_no = renewing.signed("A1")
    renewing.signed("A2", buyer=POOR)
    renewing.deduct("T1", agreement_no)
    seen = page(client, f"/wallet/{LIN}")
    assert [article["id"] for article in seen.select("article")] == ["agreement-A1"]
    assert "T1" in seen.select_one("table").text
    assert "¥25.00" in seen.select_one("table").text


def test_the_button_ends_the_agreement_and_goes_away(renewing, client):
    renewing.signed("A1")
    form = page(client, f"/wallet/{LIN}").select_one("article form.actions")
    back = client.post(form["action"])
    assert (back.status_code, back.location) == (303, f"/wallet/{LIN}#agreement-A1")
    seen = page(client, f"/wallet/{LIN}")
    assert not seen.select("article form.actions")
    assert "已解约" in seen.select_one("article").text
    assert client.post(form["action"]).status_code == 303
    assert renewing.told()["state"] == "STOP"


def test_ending_twice_is_refused_in_words_for_programs(renewing, client):
    renewing.signed("A1")
    assert client.post("/agreements/A1/ending", json={}).json["agreement"]["ended_by"] == "buyer"
    again = client.post("/agreements/A1/ending", json={})
    assert (again.status_code, again.json["refused"]) == (409, "USER_AGREEMENT_NOT_EXIST")


def test_an_empty_purse_fails_at_the_cashier_too_until_it_is_filled(merchant, client):
    client.post(f"/wallet/{LIN}/purse", data={"purse": "empty"})
    cashier = merchant.ticket("TBO1")
    merchant.log_in(cashier)
    merchant.pay(cashier)
    assert merchant.told("TBO1")["state"] == "WAIT_BUYER_PAY"
    client.post(f"/wallet/{LIN}/purse", data={"purse": "full"})
    merchant.pay(cashier)
    assert merchant.told("TBO1")["state"] == "TRADE_SUCCESS"


def test_a_notice_of_an_agreement_can_be_sent_again_by_hand(renewing, client, listener, deliver):
    renewing.signed("A1", notify_url=listener.url)
    deliver()
    form = page(client, f"/wallet/{LIN}").select_one("article .notice form")
    assert client.post(form["action"]).location == f"/wallet/{LIN}#agreement-A1"
    assert deliver() == 1
    assert len({form["notify_id"] for form in listener.forms}) == 1


def test_a_crowd_of_buyers_can_be_played_for_rehearsals(renewing):
    for n in range(12):
        renewing.signed(f"A{n}", buyer=f"208873{n:010d}")
    assert renewing.query("A11")["principal_id"] == "2088730000000011"


@pytest.mark.parametrize(
    ("path", "form", "status"),
    [
        ("/wallet/2088", None, 404),
        ("/wallet/2088/purse", {"purse": "full"}, 404),
        (f"/wallet/{LIN}/purse", {"purse": "half"}, 400),
        ("/agreements/A9/ending", {}, 404),
        ("/agreements/A9/signature", {"buyer_id": LIN}, 404),
        ("/agreements/A9/signature", {"buyer_id": "1"}, 404),
        ("/signing/none", None, 404),
        ("/signing/none/consent", {}, 404),
        ("/signing/none/buyer", {"buyer_id": "1"}, 400),
    ],
)
def test_nonsense_gets_a_sentence_and_never_breaks(client, path, form, status):
    answer = client.get(path) if form is None else client.post(path, data=form)
    assert answer.status_code == status
