"""The bill's ZIP: read as Alipay writes it, and refused as a whole when anything in it cannot be read."""

import io
import zipfile
from contextlib import suppress
from datetime import date

import pytest

from tbo.alipay import bills
from tbo.alipay.bills import BillRow, read_bill
from tbo.alipay.trouble import GatewayRefused, OutcomeUnknown
from tbo.rules.money import Money

HEADS = "支付宝交易号,商户订单号,业务类型,商品名称,订单金额（元）,退款批次号/请求号"
PAID = "2026111822001\t,TBO1_1\t,交易\t,长安夜行 第 2 集\t,6.00\t,\t"
BACK = "2026111822001\t,TBO1_1\t,退款\t,长安夜行 第 2 集\t,-1.50\t,TBO1_1R1\t"
SUMS = "门店编号,交易订单总笔数\r\n合计,1\r\n"


def table(*rows: str) -> bytes:
    text = "\r\n".join(("#支付宝业务明细查询", "#账号：[20880156]", HEADS, *rows, "#-----业务明细列表结束-----", ""))
    return text.encode("gb18030")


def zipped(*tables: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bundle:
        for number, content in enumerate(tables):
            bundle.writestr(f"{number}.csv", content)
    return out.getvalue()


def test_payments_and_refunds_are_read_and_sums_left_out():
    assert read_bill(zipped(table(PAID, BACK), SUMS.encode("gb18030"))) == [
        BillRow("TBO1_1", "2026111822001", Money(600)),
        BillRow("TBO1_1", "2026111822001", Money(150), "TBO1_1R1"),
    ]


def test_a_day_without_payments_is_a_bill_without_rows():
    assert read_bill(zipped(table())) == []


def test_a_refund_without_a_request_number_goes_by_the_payments():
    row = BACK.replace("TBO1_1R1", "")
    assert read_bill(zipped(table(row)))[0].refund_number == "TBO1_1"


@pytest.mark.parametrize("row", [PAID.replace("交易", "提现"), PAID.replace("TBO1_1", "other-shop 7"), ""])
def test_what_is_no_payment_of_a_shop_like_ours_is_left_out(row):
    assert read_bill(zipped(table(row, PAID))) == [BillRow("TBO1_1", "2026111822001", Money(600))]


@pytest.mark.parametrize("amount", ["6", "6.0", "6,00", "-6.00", "NaN", "6.00 元", ""])
def test_an_amount_that_is_none_refuses_the_whole_bill(amount):
    with pytest.raises(OutcomeUnknown):
        read_bill(zipped(table(PAID, PAID.replace("6.00", amount))))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no zip",
        zipped(),
        zipped(SUMS.encode("gb18030")),
        zipped(table(PAID), table(PAID)),
        zipped(b"\xff\xff\x00"),
    ],
)
def test_what_is_no_bill_is_refused(content):
    with pytest.raises(OutcomeUnknown):
        read_bill(content)


def test_a_row_that_is_cut_off_refuses_the_whole_bill():
    with pytest.raises(OutcomeUnknown):
        read_bill(zipped(table(PAID, "2026111822001\t,TBO1_1\t,交易\t")))


@pytest.mark.parametrize("place", range(40, 120, 7))
def test_a_zip_with_a_wrong_byte_is_refused_or_reads_the_same(place):
    whole = bytearray(zipped(table(*[PAID] * 50)))
    before = read_bill(bytes(whole))
    whole[place] ^= 0xFF
    with suppress(OutcomeUnknown):
        assert read_bill(bytes(whole)) == before


def test_a_torn_zip_is_refused():
    whole = zipped(table(*[PAID] * 50))
    with pytest.raises(OutcomeUnknown):
        read_bill(whole[: len(whole) // 2])


def test_a_bill_that_swells_is_refused_before_it_is_unpacked(monkeypatch):
    monkeypatch.setattr(bills, "LARGEST_TABLE", 1000)
    with pytest.raises(OutcomeUnknown):
        read_bill(zipped(table(*[PAID] * 100)))


ASKED = "alipay.data.dataservice.bill.downloadurl.query"
DAY = date(2026, 11, 18)


def told(sub_code: str) -> dict:
    return {"code": "40004", "msg": "Business Failed", "sub_code": sub_code}


def test_a_bill_is_asked_for_by_its_day_and_read_from_where_alipay_says(account, far_side, monkeypatch):
    fetched = []
    monkeypatch.setattr(bills.transport, "fetch", lambda *asked: fetched.append(asked) or zipped(table(PAID)))
    far_side.answers[ASKED] = {"code": "10000", "msg": "Success", "bill_download_url": "https://bills.example/1"}
    assert bills.fetch_bill(DAY, account) == [BillRow("TBO1_1", "2026111822001", Money(600))]
    assert fetched == [("https://bills.example/1", 25.0, 32 * 1024 * 1024)]
    assert (far_side.asked[0]["bill_type"], far_side.asked[0]["bill_date"]) == ("trade", "2026-11-18")


@pytest.mark.parametrize("sub_code", ["isp.bill_not_exist", "isv.bill_not_exist"])
def test_a_day_that_has_no_bill_yet_is_no_trouble(account, far_side, sub_code):
    far_side.answers[ASKED] = told(sub_code)
    assert bills.fetch_bill(DAY, account) is None


def test_any_other_refusal_is_said(account, far_side):
    far_side.answers[ASKED] = told("isv.bill_date_out_of_range")
    with pytest.raises(GatewayRefused, match=r"^Alipay refused with 40004 isv\.bill_date_out_of_range: "):
        bills.fetch_bill(DAY, account)


def test_what_cannot_be_read_is_said():
    for zipped_file, sentence in (
        (b"no zip", "the bill cannot be read: BadZipFile"),
        (zipped(), "the bill has 0 tables of events instead of one"),
        (zipped(table(PAID), table(PAID)), "the bill has 2 tables of events instead of one"),
    ):
        with pytest.raises(OutcomeUnknown) as refused:
            read_bill(zipped_file)
        assert str(refused.value) == sentence
