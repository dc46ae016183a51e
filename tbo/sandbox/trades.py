"""A trade's life: opened by a buyer, paid, closed, finished; each step at most once."""

import secrets
import sqlite3
from datetime import datetime, timedelta

from tbo.sandbox.china_time import china_instant_or_none, china_text, end_of_payment
from tbo.sandbox.notices import tell_closed, tell_paid
from tbo.sandbox.refusals import business
from tbo.sandbox.sandbox import Sandbox
from tbo.sandbox.states import TELLS_CLOSING, Kind, TradeState
from tbo.sandbox.store import insert, instant, kept


def trade_or_none(db: sqlite3.Connection, out_trade_no: str) -> sqlite3.Row | None:
    """The trade of the shop's number, if a buyer opened it."""
    return db.execute("SELECT * FROM trades WHERE out_trade_no = ?", (out_trade_no,)).fetchone()


def trade_of(db: sqlite3.Connection, out_trade_no: str) -> sqlite3.Row:
    """The trade of a number that is known to have one. Raises LookupError."""
    trade = trade_or_none(db, out_trade_no)
    if trade is None:
        raise LookupError(f"{out_trade_no} has no trade")
    return trade


def open_trade(db: sqlite3.Connection, ticket: sqlite3.Row, buyer_id: str, now: datetime) -> sqlite3.Row:
    """Let the buyer open the ticket: the trade begins to exist, or changes its buyer while unpaid.

    Raises Refusal when the ticket was withdrawn before anybody opened it.
    """
    trade = trade_or_none(db, ticket["out_trade_no"])
    if trade is None:
        if ticket["dead"]:
            raise business("TRADE_HAS_CLOSE")
        _begin(db, ticket, buyer_id, now)
    elif trade["paid_at"] is None:
        db.execute("UPDATE trades SET buyer_id = ? WHERE out_trade_no = ?", (buyer_id, ticket["out_trade_no"]))
    return trade_of(db, ticket["out_trade_no"])


def pay(sandbox: Sandbox, db: sqlite3.Connection, trade: sqlite3.Row, now: datetime) -> None:
    """Take the money of a trade that waits. Raises Refusal when it does not wait any more."""
    if not _take_money(sandbox, db, trade, now, (TradeState.WAIT,)):
        raise business("TRADE_HAS_CLOSE" if trade["state"] == TradeState.CLOSED else "TRADE_HAS_SUCCESS")


def pay_late(sandbox: Sandbox, db: sqlite3.Connection, trade: sqlite3.Row, now: datetime) -> None:
    """Let the order run out at once; its money arrives `late_seconds` after that, or now if it ran out before."""
    if trade["state"] == TradeState.CLOSED:
        _pay_after_all(sandbox, db, trade, now)
        return
    late = now + timedelta(seconds=sandbox.options.late_seconds)
    _promise_late(db, trade, late)
    db.execute("UPDATE trades SET expires_at = ? WHERE out_trade_no = ?", (kept(now), trade["out_trade_no"]))
    catch_up(sandbox, db, now)


def pay_after_expiry(sandbox: Sandbox, db: sqlite3.Connection, trade: sqlite3.Row, now: datetime) -> None:
    """Wait for the true end of the time to pay; the money arrives `late_seconds` after it."""
    if trade["state"] == TradeState.CLOSED:
        _pay_after_all(sandbox, db, trade, now)
        return
    _promise_late(db, trade, instant(trade["expires_at"]) + timedelta(seconds=sandbox.options.late_seconds))


def close(sandbox: Sandbox, db: sqlite3.Connection, trade: sqlite3.Row, now: datetime) -> None:
    """Close an unpaid trade. Raises Refusal otherwise."""
    changed = db.execute(
        "UPDATE trades SET state = ?, closed_at = ? WHERE out_trade_no = ? AND state = ?",
        (TradeState.CLOSED, kept(now), trade["out_trade_no"], TradeState.WAIT),
    ).rowcount
    if not changed:
        raise business("TRADE_STATUS_ERROR")
    if trade["kind"] in TELLS_CLOSING:
        tell_closed(sandbox, db, trade_of(db, trade["out_trade_no"]))


