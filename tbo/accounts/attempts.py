"""Tries at what is limited, counted in the database, so that every process and machine counts the same."""

import hashlib
import hmac
import ipaddress
from collections.abc import Mapping
from datetime import timedelta

from flask import current_app, request
from sqlalchemy import bindparam, delete, insert, select, text

from .. import clock
from ..db import commits, db, is_sqlite
from ..rules.limits import Limit, wait
from ..statements import run
from .models import Attempt, SignInCode

KEPT = timedelta(days=2)


def subject_of(what: str, whom: str) -> str:
    """Name a counted thing: what is tried, and by or at whom.

    The hash is keyed, so that nobody who reads the table finds a telephone number or a network by trying them all.
    """
    key = current_app.config["SECRET_KEY"].encode()
    return f"{what}:{hmac.digest(key, whom.encode(), 'sha256').hex()[:32]}"


def network() -> str:
    """Return the network this request comes from: an IPv4 address, or the /64 that one IPv6 customer holds."""
    try:
        address = ipaddress.ip_address(request.remote_addr or "0.0.0.0")
    except ValueError:
        return "unknown"
    # What listens on both kinds of addresses writes the one within the other.
    address = getattr(address, "ipv4_mapped", None) or address
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network((address, 64), strict=False))


def wait_for(limits: Mapping[str, tuple[Limit, ...]]) -> timedelta:
    """Return how long the subjects must wait; zero lets one more through. Never commits.

    Subjects are locked until the transaction ends, so that twenty at once are counted one after the other.
    """
    now = clock.now()
    waits = []
    for subject in sorted(limits):
        one_at_a_time(subject)
        since = now - max(limit.window for limit in limits[subject])
        waits.append(wait(run(_TRIES, subject=subject, since=since).scalars(), limits[subject], now))
    return max(waits, default=timedelta(0))


def note(*subjects: str) -> None:
    """Count one try for each subject. Never commits."""
    for subject in subjects:
        run(_TRY, subject=subject, at=clock.now())


@commits
def forget_old_attempts() -> None:
    """Drop tries and codes that no limit looks at any more; run it daily."""
    until = clock.now() - KEPT
    run(_DROP_ATTEMPTS, until=until)
    run(_DROP_CODES, until=until)


_TRIES = select(Attempt.at).where(Attempt.subject == bindparam("subject"), Attempt.at > bindparam("since"))
_TRY = insert(Attempt)
_DROP_ATTEMPTS = delete(Attempt).where(Attempt.at < bindparam("until"))
_DROP_CODES = delete(SignInCode).where(SignInCode.created_at < bindparam("until"))


def one_at_a_time(subject: str) -> None:
    """Let the transactions that name this subject follow each other.

    SQLite has one writer anyway; PostgreSQL locks the name, because there may be no row to lock yet.
    """
    if not is_sqlite():
        number = int.from_bytes(hashlib.sha256(subject.encode()).digest()[:8], signed=True)
        db.session.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": number})
