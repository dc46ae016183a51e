"""The bill: a link that lives half a minute to a ZIP that says what was paid and given back that day."""

import csv
import io
import zipfile
from urllib.parse import urlsplit

import pytest

METHOD = "alipay.data.dataservice.bill.downloadurl.query"
DAY = 86400


def link(merchant, day="2026-11-22", kind="trade"):
    return merchant.call(METHOD, {"bill_type": kind, "bill_date": day})


def rows(client, address):
    answer = client.get(urlsplit(address).path)
    assert answer.status_code == 200
    bundle = zipfile.ZipFile(io.BytesIO(answer.data))
    name = next(name for name in bundle.namelist() if name.endswith("_业务明细.csv"))
    lines = [line for line in bundle.read(name).decode("gbk").splitlines() if not line.startswith("#")]
    table = list(csv.reader(lines))
    return table[0], [dict(zip(table[0], [cell.strip("\t") for cell in row], strict=True)) for row in table[1:]]


def test_payments_and_refunds_of_the_day_stand_in_25_columns(merchant, client, clock):
    merchant.paid("TBO1")
    merchant.call("alipay.trade.refund", {"out_trade_no": "TBO1", "refund_amount": "1.00", "out_request_no": "r1"})
    clock.move(DAY)
    merchant.paid("TBO2")
    names, lines = rows(client, link(merchant)["bill_download_url"])
    assert len(names) == 25
    told = [(line["商户订单号"], line["业务类型"], line["订单金额（元）"], line["退款批次号/请求号"]) for line in lines]
    assert told == [("TBO1", "交易", "3.00", ""), ("TBO1", "退款", "-1.00", "r1")]
    assert lines[0]["商品名称"] == "雾港 第2集"


def test_the_link_dies_after_thirty_seconds(merchant, client, clock):
    clock.move(DAY)
    address = urlsplit(link(merchant)["bill_download_url"]).path
    clock.move(29)
    assert client.get(address).status_code == 200
    clock.move(1)
    assert client.get(address).status_code == 404
    assert client.get("/bills/guess.zip").status_code == 404


@pytest.mark.parametrize(
    ("day", "kind", "sub_code"),
    [
        ("2026-11-22", "trade", "isp.bill_not_exist"),
        ("2026-11-23", "trade", "isp.bill_not_exist"),
        ("22.11.26", "trade", "ACQ.INVALID_PARAMETER"),
        ("2026-11-21", "dreams", "ACQ.INVALID_PARAMETER"),
    ],
)
def test_there_is_no_bill_of_today_nor_of_nonsense(merchant, day, kind, sub_code):
    assert link(merchant, day, kind)["sub_code"] == sub_code
