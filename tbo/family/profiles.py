"""Adding, changing and removing profiles; what a household bought stays with it."""

from flask_babel import gettext as _
from sqlalchemy import delete, func, select, update

from ..accounts.devices import require_may_change
from ..accounts.models import Device, Household, Profile
from ..accounts.profiles import own_profile, profiles_of
from ..accounts.viewer import forget_viewer, viewer
from ..db import commits, db
from ..rules.money import Money
from ..rules.profiles import MINORS, MOST_PROFILES, ProfileKind, least_first
from ..web.errors import Refusal
from .forms import FormUnusable, Told
from .pins import PinUnusable, keep_pin, require_unlocked

MOST_BLOCKED = 300


class SignInToManage(Refusal):
    """A guest's household has one profile: somebody must be able to find it again first."""

    status = 403

    def words(self) -> str:
        """Say what to do first."""
        return _("先用手机号或邮箱登录，再给家里人建档案。")


class TooManyProfiles(Refusal):
    """The household has as many profiles as there may be."""

    def words(self) -> str:
        """Say how many there may be."""
        return _("一家最多 %(most)s 个档案。先删掉一个不用的。", most=MOST_PROFILES)


class LastGrownUp(Refusal):
    """One grown-up must stay: nobody else may manage the household."""

    def words(self) -> str:
        """Say why not."""
        return _("家里至少要留一个大人的档案。")


class TooManyPutAway(Refusal):
    """A profile has as many titles put away as are kept of one."""

    def words(self) -> str:
        """Say how many there may be, and what to do."""
        return _("一个档案最多收起 %(most)s 部片子。先放出来一部，再收这一部。", most=MOST_BLOCKED)


def require_manager() -> int:
    """Let only a grown-up go on who may change the household; return its id.

    Raises SignInToManage, GrownUpsOnly, ReceiptMayNotChange, PinNeeded.
    """
    who = viewer()
    if not who.has_account or who.household_id is None:
        raise SignInToManage("no account stands behind this browser")
    require_may_change()
    require_unlocked()
    return who.household_id


@commits
def add_profile(told: Told, pin: str = "") -> int:
    """Add a profile; the first that needs guarding brings the household's PIN along. Return its id.

    Raises TooManyProfiles, FormUnusable, and what require_manager raises.
    """
    household = _locked_household()
    if len(profiles_of(household.id)) >= MOST_PROFILES:
        raise TooManyProfiles(f"household {household.id} has {MOST_PROFILES} profiles")
    _require_free_name(household.id, told.name, None)
    _guard(household, told, pin)
    profile = Profile(household_id=household.id, blocked_titles=[], player_choices={})
    _write(profile, told)
    db.session.add(profile)
    db.session.flush()
    forget_viewer()
    return profile.id


@commits
def change_profile(profile_id: int, told: Told, pin: str = "") -> None:
    """Change a profile. Raises NoSuchProfile, LastGrownUp, FormUnusable, and what require_manager raises."""
    household = _locked_household()
    profile = own_profile(household.id, profile_id)
    _require_free_name(household.id, told.name, profile_id)
    if told.kind in MINORS:
        _require_another_grown_up(profile)
    _guard(household, told, pin)
    _write(profile, told)
    forget_viewer()


@commits
def remove_profile(profile_id: int) -> None:
    """Remove a profile with its history and list. Raises NoSuchProfile, LastGrownUp, and what require_manager raises.

    Devices that watched as it go on as whoever may see least, this one as a grown-up.
    """
    household = _locked_household()
    profile = own_profile(household.id, profile_id)
    _require_another_grown_up(profile)
    left = [each for each in profiles_of(household.id) if each.id != profile_id]
    least = min(left, key=lambda each: least_first(each.guarded))
    grown_up = next(each for each in left if each.kind == ProfileKind.ADULT)
    was_it = Device.profile_id == profile_id
    here = Device.id == viewer().device_id
    db.session.execute(update(Device).where(was_it, here).values(profile_id=grown_up.id))
    db.session.execute(update(Device).where(was_it).values(profile_id=least.id))
    db.session.expunge(profile)
    db.session.execute(delete(Profile).where(Profile.id == profile_id))
    forget_viewer()


@commits
def block_title(profile_id: int, slug: str) -> None:
    """Put a title away for a profile; a second time changes nothing.

    Raises NoSuchProfile, TooManyPutAway, and what require_manager raises.
    """
    profile = own_profile(_locked_household().id, profile_id)
    if slug in profile.blocked_titles:
        return
    if len(profile.blocked_titles) >= MOST_BLOCKED:
        raise TooManyPutAway(f"profile {profile_id} has {MOST_BLOCKED} titles put away")
    profile.blocked_titles = [*profile.blocked_titles, slug]


@commits
def unblock_title(profile_id: int, slug: str) -> None:
    """Let a profile see a title again. Raises NoSuchProfile and what require_manager raises."""
    profile = own_profile(_locked_household().id, profile_id)
    profile.blocked_titles = [each for each in profile.blocked_titles if each != slug]


@commits
def ask_before_buying(wanted: bool) -> None:
    """Let the household be asked for its PIN before it buys, or not. Raises what require_manager raises."""
    household = _locked_household()
    household.pin_to_buy = wanted and household.pin_hash is not None
    forget_viewer()


def _locked_household() -> Household:
    locked = select(Household).where(Household.id == require_manager()).with_for_update()
    return db.session.scalars(locked.execution_options(populate_existing=True)).one()


def _require_free_name(household_id: int, name: str, but: int | None) -> None:
    same = Profile.household_id == household_id, func.lower(Profile.name) == name.lower(), Profile.id != (but or 0)
    if db.session.scalar(select(Profile.id).where(*same)) is not None:
        raise FormUnusable({"name": _("家里已经有一个叫这个名字的档案。")})


def _require_another_grown_up(profile: Profile) -> None:
    others = (each for each in profiles_of(profile.household_id) if each.id != profile.id)
    if not any(each.kind == ProfileKind.ADULT for each in others):
        raise LastGrownUp(f"profile {profile.id} is the last grown-up's")


def _guard(household: Household, told: Told, pin: str) -> None:
    """A minor's profile that anybody may leave guards nothing, and a lock needs a key."""
    if told.kind not in MINORS and not told.is_locked:
        return
    if household.pin_hash is None:
        try:
            keep_pin(household, pin)
        except PinUnusable as refusal:
            raise FormUnusable({"pin": refusal.words()}) from None
        household.pin_to_buy = told.kind in MINORS
    elif told.kind in MINORS and not _has_minors(household.id):
        household.pin_to_buy = True


def _has_minors(household_id: int) -> bool:
    return any(each.kind in MINORS for each in profiles_of(household_id))


def _write(profile: Profile, told: Told) -> None:
    profile.name, profile.kind, profile.avatar = told.name, told.kind.value, told.avatar
    profile.language, profile.rating_cap, profile.is_locked = told.language, told.rating_cap, told.is_locked
    profile.spend_at_once_fen = _fen(told.limits.at_once)
    profile.spend_on_a_day_fen = _fen(told.limits.on_a_day)
    if told.kind not in MINORS:
        # A grown-up's page has no form to take them away again.
        profile.weekday_minutes = profile.weekend_minutes = profile.rest_from = profile.rest_until = None
        profile.is_strict, profile.free_until = False, None


def _fen(amount: Money | None) -> int | None:
    return None if amount is None else amount.fen
