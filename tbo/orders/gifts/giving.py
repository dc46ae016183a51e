"""Gifts: made by a paid order, opened once by whoever has the code, taken back with the money."""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from datetime import timedelta

from flask import current_app
from sqlalchemy import select, update

from ... import clock
from ...accounts.attempts import network, note, subject_of, wait_for
from ...accounts.guests import household_for_purchase
from ...accounts.merging import surviving
from ...accounts.viewer import viewer
from ...db import commits, db, rows_changed
from ...entitlements.grants import grant, revoke
from ...offers.refusals import NotForChildren
from ...rules.coupons import code_or_none, grouped, letters_of_seed, new_code
from ...rules.limits import Limit
from ...rules.money import Money
from ...subscriptions.given_months import let_gift_end, let_gift_run
from ..books.booking import book_granted
from ..locks import lock_household
from ..models import Order, Payment
from .models import Gift
from .presents import given_now, why_not_given
from .refusals import GiftClosed, GiftNotNeeded, GiftUnknown, TooManyGiftCodes

GIFT = "gift"
# Eighteen of thirty letters are 88 bits.
LETTERS, GROUP = 18, 6
TEN_MINUTES = timedelta(minutes=10)
PER_HOUSEHOLD = (Limit(10, TEN_MINUTES),)
PER_NETWORK = (Limit(60, TEN_MINUTES),)


def make_gift(order: Order, payment: Payment | None) -> None:
    """Make the gift of a paid order, once. Never commits; the order's lock is held."""
    if gift_of(order) is not None:
        return
    seed = secrets.token_urlsafe(18)
    code = _letters(seed, str(current_app.config["SECRET_KEY"]))
    db.session.add(
        Gift(
            order_id=order.id,
            code_hash=_hashed(code),
            prefix=code[:4],
            seed=seed,
            kind=order.offer_kind,
            plan_key=order.plan_key,
            months=order.months,
            season_id=order.season_id,
            episode_id=order.episode_id,
            made_at=clock.now(),
        )
    )
    db.session.flush()
    book_granted(order, payment, Money.zero())


def gift_of(order: Order) -> Gift | None:
    """Return the gift of an order that was paid for one."""
    return db.session.scalar(select(Gift).where(Gift.order_id == order.id))


def code_of(gift: Gift) -> str | None:
    """Make a gift's code again, in groups; None when the key it was made with is no longer ours."""
    for key in (current_app.config["SECRET_KEY"], *(current_app.config["SECRET_KEY_FALLBACKS"] or ())):
        code = _letters(gift.seed, str(key))
        if hmac.compare_digest(_hashed(code), gift.code_hash):
            return grouped(code, GROUP)
    return None


def find_gift(typed: str) -> Gift | None:
    """Return the gift of a typed code, whatever became of it."""
    code = code_or_none(typed)
    return db.session.scalar(select(Gift).where(Gift.code_hash == _hashed(code))) if code else None


def is_opened_by(gift: Gift, household_id: int | None) -> bool:
    """Whether a household opened a gift, or one that went into it did."""
    opener = surviving(gift.household_id) if gift.household_id is not None else None
    return opener is not None and opener.id == household_id


@commits
def count_wrong_code(typed: str, find: Callable[[str], object] | None = None) -> None:
    """Count a code that nothing has; `find` looks for it, among gifts unless said otherwise.

    Raises TooManyGiftCodes when there were too many, also for a right one.
    """
    limits = {subject_of("gifts-from", network()): PER_NETWORK}
    if viewer().household_id is not None:
        limits[subject_of("gifts-by", str(viewer().household_id))] = PER_HOUSEHOLD
    if wait_for(limits):
        raise TooManyGiftCodes(f"gift codes from {network()} are limited")
    if (find or find_gift)(typed) is None:
        note(*limits)


def is_over(gift: Gift) -> bool:
    """Whether a gift was refunded, or all that it cost is on its way back: nothing opens meanwhile."""
    if gift.revoked_at is not None:
        return True
    paid = next((each for each in gift.order.payments if each.number == gift.order.paid_by), None)
    return paid is not None and 0 < paid.refunding_fen >= paid.amount_fen - paid.refunded_fen


@commits
def open_gift(typed: str, form_key: str) -> str:
    """Give a gift to whoever is at the screen, once, and return the number of its order.

    Somebody new becomes a guest household, as by buying. A second click of the same household changes nothing.
    Raises GiftUnknown (also for one that others opened), GiftNotNeeded, GiftClosed, NotForChildren.
    """
    gift = find_gift(typed)
    if viewer().profile.kind == "child":
        raise NotForChildren("a gift on a child's profile")
    if gift is None or is_over(gift):
        raise GiftUnknown("no gift with this code is open")
    refused = why_not(gift, viewer().household_id) if gift.redeemed_at is None else None
    if refused:
        raise refused
    household_id = lock_household(household_for_purchase(form_key).id)
    _open(gift, household_id)
    return gift.order.number


def why_not(gift: Gift, household_id: int | None) -> GiftClosed | GiftNotNeeded | None:
    """Return why an open gift would not open for a household (None: nobody yet), or None."""
    return why_not_given(gift, household_id, f"the gift of order {gift.order.number}")


def take_back_gift(order: Order, because: str) -> bool:
    """End the gift of a refunded order: its code is dead, what was opened with it is taken back. Never commits."""
    ended = update(Gift).where(Gift.order_id == order.id, Gift.revoked_at.is_(None)).values(revoked_at=clock.now())
    is_ended = rows_changed(ended.execution_options(synchronize_session=False)) == 1
    # After the gift's row: whoever opens it at this moment has committed, or will find it ended.
    is_taken = revoke(GIFT, order.number, because)
    gift = gift_of(order)
    if is_taken and gift is not None and gift.months and gift.household_id is not None:
        let_gift_end(gift.household_id, gift.months)
    return is_ended


def _open(gift: Gift, household_id: int) -> None:
    """The row itself decides who was first; whoever was, is asked afterwards."""
    free = Gift.id == gift.id, Gift.redeemed_at.is_(None), Gift.revoked_at.is_(None)
    opened = update(Gift).where(*free).values(redeemed_at=clock.now(), household_id=household_id)
    is_first = rows_changed(opened.execution_options(synchronize_session=False)) == 1
    db.session.refresh(gift)
    if not is_first:
        if is_opened_by(gift, household_id) and gift.revoked_at is None:
            return
        raise GiftUnknown(f"the gift of order {gift.order.number} is not open any more")
    refused = why_not(gift, household_id)
    if refused:
        raise refused
    grant(household_id, given_now(gift, household_id), GIFT, gift.order.number)
    if gift.months:
        let_gift_run(household_id, gift.months)


def _letters(seed: str, key: str) -> str:
    """Make the letters of a code: from the seed and our key, so that neither alone tells it."""
    return new_code(letters_of_seed(f"gift {seed}", key), LETTERS, LETTERS)


def _hashed(code: str) -> str:
    return hashlib.sha256(f"tbo gift {code}".encode()).hexdigest()
