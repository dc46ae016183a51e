"""The field for a coupon at the checkout: what was typed or came with a link, and what became of it."""

from dataclasses import dataclass, replace

from flask import request

from ... import clock
from ...accounts.viewer import viewer
from ...arrivals.visits import current_arrival_or_none
from ...offers.coupon_refusals import CouponNotUsable, TooManyCoupons
from ...offers.coupons import find_coupon
from ...offers.plans import PlanOnSale
from ...offers.quote import Quote
from ...web.locale import in_language
from ..renewals.coupons import Promised, promised_by
from ..wishes import Wish, quote_wish
from .places import count_try

LONGEST_TYPED = 60
NAME = "coupon"
Refused = CouponNotUsable | TooManyCoupons


@dataclass(frozen=True, slots=True, kw_only=True)
class CouponField:
    """What the field shows: a code that counts has a `name`, one that does not a sentence why."""

    typed: str = ""
    name: str = ""
    refused: str = ""
    is_offered: bool = True


def typed_code() -> str:
    """Return the code in this request's form or address, bounded."""
    return (request.form.get(NAME) or request.args.get(NAME) or "").strip()[:LONGEST_TYPED]


def quote_with_field(wish: Wish) -> tuple[Quote, CouponField]:
    """Quote a wish for whoever is at the screen; a code that does not count leaves the price as it is.

    A link's code is tried unasked, so nothing is said of it where it does not count. Raises NotForSale and its kinds.
    """
    typed = wish.coupon or ("" if wish.is_gift else _code_of_link())
    if typed:
        try:
            count_try(typed, viewer().household_id)
            quote = _quote(replace(wish, coupon=typed))
        except (CouponNotUsable, TooManyCoupons) as refusal:
            return without(wish, refusal) if wish.coupon else (_quote(wish), CouponField())
        return quote, field_of(quote)
    return _quote(wish), CouponField(is_offered=not wish.is_gift)


def renewing_with_field(plan: PlanOnSale) -> tuple[Promised | None, CouponField]:
    """Return what a code promises the plan that is to renew, and the field; one that does not count says why."""
    typed, household_id = typed_code(), viewer().household_id
    code = typed or _code_of_link()
    if not code:
        return None, CouponField()
    try:
        count_try(code, household_id)
        promised = promised_by(code, plan, household_id)
    except (CouponNotUsable, TooManyCoupons) as refusal:
        return None, CouponField(typed=typed, refused=refusal.words() if typed else "")
    return promised, CouponField(typed=promised.found.typed, name=in_language(promised.found.name))


def without(wish: Wish, refusal: Refused) -> tuple[Quote, CouponField]:
    """Return the price without the code that was typed, and the field with the code and the reason."""
    field = CouponField(typed=wish.coupon, refused=refusal.words())
    return _quote(replace(wish, coupon="")), field


def field_of(quote: Quote) -> CouponField:
    """Return the field beside a quote that counts a coupon, or none."""
    if quote.coupon is None:
        return CouponField(is_offered=not quote.is_gift)
    return CouponField(typed=quote.coupon.typed, name=in_language(quote.coupon.name))


def _quote(wish: Wish) -> Quote:
    who = viewer()
    return quote_wish(wish, who.household_id, who.profile, clock.now())


def _code_of_link() -> str:
    """Return the code that the link carried which brought this browser, if that coupon applies by links."""
    arrival = current_arrival_or_none()
    pairs = arrival.raw if arrival is not None else []
    code = next((value for name, value in pairs if name.lower() == NAME), "")[:LONGEST_TYPED]
    found = find_coupon(code) if code else None
    return code if found is not None and found.applies_by_link else ""
