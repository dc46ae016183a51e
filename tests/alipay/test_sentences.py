"""Whatever is refused says why, in one sentence that names the field: it is all that an operator has in the log."""

import base64
from dataclasses import replace
from datetime import date, datetime
from urllib.parse import urlencode

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from tbo.alipay import keys, signed_form
from tbo.alipay.account import AccountRefused, AlipayAccount
from tbo.alipay.agreements import AgreementRequest, DeductRequest
from tbo.alipay.answers import Answer
from tbo.alipay.envelope import verified_text
from tbo.alipay.keys import KeyRefused
from tbo.alipay.notices import verified_notice
from tbo.alipay.signed_form import LARGEST_FORM, NoticeRefused
from tbo.alipay.sub_codes import NextStep
from tbo.alipay.trades import RequestFaulty
from tbo.alipay.trouble import GatewayRefused, OutcomeUnknown
from tbo.rules.money import Money

HERE = "https://shop.example/alipay/notices"
SIGNING = AgreementRequest("TBOA7", "月卡", Money(1900), 1, date(2026, 11, 28), None, HERE)
DEDUCTION = DeductRequest("TBO1", "2026592", Money(1900), "月卡", HERE)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"number": "TBO-1"}, "payment number 'TBO-1' is not 1 to 64 of A-Z a-z 0-9 _"),
        ({"amount": Money(0)}, "0.00 yuan is outside what Alipay takes; free things never reach it"),
        ({"expires_at": datetime(2026, 1, 1)}, "expires_at needs a time zone"),
        ({"notify_url": HERE + "?a=1"}, f"notify_url '{HERE}?a=1' must be an http address without a query"),
        ({"notify_url": HERE + "路"}, "notify_url is not ASCII of at most 256 characters"),
        ({"return_url": "/orders"}, "return_url '/orders' must be an http address without a query"),
    ],
)
def test_a_payment_says_which_field_alipay_would_not_take(payment, changed, sentence):
    with pytest.raises(RequestFaulty) as refused:
        replace(payment, **changed)
    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    ("wish", "changed", "sentence"),
    [
        (SIGNING, {"number": "TBO_A7"}, "agreement number 'TBO_A7' is not 1 to 32 letters and digits"),
        (SIGNING, {"months": 0}, "a period of 0 months cannot be renewed"),
        (
            SIGNING,
            {"first_day": date(2026, 11, 29)},
            "first_day 2026-11-29 is after the 28th, a day that some months lack",
        ),
        (SIGNING, {"notify_url": "x"}, "notify_url 'x' must be an http address without a query"),
        (SIGNING, {"return_url": "y"}, "return_url 'y' must be an http address without a query"),
        (DEDUCTION, {"payment_number": ""}, "payment number '' is not 1 to 64 of A-Z a-z 0-9 _"),
        (DEDUCTION, {"agreement_no": "a b"}, "agreement_no 'a b' is not 1 to 64 of A-Z a-z 0-9 _"),
        (DEDUCTION, {"notify_url": "x"}, "notify_url 'x' must be an http address without a query"),
    ],
)
def test_an_agreement_and_a_deduction_say_so_too(wish, changed, sentence):
    with pytest.raises(RequestFaulty) as refused:
        replace(wish, **changed)
    assert str(refused.value) == sentence


def test_an_amount_that_is_no_money_is_named(payment):
    with pytest.raises(TypeError, match=r"^an amount is Money, not float$"):
        replace(payment, amount=6.0)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"app_id": "my shop"}, "app_id 'my shop' is not an application's number"),
        ({"seller_id": "1"}, "seller_id '1' is not 16 digits from 2088"),
        ({"gateway_url": "ftp://x"}, "gateway_url 'ftp://x' is not an http or https address"),
        ({"gateway_url": "https://a.example/?b=1"}, "gateway_url of a.example must not carry a query or a name"),
        ({"deadline_s": 0}, "deadline_s 0 is not within 0 to 60 seconds"),
        ({"deadline_s": 61}, "deadline_s 61 is not within 0 to 60 seconds"),
    ],
)
def test_an_account_says_what_was_entered_wrongly(account, changed, sentence):
    with pytest.raises(AccountRefused) as refused:
        replace(account, **changed)
    assert str(refused.value) == sentence


