"""A notice is believed only when every byte, the application, the seller and the amount are right."""

import random
from contextlib import suppress
from datetime import UTC, datetime
from urllib.parse import parse_qsl, quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tbo.alipay import keys, signed_form
from tbo.alipay.notices import (
    ForeignApplication,
    ForeignCurrency,
    ForeignSeller,
    OtherNotice,
    verified_notice,
    verified_return,
)
from tbo.alipay.signed_form import BadSignature, MalformedNotice, NoticeRefused
from tbo.alipay.trades import TradeState
from tbo.rules.money import Money

FORM = "application/x-www-form-urlencoded; charset=utf-8"


@pytest.fixture(scope="session")
def signed_notice(alipay_key, account):
    """Make the body of a notification: what a test changes or (with None) leaves out, then signed."""
    usual = {
        **{"notify_time": "2026-11-11 00:00:05", "notify_type": "trade_status_sync", "notify_id": "n1"},
        **{"charset": "utf-8", "version": "1.0", "app_id": account.app_id, "seller_id": account.seller_id},
        **{"trade_no": "2026111122001", "out_trade_no": "TBO1", "buyer_id": "2088102", "subject": "长安夜行"},
        **{"trade_status": "TRADE_SUCCESS", "total_amount": "6.00", "gmt_payment": "2026-11-11 00:00:03"},
    }

    def make(**changed):
        fields = {name: value for name, value in {**usual, **changed}.items() if value is not None}
        signature = keys.sign(alipay_key, signed_form.signed_text(fields))
        return urlencode({"sign_type": "RSA2", **fields, "sign": signature}).encode()

    return make


@pytest.fixture(scope="session")
def read(account):
    return lambda body, content_type=FORM: verified_notice(body, content_type, account)


def test_a_genuine_notice_is_told_in_our_words(signed_notice, read):
    notice = read(signed_notice())
    assert (notice.payment_number, notice.trade_no, notice.amount) == ("TBO1", "2026111122001", Money(600))
    assert (notice.state, notice.pays, notice.is_refund, notice.must_query) == (TradeState.PAID, True, False, False)
    assert notice.paid_at == datetime(2026, 11, 10, 16, 0, 3, tzinfo=UTC)
    assert (notice.notice_id, notice.kind, notice.buyer_id) == ("n1", "trade_status_sync", "2088102")
    assert "2088102" not in repr(notice)


def test_fields_nobody_knows_and_empty_ones_are_part_of_what_is_signed(signed_notice, read):
    body = signed_notice(brand_new="x", passback_params="", body="价格 100% + 更多 😀")
    assert read(body).payment_number == "TBO1"
    for without in (b"brand_new=x&", b"passback_params=&"):
        with pytest.raises(BadSignature):
            read(body.replace(without, b""))


def test_the_order_of_fields_and_the_way_of_escaping_do_not_matter(signed_notice, read):
    pairs = parse_qsl(signed_notice(passback_params="").decode(), keep_blank_values=True)
    random.Random(7).shuffle(pairs)
    assert read(urlencode(pairs, quote_via=quote).encode()) == read(signed_notice(passback_params=""))


@given(st.data())
def test_a_notice_with_any_byte_changed_is_refused_or_says_the_same(signed_notice, read, data):
    body = signed_notice()
    place = data.draw(st.integers(0, len(body) - 1))
    mutated = body[:place] + data.draw(st.binary(max_size=3)) + body[place + data.draw(st.integers(0, 3)) :]
    with suppress(NoticeRefused):
        assert read(mutated) == read(body)


@given(body=st.binary(max_size=400), content_type=st.text(max_size=40) | st.none())
def test_no_bytes_at_all_break_the_reader(read, body, content_type):
    with pytest.raises(NoticeRefused):
        read(body, content_type)
    with pytest.raises(NoticeRefused):
        read(body)


@given(fields=st.dictionaries(st.sampled_from("abcd"), st.text(st.characters(exclude_categories=["Cs"]))))
def test_any_text_in_any_field_is_verified_as_it_was_sent(signed_notice, read, fields):
    notice = read(signed_notice(**fields))
    assert notice.must_query == any("&" in value for value in fields.values())


def test_recut_fields_under_a_genuine_signature_must_be_asked_about(signed_notice, read):
    """A subject that held "&total_amount=…" lets two sets of fields share one signature."""
    genuine = signed_notice(subject="S&total_amount=99.00&trade_a=", total_amount="0.01")
    fields = dict(parse_qsl(genuine.decode()))
    recut = {**fields, "subject": "S", "total_amount": "99.00", "trade_a": "&total_amount=0.01"}
    assert signed_form.signed_text(recut) == signed_form.signed_text(fields)
    for body in (genuine, urlencode(recut).encode()):
        assert read(body).must_query


