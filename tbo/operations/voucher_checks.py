"""The doctor's look at vouchers and e-tickets: keys that are still needed, and what Tmall does not hear."""

from collections.abc import Iterator

from sqlalchemy import select

from ..db import db
from ..settings import Settings
from ..tickets.telling import trouble
from ..vouchers.keys import id_of, our_keys
from ..vouchers.models import Voucher, VoucherBatch
from .findings import Finding, wrong


def vouchers(settings: Settings) -> Iterator[Finding]:
    """Look whether every code that may be redeemed can be recognised, and whether Tmall is told what it should be."""
    known = [id_of(key) for key in our_keys()]
    open_ = select(Voucher.id).where(
        Voucher.batch_id == VoucherBatch.id, Voucher.redeemed_at.is_(None), Voucher.revoked_at.is_(None)
    )
    lost = select(VoucherBatch.name).where(VoucherBatch.key_id.not_in(known), open_.exists())
    names = list(db.session.scalars(lost.order_by(VoucherBatch.id)))
    if names:
        yield wrong(
            f"Codes of {', '.join(names[:5])} were made under a secret key that is gone, and nobody can redeem them: "
            "put that key back into TBO_SECRET_KEY_FALLBACKS."
        )
    if settings.tickets == "off":
        return
    yield Finding(f"E-tickets are told to {settings.tickets_gateway_url}; notices come to /tickets/notices.")
    late = trouble().late
    if late:
        yield wrong(f"Tmall has not heard {late} things for over an hour: is the access token over?")
