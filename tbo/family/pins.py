"""The household's PIN: set by a grown-up, typed to open what is a grown-up's, its tries limited."""

from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import delete, update

from .. import clock
from ..accounts import slow_hashes
from ..accounts.attempts import note, subject_of, wait_for
from ..accounts.codes import Purpose, send_code
from ..accounts.contacts import contact_of
from ..accounts.devices import current_device, current_household_or_none, require_may_change
from ..accounts.models import Attempt, Device, Household
from ..accounts.profiles import PinNeeded
from ..accounts.viewer import Viewer, forget_viewer, viewer
from ..db import commits, db
from ..rules.limits import Limit
from ..rules.pins import LONGEST, OPEN_FOR, SHORTEST, TRIES_OF_MINORS, TRIES_PER_PROFILE, is_too_easy, pin_or_none
from ..rules.profiles import MINORS
from ..web.errors import Refusal


class PinUnusable(Refusal):
    """What was typed cannot be a PIN, or a child would try it first."""

    status = 422

    def words(self) -> str:
        """Say what is asked of one."""
        return _(
            "PIN 要 %(least)s 到 %(most)s 位数字，不要全一样，也不要像 1234 这样连着。", least=SHORTEST, most=LONGEST
        )


class NoContact(Refusal):
    """The household has no number and no address to send a code to."""

    status = 409

    def words(self) -> str:
        """Say what to do first."""
        return _("这一家还没有留手机号或邮箱，验证码没处发。请先登录。")


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of a typed PIN. `wait` is how long until the next try counts; this one did not if `too_soon`."""

    is_right: bool
    wait: timedelta = timedelta(0)
    too_soon: bool = False


def enter_pin(typed: str) -> Tried:
    """Open what is a grown-up's on this device for a while. Every try is counted before it is compared."""
    who, pin = viewer(), pin_or_none(typed)
    household = current_household_or_none()
    kept = household.pin_hash if household else None
    if kept is None or pin is None:
        return Tried(False)
    wait = _count(who)
    if wait:
        return Tried(False, wait, too_soon=True)
    if not slow_hashes.is_right(pin, kept)[0]:
        return Tried(False, wait_before(who))
    _open(who)
    return Tried(True)


@commits
def wait_before(who: Viewer) -> timedelta:
    """Return how long this profile must wait before it may try again."""
    return wait_for(_limits(who))


@commits
def set_pin(typed: str) -> None:
    """Set the household's PIN, or another one. Raises PinNeeded, PinUnusable, ReceiptMayNotChange, GrownUpsOnly.

    Who knows the old one, or has just typed a sign-in code here, may; so a parent can always.
    """
    who = viewer()
    household = current_household_or_none()
    if household is None or who.is_guest or (who.has_pin and not who.is_unlocked):
        raise PinNeeded(f"household {who.household_id} has a PIN already, or no account")
    if not who.has_pin:
        require_may_change()
    keep_pin(household, typed)
    device = current_device()
    if device is not None:
        device.unlocked_until = clock.now() + OPEN_FOR
    forget_viewer()


def keep_pin(household: Household, typed: str) -> None:
    """Keep a PIN. Never commits. Raises PinUnusable."""
    pin = pin_or_none(typed)
    if pin is None or is_too_easy(pin):
        raise PinUnusable("the PIN is no PIN, or too easy")
    # Whoever has the hash guesses so few digits in no time: it only keeps them from somebody who glances at a row.
    household.pin_hash = slow_hashes.hashed(pin)


def send_reset_code() -> str:
    """Send a sign-in code to the household; who types it here may set another PIN. Return the row's public id.

    Raises NoContact, TooManyCodes.
    """
    household = current_household_or_none()
    contact = contact_of(household) if household else None
    if contact is None:
        raise NoContact("no contact to send a code to")
    return send_code(contact, Purpose.SIGN_IN, None, viewer().device_id)


def require_unlocked() -> None:
    """Let only a device go on that a grown-up has just opened; a household without PIN is open. Raises PinNeeded."""
    who = viewer()
    if who.has_pin and not who.is_unlocked:
        raise PinNeeded(f"device {who.device_id} is not open")


@commits
def _count(who: Viewer) -> timedelta:
    limits = _limits(who)
    wait = wait_for(limits)
    if not wait:
        note(*limits)
    return wait


@commits
def _open(who: Viewer) -> None:
    until = clock.now() + OPEN_FOR
    db.session.execute(update(Device).where(Device.id == who.device_id).values(unlocked_until=until))
    db.session.execute(delete(Attempt).where(Attempt.subject.in_(_limits(who))))
    forget_viewer()


def _limits(who: Viewer) -> dict[str, tuple[Limit, ...]]:
    """A grown-up's profile is limited by its own tries alone, so that no child can stop a parent."""
    limits: dict[str, tuple[Limit, ...]] = {
        subject_of("pin", f"{who.household_id} {who.profile_id}"): TRIES_PER_PROFILE
    }
    if who.profile.kind in MINORS:
        limits[subject_of("pin-of-minors", f"{who.household_id}")] = TRIES_OF_MINORS
    return limits
