"""The bill's ZIP: payments and refunds of one China day as GBK tables with `#` comments and 25 columns."""

import csv
import io
import sqlite3
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from flask import Blueprint, Response, abort

from tbo.sandbox.amounts import yuan
from tbo.sandbox.buyers import logon_id_of
from tbo.sandbox.china_time import CHINA, china_text
from tbo.sandbox.methods.bills import billed_day_or_none
from tbo.sandbox.sandbox import here
from tbo.sandbox.store import instant, kept

routes = Blueprint("bills", __name__)
COLUMNS = (
    *("支付宝交易号", "商户订单号", "业务类型", "商品名称", "创建时间", "完成时间", "门店编号", "门店名称", "操作员"),
    *("终端号", "对方账户", "订单金额（元）", "商家实收（元）", "支付宝红包（元）", "集分宝（元）", "支付宝优惠（元）"),
    *(
        "商家优惠（元）",
        "券核销金额（元）",
        "券名称",
        "商家红包消费金额（元）",
        "卡消费金额（元）",
        "退款批次号/请求号",
    ),
    *("服务费（元）", "分润（元）", "备注"),
)
SUM_COLUMNS = ("门店编号", "门店名称", "交易订单总笔数", "退款订单总笔数", "订单金额（元）", "实收净额（元）")
NOTHING = "0.00"


@routes.get("/bills/<token>.zip")
def download(token: str):
    """Give the ZIP of a living link."""
    sandbox = here()
    with sandbox.store.reading() as db:
        day = billed_day_or_none(db, token, sandbox.now())
        if day is None:
            abort(404)
        body = bill_zip(db, sandbox.options.seller_id, day)
    return Response(body, content_type="application/zip")


def bill_zip(db: sqlite3.Connection, seller_id: str, day: date) -> bytes:
    """The ZIP with the table of events and the table of sums."""
    events = _events(db, day)
    name = f"{seller_id}0156_{day:%Y%m%d}"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr(f"{name}_业务明细.csv", _table(seller_id, day, "业务明细", COLUMNS, events))
        bundle.writestr(f"{name}_业务明细(汇总).csv", _table(seller_id, day, "业务汇总", SUM_COLUMNS, [_sums(events)]))
    return out.getvalue()


def _events(db: sqlite3.Connection, day: date) -> list[list[str]]:
    """One row per payment and refund of the day, in order of time."""
    begin = datetime(day.year, day.month, day.day, tzinfo=CHINA)
    span = (kept(begin), kept(begin + timedelta(days=1)))
    paid = db.execute("SELECT * FROM trades WHERE paid_at >= ? AND paid_at < ?", span)
    rows = [(trade["paid_at"], _row(trade, trade["paid_at"], trade["total"])) for trade in paid.fetchall()]
    given_back = db.execute(
        "SELECT trades.*, refunds.* FROM refunds JOIN trades USING (out_trade_no) "
        "WHERE refunded_at >= ? AND refunded_at < ?",
        span,
    )
    for refund in given_back.fetchall():
        row = _row(refund, refund["refunded_at"], -refund["amount"], refund["out_request_no"])
        rows.append((refund["refunded_at"], row))
    return [row for _, row in sorted(rows, key=lambda pair: pair[0])]


def _row(trade: sqlite3.Row, at: str, fen: int, request_number: str = "") -> list[str]:
    amount = f"-{yuan(-fen)}" if fen < 0 else yuan(fen)
    row = [trade["trade_no"], trade["out_trade_no"], "退款" if request_number else "交易", trade["subject"]]
    row += [china_text(instant(trade["created_at"])), china_text(instant(at)), "", "", "", ""]
    row += [logon_id_of(trade["buyer_id"]), amount, amount, NOTHING, NOTHING, NOTHING, NOTHING, NOTHING, ""]
    return [*row, NOTHING, NOTHING, request_number, NOTHING, NOTHING, ""]


def _sums(events: list[list[str]]) -> list[str]:
    fen = sum(int(row[11].replace(".", "")) for row in events)
    refunds = sum(row[2] == "退款" for row in events)
    net = f"{'-' if fen < 0 else ''}{yuan(abs(fen))}"
    return ["合计", "", str(len(events) - refunds), str(refunds), net, net]


def _table(seller_id: str, day: date, title: str, columns: Sequence[str], rows: list[list[str]]) -> bytes:
    out = io.StringIO()
    out.write(f"#支付宝{title}查询\r\n#账号：[{seller_id}0156]\r\n")
    begin, end = (f"{one:%Y年%m月%d日} 00:00:00" for one in (day, day + timedelta(days=1)))
    out.write(f"#起始日期：[{begin}]   终止日期：[{end}]\r\n")
    out.write(f"#-----------------------------------------{title}列表----------------------------------------\r\n")
    writer = csv.writer(out)
    writer.writerow(columns)
    # The real file pads its values with tabs, and readers must trim them.
    writer.writerows([f"{value}\t" for value in row] for row in rows)
    out.write(f"#-----------------------------------------{title}列表结束------------------------------------\r\n")
    return out.getvalue().encode("gbk", errors="replace")
