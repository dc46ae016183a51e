"""Coupons as they stand in the database: found by what somebody typed, and their places, taken one by one."""

import hashlib
from dataclasses import dataclass, field, replace

from sqlalchemy import select, update

from ..db import db, rows_changed
from ..rules.coupons import Audience, CouponFacts, Scope, code_or_none
from ..rules.money import Money
from .coupon_models import Coupon, CouponCode


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundCoupon:
    """A coupon behind a code; `unique_id` is the code's own row where it is one of a batch."""

    id: int
    unique_id: int | None
    typed: str = field(repr=False)
    name: dict
    applies_by_link: bool
    facts: CouponFacts


def find_coupon(typed: str) -> FoundCoupon | None:
    """Return the coupon of a code, however it was typed; None for what is no code of ours.

    A unique code whose place is taken, or that was revoked, is found as used up.
    """
    code = code_or_none(typed)
    if code is None:
        return None
    coupon = db.session.scalar(select(Coupon).where(Coupon.code == code, ~Coupon.is_batch))
    if coupon is not None:
        return _found(coupon, None, code)
    row = db.session.execute(
        select(Coupon, CouponCode.id, (CouponCode.is_taken | CouponCode.revoked_at.is_not(None)).label("is_gone"))
        .join(CouponCode, CouponCode.coupon_id == Coupon.id)
        .where(CouponCode.code_hash == hashed(code))
        .execution_options(populate_existing=True)
    ).first()
    return _found(row.Coupon, row.id, code, row.is_gone) if row else None


def take_place(coupon_id: int, unique_id: int | None) -> bool:
    """Take one place of a coupon, and its unique code; False when none is left. Never commits.

    The row is locked until the transaction ends, so fifty at once come one after the other, and the last place is
    taken once.
    """
    has_place = Coupon.total_limit.is_(None) | (Coupon.used_count < Coupon.total_limit)
    taken = rows_changed(
        update(Coupon)
        .where(Coupon.id == coupon_id, Coupon.stopped_at.is_(None), has_place)
        .values(used_count=Coupon.used_count + 1)
        .execution_options(synchronize_session=False)
    )
    if not taken:
        return False
    return unique_id is None or _take_code(coupon_id, unique_id)


def give_place_back(coupon_id: int, unique_id: int | None) -> None:
    """Let somebody else have the place. Never commits."""
    _count_down(coupon_id)
    if unique_id is not None:
        db.session.execute(update(CouponCode).where(CouponCode.id == unique_id).values(is_taken=False))


def hashed(code: str) -> str:
    """Return what is kept of a unique code; so many random letters need no salt."""
    return hashlib.sha256(f"tbo coupon {code}".encode()).hexdigest()


def _take_code(coupon_id: int, unique_id: int) -> bool:
    free = CouponCode.id == unique_id, CouponCode.is_taken.is_(False), CouponCode.revoked_at.is_(None)
    if rows_changed(update(CouponCode).where(*free).values(is_taken=True)):
        return True
    _count_down(coupon_id)
    return False


def _count_down(coupon_id: int) -> None:
    db.session.execute(
        update(Coupon)
        .where(Coupon.id == coupon_id, Coupon.used_count > 0)
        .values(used_count=Coupon.used_count - 1)
        .execution_options(synchronize_session=False)
    )


def facts_of(coupon: Coupon) -> CouponFacts:
    """Return what a coupon promises."""
    return CouponFacts(
        starts_at=coupon.starts_at,
        ends_at=coupon.ends_at,
        percent=coupon.percent,
        amount=Money(coupon.amount_fen),
        scope=Scope(coupon.scope),
        refs=frozenset(map(str, coupon.refs)),
        audience=Audience(coupon.audience),
        minimum=Money(coupon.minimum_fen),
        total_limit=coupon.total_limit,
        household_limit=coupon.household_limit,
        first_periods=coupon.first_periods,
        used=coupon.used_count,
        is_stopped=coupon.stopped_at is not None,
    )


def _found(coupon: Coupon, unique_id: int | None, typed: str, is_gone: bool = False) -> FoundCoupon:
    facts = facts_of(coupon)
    return FoundCoupon(
        id=coupon.id,
        unique_id=unique_id,
        typed=typed,
        name=coupon.name,
        applies_by_link=coupon.applies_by_link,
        facts=replace(facts, total_limit=0) if is_gone else facts,
    )