@pytest.mark.parametrize("name", ["a=1&total_amount", "a b", "名", "a-b", "a" * 65, ""])
def test_a_field_name_cannot_carry_a_second_reading(signed_notice, read, name):
    with pytest.raises(MalformedNotice):
        read(signed_notice(**{name: "9.00"}))


def test_forged_notices_are_bad_signatures(signed_notice, read, our_key):
    genuine = signed_notice()
    fields = dict(parse_qsl(genuine.decode()))
    by_us = keys.sign(our_key, signed_form.signed_text(fields))
    forged = [
        {**fields, "sign": ""},
        {name: value for name, value in fields.items() if name != "sign"},
        {**fields, "sign": by_us},
        {**fields, "sign_type": "RSA"},
        {name: value for name, value in fields.items() if name != "sign_type"},
        {**fields, "total_amount": "0.01"},
        {**fields, "more": "1"},
        {name: value for name, value in fields.items() if name != "gmt_payment"},
    ]
    for each in forged:
        with pytest.raises(BadSignature):
            read(urlencode(each).encode())


def test_a_genuine_notice_for_others_is_named_as_that(signed_notice, read):
    with pytest.raises(ForeignApplication):
        read(signed_notice(app_id="2021999999999999"))
    with pytest.raises(ForeignApplication):
        read(signed_notice(app_id=None))
    with pytest.raises(ForeignSeller):
        read(signed_notice(seller_id="2088999999999999"))
    with pytest.raises(ForeignSeller):
        read(signed_notice(seller_id=None))
    with pytest.raises(ForeignCurrency):
        read(signed_notice(trans_currency="USD"))
    assert read(signed_notice(trans_currency="CNY")).pays


@pytest.mark.parametrize("name", ["total_amount", "refund_fee"])
@pytest.mark.parametrize(
    "text", ["9.9", "9.900", "9,90", "NaN", "1e3", "-6.00", "+6.00", " 6.00", "６.００", "6.00\n", "6"]
)
def test_an_amount_has_two_decimals_and_nothing_else(signed_notice, read, name, text):
    with pytest.raises(MalformedNotice):
        read(signed_notice(**{name: text}))


@pytest.mark.parametrize("name", ["total_amount", "refund_fee"])
def test_an_amount_is_one_that_can_be_kept(signed_notice, read, name):
    assert read(signed_notice(**{name: "21474836.47"}))
    with pytest.raises(MalformedNotice):
        read(signed_notice(**{name: "21474836.48"}))


@pytest.mark.parametrize(("buyer", "kept"), [("2088102", "2088102"), ("x" * 128, "x" * 128), ("x" * 129, None)])
@pytest.mark.parametrize("name", ["buyer_id", "buyer_open_id"])
def test_money_is_told_whatever_is_said_of_who_paid(signed_notice, read, name, buyer, kept):
    told = {"buyer_id": None, name: buyer}
    assert (read(signed_notice(**told)).buyer_id, read(signed_notice(**told)).pays) == (kept, True)
    assert read(signed_notice(**{"buyer_id": None, name: "2088\x00"})).buyer_id is None


@pytest.mark.parametrize("number", [None, "", "TBO-1", "TBO1'; DROP TABLE", "a" * 65, "订单", "TBO1\n"])
def test_a_number_that_cannot_be_ours_is_malformed(signed_notice, read, number):
    with pytest.raises(MalformedNotice):
        read(signed_notice(out_trade_no=number))


@pytest.mark.parametrize("status", [None, "", "PAID", "trade_success", "TRADE_SUCCESS "])
def test_a_status_nobody_knows_is_malformed(signed_notice, read, status):
    with pytest.raises(MalformedNotice):
        read(signed_notice(trade_status=status))


def test_a_repeated_field_is_refused_even_with_the_same_value(signed_notice, read):
    for again in (b"&total_amount=6.00", b"&total_amount=0.01", b"&sign=x", b"&sign_type=RSA2"):
        with pytest.raises(MalformedNotice):
            read(signed_notice() + again)


@pytest.mark.parametrize("kind", [None, "", "text/plain", "application/json", "multipart/form-data; boundary=x"])
def test_only_a_form_is_read(signed_notice, read, kind):
    with pytest.raises(MalformedNotice):
        read(signed_notice(), kind)


