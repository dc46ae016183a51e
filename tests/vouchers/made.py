"""Batches of vouchers for tests, with the codes that their buyers have."""

import itertools

from flask import current_app
from sqlalchemy import select

from tbo.db import commits, db
from tbo.entitlements.models import Entitlement
from tbo.rules.money import Money
from tbo.vouchers.keys import readable
from tbo.vouchers.making import BatchFacts, Giving, make_batch
from tbo.vouchers.models import Voucher, VoucherBatch
from tbo.vouchers.redeeming import redeem

_numbers = itertools.count(1)


@commits
def batch_of(giving: Giving, count: int = 2, value: int | None = None, **facts) -> int:
    """Make a batch and return its id."""
    worth = Money(value) if value is not None else None
    made = BatchFacts(name=f"batch {next(_numbers)}", value=worth, **facts)
    return make_batch(giving, made, count, "a test").id


def batch(batch_id: int) -> VoucherBatch:
    """A batch as it is now."""
    db.session.rollback()
    return db.session.get_one(VoucherBatch, batch_id)


def vouchers(batch_id: int) -> list[Voucher]:
    """Its vouchers as they are now, the oldest first."""
    db.session.rollback()
    return list(db.session.scalars(select(Voucher).where(Voucher.batch_id == batch_id).order_by(Voucher.id)))


def codes(batch_id: int) -> list[str]:
    """Their codes, without dashes."""
    return [readable(one.seed or "", one.code_hash) or "" for one in vouchers(batch_id)]


def season_of(series) -> Giving:
    """A season, as a batch gives it."""
    return Giving(kind="season", season_id=series.season_id)


def months(count: int = 1) -> Giving:
    """Months of the plan that tests sell."""
    return Giving(kind="plan", plan_key="monthly", months=count)


def as_newcomer(code: str, key: str = "one-form-one-key-0001", arrival_id: int | None = None) -> str:
    """Redeem a code as a browser that was never here; return the voucher's number."""
    # Ended, so that nothing the test undoes later takes back what is written there.
    db.session.commit()
    app = current_app._get_current_object()
    with app.app_context(), app.test_request_context(environ_overrides={"REMOTE_ADDR": "203.0.113.7"}):
        return redeem(code, key, arrival_id)


def rights() -> list[Entitlement]:
    """Every right there is, the oldest first."""
    db.session.commit()
    return list(db.session.scalars(select(Entitlement).order_by(Entitlement.id)))
