"""Profiles: who watches on this browser."""

from flask_babel import gettext as _
from sqlalchemy import select

from ..db import commits, db
from ..rules.profiles import MINORS, ProfileKind, asks_for_pin
from ..web.errors import Refusal
from .devices import current_device
from .models import Profile
from .viewer import forget_viewer, viewer


class NoSuchProfile(Refusal):
    """The household has no such profile."""

    status = 404

    def words(self) -> str:
        """Say it plainly."""
        return _("没有这个档案。")


class PinNeeded(Refusal):
    """Only somebody with the household's PIN goes on from here."""

    status = 403

    def words(self) -> str:
        """Say what is asked for."""
        return _("这一步要先输入家里的 PIN。")


def profiles_of(household_id: int) -> list[Profile]:
    """List a household's profiles in the order they were made."""
    return list(db.session.scalars(select(Profile).where(Profile.household_id == household_id).order_by(Profile.id)))


def own_profile(household_id: int | None, profile_id: int) -> Profile:
    """Return one of the household's profiles. Raises NoSuchProfile."""
    mine = Profile.id == profile_id, Profile.household_id == household_id
    found = db.session.scalar(select(Profile).where(*mine)) if household_id is not None else None
    if found is None:
        raise NoSuchProfile(f"household {household_id} has no profile {profile_id}")
    return found


@commits
def choose_profile(household_id: int, profile_id: int) -> None:
    """Let one of the household's profiles watch on this browser. Raises NoSuchProfile, PinNeeded.

    Whoever goes on as a minor leaves what the PIN had opened.
    """
    device, profile, who = current_device(), own_profile(household_id, profile_id), viewer()
    if device is None:
        raise NoSuchProfile(f"nobody of household {household_id} is here")
    if profile_id != who.profile_id and not who.is_unlocked and _is_guarded(profile):
        raise PinNeeded(f"device {device.id} goes to profile {profile_id}")
    device.profile_id = profile_id
    if profile.kind in MINORS:
        device.unlocked_until = None
    forget_viewer()


def require_may_leave() -> None:
    """Keep a child from going out by another door: another account, or nobody's browser. Raises PinNeeded."""
    who = viewer()
    if who.profile.kind == ProfileKind.CHILD and who.has_pin and not who.is_unlocked:
        raise PinNeeded(f"a child's profile on device {who.device_id}")


def _is_guarded(profile: Profile) -> bool:
    who = viewer()
    leaving = None if who.profile_id is None else own_profile(who.household_id, who.profile_id).guarded
    return asks_for_pin(leaving, profile.guarded, who.has_pin)
