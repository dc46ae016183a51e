"""What is asked about agreements and deductions, and what is made of answers, good and bad."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from urllib.parse import parse_qs, parse_qsl, unquote, urlsplit

import pytest

from tbo.alipay.agreement_gateway import AgreementGateway
from tbo.alipay.agreements import (
    AgreementCodes,
    AgreementRequest,
    AgreementState,
    DeductOutcome,
    DeductRequest,
    SignChannel,
    UnsignOutcome,
)
from tbo.alipay.sub_codes import NextStep
from tbo.alipay.trades import RequestFaulty
from tbo.alipay.trouble import GatewayRefused, OutcomeUnknown
from tbo.rules.money import Money

QUERY, UNSIGN = "alipay.user.agreement.query", "alipay.user.agreement.unsign"
PAY, MODIFY = "alipay.trade.pay", "alipay.user.agreement.executionplan.modify"
FOUND = {
    **{"code": "10000", "msg": "Success", "external_agreement_no": "TBOA7", "agreement_no": "2026592"},
    **{"status": "NORMAL", "principal_id": "2088102", "next_deduct_time": "2026-12-28 00:00:00"},
}
TAKEN = {
    **{"code": "10000", "msg": "Success", "out_trade_no": "TBO1", "trade_no": "2026112822001"},
    **{"total_amount": "25.00", "gmt_payment": "2026-11-28 18:30:00", "buyer_user_id": "2088102"},
}


def refusal(sub_code, code="40004"):
    return {"code": code, "msg": "Business Failed", "sub_code": sub_code}


@pytest.fixture
def agreements(account):
    return AgreementGateway(account)


@pytest.fixture
def wish():
    return AgreementRequest(
        number="TBOA7",
        subject="家庭月卡 A&B",
        amount_cap=Money(2500),
        months=1,
        first_day=date(2026, 11, 28),
        return_url="https://shop.example/subscription",
        notify_url="https://shop.example/alipay/notices",
    )


@pytest.fixture
def deduction():
    return DeductRequest("TBO1", "2026592", Money(2500), "家庭月卡", "https://shop.example/alipay/notices")


def test_the_sign_page_is_asked_for_exactly_this(agreements, wish, account):
    url = agreements.sign_url(wish, "QRCODE")
    assert url.startswith(account.gateway_url + "?")
    fields = {name: value for name, (value,) in parse_qs(urlsplit(url).query, strict_parsing=True).items()}
    assert json.loads(fields["biz_content"]) == {
        **{"external_agreement_no": "TBOA7", "product_code": "CYCLE_PAY_AUTH"},
        **{"personal_product_code": "CYCLE_PAY_AUTH_P", "sign_scene": "INDUSTRY|DIGITAL_MEDIA"},
        "access_params": {"channel": "QRCODE"},
        "period_rule_params": {
            **{"period_type": "MONTH", "period": "1"},
            **{"execute_time": "2026-11-28", "single_amount": "25.00"},
        },
    }
    assert fields["method"] == "alipay.user.agreement.page.sign"
    assert (fields["notify_url"], fields["return_url"]) == (wish.notify_url, wish.return_url)


def test_the_contract_may_call_things_otherwise_and_let_us_name_the_plan(account, wish):
    codes = AgreementCodes("GENERAL_WITHHOLDING", "GENERAL_WITHHOLDING_P", "INDUSTRY|MEDIA", names_plan=True)
    url = AgreementGateway(account, codes).sign_url(wish, SignChannel.QRCODE)
    biz = json.loads(parse_qs(urlsplit(url).query)["biz_content"][0])
    assert (biz["product_code"], biz["personal_product_code"]) == ("GENERAL_WITHHOLDING", "GENERAL_WITHHOLDING_P")
    assert biz["sign_scene"] == "INDUSTRY|MEDIA"
    assert biz["sub_merchant"] == {"sub_merchant_service_name": "家庭月卡 A B"}


def test_on_a_phone_alipays_own_page_opens_in_the_wallet_and_any_other_is_a_page(account, wish):
    here = AgreementGateway(account).sign_url(wish, "ALIPAYAPP")
    assert here.startswith(account.gateway_url + "?")
    alipay = replace(account, gateway_url="https://openapi.alipay.com/gateway.do")
    scheme = AgreementGateway(alipay).sign_url(wish, "ALIPAYAPP")
    opened = "alipays://platformapi/startapp?appId=60000157&appClearTop=false&startMultApp=YES&sign_params="
    assert scheme.startswith(opened)
    carried = dict(parse_qsl(unquote(parse_qs(urlsplit(scheme).query)["sign_params"][0])))
    assert carried["method"] == "alipay.user.agreement.page.sign"
    assert json.loads(carried["biz_content"])["access_params"] == {"channel": "ALIPAYAPP"}


@pytest.mark.parametrize(
    "changed",
    [
        {"number": "TBO_A7"},
        {"number": "A" * 33},
        {"number": ""},
        {"amount_cap": Money.zero()},
        {"months": 0},
        {"first_day": date(2026, 11, 29)},
        {"notify_url": "https://shop.example/?a=1"},
        {"return_url": "javascript:alert(1)"},
    ],
)
def test_what_alipay_would_refuse_is_refused_here(wish, changed):
    with pytest.raises(RequestFaulty):
        replace(wish, **changed)


@pytest.mark.parametrize("changed", [{"agreement_no": "a b"}, {"payment_number": "A-1"}, {"amount": Money.zero()}])
def test_a_deduction_that_cannot_be_is_refused_here(deduction, changed):
    with pytest.raises(RequestFaulty):
        replace(deduction, **changed)


def test_an_agreement_is_told_in_our_words(agreements, far_side):
    far_side.answers[QUERY] = FOUND
    answer = agreements.agreement("TBOA7")
    assert (answer.state, answer.agreement_no, answer.buyer_id) == (AgreementState.NORMAL, "2026592", "2088102")
    assert answer.next_deduct_on == date(2026, 12, 28)
    assert "2088102" not in repr(answer)
    asked = far_side.asked[0]
    assert (asked["external_agreement_no"], asked["sign_scene"]) == ("TBOA7", "INDUSTRY|DIGITAL_MEDIA")
    assert asked["personal_product_code"] == "CYCLE_PAY_AUTH_P"


@pytest.mark.parametrize(
    ("told", "day"),
    [("2026-12-28", date(2026, 12, 28)), ("2026-12-28 23:59:59", date(2026, 12, 28)), ("soon", None), (None, None)],
)
def test_the_planned_day_is_one_in_china_and_may_be_untold(agreements, far_side, told, day):
    far_side.answers[QUERY] = FOUND | {"next_deduct_time": told}
    assert agreements.agreement("TBOA7").next_deduct_on == day


@pytest.mark.parametrize("sub_code", ["USER_AGREEMENT_NOT_EXIST", "ACQ.USER_AGREEMENT_NOT_EXIST"])
def test_an_agreement_that_nobody_opened_is_missing(agreements, far_side, sub_code):
    far_side.answers[QUERY] = refusal(sub_code)
    assert agreements.agreement("TBOA7").state is AgreementState.MISSING


@pytest.mark.parametrize("spoilt", [{"external_agreement_no": "TBOA8"}, {"status": "ODD"}, {"agreement_no": ""}])
def test_an_answer_about_another_agreement_or_in_no_known_state_is_unknown(agreements, far_side, spoilt):
    far_side.answers[QUERY] = FOUND | spoilt
    with pytest.raises(OutcomeUnknown):
        agreements.agreement("TBOA7")


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ({"code": "10000"}, UnsignOutcome.ENDED),
        (refusal("USER_AGREEMENT_NOT_EXIST"), UnsignOutcome.ALREADY),
        (refusal("PARTNER_ERROR"), UnsignOutcome.REFUSED),
        (refusal("isv.insufficient-isv-permissions", "40006"), UnsignOutcome.REFUSED),
        (refusal("SYSTEM_ERROR"), UnsignOutcome.UNKNOWN),
        ({"code": "20000", "sub_code": "isp.unknow-error"}, UnsignOutcome.UNKNOWN),
    ],
)
def test_ending_an_agreement_has_an_outcome_for_every_answer(agreements, far_side, answer, outcome):
    far_side.answers[UNSIGN] = answer
    assert agreements.unsign("2026592") is outcome


def test_a_plan_is_moved_to_a_day_and_a_refusal_is_named(agreements, far_side):
    far_side.answers[MODIFY] = {"code": "10000", "agreement_no": "2026592"}
    agreements.postpone("2026592", date(2027, 1, 28), "暂停一个月")
    assert (far_side.asked[0]["deduct_time"], far_side.asked[0]["memo"]) == ("2027-01-28", "暂停一个月")
    far_side.answers[MODIFY] = refusal("INVALID_PARAMETER")
    with pytest.raises(GatewayRefused):
        agreements.postpone("2026592", date(2027, 1, 28), "暂停一个月")


def test_a_deduction_is_asked_for_exactly_this_and_told_when_it_is_paid(agreements, deduction, far_side):
    far_side.answers[PAY] = TAKEN
    answer = agreements.deduct(deduction)
    assert (answer.outcome, answer.trade_no, answer.buyer_id) == (DeductOutcome.PAID, "2026112822001", "2088102")
    assert answer.paid_at == datetime(2026, 11, 28, 10, 30, tzinfo=UTC)
    asked = far_side.asked[0]
    assert json.loads(asked["biz_content"]) == {
        **{"out_trade_no": "TBO1", "total_amount": "25.00", "subject": "家庭月卡"},
        **{"product_code": "CYCLE_PAY_AUTH", "agreement_params": {"agreement_no": "2026592"}},
    }
    assert asked["notify_url"] == deduction.notify_url


@pytest.mark.parametrize(
    ("answer", "outcome", "step"),
    [
        ({"code": "10003", "msg": "order success pay inprocess"}, DeductOutcome.PENDING, NextStep.QUERY),
        (refusal("ACQ.BUYER_BALANCE_NOT_ENOUGH"), DeductOutcome.REFUSED, NextStep.RETRY_DEDUCTION),
        (refusal("ACQ.AGREEMENT_STATUS_NOT_NORMAL"), DeductOutcome.REFUSED, NextStep.END_RENEWAL),
        (refusal("ACQ.CYCLE_PAY_DATE_NOT_MATCH"), DeductOutcome.REFUSED, NextStep.MEND_SCHEDULE),
        (refusal("ACQ.CYCLE_PAY_SINGLE_FEE_EXCEED"), DeductOutcome.REFUSED, NextStep.NEW_AGREEMENT),
        (refusal("ACQ.SOMETHING_NEW"), DeductOutcome.REFUSED, NextStep.ALERT),
        (refusal("isv.invalid-signature", "40002"), DeductOutcome.REFUSED, NextStep.ALERT),
        (refusal("ACQ.TRADE_HAS_SUCCESS"), DeductOutcome.UNKNOWN, NextStep.SETTLE),
        (refusal("ACQ.TRADE_HAS_CLOSE"), DeductOutcome.UNKNOWN, NextStep.NEW_PAYMENT),
        (refusal("ACQ.CONTEXT_INCONSISTENT"), DeductOutcome.UNKNOWN, NextStep.NEW_PAYMENT),
        (refusal("ACQ.SYSTEM_ERROR"), DeductOutcome.UNKNOWN, NextStep.QUERY),
        ({"code": "20000", "sub_code": "isp.unknow-error"}, DeductOutcome.UNKNOWN, NextStep.QUERY),
        (TAKEN | {"total_amount": "99.00"}, DeductOutcome.UNKNOWN, NextStep.QUERY),
        (TAKEN | {"out_trade_no": "TBO2"}, DeductOutcome.UNKNOWN, NextStep.QUERY),
        (TAKEN | {"trans_currency": "USD"}, DeductOutcome.UNKNOWN, NextStep.QUERY),
        ({"code": "10003", "out_trade_no": "TBO2"}, DeductOutcome.UNKNOWN, NextStep.QUERY),
    ],
)
def test_only_a_certain_answer_is_an_end(agreements, deduction, far_side, answer, outcome, step):
    far_side.answers[PAY] = answer
    told = agreements.deduct(deduction)
    assert (told.outcome, told.next_step) == (outcome, step)
    assert told.because


def test_what_never_left_is_not_sent(account, deduction):
    nowhere = AgreementGateway(replace(account, gateway_url="http://127.0.0.1:1/gateway.do"))
    assert nowhere.deduct(deduction).outcome is DeductOutcome.NOT_SENT
    assert nowhere.unsign("2026592") is UnsignOutcome.NOT_SENT
