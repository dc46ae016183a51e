"""How the console and the wallet tell what the sandbox knows: plain texts, yuan, and China's time."""

import json
import sqlite3

from tbo.sandbox.amounts import yuan
from tbo.sandbox.china_time import china_text
from tbo.sandbox.store import instant

MOMENTS = (
    *("created_at", "expires_at", "pays_at", "paid_at", "closed_at", "finished_at", "refunded_at"),
    *("asked_at", "signed_at", "ended_at"),
)


def told_trade(db: sqlite3.Connection, trade: sqlite3.Row) -> dict:
    """A trade with its refunds and its notices."""
    number = trade["out_trade_no"]
    refunds = db.execute("SELECT * FROM refunds WHERE out_trade_no = ? ORDER BY refunded_at", (number,)).fetchall()
    return plain(trade) | {
        "total_amount": yuan(trade["total"]),
        "refunded_amount": yuan(trade["refunded"]),
        "refunds": [plain(refund) | {"refund_amount": yuan(refund["amount"])} for refund in refunds],
        "notices": told_notices(db, number),
    }


def told_notices(db: sqlite3.Connection, number: str) -> list[dict]:
    """All notices about one of the shop's numbers, each with its deliveries."""
    notices = db.execute("SELECT * FROM notices WHERE out_trade_no = ? ORDER BY id", (number,)).fetchall()
    return [_told_notice(db, notice) for notice in notices]


def plain(row: sqlite3.Row) -> dict:
    """A row with its instants as China's time."""
    told = dict(row)
    return told | {name: china_text(instant(told[name])) for name in MOMENTS if told.get(name)}


def _told_notice(db: sqlite3.Connection, notice: sqlite3.Row) -> dict:
    tried = db.execute("SELECT * FROM deliveries WHERE notice_id = ? ORDER BY id", (notice["id"],)).fetchall()
    fields = json.loads(notice["fields"])
    return {
        "id": notice["id"],
        "notify_id": notice["notify_id"],
        "state": notice["state"],
        "trade_status": fields.get("trade_status") or fields["status"],
        "refund_fee": fields.get("refund_fee", ""),
        "url": notice["url"],
        "due_at": china_text(instant(notice["due_at"])) if notice["due_at"] else "",
        "deliveries": [dict(row) | {"sent_at": china_text(instant(row["sent_at"]))} for row in tried],
    }
