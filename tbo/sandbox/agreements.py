"""An agreement's life: asked for by the shop, opened, signed by a buyer, ended by either side."""

import secrets
import sqlite3
from datetime import datetime

from tbo.sandbox.agreement_notices import tell_ended, tell_signed
from tbo.sandbox.china_time import china_text
from tbo.sandbox.refusals import of_agreement
from tbo.sandbox.sandbox import Sandbox
from tbo.sandbox.states import AgreementState
from tbo.sandbox.store import insert, kept

MOST_OF_A_BUYER = 10
MERCHANT, BUYER = "merchant", "buyer"


def agreement_or_none(db: sqlite3.Connection, *, number: str = "", agreement_no: str = "") -> sqlite3.Row | None:
    """The agreement of the shop's number, or of ours."""
    name, value = ("agreement_no", agreement_no) if agreement_no else ("number", number)
    return db.execute(f"SELECT * FROM agreements WHERE {name} = ?", (value,)).fetchone()


def agreement_of(db: sqlite3.Connection, number: str) -> sqlite3.Row:
    """The agreement of a number that is known to have one. Raises LookupError."""
    found = agreement_or_none(db, number=number)
    if found is None:
        raise LookupError(f"{number} has no agreement")
    return found


def agreement_behind(db: sqlite3.Connection, ticket: str) -> sqlite3.Row | None:
    """The agreement of a sign page's address."""
    return db.execute("SELECT * FROM agreements WHERE ticket = ?", (ticket,)).fetchone()


def open_page(db: sqlite3.Connection, asked: dict, now: datetime) -> str:
    """Let the sign page of `asked` be opened; return its ticket. Unsigned terms are replaced, signed ones stay."""
    before = agreement_or_none(db, number=asked["number"])
    if before is None:
        ticket = secrets.token_urlsafe(18)
        names = {"ticket": ticket, "agreement_no": _new_number(now), "state": AgreementState.TEMP}
        insert(db, "agreements", **asked, **names, asked_at=kept(now))
        return ticket
    if before["state"] == AgreementState.TEMP:
        terms = ", ".join(f"{name} = :{name}" for name in asked)
        db.execute(f"UPDATE agreements SET {terms} WHERE number = :number", asked)
    return before["ticket"]


def choose_buyer(db: sqlite3.Connection, agreement: sqlite3.Row, buyer_id: str) -> None:
    """Let a buyer log in on the sign page; a signed agreement keeps its own."""
    db.execute(
        "UPDATE agreements SET buyer_id = ? WHERE number = ? AND state = ?",
        (buyer_id, agreement["number"], AgreementState.TEMP),
    )


def sign(sandbox: Sandbox, db: sqlite3.Connection, agreement: sqlite3.Row, now: datetime) -> None:
    """Let the buyer agree. Raises Refusal when it is not open any more, or the buyer has ten already."""
    if _in_force_of(db, agreement["buyer_id"]) >= MOST_OF_A_BUYER:
        raise of_agreement("USER_AGREEMENT_LIMIT", f"同一商户下最多签约 {MOST_OF_A_BUYER} 个周期扣款协议")
    changed = db.execute(
        "UPDATE agreements SET state = ?, signed_at = ? WHERE number = ? AND state = ? AND buyer_id <> ''",
        (AgreementState.NORMAL, kept(now), agreement["number"], AgreementState.TEMP),
    ).rowcount
    if not changed:
        raise of_agreement("USER_AGREEMENT_STATUS_ERROR", "协议已经签约或已经解约")
    tell_signed(sandbox, db, agreement_of(db, agreement["number"]))


def end(sandbox: Sandbox, db: sqlite3.Connection, agreement: sqlite3.Row, by: str, now: datetime) -> None:
    """End an agreement in force; `by` MERCHANT or BUYER. Raises Refusal when it is not in force."""
    changed = db.execute(
        "UPDATE agreements SET state = ?, ended_at = ?, ended_by = ? WHERE number = ? AND state = ?",
        (AgreementState.STOP, kept(now), by, agreement["number"], AgreementState.NORMAL),
    ).rowcount
    if not changed:
        raise of_agreement("USER_AGREEMENT_NOT_EXIST", "用户协议不存在")
    # What is done in the wallet is told at the application's gateway alone, whatever address the signing named.
    told_at = sandbox.options.application_url if by == BUYER else ""
    tell_ended(sandbox, db, agreement_of(db, agreement["number"]), told_at or agreement["notify_url"])


def _in_force_of(db: sqlite3.Connection, buyer_id: str) -> int:
    query = "SELECT COUNT(*) FROM agreements WHERE buyer_id = ? AND state = ?"
    return db.execute(query, (buyer_id, AgreementState.NORMAL)).fetchone()[0]


def _new_number(now: datetime) -> str:
    return f"{china_text(now)[:10].replace('-', '')}{secrets.randbelow(10**12):012d}"
