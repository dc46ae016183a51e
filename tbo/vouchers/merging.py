"""What becomes of redeemed vouchers when two households become one: they move with what they gave."""

from sqlalchemy import update

from ..accounts.merging import on_merge
from ..db import db
from .models import Voucher


@on_merge
def move_vouchers(source_id: int, target_id: int) -> None:
    """Move what was redeemed. Never commits."""
    mine = update(Voucher).where(Voucher.household_id == source_id)
    db.session.execute(mine.values(household_id=target_id).execution_options(synchronize_session=False))