def test_our_own_key_in_the_place_of_alipays_is_said_with_where_the_right_one_is(account, our_key):
    ours = our_key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    with pytest.raises(AccountRefused) as refused:
        AlipayAccount(account.app_id, account.seller_id, account.gateway_url, account.private_key_text, ours)
    assert str(refused.value) == (
        "the Alipay public key is our own public key; copy Alipay's from the console, beside where ours was entered"
    )


def der(key) -> str:
    return base64.b64encode(key).decode()


def test_a_key_says_which_one_it_is_and_what_is_wrong_with_it():
    curve, short = ec.generate_private_key(ec.SECP256R1()), generate_private_key(65537, 1024)
    private = Encoding.DER, PrivateFormat.PKCS8, NoEncryption()
    public = Encoding.DER, PublicFormat.SubjectPublicKeyInfo
    for read, text, sentence in (
        (keys.private_key, "???", "the private key is neither PEM nor base64"),
        (keys.public_key, "???", "the public key is neither PEM nor base64"),
        (keys.private_key, "AAAA", "the private key is not an unencrypted PKCS1 or PKCS8 key"),
        (keys.public_key, "AAAA", "the public key is not an RSA public key"),
        (keys.private_key, der(curve.private_bytes(*private)), "the private key is not an RSA key"),
        (keys.public_key, der(curve.public_key().public_bytes(*public)), "the public key is not an RSA key"),
        (keys.private_key, der(short.private_bytes(*private)), "the private key has 1024 bits; RSA2 needs 2048"),
        (
            keys.public_key,
            der(short.public_key().public_bytes(*public)),
            "the public key has 1024 bits; RSA2 needs 2048",
        ),
    ):
        with pytest.raises(KeyRefused) as refused:
            read(text)
        assert str(refused.value) == sentence


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ("<html>", "the answer is not a JSON object in UTF-8"),
        ("{}", "the answer is not a JSON object in UTF-8"),
        ('{"a":[],"b":1}', "the answer is unsigned and claims nothing"),
        (
            '{"n":[],"error_response":{"code":"40002","sub_code":"isv.invalid-signature"}}',
            "the answer is unsigned and claims 40002 isv.invalid-signature",
        ),
        ('{"error_response":{},"sign":"AAAA"}', "the answer is not one to alipay.trade.query"),
        (
            '{"alipay_trade_query_response":{},"sign":"AAAA"}',
            "the answer's signature is wrong; is the public key Alipay's own?",
        ),
    ],
)
def test_an_answer_that_is_not_believed_says_why(alipay_key, told, sentence):
    with pytest.raises(OutcomeUnknown) as refused:
        verified_text(told.encode(), "alipay.trade.query", alipay_key.public_key())
    assert str(refused.value) == sentence


def test_a_signed_answer_that_is_no_object_says_so(alipay_key):
    told = f'{{"alipay_trade_query_response":[],"sign":"{keys.sign(alipay_key, "[]")}"}}'
    with pytest.raises(OutcomeUnknown, match=r"^the signed answer is not an object$"):
        verified_text(told.encode(), "alipay.trade.query", alipay_key.public_key())


@pytest.mark.parametrize(
    ("ask", "sentence"),
    [
        (lambda answer: answer.text("name"), "the answer has no name"),
        (lambda answer: answer.money("code"), "the answer's code is not an amount"),
        (lambda answer: answer.state(), "trade_status PAID is not known"),
        (lambda answer: answer.require_yuan(), "the trade is not in yuan"),
        (lambda answer: answer.require(out_trade_no="TBO2"), "the answer is about another out_trade_no"),
    ],
)
def test_what_an_answer_lacks_is_named(ask, sentence):
    answer = Answer('{"code":"10000","trade_status":"PAID","trans_currency":"USD","out_trade_no":"TBO1"}')
    with pytest.raises(OutcomeUnknown) as refused:
        ask(answer)
    assert str(refused.value) == sentence


