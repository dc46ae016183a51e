"""What staff do with vouchers, each once however often it is sent, and written down."""

from sqlalchemy import select

from ...accounts.attempts import one_at_a_time
from ...db import commits, db
from ...rules.imported_codes import is_weak, running_on
from ...rules.vouchers import read_code
from ...tickets.delaying import delay
from ...vouchers import making
from ...vouchers.handing import hand_out
from ...vouchers.models import Voucher, VoucherBatch
from ...vouchers.redeeming import take_back
from ..audit import Deed, record
from ..coupons.refusals import CodesKnown, CodesRunOn, CodesWeak
from ..csv_files import count_file
from ..forms import digest_of, once, require_shown
from ..models import AuditEntry, Staff
from ..staff.sessions import Clerk
from .refusals import AlreadyEnded, BatchGone

OF_BATCH, OF_VOUCHER = "voucher-batch", "voucher"
MOST_HISTORY = 30
# Names and codes are looked for before there is a row to lock.
MAKING = "voucher batches"


@commits
def make(clerk: Clerk, giving: making.Giving, facts: making.BatchFacts, count: int, form_key: str) -> str:
    """Make a batch of codes and return its key. Raises BatchUnmakeable."""

    def deed() -> str:
        one_at_a_time(MAKING)
        batch = making.make_batch(giving, facts, count, clerk.name)
        return _write_down(clerk, batch, "vouchers-made", {}, _said(batch) | {"codes": count})

    return once(clerk, form_key, deed)


@commits
def take_in(clerk: Clerk, giving: making.Giving, facts: making.BatchFacts, typed: list[str], form_key: str) -> str:
    """Keep codes that were made elsewhere as a batch; one that stands there twice counts once. Return its key.

    Raises CodesWeak, CodesRunOn, CodesKnown, BatchUnmakeable; then nothing is kept.
    """

    def deed() -> str:
        one_at_a_time(MAKING)
        codes = takeable(typed)
        batch = making.import_batch(giving, facts, codes, clerk.name)
        return _write_down(clerk, batch, "vouchers-imported", {}, _said(batch) | {"codes": len(codes)})

    return once(clerk, form_key, deed)


def takeable(typed: list[str]) -> list[str]:
    """Return codes that were made elsewhere as they would be kept. Raises CodesWeak, CodesRunOn, CodesKnown."""
    read = {one: read_code(one) for one in typed}
    weak = [one for one, kept in read.items() if kept is None or is_weak(kept)]
    if weak:
        raise CodesWeak(weak)
    codes = sorted({kept for kept in read.values() if kept})
    if counted := running_on(codes):
        raise CodesRunOn(counted)
    if known := making.known_codes(codes):
        raise CodesKnown(known)
    return codes


@commits
def change(clerk: Clerk, key: str, columns: dict, form_key: str) -> None:
    """Change what may change of a batch: end, item, when somebody is told. Raises BatchGone, ChangedMeanwhile."""

    def deed() -> str:
        batch = _locked(key)
        require_shown(shown_of(batch))
        before = _said(batch)
        for name, value in columns.items():
            setattr(batch, name, value)
        delay(batch)
        return _write_down(clerk, batch, "vouchers-changed", before, _said(batch))

    once(clerk, form_key, deed)


@commits
def export(clerk: Clerk, key: str) -> list[tuple[str, str]]:
    """Return the codes of a batch that nobody has, as (number, code), once. Raises BatchGone, BatchExported."""
    batch = _locked(key)
    count_file(clerk)
    codes = making.export(batch, clerk.name)
    _write_down(clerk, batch, "vouchers-exported", {}, {"codes": len(codes)})
    return codes


@commits
def hand(clerk: Clerk, key: str, to: str, form_key: str) -> str:
    """Give one code to somebody and return its number. Raises BatchGone, NothingInStock."""

    def deed() -> str:
        batch = _locked(key)
        (voucher,) = hand_out(batch, 1, f"{clerk.name}: {to}")
        _record(clerk, Deed("voucher-handed", OF_VOUCHER, voucher.number, {}, {"batch": batch.name}, to))
        return voucher.number

    return once(clerk, form_key, deed)


@commits
def revoke_batch(clerk: Clerk, key: str, reason: str, *, and_redeemed: bool) -> None:
    """End every code of a batch that nobody redeemed; `and_redeemed`: those too, with what they gave.

    Raises BatchGone.
    """
    batch = _locked(key)
    gone = making.end_unredeemed(batch, reason)
    taken = 0
    if and_redeemed:
        used = select(Voucher).where(Voucher.batch_id == batch.id, Voucher.revoked_at.is_(None)).order_by(Voucher.id)
        taken = sum(take_back(voucher, reason, _actor(clerk)) for voucher in db.session.scalars(used).all())
    # Nobody is told any more that it runs low: it is meant to.
    batch.low_stock = 0
    if gone or taken:
        _write_down(clerk, batch, "vouchers-revoked", {}, {"revoked": gone, "taken_back": taken}, reason)


@commits
def revoke(clerk: Clerk, number: str, reason: str) -> None:
    """End one code, and what it gave. Raises AlreadyEnded, BatchGone."""
    voucher = db.session.scalar(select(Voucher).where(Voucher.number == number))
    if voucher is None:
        raise BatchGone(f"there is no voucher {number}")
    was_redeemed = voucher.redeemed_at is not None
    if not take_back(voucher, reason, _actor(clerk)):
        raise AlreadyEnded(f"voucher {number} was revoked before")
    after = {"batch": voucher.batch.name, "taken_back": was_redeemed}
    _record(clerk, Deed("voucher-revoked", OF_VOUCHER, number, {}, after, reason))


def history(batch: VoucherBatch) -> list[AuditEntry]:
    """List what was done with a batch, the newest first."""
    mine = select(AuditEntry).where(AuditEntry.subject_kind == OF_BATCH, AuditEntry.subject == batch.key)
    return list(db.session.scalars(mine.order_by(AuditEntry.id.desc()).limit(MOST_HISTORY)))


def _actor(clerk: Clerk) -> str:
    return f"staff:{clerk.staff_id}"


def _locked(key: str) -> VoucherBatch:
    batch = making.locked_batch(key)
    if batch is None:
        raise BatchGone(f"there is no batch {key}")
    return batch


def shown_of(batch: VoucherBatch) -> str:
    """Return the digest of all that the form of a batch is filled with."""
    return digest_of(batch.name, batch.ends_at, batch.item_id, batch.sku_id, batch.low_stock)


def _said(batch: VoucherBatch) -> dict:
    ends = batch.ends_at.isoformat() if batch.ends_at else None
    sold_as = " ".join(part for part in (batch.item_id, batch.sku_id) if part)
    return {"name": batch.name, "item": sold_as, "low_stock": batch.low_stock, "ends_at": ends}


def _write_down(clerk: Clerk, batch: VoucherBatch, what: str, before: dict, after: dict, reason: str = "") -> str:
    _record(clerk, Deed(what, OF_BATCH, batch.key, before, after, reason))
    return batch.key


def _record(clerk: Clerk, deed: Deed) -> None:
    record(db.session.get_one(Staff, clerk.staff_id), deed)
