"""Merging: two households of the same person become one, and what both own is kept."""

from collections.abc import Callable

from sqlalchemy import delete, select, update

from ..db import db
from ..rules.profiles import MINORS
from ..web.errors import Refusal
from .models import Device, Household, ListedTitle, Profile, SignInCode

Move = Callable[[int, int], None]
_of_households: list[Move] = []
_of_profiles: list[Move] = []
# What a household gives to the one that it goes into, where that has none.
CARRIED = ("phone", "email", "alipay_user_id", "label", "pin_hash", "pin_to_buy")


class CannotMerge(Refusal):
    """The households are the same, or one of them has already gone into another."""


def on_merge(function: Move) -> Move:
    """Let `function(source_id, target_id)` move a package's rows from one household to another.

    It runs within the merging transaction, once for each merge, after devices and profiles have moved; it never
    commits and never calls another side. It moves everything it owns, keeps both when both have the same (a right
    bought twice stays two rows), resolves its own unique constraints, and may run for a source that owns nothing.
    Profiles keep their ids when they move; only those that are melted together are told to `on_profile_merge`.
    Register at import, in the package that owns the table: `@merging.on_merge`.
    """
    if function not in _of_households:
        _of_households.append(function)
    return function


def on_profile_merge(function: Move) -> Move:
    """Let `function(source_id, target_id)` move rows from one profile to another; the source is deleted afterwards.

    The same promises as `on_merge`; runs before the functions registered there. Where both have a row (progress in an
    episode), the later one is kept.
    """
    if function not in _of_profiles:
        _of_profiles.append(function)
    return function


def merge(source_id: int, target_id: int) -> None:
    """Move all that household `source_id` has into `target_id`. Never commits. Raises CannotMerge."""
    source, target = _both(source_id, target_id)
    _move_profiles(source, target)
    _move_rows(source_id, target_id)
    for move in _of_households:
        move(source_id, target_id)
    _move_contacts(source, target)
    source.merged_into_id = target_id
    followers = update(Household).where(Household.merged_into_id == source_id).values(merged_into_id=target_id)
    db.session.execute(followers)
    db.session.flush()
    db.session.expire_all()


def surviving(household_id: int) -> Household | None:
    """Return the household, or the one it went into."""
    household = db.session.get(Household, household_id)
    while household is not None and household.merged_into_id is not None:
        household = db.session.get(Household, household.merged_into_id)
    return household


def _both(source_id: int, target_id: int) -> tuple[Household, Household]:
    """Lock both in the order of their ids, so that two merges at once cannot wait for each other."""
    if source_id == target_id:
        raise CannotMerge(f"household {source_id} cannot go into itself")
    rows = db.session.scalars(
        select(Household).where(Household.id.in_((source_id, target_id))).order_by(Household.id).with_for_update()
    )
    found = {household.id: household for household in rows}
    gone = [number for number in (source_id, target_id) if number not in found or found[number].merged_into_id]
    if gone:
        raise CannotMerge(f"household {gone[0]} does not exist or has gone into another")
    return found[source_id], found[target_id]


def _move_profiles(source: Household, target: Household) -> None:
    """Melt a guest's only profile into the target's first, and grown-ups of one name together; move the others.

    A minor's profile always moves with its own rules: what one household set for it is not loosened by the other.
    More than five may come of it: nobody's history is thrown away for a number.
    """
    by_name = {profile.name: profile for profile in target.profiles}
    for profile in list(source.profiles):
        twin = by_name.get(profile.name)
        if twin is None and source.is_guest and target.profiles:
            twin = target.profiles[0]
        if twin is not None and twin.kind == profile.kind and twin.kind not in MINORS:
            _melt(profile.id, twin.id)
        else:
            profile.name = _free_name(profile.name, by_name)
            profile.household_id = target.id
            by_name[profile.name] = profile
    db.session.flush()


def _free_name(name: str, taken: dict) -> str:
    number = 2
    wanted = name
    while wanted in taken:
        wanted = f"{name[:36]} {number}"
        number += 1
    return wanted


def _melt(source_id: int, target_id: int) -> None:
    listed = select(ListedTitle.title_id).where(ListedTitle.profile_id == target_id)
    db.session.execute(
        update(ListedTitle)
        .where(ListedTitle.profile_id == source_id, ListedTitle.title_id.not_in(listed))
        .values(profile_id=target_id)
        .execution_options(synchronize_session=False)
    )
    db.session.execute(update(Device).where(Device.profile_id == source_id).values(profile_id=target_id))
    for move in _of_profiles:
        move(source_id, target_id)
    db.session.flush()
    db.session.execute(delete(Profile).where(Profile.id == source_id).execution_options(synchronize_session=False))
    db.session.expire_all()


def _move_rows(source_id: int, target_id: int) -> None:
    for model in (Device, SignInCode):
        db.session.execute(update(model).where(model.household_id == source_id).values(household_id=target_id))


def _move_contacts(source: Household, target: Household) -> None:
    """What only the source has goes over; the source gives up the rest, because a contact stands once."""
    kept = {name: getattr(source, name) for name in CARRIED}
    source.phone = source.email = source.alipay_user_id = None
    db.session.flush()
    for name, value in kept.items():
        if value and not getattr(target, name):
            setattr(target, name, value)
    if target.became_account_at is None:
        target.became_account_at = source.became_account_at
