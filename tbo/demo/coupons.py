"""Fills in the coupons of the demo shop: each kind, one that is over, one that is used up, one of unique codes."""

from datetime import datetime

from ..catalog.models import Title
from ..offers.coupon_making import columns_of
from ..offers.coupon_models import Coupon, CouponCode
from ..offers.coupons import hashed
from ..rules.coupons import Audience, CouponFacts, Scope
from ..rules.money import Money
from .content import Anchor, content
from .episodes import season_ids
from .rows import ids_by, insert_all

ANY = "*"
BATCH, CODES = "开业", 40


def add_coupons(at: Anchor) -> None:
    """Insert every coupon; plans and the catalogue must be there."""
    ids = {"title": ids_by(Title, "slug"), "season": season_ids()}
    insert_all(Coupon, [_row(coupon, ids, at) for coupon in content("coupons")])
    ids_of_batches = ids_by(Coupon, "code")
    for coupon in content("coupons"):
        if "unique_codes" in coupon:
            insert_all(CouponCode, _codes(ids_of_batches[coupon["code"]], at.instant))


def _codes(coupon_id: int, made_at: datetime) -> list[dict]:
    """Return a batch whose codes nobody has: what is hashed here cannot be typed as one."""
    same = {"coupon_id": coupon_id, "batch": BATCH, "prefix": "TBOY", "is_taken": False, "created_at": made_at}
    return [same | {"code_hash": hashed(f"demo {number}")} for number in range(CODES)]


def _row(coupon: dict, ids: dict[str, dict], at: Anchor) -> dict:
    facts = CouponFacts(
        starts_at=at.day(coupon["window"]["from_day"]),
        ends_at=at.day(coupon["window"]["until_day"]),
        percent=coupon.get("percent", 0),
        amount=Money(coupon.get("amount_fen", 0)),
        scope=Scope(coupon["scope"]["type"]),
        refs=_refs(coupon["scope"], ids),
        audience=Audience(coupon["audience"]),
        total_limit=coupon["limits"]["total"],
        household_limit=coupon["limits"]["per_household"],
        first_periods=(coupon["periods"] or {}).get("count"),
    )
    return {
        "code": coupon["code"],
        "name": coupon["label"],
        "is_batch": "unique_codes" in coupon,
        "applies_by_link": coupon["auto_by_link"],
        "used_count": coupon.get("used", 0),
        "created_at": facts.starts_at,
        **columns_of(facts),
    }


def _refs(scope: dict, ids: dict[str, dict]) -> frozenset[str]:
    """Return what a scope names as the shop keeps it; nothing for all of its kind."""
    known = ids.get(scope["type"], {})
    return frozenset(str(known.get(ref, ref)) for ref in scope["refs"] if ref != ANY)
