"""Making coupons and batches of unique codes, and listing how often each is used."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from .. import clock
from ..db import commits, db
from ..rules.coupons import CouponFacts, code_or_none, new_code
from ..rules.money import Money
from ..web.errors import Refusal
from .coupon_models import Coupon, CouponCode
from .coupons import hashed

MOST_CODES = 100_000
PREFIX_LETTERS = 4


class CouponUnmakeable(Refusal):
    """A coupon cannot be made so; the sentence is for whoever works in the shop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CouponRow:
    """A coupon as the list shows it."""

    code: str
    facts: str
    used: int
    limit: int | None
    unique_codes: int
    ends_at: datetime | None
    is_stopped: bool


@commits
def add_coupon(typed: str, name: dict, facts: CouponFacts, **kinds: bool) -> str:
    """Offer a coupon and return its code as it is kept. `kinds` are is_batch and applies_by_link.

    Raises CouponUnmakeable.
    """
    code = code_or_none(typed)
    if code is None:
        raise CouponUnmakeable(f"{typed!r:.60} is no code: 3 to 40 of A-Z and 0-9, spaces and dashes do not count")
    if db.session.scalar(select(Coupon.id).where(Coupon.code == code)) is not None:
        raise CouponUnmakeable(f"{code} is there already")
    if facts.ends_at is not None and facts.ends_at <= facts.starts_at:
        raise CouponUnmakeable(f"{code} would end before it begins")
    db.session.add(Coupon(code=code, name=name, created_at=clock.now(), **columns_of(facts), **kinds))
    return code


def columns_of(facts: CouponFacts) -> dict[str, Any]:
    """Return the columns that keep what a coupon promises."""
    return {
        "percent": facts.percent,
        "amount_fen": facts.amount.fen,
        "scope": facts.scope.value,
        "refs": sorted(facts.refs),
        "audience": facts.audience.value,
        "minimum_fen": facts.minimum.fen,
        "total_limit": facts.total_limit,
        "household_limit": facts.household_limit,
        "first_periods": facts.first_periods,
        "starts_at": facts.starts_at,
        "ends_at": facts.ends_at,
    }


def new_unique_codes(count: int) -> list[str]:
    """Make codes that nobody guesses, as they are printed."""
    if not 0 < count <= MOST_CODES:
        raise CouponUnmakeable(f"{count} codes: a batch has 1 to {MOST_CODES}")
    found: set[str] = set()
    while len(found) < count:
        found.add(new_code(secrets.choice))
    return sorted(found)


@commits
def keep_unique_codes(coupon: str, batch: str, codes: list[str]) -> None:
    """Keep a batch of codes as hashes; what was printed cannot be read from them. Raises CouponUnmakeable."""
    row = db.session.scalar(select(Coupon).where(Coupon.code == (code_or_none(coupon) or "")))
    if row is None or not row.is_batch:
        raise CouponUnmakeable(f"{coupon!r:.60} is no coupon of unique codes; add it with --unique first")
    now = clock.now()
    bare = [code.replace("-", "") for code in codes]
    same = {"coupon_id": row.id, "batch": batch[:40], "created_at": now}
    db.session.add_all(CouponCode(code_hash=hashed(code), prefix=code[:PREFIX_LETTERS], **same) for code in bare)


def known_codes(codes: list[str]) -> list[str]:
    """Return those of some codes, as they are kept, that are there already: in a batch, or as a coupon's own."""
    hashes = {hashed(code): code for code in codes}
    found = [
        hashes[one] for one in db.session.scalars(select(CouponCode.code_hash).where(CouponCode.code_hash.in_(hashes)))
    ]
    return found + list(db.session.scalars(select(Coupon.code).where(Coupon.code.in_(codes))))


def coupon_rows() -> Iterator[CouponRow]:
    """List every coupon, the newest first."""
    codes = select(CouponCode.coupon_id, func.count().label("count")).group_by(CouponCode.coupon_id).subquery()
    rows = db.session.execute(
        select(Coupon, codes.c.count).outerjoin(codes, codes.c.coupon_id == Coupon.id).order_by(Coupon.id.desc())
    )
    for coupon, count in rows:
        takes = f"{coupon.percent} %" if coupon.percent else f"{Money(coupon.amount_fen)}"
        where = ",".join(map(str, coupon.refs)) or "*"
        yield CouponRow(
            code=coupon.code,
            facts=f"{takes} off {coupon.scope} {where}, for {coupon.audience}",
            used=coupon.used_count,
            limit=coupon.total_limit,
            unique_codes=count or 0,
            ends_at=coupon.ends_at,
            is_stopped=coupon.stopped_at is not None,
        )
