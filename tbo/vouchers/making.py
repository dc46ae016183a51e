"""Making batches of vouchers, giving their codes away in a file, once, and ending them."""

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update

from .. import clock
from ..db import db, rows_changed
from ..rules.money import Money
from ..rules.order_states import LETTERS
from ..rules.vouchers import code_of_seed
from .keys import hashed, hashes, id_of, our_keys, readable
from .models import Voucher, VoucherBatch
from .refusals import BatchExported, BatchUnmakeable

MOST_CODES = 10_000
PREFIX, KEY_LETTERS, NUMBER_LETTERS = 4, 10, 12
AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Giving:
    """What every code of a batch gives: months of a plan, a season, or an episode (a film has one)."""

    kind: str
    plan_key: str | None = None
    months: int | None = None
    season_id: int | None = None
    episode_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchFacts:
    """What is said of a batch beside what it gives; `value` is what a code costs where it is sold."""

    name: str
    value: Money | None = None
    item_id: str | None = None
    sku_id: str | None = None
    low_stock: int = 0
    ends_at: datetime | None = None


def make_batch(giving: Giving, facts: BatchFacts, count: int, made_by: str) -> VoucherBatch:
    """Make a batch of new codes. Never commits. Raises BatchUnmakeable."""
    batch = _new_batch(giving, facts, count, made_by)
    seeds = [secrets.token_urlsafe(18) for _ in range(count)]
    key = our_keys()[0]
    _keep(batch, [(code_of_seed(seed, key), seed) for seed in seeds])
    return batch


def import_batch(giving: Giving, facts: BatchFacts, codes: list[str], made_by: str) -> VoucherBatch:
    """Keep codes that were made elsewhere, as they are kept (rules.vouchers.read_code). Never commits.

    Whoever made them has them, so they count as exported. Raises BatchUnmakeable.
    """
    batch = _new_batch(giving, facts, len(codes), made_by, is_imported=True)
    batch.exported_at, batch.exported_by = batch.made_at, made_by
    _keep(batch, [(code, None) for code in codes])
    return batch


def known_codes(codes: list[str]) -> list[str]:
    """Return those of some codes that are there already, under whatever key, in the order given."""
    found = []
    for start in range(0, len(codes), AT_ONCE):
        by_hash = {one: code for code in codes[start : start + AT_ONCE] for one in hashes(code)}
        there = set(db.session.scalars(select(Voucher.code_hash).where(Voucher.code_hash.in_(by_hash))))
        found += [code for one, code in by_hash.items() if one in there]
    return found


def export(batch: VoucherBatch, by: str) -> list[tuple[str, str]]:
    """Return the codes that nobody was given yet, as (number, code); nobody can read them again. Never commits.

    Raises BatchExported when there are none, or their key is gone.
    """
    free = free_codes(batch)
    rows = db.session.execute(select(Voucher.number, Voucher.seed, Voucher.code_hash).where(*free).order_by(Voucher.id))
    codes = [(row.number, code) for row in rows if (code := readable(row.seed, row.code_hash))]
    if not codes:
        raise BatchExported(f"batch {batch.name} has no code that can be read")
    now = clock.now()
    for start in range(0, len(codes), AT_ONCE):
        numbers = [number for number, _code in codes[start : start + AT_ONCE]]
        given = update(Voucher).where(Voucher.number.in_(numbers)).values(seed=None, exported_at=now)
        db.session.execute(given.execution_options(synchronize_session=False))
    batch.exported_at, batch.exported_by = now, by
    return codes


def free_codes(batch: VoucherBatch) -> tuple:
    """Return what is true of the codes of a batch that can still be read and that nobody has."""
    unused = Voucher.redeemed_at.is_(None), Voucher.revoked_at.is_(None), Voucher.handed_at.is_(None)
    return Voucher.batch_id == batch.id, Voucher.seed.is_not(None), *unused


def locked_batch(key: str) -> VoucherBatch | None:
    """Return a batch, locked until the transaction ends: whoever takes codes of it comes one after the other."""
    found = select(VoucherBatch).where(VoucherBatch.key == key).with_for_update()
    return db.session.scalar(found.execution_options(populate_existing=True))


def end_unredeemed(batch: VoucherBatch, because: str) -> int:
    """Let no code that nobody redeemed be good any more; return how many that were. Never commits."""
    open_ = Voucher.batch_id == batch.id, Voucher.redeemed_at.is_(None), Voucher.revoked_at.is_(None)
    gone = update(Voucher).where(*open_).values(revoked_at=clock.now(), revoked_because=because[:200])
    return rows_changed(gone.execution_options(synchronize_session=False))


def _new_batch(
    giving: Giving, facts: BatchFacts, count: int, made_by: str, *, is_imported: bool = False
) -> VoucherBatch:
    if not 1 <= count <= MOST_CODES or not facts.name:
        raise BatchUnmakeable(f"{count} codes for batch {facts.name!r:.80}")
    if db.session.scalar(select(VoucherBatch.id).where(VoucherBatch.name == facts.name)) is not None:
        raise BatchUnmakeable(f"there is a batch {facts.name}")
    batch = VoucherBatch(
        key=_letters(KEY_LETTERS),
        name=facts.name,
        kind=giving.kind,
        plan_key=giving.plan_key,
        months=giving.months,
        season_id=giving.season_id,
        episode_id=giving.episode_id,
        is_imported=is_imported,
        value_fen=facts.value.fen if facts.value is not None else None,
        item_id=facts.item_id,
        sku_id=facts.sku_id,
        low_stock=facts.low_stock,
        key_id=id_of(our_keys()[0]),
        ends_at=facts.ends_at,
        made_at=clock.now(),
        made_by=made_by[:120],
    )
    db.session.add(batch)
    db.session.flush()
    return batch


def _keep(batch: VoucherBatch, codes: Iterable[tuple[str, str | None]]) -> None:
    rows = list(_rows(batch, codes))
    for start in range(0, len(rows), AT_ONCE):
        db.session.execute(insert(Voucher), rows[start : start + AT_ONCE])


def _rows(batch: VoucherBatch, codes: Iterable[tuple[str, str | None]]) -> Iterator[dict]:
    key, exported_at = our_keys()[0], batch.exported_at
    for code, seed in codes:
        yield {
            "batch_id": batch.id,
            "number": "V" + _letters(NUMBER_LETTERS),
            "code_hash": hashed(code, key),
            "prefix": code[:PREFIX],
            "seed": seed,
            "exported_at": exported_at,
        }


def _letters(count: int) -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(count))
