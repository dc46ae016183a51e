"""Agreements: asked for by the shop, signed by a buyer, ended by either side, and told to the right address."""

from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlsplit

import pytest

from tbo.sandbox import create_sandbox
from tbo.sandbox.delivery import deliver_due
from tbo.sandbox.keys import is_signed, text_to_sign
from tbo.sandbox.options import SandboxSettings
from tbo.sandbox.periods import next_planned
from tbo.sandbox.sandbox import sandbox_of

from ..support.parsing import parsed
from .agreeing import CODES, LIN, MODIFY, QUERY, UNSIGN, Renewing
from .merchant import Merchant


@pytest.fixture
def renewing(merchant):
    return Renewing(merchant)


def test_nobody_knows_an_agreement_before_its_page_was_opened(renewing):
    assert renewing.query()["sub_code"] == "USER_AGREEMENT_NOT_EXIST"
    renewing.page("A1")
    assert renewing.query()["status"] == "TEMP"


def test_a_person_logs_in_reads_agrees_and_returns_signed(renewing, merchant, client):
    address = renewing.page("A1", return_url="https://shop.example/back", notify_url="https://shop.example/n")
    seen = parsed(client.get(address).text)
    assert {"shop.example", "¥25.00", "每个月", "2026-11-22"} <= {dd.text for dd in seen.select("dd")}
    client.post(address + "/buyer", data={"buyer_id": LIN})
    assert "林小满" in parsed(client.get(address).text).select_one(".who").text
    back = client.post(address + "/consent")
    assert (back.status_code, back.location.split("?")[0]) == (303, "https://shop.example/back")
    fields = dict(parse_qsl(urlsplit(back.location).query))
    assert is_signed(text_to_sign(fields, without=("sign", "sign_type")), fields["sign"], merchant.trusted)
    assert (fields["external_agreement_no"], fields["status"]) == ("A1", "NORMAL")
    assert parsed(client.get(address).text).select_one("#signed")
    found = renewing.query()
    assert (found["status"], found["principal_id"]) == ("NORMAL", LIN)
    assert (found["sign_time"], found["next_deduct_time"]) == ("2026-11-22 12:00:00", "2026-11-22 00:00:00")


def test_agreeing_needs_a_log_in_and_happens_once(renewing, client):
    address = renewing.page("A1", notify_url="https://shop.example/n")
    client.post(address + "/consent")
    assert renewing.query()["status"] == "TEMP"
    client.post(address + "/buyer", data={"buyer_id": LIN})
    for _ in range(2):
        client.post(address + "/consent")
    client.post(address + "/buyer", data={"buyer_id": "2088722000000103"})
    assert renewing.query()["principal_id"] == LIN
    assert len(renewing.told()["notices"]) == 1


def test_a_page_opened_again_has_the_newest_terms_until_it_is_signed(renewing, client):
    first = renewing.page("A1")
    assert renewing.page("A1", renewing.terms("A1", single_amount="20.00")) == first
    assert renewing.told()["single_amount"] == "20.00"
    client.post("/agreements/A1/signature", json={"buyer_id": LIN})
    renewing.page("A1", renewing.terms("A1", single_amount="99.00"))
    assert renewing.told()["single_amount"] == "20.00"


@pytest.mark.parametrize(
    "rule",
    [
        {"execute_time": "2026-11-29"},
        {"execute_time": "2026-02-30"},
        {"execute_time": "22.11.2026"},
        {"period_type": "YEAR"},
        {"period": "0"},
        {"period": "1.5"},
        {"period_type": "DAY", "period": "6"},
        {"single_amount": None},
        {"single_amount": "-1.00"},
        {"total_amount": "viel"},
        {"total_payments": "0"},
    ],
)
def test_a_plan_that_alipay_would_refuse_opens_no_page(renewing, rule):
    assert renewing.ask("A1", renewing.terms("A1", **rule)).status_code == 400
    assert renewing.query()["sub_code"] == "USER_AGREEMENT_NOT_EXIST"


@pytest.mark.parametrize(
    "changed",
    [
        {"external_agreement_no": "A_1"},
        {"external_agreement_no": "A" * 33},
        {"sign_scene": "DEFAULT|DEFAULT"},
        {"sign_scene": ""},
        {"personal_product_code": ""},
        {"access_params": {"channel": "CARRIERPIGEON"}},
        {"access_params": []},
        {"period_rule_params": "MONTH"},
    ],
)
def test_a_request_that_alipay_would_refuse_opens_no_page(renewing, changed):
    assert renewing.ask("A1", renewing.terms("A1") | changed).status_code == 400


@pytest.mark.parametrize("changed", [{"sign_scene": "INDUSTRY|MEDIA"}, {"personal_product_code": "OTHER_P"}])
def test_our_number_alone_finds_nothing_without_the_words_of_its_signing(renewing, merchant, changed):
    renewing.signed()
    asked = {"external_agreement_no": "A1", **CODES, **changed}
    for method in (QUERY, UNSIGN):
        assert merchant.call(method, asked)["sub_code"] == "USER_AGREEMENT_NOT_EXIST"
    assert renewing.query()["status"] == "NORMAL"