def finish(sandbox: Sandbox, db: sqlite3.Connection, trade: sqlite3.Row, now: datetime) -> None:
    """End the time of refunds of a paid trade. Raises Refusal otherwise."""
    changed = db.execute(
        "UPDATE trades SET state = ?, finished_at = ? WHERE out_trade_no = ? AND state = ?",
        (TradeState.FINISHED, kept(now), trade["out_trade_no"], TradeState.SUCCESS),
    ).rowcount
    if not changed:
        raise business("TRADE_STATUS_ERROR")
    tell_paid(sandbox, db, trade_of(db, trade["out_trade_no"]))


def catch_up(sandbox: Sandbox, db: sqlite3.Connection, now: datetime) -> None:
    """Do what the clock alone decides: close what ran out, take money that was promised for later."""
    ran_out = "SELECT * FROM trades WHERE state = ? AND expires_at <= ?"
    for trade in db.execute(ran_out, (TradeState.WAIT, kept(now))).fetchall():
        close(sandbox, db, trade, now)
    promised = "SELECT * FROM trades WHERE pays_at <= ? AND paid_at IS NULL"
    for trade in db.execute(promised, (kept(now),)).fetchall():
        _pay_after_all(sandbox, db, trade, now)


def _begin(db: sqlite3.Connection, ticket: sqlite3.Row, buyer_id: str, now: datetime) -> None:
    counted_from = instant(ticket["asked_at"]) if ticket["kind"] == Kind.PRECREATE else now
    given = china_instant_or_none(ticket["time_expire"] or "")
    expires_at = end_of_payment(counted_from, given, ticket["timeout_express"], ticket["kind"])
    over = expires_at <= now
    copied = ("out_trade_no", "ticket", "kind", "total", "subject", "body", "passback_params", "notify_url")
    insert(
        db,
        "trades",
        **{name: ticket[name] for name in copied},
        trade_no=new_trade_no(now),
        state=TradeState.CLOSED if over else TradeState.WAIT,
        buyer_id=buyer_id,
        created_at=kept(now),
        expires_at=kept(expires_at),
        closed_at=kept(now) if over else None,
    )


def _take_money(sandbox: Sandbox, db: sqlite3.Connection, trade: sqlite3.Row, now: datetime, states: tuple) -> bool:
    changed = db.execute(
        "UPDATE trades SET state = ?, paid_at = ?, pays_at = NULL, closed_at = NULL "
        f"WHERE out_trade_no = ? AND paid_at IS NULL AND state IN ({', '.join('?' * len(states))})",
        (TradeState.SUCCESS, kept(now), trade["out_trade_no"], *states),
    ).rowcount
    if changed:
        tell_paid(sandbox, db, trade_of(db, trade["out_trade_no"]))
    return bool(changed)


def _pay_after_all(sandbox: Sandbox, db: sqlite3.Connection, trade: sqlite3.Row, now: datetime) -> None:
    if not _take_money(sandbox, db, trade, now, (TradeState.WAIT, TradeState.CLOSED)):
        raise business("TRADE_HAS_SUCCESS")


def _promise_late(db: sqlite3.Connection, trade: sqlite3.Row, pays_at: datetime) -> None:
    changed = db.execute(
        "UPDATE trades SET pays_at = ? WHERE out_trade_no = ? AND state = ?",
        (kept(pays_at), trade["out_trade_no"], TradeState.WAIT),
    ).rowcount
    if not changed:
        raise business("TRADE_HAS_SUCCESS")


def new_trade_no(now: datetime) -> str:
    """A number of ours for one more trade."""
    return f"{china_text(now)[:10].replace('-', '')}22001{secrets.randbelow(10**15):015d}"
