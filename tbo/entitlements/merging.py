"""What becomes of rights when two households become one: all move, and no paid day of a plan is lost."""

from sqlalchemy import update

from ..accounts.merging import on_merge
from ..db import db
from .models import Entitlement
from .plan_times import bring_together


@on_merge
def move_entitlements(source_id: int, target_id: int) -> None:
    """Move every right; plan periods that ran side by side follow each other. Never commits."""
    bring_together(source_id, target_id)
    mine = update(Entitlement).where(Entitlement.household_id == source_id)
    db.session.execute(mine.values(household_id=target_id).execution_options(synchronize_session=False))