def test_a_buyer_has_at_most_ten_agreements_in_force(renewing, merchant, client):
    numbers = [renewing.signed(f"A{n}") for n in range(10)]
    address = renewing.page("A10")
    client.post(address + "/buyer", data={"buyer_id": LIN})
    refused = client.post(address + "/consent")
    assert "10" in parsed(client.get(refused.location).text).select_one("[role=alert]").text
    assert renewing.query("A10")["status"] == "TEMP"
    merchant.call(UNSIGN, {"agreement_no": numbers[0]})
    client.post(address + "/consent")
    assert renewing.query("A10")["status"] == "NORMAL"


def test_the_shop_ends_an_agreement_once_and_is_told_where_it_asked(renewing, merchant, listener, deliver):
    agreement_no = renewing.signed(notify_url=listener.url)
    assert merchant.call(UNSIGN, {"agreement_no": agreement_no})["code"] == "10000"
    assert merchant.call(UNSIGN, {"agreement_no": agreement_no})["sub_code"] == "USER_AGREEMENT_NOT_EXIST"
    deliver()
    assert [form["notify_type"] for form in listener.forms] == ["dut_user_sign", "dut_user_unsign"]
    assert [form["status"] for form in listener.forms] == ["NORMAL", "UNSIGN"]
    for form in listener.forms:
        text = text_to_sign(form, without=("sign", "sign_type"), keep_empty=True)
        assert is_signed(text, form["sign"], merchant.trusted)
        assert (form["external_agreement_no"], form["agreement_no"]) == ("A1", agreement_no)
        assert not {"seller_id", "total_amount", "trade_no"} & set(form)
    assert renewing.query()["status"] == "STOP"


def test_a_notice_of_an_agreement_is_repeated_until_the_shop_says_success(renewing, listener, deliver):
    listener.answers = [(500, "no"), (200, "failure")]
    renewing.signed(notify_url=listener.url)
    assert [deliver(), deliver(2), deliver(5), deliver(1000)] == [1, 1, 1, 0]
    assert len({form["notify_id"] for form in listener.forms}) == 1


def test_an_end_in_the_wallet_is_told_at_the_application_gateway_alone(
    tmp_path, keys_folder, clock, shop_side, listener
):
    elsewhere = "http://127.0.0.1:9/never"
    options = SandboxSettings(folder=tmp_path, keys_folder=keys_folder, now=clock, application_url=listener.url)
    app = create_sandbox(options)
    renewing = Renewing(Merchant(app.test_client(), clock, *shop_side))
    renewing.signed(notify_url=elsewhere)
    assert renewing.client.post("/agreements/A1/ending", json={}).status_code == 200
    assert [notice["url"] for notice in renewing.told()["notices"]] == [elsewhere, listener.url]
    deliver_due(sandbox_of(app))
    assert [form["notify_type"] for form in listener.forms] == ["dut_user_unsign"]


def test_the_news_of_an_end_can_be_lost_for_ever_and_a_query_still_finds_it(renewing, client, listener, deliver):
    renewing.signed(notify_url=listener.url)
    deliver()
    client.post("/chaos.json", json={"notices_drop_next": 1})
    client.post("/agreements/A1/ending", json={})
    assert deliver(86400) == 0
    assert renewing.query()["status"] == "STOP"


def test_a_plan_moves_to_later_days_only(renewing, merchant):
    agreement_no = renewing.signed()

    def move(day: str) -> dict:
        return merchant.call(MODIFY, {"agreement_no": agreement_no, "deduct_time": day, "memo": "暂停"})

    for refused in ("2026-11-22", "2026-11-21", "2026-12-29", "soon", ""):
        assert move(refused)["sub_code"] == "INVALID_PARAMETER"
    assert move("2027-01-15")["deduct_time"] == "2027-01-15"
    assert renewing.query()["next_deduct_time"] == "2027-01-15 00:00:00"
    merchant.call(UNSIGN, {"agreement_no": agreement_no})
    assert move("2027-02-15")["sub_code"] == "AGREEMENT_STATUS_NOT_NORMAL"


@pytest.mark.parametrize(
    ("planned", "period", "expected"),
    [
        ("2026-01-28", 1, "2026-02-28"),
        ("2026-12-05", 1, "2027-01-05"),
        ("2026-11-28", 3, "2027-02-28"),
        ("2024-02-28", 12, "2025-02-28"),
        ("2026-06-01", 18, "2027-12-01"),
    ],
)
def test_months_keep_their_day(planned, period, expected):
    day = datetime.fromisoformat(planned).replace(tzinfo=UTC).date()
    assert next_planned(day, "MONTH", period).isoformat() == expected
