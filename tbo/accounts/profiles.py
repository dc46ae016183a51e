"""Profiles: who watches on this browser."""

from flask_babel import gettext as _
from sqlalchemy import select

from ..db import commits, db
from ..web.errors import Refusal
from .devices import current_device
from .models import Profile
from .viewer import forget_viewer


class NoSuchProfile(Refusal):
    """The household has no such profile."""

    status = 404

    def words(self) -> str:
        """Say it plainly."""
        return _("没有这个档案。")


def profiles_of(household_id: int) -> list[Profile]:
    """List a household's profiles in the order they were made."""
    return list(db.session.scalars(select(Profile).where(Profile.household_id == household_id).order_by(Profile.id)))


@commits
def choose_profile(household_id: int, profile_id: int) -> None:
    """Let one of the household's profiles watch on this browser. Raises NoSuchProfile."""
    mine = select(Profile.id).where(Profile.id == profile_id, Profile.household_id == household_id)
    device = current_device()
    if device is None or db.session.scalar(mine) is None:
        raise NoSuchProfile(f"household {household_id} has no profile {profile_id}")
    device.profile_id = profile_id
    forget_viewer()
