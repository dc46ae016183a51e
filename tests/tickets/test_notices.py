"""The door for notices: only what our key signed is heard, what is not understood changes nothing, nothing is a 500."""

import json
from hashlib import md5
from urllib.parse import urlencode

import pytest
from sqlalchemy import func, select

from tbo.db import db
from tbo.sandbox.tmall_orders import CHARSET, SHOP_ID, body_of, signed
from tbo.tickets.hearing import hear
from tbo.tickets.models import Ticket, TicketNotice
from tbo.tickets.notices import BadSignature, NoticeRefused, Told, verified
from tbo.tickets.signing import joined

from ..support.at_once import at_once
from ..support.browser import Browser
from ..support.selling import sell_series
from ..vouchers.made import batch_of, season_of, vouchers

FORM, KEY = "application/x-www-form-urlencoded", "a key of sixteen"
FIELDS = {
    "timestamp": "2026-11-11 00:00:00",
    "method": "send",
    "order_id": "1753340805138544",
    "token": "0123456789abcdef",
    "taobao_sid": SHOP_ID,
    "seller_nick": "TBO旗舰店",
    "num_iid": "900000000101",
    "item_title": "全家年卡",
    "num": "1",
    "total_fee": "148.00",
    "valid_ends": "2027-01-01 00:00:00",
}


def read(**changed: str):
    return verified(body_of(signed(FIELDS | changed, KEY)), KEY, CHARSET, SHOP_ID)


def test_a_notice_is_read():
    notice = read()
    assert (notice.told, notice.outer_id, notice.item_id, notice.count) == (
        *(Told.SEND, "1753340805138544", "900000000101", 1),
    )
    assert notice.paid.fen == 14800
    assert notice.ends_at.isoformat() == "2026-12-31T16:00:00+00:00"


def test_the_same_notice_has_the_same_key_and_another_another():
    assert read().key == read().key
    assert read().key != read(timestamp="2026-11-11 00:00:01").key


def test_a_notice_that_others_cut_anew_is_the_same_notice():
    signed_as, other = body_of(signed(FIELDS, KEY)), (b"seller_nick=TBO", b"seller_nickT=BO")
    assert other[0] in signed_as
    for body in (signed_as + b"&more=", signed_as.replace(*other)):
        assert verified(body, KEY, CHARSET, SHOP_ID).key == read().key


def test_with_the_key_before_the_fields_alone_it_is_heard_too():
    sign = md5((KEY + joined(FIELDS)).encode(CHARSET)).hexdigest()
    assert verified(body_of(FIELDS | {"sign": sign}), KEY, CHARSET, SHOP_ID).told is Told.SEND


@pytest.mark.parametrize("sign", ["", "0" * 32, "十", "f" * 5000])
def test_what_our_key_did_not_sign_is_refused(sign):
    with pytest.raises(BadSignature):
        verified(body_of(FIELDS | {"sign": sign}), KEY, CHARSET, SHOP_ID)
    with pytest.raises(BadSignature):
        verified(body_of(signed(FIELDS, KEY)), "another key", CHARSET, SHOP_ID)
    with pytest.raises(BadSignature):
        verified(body_of(signed(FIELDS, KEY) | {"num": "2"}), KEY, CHARSET, SHOP_ID)


@pytest.mark.parametrize(
    "changed",
    [
        {"taobao_sid": "1"},
        {"method": "sell"},
        {"method": ""},
        {"order_id": "' OR 1=1"},
        {"order_id": ""},
        {"order_id": "9" * 21},
        {"token": ""},
        {"token": "a b"},
        {"token": "x" * 81},
        {"num": "0"},
        {"num": "201"},
        {"num": "-1"},
        {"num": "１"},
        {"num_iid": "x"},
        {"method": "cancel", "cancel_num": "0"},
        {"method": "order_modify"},
        {"method": "order_modify", "sub_method": "1", "data": "{"},
        {"method": "order_modify", "sub_method": "1", "data": "[]"},
        {"method": "order_modify", "sub_method": "1", "data": '{"valid_ends": "soon"}'},
        {"method": "order_modify", "sub_method": "1", "data": "[" * 5000},
        {"item_title": "\x00"},
    ],
)
def test_what_is_not_understood_is_refused(changed):
    with pytest.raises(NoticeRefused):
        read(**changed)


@pytest.mark.parametrize(
    "body",
    [b"", b"a", b"a=1&a=2", b"%ff=1", b"a=%ff%ff", "a=灯".encode(), b"a=1&" * 200, b"x=" + b"1" * 70_000, b"a b=1"],
)
def test_what_is_no_form_is_refused(body):
    with pytest.raises(NoticeRefused):
        verified(body, KEY, CHARSET, SHOP_ID)


@pytest.mark.parametrize("more", [b"&num=1", b"&sign=", b"&%20=", b"&" + b"x" * 65 + b"="])
def test_what_is_added_to_a_signed_notice_is_refused_even_where_it_signs_alike(more):
    body = body_of(signed(FIELDS, KEY))
    assert verified(body, KEY, CHARSET, SHOP_ID)
    with pytest.raises(NoticeRefused):
        verified(body + more, KEY, CHARSET, SHOP_ID)


def told(app, body: bytes) -> tuple[int, dict]:
    answer = Browser(app).open(
        "/tickets/notices", method="POST", data=body, content_type="application/x-www-form-urlencoded"
    )
    return answer.status_code, json.loads(answer.get_data())


def test_the_answer_has_the_protocols_form(tmall, app):
    good = body_of(signed(FIELDS, tmall.key))
    assert told(app, good) == (200, {"code": 200})
    assert told(app, good) == (200, {"code": 200})
    assert told(app, body_of(FIELDS | {"sign": "x"})) == (200, {"code": 501})
    assert told(app, body_of(signed(FIELDS | {"token": "other"}, tmall.key))) == (200, {"code": 502})
    assert told(app, body_of(signed(FIELDS | {"order_id": "7", "method": "cancel"}, tmall.key))) == (200, {"code": 502})
    assert told(app, urlencode({"灯": "1"}).encode())[1] == {"code": 502}
    assert told(app, b"x=" + b"1" * 3_000_000)[1] == {"code": 502}
    assert db.session.scalar(select(func.count()).select_from(TicketNotice)) == 1


def test_where_e_tickets_are_off_there_is_no_door(app):
    assert Browser(app).bare_post("/tickets/notices", sign="x").status_code == 404
    assert Browser(app).get("/tickets/notices").status_code == 405


def test_fifty_notices_of_one_order_take_one_code(committed_app):
    with committed_app.app_context():
        made = batch_of(season_of(sell_series()), 5, item_id=FIELDS["num_iid"])
        notices = [read(timestamp=f"2026-11-11 00:00:{second:02d}") for second in range(50)]
        db.session.rollback()
        answers = at_once(committed_app, *[lambda notice=notice: hear(notice) for notice in notices])
        assert answers == [None] * 50
        assert sum(one.handed_at is not None for one in vouchers(made)) == 1
        assert db.session.scalar(select(func.count()).select_from(Ticket)) == 1