def test_the_content_type_may_be_written_in_any_case_and_without_charset(signed_notice, read):
    assert read(signed_notice(), "Application/X-WWW-Form-Urlencoded").pays
    assert read(signed_notice(), 'application/x-www-form-urlencoded;charset="UTF-8"').pays


def test_gbk_is_refused_wherever_it_shows(signed_notice, read, account):
    with pytest.raises(MalformedNotice):
        read(signed_notice(), "application/x-www-form-urlencoded; charset=GBK")
    with pytest.raises(MalformedNotice):
        read(signed_notice(charset="GBK"))
    with pytest.raises(MalformedNotice):
        read(b"subject=" + quote("长安".encode("gbk")).encode() + b"&sign_type=RSA2&sign=x")
    with pytest.raises(MalformedNotice):
        read("subject=长安&sign_type=RSA2&sign=x".encode())


def test_too_large_too_many_or_broken_forms_are_refused(signed_notice, read):
    with pytest.raises(MalformedNotice):
        read(signed_notice(body="x" * 65_536))
    with pytest.raises(MalformedNotice):
        read(signed_notice(**{f"f{n}": "" for n in range(100)}))
    for broken in (b"a", b"&" + signed_notice(), signed_notice() + b"&&", b"a=%ff&sign=x&sign_type=RSA2"):
        with pytest.raises(MalformedNotice):
            read(broken)


def test_a_full_64_kilobytes_under_a_right_signature_is_still_read(signed_notice, read):
    assert read(signed_notice(body="x" * 64_000)).pays


@pytest.mark.parametrize(
    ("status", "more", "pays", "is_refund"),
    [
        ("TRADE_SUCCESS", {}, True, False),
        ("TRADE_FINISHED", {}, True, False),
        ("TRADE_SUCCESS", {"refund_fee": "0.00"}, True, False),
        ("TRADE_SUCCESS", {"refund_fee": ""}, True, False),
        ("TRADE_SUCCESS", {"refund_fee": "1.00", "gmt_refund": "2026-11-12 08:00:00.123"}, False, True),
        ("TRADE_SUCCESS", {"gmt_refund": "2026-11-12 08:00:00.123"}, False, True),
        ("TRADE_CLOSED", {"refund_fee": "6.00"}, False, True),
        ("TRADE_CLOSED", {}, False, False),
        ("WAIT_BUYER_PAY", {}, False, False),
    ],
)
def test_only_success_or_finished_without_a_refund_pays(signed_notice, read, status, more, pays, is_refund):
    notice = read(signed_notice(trade_status=status, **more))
    assert (notice.pays, notice.is_refund) == (pays, is_refund)


def test_a_refund_says_how_much_and_under_which_number(signed_notice, read):
    ours = read(signed_notice(refund_fee="1.50", out_biz_no="TBO1R1"))
    assert (ours.refunded_in_all, ours.refund_number) == (Money(150), "TBO1R1")
    in_the_console = read(signed_notice(refund_fee="1.50"))
    assert (in_the_console.refunded_in_all, in_the_console.refund_number) == (Money(150), None)


def test_other_kinds_are_recorded_and_no_more(signed_notice, read):
    new = signed_notice(notify_type="something_new", seller_id=None, out_trade_no=None)
    assert read(new) == OtherNotice("n1", "something_new")


def test_without_an_id_the_same_news_has_the_same_hash_in_any_order(signed_notice, read):
    body = signed_notice(notify_id=None)
    turned = b"&".join(reversed(body.split(b"&")))
    first, second = read(body).notice_id, read(turned).notice_id
    assert first == second
    assert first != read(signed_notice(notify_id=None, trade_no="T2")).notice_id
    assert read(signed_notice(notify_id="x" * 500)).notice_id.startswith("sha256-")


def test_a_genuine_return_is_read_for_display(signed_notice, account):
    returned = verified_return(signed_notice(notify_type=None, trade_status=None), account)
    assert (returned.payment_number, returned.amount) == ("TBO1", Money(600))
    assert not hasattr(returned, "state")


def test_a_forged_or_foreign_return_is_refused(signed_notice, account):
    for query in (b"", b"out_trade_no=TBO1&total_amount=6.00", signed_notice() + b"&spm=1"):
        with pytest.raises(NoticeRefused):
            verified_return(query, account)
    with pytest.raises(ForeignSeller):
        verified_return(signed_notice(seller_id="2088999999999999"), account)
