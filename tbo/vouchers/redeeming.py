"""Redeeming: a voucher gives what it is for, once, to whoever has its code; and what is taken back when it is ended."""

from collections.abc import Callable
from datetime import datetime

import structlog
from sqlalchemy import select, update

from .. import clock
from ..accounts.guests import household_for_purchase
from ..accounts.viewer import viewer
from ..db import commits, db, rows_changed
from ..entitlements.grants import grant, revoke
from ..offers.refusals import NotForChildren
from ..orders.books.ledger import record
from ..orders.gifts.presents import given_now, why_not_given
from ..orders.gifts.refusals import GiftUnknown
from ..orders.locks import lock_household
from ..rules.ledger import Actor, LedgerKind, household_actor
from ..rules.money import Money
from ..subscriptions.given_months import let_gift_end, let_gift_run
from ..web.errors import Refusal
from .keys import hashes
from .models import Voucher
from .refusals import VoucherOver, VoucherRevoked

log = structlog.get_logger()
SOURCE = "voucher"
# Packages above this one tell the far side of what became of a code that they sent there.
WHEN_REDEEMED: list[Callable[[Voucher], None]] = []
WHEN_REVOKED: list[Callable[[Voucher], None]] = []


def find_voucher(code: str) -> Voucher | None:
    """Return the voucher of a code as it is kept (rules.vouchers.read_code), whatever became of it."""
    found = select(Voucher).where(Voucher.code_hash.in_(hashes(code)))
    return db.session.scalar(found.execution_options(populate_existing=True))


def why_not(voucher: Voucher, household_id: int | None) -> Refusal | None:
    """Return why a voucher is not redeemed for a household (None: nobody yet), or None.

    Whoever holds the code of one that nobody used is told what is wrong. That others used it, nobody is told.
    """
    if voucher.redeemed_at is not None and voucher.household_id != household_id:
        return GiftUnknown(f"voucher {voucher.number} was redeemed by others")
    if voucher.revoked_at is not None:
        return VoucherRevoked(f"voucher {voucher.number} was revoked")
    return None if voucher.redeemed_at is not None else _why_closed(voucher, household_id)


@commits
def redeem(code: str, form_key: str, arrival_id: int | None) -> str:
    """Give what a voucher is for to whoever is at the screen, once, and return its number.

    Somebody new becomes a guest household, as by buying. A second click of the same household changes nothing.
    Raises GiftUnknown (also for one that others used), VoucherOver, VoucherRevoked, GiftNotNeeded, GiftClosed,
    NotForChildren.
    """
    voucher = find_voucher(code)
    if viewer().profile.kind == "child":
        raise NotForChildren("a voucher on a child's profile")
    if voucher is None:
        raise GiftUnknown("no voucher has this code")
    # Before a household is made: a refusal must make none. Whether somebody was faster is asked again under the lock.
    refused = why_not(voucher, viewer().household_id) if voucher.redeemed_at is None else None
    if refused:
        raise refused
    give(voucher, lock_household(household_for_purchase(form_key).id), arrival_id)
    return voucher.number


def give(voucher: Voucher, household_id: int, arrival_id: int | None = None) -> None:
    """Redeem a voucher for a household whose lock is held. Never commits. Raises what `redeem` raises.

    The row itself decides who was first; whoever was, is asked afterwards.
    """
    now = clock.now()
    free = Voucher.id == voucher.id, Voucher.redeemed_at.is_(None), Voucher.revoked_at.is_(None)
    taken = update(Voucher).where(*free).values(redeemed_at=now, household_id=household_id, arrival_id=arrival_id)
    is_first = rows_changed(taken.execution_options(synchronize_session=False)) == 1
    db.session.refresh(voucher)
    refused = _why_closed(voucher, household_id) if is_first else why_not(voucher, household_id)
    if refused:
        raise refused
    if not is_first:
        return
    grant(household_id, given_now(voucher.batch, household_id), SOURCE, voucher.number)
    if voucher.batch.months:
        let_gift_run(household_id, voucher.batch.months)
    _book(LedgerKind.REDEEMED, voucher, household_actor(household_id), voucher.batch.name)
    for told in WHEN_REDEEMED:
        told(voucher)
    log.info("voucher.redeemed", voucher=voucher.number, batch=voucher.batch.name)


def take_back(voucher: Voucher, because: str, actor: str = Actor.SHOP) -> bool:
    """End a voucher: its code is dead, what it gave is taken back; False when it was ended before. Never commits."""
    if not _ended(voucher, because):
        return False
    is_taken = revoke(SOURCE, voucher.number, because)
    if is_taken and voucher.household_id is not None:
        if voucher.batch.months:
            let_gift_end(voucher.household_id, voucher.batch.months)
        _book(LedgerKind.TAKEN_BACK, voucher, actor, because)
    for told in WHEN_REVOKED:
        told(voucher)
    return True


def _ended(voucher: Voucher, because: str) -> bool:
    """End the code itself, under the lock of whoever has redeemed it by then; whether it was this call that did."""
    while voucher.revoked_at is None:
        if voucher.household_id is not None:
            lock_household(voucher.household_id)
        # Somebody may redeem it at this moment: the row changes no more then, and their lock comes first.
        free = Voucher.id == voucher.id, Voucher.revoked_at.is_(None), Voucher.household_id == voucher.household_id
        ended = update(Voucher).where(*free).values(revoked_at=clock.now(), revoked_because=because[:200])
        is_mine = rows_changed(ended.execution_options(synchronize_session=False)) == 1
        db.session.refresh(voucher)
        if is_mine:
            return True
    return False


def value_of(voucher: Voucher) -> Money:
    """Return what a voucher cost where it was sold; nothing when nobody said it."""
    fen = voucher.value_fen if voucher.value_fen is not None else voucher.batch.value_fen
    return Money(fen or 0)


def ends_at(voucher: Voucher) -> datetime | None:
    """Return when a voucher can be redeemed no more."""
    return voucher.ends_at or voucher.batch.ends_at


def _why_closed(voucher: Voucher, household_id: int | None) -> Refusal | None:
    end = ends_at(voucher)
    if end is not None and end <= clock.now():
        return VoucherOver(f"voucher {voucher.number} ended", end)
    return why_not_given(voucher.batch, household_id, f"voucher {voucher.number}")


def _book(kind: LedgerKind, voucher: Voucher, actor: str, reason: str) -> None:
    record(
        kind,
        key=f"{kind}:voucher:{voucher.number}",
        amount=value_of(voucher) if kind is LedgerKind.REDEEMED else None,
        household_id=voucher.household_id,
        arrival_id=voucher.arrival_id,
        reason=reason,
        actor=actor,
    )
