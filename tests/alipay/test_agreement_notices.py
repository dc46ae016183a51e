"""A notice about an agreement is believed only when every byte and the application are right."""

from contextlib import suppress
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tbo.alipay import keys, signed_form
from tbo.alipay.agreement_notices import AgreementNews
from tbo.alipay.notices import ForeignApplication, ForeignSeller, verified_notice
from tbo.alipay.signed_form import BadSignature, MalformedNotice, NoticeRefused

FORM = "application/x-www-form-urlencoded; charset=utf-8"
ENDED = {
    **{"notify_type": "dut_user_unsign", "status": "UNSIGN", "unsign_time": "2026-12-24 09:30:00"},
    **{"sign_time": None, "valid_time": None, "invalid_time": None},
}


@pytest.fixture(scope="session")
def signed(alipay_key, account):
    """Make the body of a notice that a buyer signed: what a test changes or (with None) leaves out, then signed."""
    usual = {
        **{"notify_time": "2026-11-28 18:00:05", "notify_type": "dut_user_sign", "notify_id": "n7"},
        **{"charset": "utf-8", "version": "1.0", "app_id": account.app_id, "auth_app_id": account.app_id},
        **{"status": "NORMAL", "agreement_no": "20265926584211349886", "external_agreement_no": "TBOA7"},
        **{"alipay_user_id": "2088102", "alipay_logon_id": "lin***@example.com"},
        **{"sign_time": "2026-11-28 18:00:03", "valid_time": "2026-11-28 18:00:03"},
        **{"invalid_time": "2115-02-01 00:00:00", "sign_scene": "INDUSTRY|DIGITAL_MEDIA"},
        **{"personal_product_code": "CYCLE_PAY_AUTH_P"},
    }

    def make(**changed):
        fields = {name: value for name, value in {**usual, **changed}.items() if value is not None}
        signature = keys.sign(alipay_key, signed_form.signed_text(fields))
        return urlencode({"sign_type": "RSA2", **fields, "sign": signature}).encode()

    return make


@pytest.fixture(scope="session")
def read(account):
    return lambda body: verified_notice(body, FORM, account)


def test_a_signing_is_told_in_our_words(signed, read):
    notice = read(signed())
    assert (notice.kind, notice.number, notice.agreement_no) == (AgreementNews.SIGNED, "TBOA7", "20265926584211349886")
    assert notice.at == datetime(2026, 11, 28, 10, 0, 3, tzinfo=UTC)
    assert (notice.notice_id, notice.buyer_id, notice.must_query) == ("n7", "2088102", False)
    assert "2088102" not in repr(notice)


def test_an_end_is_told_in_our_words_also_without_a_signing_before_it(signed, read):
    notice = read(signed(**ENDED))
    assert (notice.kind, notice.number, notice.agreement_no) == (AgreementNews.ENDED, "TBOA7", "20265926584211349886")
    assert notice.at == datetime(2026, 12, 24, 1, 30, tzinfo=UTC)


def test_an_end_without_its_own_time_takes_that_of_the_notice(signed, read):
    notice = read(signed(**ENDED | {"unsign_time": None}))
    assert notice.at == datetime(2026, 11, 28, 10, 0, 5, tzinfo=UTC)


def test_a_replay_is_the_same_news_under_the_same_id(signed, read):
    body = signed()
    turned = b"&".join(reversed(body.split(b"&")))
    assert read(turned) == read(body)
    unnamed = signed(notify_id=None)
    assert read(unnamed).notice_id == read(b"&".join(reversed(unnamed.split(b"&")))).notice_id


def test_forged_news_is_a_bad_signature(signed, read, our_key):
    fields = dict(parse_qsl(signed(**ENDED).decode()))
    forged = [
        {**fields, "sign": ""},
        {name: value for name, value in fields.items() if name != "sign"},
        {**fields, "sign": keys.sign(our_key, signed_form.signed_text(fields))},
        {**fields, "sign_type": "RSA"},
        {**fields, "external_agreement_no": "TBOA8"},
        {**fields, "agreement_no": "2026"},
        {**fields, "notify_type": "dut_user_sign", "status": "NORMAL"},
        {**fields, "more": "1"},
        {name: value for name, value in fields.items() if name != "unsign_time"},
    ]
    for each in forged:
        with pytest.raises(BadSignature):
            read(urlencode(each).encode())


def test_genuine_news_for_others_is_named_as_that(signed, read, account):
    for changed in ({"app_id": "2021999999999999"}, {"app_id": None}):
        with pytest.raises(ForeignApplication):
            read(signed(**changed))
    for name in ("seller_id", "partner_id"):
        assert read(signed(**{name: account.seller_id})).number == "TBOA7"
        with pytest.raises(ForeignSeller):
            read(signed(**{name: "2088999999999999"}))


@pytest.mark.parametrize("status", [None, "", "TEMP", "STOP", "UNSIGN", "normal", "NORMAL "])
def test_a_signing_that_does_not_say_normal_signs_nothing(signed, read, status):
    with pytest.raises(MalformedNotice):
        read(signed(status=status))


@pytest.mark.parametrize("status", [None, "", "NORMAL", "STOP", "unsign"])
def test_an_end_that_does_not_say_so_ends_nothing(signed, read, status):
    with pytest.raises(MalformedNotice):
        read(signed(**ENDED | {"status": status}))


@pytest.mark.parametrize("name", ["external_agreement_no", "agreement_no"])
@pytest.mark.parametrize("number", [None, "", "TBO-1", "TBO1'; DROP TABLE", "a" * 65, "协议", "TBO1\n"])
def test_a_number_that_cannot_be_one_is_malformed(signed, read, name, number):
    with pytest.raises(MalformedNotice):
        read(signed(**{name: number}))


def test_recut_fields_under_a_genuine_signature_must_be_asked_about(signed, read):
    genuine = signed(alipay_logon_id="a&external_agreement_no=TBOA8&x=", external_agreement_no="TBOA7")
    assert read(genuine).must_query


@given(st.data())
def test_news_with_any_byte_changed_is_refused_or_says_the_same(signed, read, data):
    body = signed(**ENDED)
    place = data.draw(st.integers(0, len(body) - 1))
    mutated = body[:place] + data.draw(st.binary(max_size=3)) + body[place + data.draw(st.integers(0, 3)) :]
    with suppress(NoticeRefused):
        assert read(mutated) == read(body)