def test_a_refusal_says_its_codes_and_what_to_do():
    with pytest.raises(OutcomeUnknown, match=r"^Alipay answered 20000 isp\.unknow-error$"):
        Answer('{"code":"20000","sub_code":"isp.unknow-error"}').require_worked()
    with pytest.raises(OutcomeUnknown, match=r"^Alipay answered 40004 ACQ\.SYSTEM_ERROR$"):
        Answer('{"code":"40004","sub_code":"ACQ.SYSTEM_ERROR"}').require_worked()
    with pytest.raises(GatewayRefused) as refused:
        Answer('{"code":"40002","sub_code":"isv.invalid-app-id"}').require_worked()
    assert refused.value.next_step is NextStep.ALERT
    assert str(refused.value) == f"Alipay refused with 40002 isv.invalid-app-id: {NextStep.ALERT.value}"


FORM = "application/x-www-form-urlencoded; charset=utf-8"


@pytest.fixture
def signed(alipay_key, account):
    """Make a notice of which a test changes fields, or (with None) leaves them out."""
    usual = {
        **{"notify_type": "trade_status_sync", "notify_id": "n1", "charset": "utf-8"},
        **{"app_id": account.app_id, "seller_id": account.seller_id, "trade_no": "2026", "out_trade_no": "TBO1"},
        **{"trade_status": "TRADE_SUCCESS", "total_amount": "6.00"},
    }

    def make(**changed):
        fields = {name: value for name, value in {**usual, **changed}.items() if value is not None}
        signature = keys.sign(alipay_key, signed_form.signed_text(fields))
        return urlencode({"sign_type": "RSA2", **fields, "sign": signature}).encode()

    return make


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"app_id": "2021000000000002"}, "the app_id is not ours"),
        ({"seller_id": "2088000000000002"}, "the seller_id is not ours"),
        ({"trans_currency": "USD"}, "the amount is not in yuan"),
        ({"total_amount": "6"}, "total_amount is not an amount with two decimals"),
        ({"refund_fee": "x"}, "refund_fee is not an amount with two decimals"),
        ({"trade_status": "PAID"}, "trade_status is not known"),
        ({"out_trade_no": None}, "out_trade_no is missing or misshapen"),
        ({"trade_no": "a b"}, "trade_no is missing or misshapen"),
        ({"charset": "gbk"}, "the charset is not utf-8"),
        ({"odd-name": "1"}, "a field's name is not of A-Z a-z 0-9 _"),
        ({"notify_type": "dut_user_sign", "status": "STOP"}, "status of dut_user_sign is not NORMAL"),
        (
            {"notify_type": "dut_user_sign", "status": "NORMAL", "partner_id": "2088000000000002"},
            "the agreement is with another seller",
        ),
    ],
)
def test_a_notice_that_is_not_believed_says_why(signed, account, changed, sentence):
    with pytest.raises(NoticeRefused) as refused:
        verified_notice(signed(**changed), FORM, account)
    assert str(refused.value) == sentence


def test_a_form_that_is_none_says_why(signed, account):
    body = signed()
    for form, kind, sentence in (
        (body, "text/plain", "the content type is not a form in UTF-8"),
        (body, FORM.replace("utf-8", "gbk"), "the content type is not a form in UTF-8"),
        (body.replace(b"RSA2", b"RSA"), FORM, "sign_type is not RSA2"),
        (body.replace(b"6.00", b"6.01"), FORM, "the signature is missing or wrong"),
        (body + b"&charset=utf-8", FORM, "a field is repeated"),
        (body + b"&a=%ff", FORM, "the body is not a form in UTF-8"),
        (b"a=" + b"x" * LARGEST_FORM, FORM, f"the form is larger than {LARGEST_FORM} bytes"),
    ):
        with pytest.raises(NoticeRefused) as refused:
            verified_notice(form, kind, account)
        assert str(refused.value) == sentence
