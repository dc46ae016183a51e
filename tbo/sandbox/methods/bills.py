"""The daily bill: a link that lives 30 seconds to a ZIP of GBK tables."""

import json
import secrets
import sqlite3
from datetime import date, datetime, timedelta

from flask import request, url_for

from tbo.sandbox.china_time import CHINA
from tbo.sandbox.incoming import Call
from tbo.sandbox.refusals import Refusal, business
from tbo.sandbox.sandbox import Sandbox
from tbo.sandbox.store import instant, kept

KINDS = ("trade", "signcustomer")
OLDEST = date(2000, 1, 1)
LINK_LIFE = timedelta(seconds=30)


def download_url(sandbox: Sandbox, db: sqlite3.Connection, call: Call) -> dict:
    """alipay.data.dataservice.bill.downloadurl.query: for days that are over."""
    if call.text("bill_type", 20) not in KINDS:
        raise business("INVALID_PARAMETER", "bill_type 应为 trade 或 signcustomer")
    day = _day(call.text("bill_date", 10))
    if day < OLDEST or day >= call.now.astimezone(CHINA).date():
        raise Refusal("40004", "isp.bill_not_exist", "账单不存在")
    token = secrets.token_urlsafe(18)
    link = {"day": day.isoformat(), "until": kept(call.now + LINK_LIFE)}
    db.execute("INSERT INTO facts VALUES (?, ?)", (f"bill {token}", json.dumps(link)))
    base = sandbox.options.public_url or request.host_url.rstrip("/") + request.script_root
    path = url_for("bills.download", token=token).removeprefix(request.script_root)
    return {"bill_download_url": base + path, "bill_file_code": "EMPTY_DATA_WITH_BILL_FILE"}


def billed_day_or_none(db: sqlite3.Connection, token: str, now: datetime) -> date | None:
    """The day behind a link, while it lives."""
    row = db.execute("SELECT value FROM facts WHERE name = ?", (f"bill {token}",)).fetchone()
    if row is None:
        return None
    link = json.loads(row["value"])
    return date.fromisoformat(link["day"]) if now < instant(link["until"]) else None


def _day(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        raise business("INVALID_PARAMETER", "bill_date 的格式为 yyyy-MM-dd") from None


ANSWERS = {"alipay.data.dataservice.bill.downloadurl.query": download_url}
