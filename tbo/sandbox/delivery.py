"""Bringing due notices to the shop: claiming, posting, and deciding when to come again."""

import sqlite3
import time
from contextlib import closing
from datetime import datetime, timedelta
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlencode, urlsplit, urlunsplit

from tbo.sandbox.notices import signed_form
from tbo.sandbox.sandbox import Sandbox
from tbo.sandbox.states import NoticeState
from tbo.sandbox.store import insert, kept

LEASE = timedelta(seconds=60)
LONGEST_ANSWER = 64 * 1024
CLAIMABLE = """
SELECT * FROM notices AS mine WHERE due_at <= :now AND (leased_until IS NULL OR leased_until < :now)
AND NOT EXISTS (SELECT 1 FROM notices AS other WHERE other.out_trade_no = mine.out_trade_no
                AND other.leased_until >= :now)
ORDER BY CASE WHEN newest_first THEN -id ELSE 0 END, due_at, id LIMIT 1
"""


def deliver_due(sandbox: Sandbox, now: datetime | None = None) -> int:
    """Post every notice that is due at `now` (default: the sandbox's clock), one after another; return how many."""
    now = now or sandbox.now()
    count = 0
    while notice := _claim(sandbox, now):
        _deliver(sandbox, notice, now)
        count += 1
    return count


def _claim(sandbox: Sandbox, now: datetime) -> sqlite3.Row | None:
    """Lease one due notice; one trade has at most one on its way, so its news stay in order."""
    with sandbox.store.writing() as db:
        notice = db.execute(CLAIMABLE, {"now": kept(now)}).fetchone()
        if notice:
            db.execute("UPDATE notices SET leased_until = ? WHERE id = ?", (kept(now + LEASE), notice["id"]))
    return notice


def _deliver(sandbox: Sandbox, notice: sqlite3.Row, now: datetime) -> None:
    began = time.monotonic()
    bring = sandbox.options.bring or _post
    status, answer = bring(notice["url"], signed_form(sandbox, notice, now), sandbox.options.notice_timeout)
    accepted = status == 200 and answer == "success"
    with sandbox.store.writing() as db:
        insert(
            db,
            "deliveries",
            notice_id=notice["id"],
            sent_at=kept(now),
            milliseconds=round((time.monotonic() - began) * 1000),
            status=status,
            answer=answer[:500],
            accepted=accepted,
        )
        _plan_next(sandbox, db, notice, accepted, now)


def _plan_next(sandbox: Sandbox, db: sqlite3.Connection, notice: sqlite3.Row, accepted: bool, now: datetime) -> None:
    tries, gaps = notice["tries"] + 1, sandbox.options.retry_gaps
    state, due, copies = NoticeState.WAITING, None, notice["copies"]
    if accepted:
        state = NoticeState.ACCEPTED
        due, copies = (now, copies - 1) if copies else (None, 0)
    elif tries <= len(gaps):
        due = now + timedelta(seconds=gaps[tries - 1])
    else:
        state = NoticeState.GIVEN_UP
    db.execute(
        "UPDATE notices SET tries = ?, state = ?, due_at = ?, copies = ?, leased_until = NULL WHERE id = ?",
        (tries, state, kept(due) if due else None, copies, notice["id"]),
    )


def _post(url: str, form: dict[str, str], timeout: float) -> tuple[int | None, str]:
    """POST the form without following redirects; (None, reason) when no answer came."""
    headers = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8", "User-Agent": "Mozilla/4.0"}
    try:
        parts = urlsplit(url)
        target = urlunsplit(("", "", parts.path or "/", parts.query, ""))
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        with closing(kind(parts.hostname or "", parts.port, timeout=timeout)) as connection:
            connection.request("POST", target, urlencode(form).encode(), headers)
            answer = connection.getresponse()
            return answer.status, answer.read(LONGEST_ANSWER).decode(errors="replace")
    except (OSError, HTTPException, ValueError) as error:
        return None, f"{type(error).__name__}: {error}"
