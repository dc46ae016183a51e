"""What becomes of experiments when two households become one: what was seen moves, so who saw both is known."""

from sqlalchemy import update

from ..accounts.merging import on_merge
from ..db import db
from .experiment_models import ExperimentVisitor


@on_merge
def move_visitors(source_id: int, target_id: int) -> None:
    """Let every browser of a household be one of the other. Never commits."""
    mine = update(ExperimentVisitor).where(ExperimentVisitor.household_id == source_id)
    db.session.execute(mine.values(household_id=target_id).execution_options(synchronize_session=False))
