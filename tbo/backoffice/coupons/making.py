"""What marketing does with coupons, each once however often it is sent, and written down."""

from ... import clock
from ...db import commits, db
from ...offers import coupon_changing as changing
from ...offers.coupon_making import add_coupon, keep_unique_codes, known_codes, new_unique_codes
from ...rules.coupons import CouponFacts, code_or_none
from ...rules.imported_codes import is_weak, running_on
from ..audit import Deed, record
from ..csv_files import count_file
from ..forms import digest_of, once, require_shown
from ..models import Staff
from ..staff.sessions import Clerk
from .refusals import BatchKnown, CodesKnown, CodesRunOn, CodesWeak, CouponGone, NotAsMany

OF_COUPON = "coupon"
MOST_AT_ONCE = 5000


@commits
def make(clerk: Clerk, code: str, name: dict, facts: CouponFacts, form_key: str, **kinds: bool) -> str:
    """Offer a coupon and return its code. Raises CouponUnmakeable."""

    def deed() -> str:
        kept = add_coupon(code, name, facts, **kinds)
        after = {"percent": facts.percent, "fen": facts.amount.fen, "scope": facts.scope.value, **kinds}
        return _write_down(clerk, kept, "coupon-made", {}, after)

    return once(clerk, form_key, deed)


@commits
def change(clerk: Clerk, code: str, changes: changing.Changes, form_key: str) -> None:
    """Change name, end and limits. Raises CouponUnmakeable, CouponGone, ChangedMeanwhile."""

    def deed() -> str:
        coupon = _locked(code)
        require_shown(shown_of(coupon))
        before = _said(coupon)
        changing.change(coupon, changes)
        return _write_down(clerk, code, "coupon-changed", before, _said(coupon))

    once(clerk, form_key, deed)


@commits
def stop(clerk: Clerk, code: str, reason: str) -> None:
    """Let a coupon be good no more; orders that hold it keep their price. Raises CouponGone."""
    coupon = _locked(code)
    if coupon.stopped_at is None:
        coupon.stopped_at = clock.now()
        _write_down(clerk, code, "coupon-stopped", {"stopped": False}, {"stopped": True}, reason)


@commits
def resume(clerk: Clerk, code: str, reason: str) -> None:
    """Let a stopped coupon be good again. Raises CouponGone."""
    coupon = _locked(code)
    if coupon.stopped_at is not None:
        coupon.stopped_at = None
        _write_down(clerk, code, "coupon-resumed", {"stopped": True}, {"stopped": False}, reason)


@commits
def make_codes(clerk: Clerk, code: str, batch: str, count: int) -> list[str]:
    """Make a batch of unique codes and return them: they are shown this once. Raises BatchKnown, NotAsMany."""
    _new_batch(_locked(code), batch, count)
    count_file(clerk)
    codes = new_unique_codes(count)
    keep_unique_codes(code, batch, codes)
    _write_down(clerk, code, "coupon-codes-made", {}, {"batch": batch, "codes": count})
    return codes


@commits
def import_codes(clerk: Clerk, code: str, batch: str, typed: list[str]) -> None:
    """Keep codes that were made elsewhere as a batch; one that stands there twice counts once.

    Raises CodesWeak, CodesRunOn, CodesKnown, BatchKnown, NotAsMany.
    """
    read = {one: code_or_none(one) for one in typed}
    weak = [one for one, kept in read.items() if kept is None or is_weak(kept)]
    if weak:
        raise CodesWeak(weak)
    codes = sorted({kept for kept in read.values() if kept})
    _new_batch(_locked(code), batch, len(codes))
    counted = running_on(codes)
    if counted:
        raise CodesRunOn(counted)
    known = known_codes(codes)
    if known:
        raise CodesKnown(known)
    keep_unique_codes(code, batch, codes)
    _write_down(clerk, code, "coupon-codes-imported", {}, {"batch": batch, "codes": len(codes)})


@commits
def revoke_codes(clerk: Clerk, code: str, batch: str, reason: str) -> None:
    """Let no code of a batch be good any more. Raises CouponGone."""
    gone = changing.revoke_batch(_locked(code), batch)
    if gone:
        _write_down(clerk, code, "coupon-codes-revoked", {"batch": batch}, {"revoked": gone}, reason)


def _new_batch(coupon, batch: str, count: int) -> None:
    if not (batch and 1 <= count <= MOST_AT_ONCE):
        raise NotAsMany(f"{count} codes for batch {batch!r:.60}")
    if any(one.name == batch for one in changing.batches_of(coupon)):
        raise BatchKnown(f"{coupon.code} has a batch {batch}")


def _locked(code: str):
    coupon = changing.locked_coupon(code)
    if coupon is None:
        raise CouponGone(f"there is no coupon {code}")
    return coupon


def shown_of(coupon) -> str:
    """Return the digest of all that the form of a coupon is filled with."""
    return digest_of(sorted(coupon.name.items()), coupon.ends_at, coupon.total_limit, coupon.household_limit)


def _said(coupon) -> dict:
    ends = coupon.ends_at.isoformat() if coupon.ends_at else None
    limits = {"total": coupon.total_limit, "per_household": coupon.household_limit}
    return {"name": coupon.name.get("zh-Hans", ""), "ends_at": ends, **limits}


def _write_down(clerk: Clerk, code: str, what: str, before: dict, after: dict, reason: str = "") -> str:
    record(db.session.get_one(Staff, clerk.staff_id), Deed(what, OF_COUPON, code, before, after, reason))
    return code
