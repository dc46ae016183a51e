"""What becomes of wishes for time when two profiles become one: they move."""

from sqlalchemy import update

from ..accounts.merging import on_profile_merge
from ..db import db
from .models import TimeWish


@on_profile_merge
def move_wishes(source_id: int, target_id: int) -> None:
    """Move every wish, answered or not. Never commits."""
    moved = update(TimeWish).where(TimeWish.profile_id == source_id).values(profile_id=target_id)
    db.session.execute(moved.execution_options(synchronize_session=False))
