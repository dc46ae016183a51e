"""What we tell the shop: composing a notice and queueing it, with the trouble ordered for it."""

import json
import secrets
import sqlite3
from datetime import datetime, timedelta

from tbo.sandbox.amounts import yuan
from tbo.sandbox.buyers import logon_id_of
from tbo.sandbox.chaos import Chaos, chaos_now, is_next_notice_dropped
from tbo.sandbox.china_time import china_text
from tbo.sandbox.keys import sign, text_to_sign
from tbo.sandbox.sandbox import Sandbox
from tbo.sandbox.states import NoticeState
from tbo.sandbox.store import insert, instant, kept

SELLER_EMAIL = "seller@sandbox.example.com"


def tell_paid(sandbox: Sandbox, db: sqlite3.Connection, trade: sqlite3.Row) -> None:
    """Queue the notice that `trade` is paid (or finished)."""
    _queue_of(sandbox, db, trade, _trade_fields(sandbox, trade) | _payment_fields(trade))


def tell_closed(sandbox: Sandbox, db: sqlite3.Connection, trade: sqlite3.Row) -> None:
    """Queue the notice that `trade` was closed unpaid."""
    _queue_of(
        sandbox, db, trade, _trade_fields(sandbox, trade) | {"gmt_close": china_text(instant(trade["closed_at"]))}
    )


def tell_refunded(sandbox: Sandbox, db: sqlite3.Connection, trade: sqlite3.Row, refund: sqlite3.Row) -> None:
    """Queue the notice of one refund; a partial one still says TRADE_SUCCESS."""
    fields = _trade_fields(sandbox, trade) | _payment_fields(trade)
    fields |= {
        "refund_fee": yuan(trade["refunded"]),
        "gmt_refund": china_text(instant(refund["refunded_at"])) + ".000",
        "out_biz_no": refund["out_request_no"],
    }
    if trade["closed_at"]:
        fields["gmt_close"] = china_text(instant(trade["closed_at"]))
    _queue_of(sandbox, db, trade, fields)


def send_again(sandbox: Sandbox, db: sqlite3.Connection, notice_id: int) -> bool:
    """Make an old notice due now with its old notify_id, even a dropped one. False when there is none."""
    changed = db.execute(
        "UPDATE notices SET state = ?, due_at = ? WHERE id = ?",
        (NoticeState.WAITING, kept(sandbox.now()), notice_id),
    ).rowcount
    sandbox.bell.set()
    return changed == 1


def signed_form(sandbox: Sandbox, notice: sqlite3.Row, now: datetime) -> dict[str, str]:
    """The form as it is posted: a fresh notify_time, signed without sign_type."""
    fields = json.loads(notice["fields"]) | {"notify_time": china_text(now)}
    return signed(sandbox, fields, wrong_key=bool(notice["wrong_key"]))


def signed(sandbox: Sandbox, fields: dict[str, str], *, wrong_key: bool = False) -> dict[str, str]:
    """Any fields with the sandbox's genuine signature; tests also sign notices that Alipay would never send."""
    bare = {name: value for name, value in fields.items() if name not in ("sign", "sign_type")}
    signature = sign(text_to_sign(bare, keep_empty=True), sandbox.keys.wrong if wrong_key else sandbox.keys.own)
    return bare | {"sign_type": "RSA2", "sign": signature}


def head(sandbox: Sandbox, notify_type: str) -> dict[str, str]:
    """What every notice begins with."""
    return {
        "notify_type": notify_type,
        "notify_id": f"{sandbox.now():%Y%m%d}{secrets.randbelow(10**26):026d}",
        "app_id": sandbox.options.app_id,
        "auth_app_id": sandbox.options.app_id,
        "charset": "utf-8",
        "version": "1.0",
    }


def queue(sandbox: Sandbox, db: sqlite3.Connection, number: str, url: str, fields: dict[str, str]) -> None:
    """Queue a notice about the shop's `number` for `url`; without an address nobody is told."""
    if not url:
        return
    chaos = chaos_now(db)
    now = sandbox.now()
    if chaos.notices_strange_fields:
        fields |= {"sandbox_news": "新字段 100% +1", "voucher_detail_list": ""}
    dropped = is_next_notice_dropped(db)
    insert(
        db,
        "notices",
        notify_id=fields["notify_id"],
        out_trade_no=number,
        url=url,
        fields=json.dumps(fields, ensure_ascii=False),
        wrong_key=chaos.notices_wrong_key,
        state=NoticeState.DROPPED if dropped else NoticeState.WAITING,
        copies=chaos.notices_extra_copies,
        newest_first=chaos.notices_newest_first,
        queued_at=kept(now),
        due_at=None if dropped else kept(now + _wait(sandbox, chaos)),
    )
    sandbox.bell.set()


def _trade_fields(sandbox: Sandbox, trade: sqlite3.Row) -> dict[str, str]:
    fields = head(sandbox, "trade_status_sync") | {
        "trade_no": trade["trade_no"],
        "out_trade_no": trade["out_trade_no"],
        "buyer_id": trade["buyer_id"],
        "buyer_logon_id": logon_id_of(trade["buyer_id"]),
        "seller_id": sandbox.options.seller_id,
        "seller_email": SELLER_EMAIL,
        "trade_status": trade["state"],
        "total_amount": yuan(trade["total"]),
        "subject": trade["subject"],
        "gmt_create": china_text(instant(trade["created_at"])),
    }
    optional = ("body", "passback_params")
    return fields | {name: trade[name] for name in optional if trade[name]}


def _payment_fields(trade: sqlite3.Row) -> dict[str, str]:
    total = yuan(trade["total"])
    bills = [{"amount": total, "fundChannel": "ALIPAYACCOUNT"}]
    return {
        "gmt_payment": china_text(instant(trade["paid_at"])),
        "receipt_amount": total,
        "invoice_amount": total,
        "buyer_pay_amount": total,
        "point_amount": "0.00",
        "fund_bill_list": json.dumps(bills, separators=(",", ":")),
    }


def _queue_of(sandbox: Sandbox, db: sqlite3.Connection, trade: sqlite3.Row, fields: dict[str, str]) -> None:
    queue(sandbox, db, trade["out_trade_no"], trade["notify_url"], fields)


def _wait(sandbox: Sandbox, chaos: Chaos) -> timedelta:
    # Reordering needs a crowd to reorder, so the notices of a short while are held together.
    held = sandbox.options.reorder_seconds if chaos.notices_newest_first else 0
    return timedelta(seconds=chaos.notices_delay_seconds + held)
