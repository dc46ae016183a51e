"""The daily bill: what Alipay says it moved on a China day, fetched while its link lives and read strictly."""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tbo.alipay import transport
from tbo.alipay.account import AlipayAccount
from tbo.alipay.answers import Answer
from tbo.alipay.trouble import GatewayRefused, OutcomeUnknown
from tbo.rules.money import Money, NotAnAmount

LARGEST_ZIP = 32 * 1024 * 1024
LARGEST_TABLE = 256 * 1024 * 1024
LINK_LIFE_S = 25.0
_NUMBER = re.compile(r"[A-Za-z0-9_]{1,64}")
_NOT_YET = frozenset({"isp.bill_not_exist", "isv.bill_not_exist"})
_TRADE_NO, _OURS, _KIND = "支付宝交易号", "商户订单号", "业务类型"
_AMOUNT, _REFUND = "订单金额（元）", ("退款批次号/请求号", "退款批次号")
_PAYMENT, _BACK = "交易", "退款"
_UNREADABLE = (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, UnicodeError, csv.Error, KeyError, NotAnAmount)


@dataclass(frozen=True, slots=True)
class BillRow:
    """A payment that came, or (with its request's number) money that went back; `amount` is never negative."""

    payment_number: str
    trade_no: str
    amount: Money
    refund_number: str | None = None


def fetch_bill(day: date, account: AlipayAccount) -> list[BillRow] | None:
    """Return the rows of a China day, None while Alipay has no bill of it. Raises GatewayTrouble."""
    # Here and not above: only a worker asks for bills, and the SDK takes 0.2 s to import.
    from tbo.alipay.bill_calls import bill_address
    from tbo.alipay.client import StrictClient

    answer = Answer(StrictClient(account).execute(bill_address(day)))
    try:
        answer.require_worked()
    except GatewayRefused as refusal:
        if refusal.sub_code in _NOT_YET:
            return None
        raise
    return read_bill(transport.fetch(answer.text("bill_download_url"), LINK_LIFE_S, LARGEST_ZIP))


def read_bill(zipped: bytes) -> list[BillRow]:
    """Read the ZIP. Raises OutcomeUnknown for one that is not as Alipay makes it: nothing may be missed silently."""
    try:
        with zipfile.ZipFile(io.BytesIO(zipped)) as bundle:
            tables = [_rows(text) for text in _texts(bundle)]
    except _UNREADABLE as error:
        raise OutcomeUnknown(f"the bill cannot be read: {type(error).__name__}") from error
    found = [rows for rows in tables if rows is not None]
    if len(found) != 1:
        raise OutcomeUnknown(f"the bill has {len(found)} tables of events instead of one")
    return found[0]


def _texts(bundle: zipfile.ZipFile) -> Iterator[str]:
    if sum(info.file_size for info in bundle.infolist()) > LARGEST_TABLE:
        raise OutcomeUnknown(f"the bill is larger than {LARGEST_TABLE} bytes")
    for info in bundle.infolist():
        yield bundle.read(info).decode("gb18030")


def _rows(text: str) -> list[BillRow] | None:
    """Read one table; None when it is not the one of events (there is one of sums)."""
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    table = [[cell.strip() for cell in row] for row in csv.reader(lines)]
    heads = table[0] if table else []
    if not {_TRADE_NO, _OURS, _KIND, _AMOUNT} <= set(heads):
        return None
    named = (dict(zip(heads, row, strict=False)) for row in table[1:])
    return [_row(cells) for cells in named if cells[_KIND] in (_PAYMENT, _BACK) and _NUMBER.fullmatch(cells[_OURS])]


def _row(cells: dict[str, str]) -> BillRow:
    is_refund = cells[_KIND] == _BACK
    amount = Money.from_yuan_text(cells[_AMOUNT].removeprefix("-") if is_refund else cells[_AMOUNT])
    number = next((cells[name] for name in _REFUND if cells.get(name)), None)
    # A full refund without a request number of ours goes by the payment's own.
    return BillRow(cells[_OURS], cells[_TRADE_NO], amount, (number or cells[_OURS]) if is_refund else None)
