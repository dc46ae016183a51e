"""Devices: signing this browser in and out of a household, and taking a device's access away."""

import secrets
from collections.abc import Iterable

from flask import request
from flask_babel import gettext as _
from sqlalchemy import select, update

from .. import clock
from ..db import commits, db
from ..rules.pins import OPEN_FOR
from ..rules.profiles import least_first
from ..web.errors import Refusal
from . import cookie
from .labels import label_and_kind
from .models import Device, Household, Profile
from .viewer import forget_viewer, viewer


class NoSuchDevice(Refusal):
    """The household has no such device, or another household has it."""

    status = 404

    def words(self) -> str:
        """Say it without telling whether the device exists elsewhere."""
        return _("没有这台设备。")


class ReceiptMayNotChange(Refusal):
    """A device that came in by a receipt's link may watch, but not change who has access, nor what is paid."""

    status = 403

    def words(self) -> str:
        """Say how to get the right."""
        return _("这台设备是用收据打开的。要改动账户，请先用手机号或邮箱登录。")


class BoughtThere(Refusal):
    """A browser that bought as a guest is not sent away from where it came along to, perhaps without being asked."""

    def words(self) -> str:
        """Say who can let it go."""
        return _("这里的内容是那台设备以游客身份买的，只有它自己能退出。")


class GrownUpsOnly(Refusal):
    """A minor's profile changes nothing about the household."""

    status = 403

    def words(self) -> str:
        """Say who can."""
        return _("这里要请家里的大人来。请先换到大人的档案。")


def require_may_change() -> None:
    """Let only a device that may change the household go on. Raises ReceiptMayNotChange, GrownUpsOnly."""
    who = viewer()
    if who.profile.kind != "adult":
        raise GrownUpsOnly(f"profile {who.profile_id} is no grown-up's")
    if not who.may_change_household:
        raise ReceiptMayNotChange(f"device {who.device_id} came by {who.came_by}")


def current_device() -> Device | None:
    """Return the row of this browser, or None for an anonymous visitor."""
    return _loaded(Device, viewer().device_id)


def current_household_or_none() -> Household | None:
    """Return the household behind this browser, a guest's included."""
    return _loaded(Household, viewer().household_id)


def sign_in_device(household_id: int, came_by: str = "code") -> Device:
    """Make this browser a device of the household, with a new secret on its way to it. Never commits.

    A browser that is one already keeps its row and gets a new secret; one of another household is signed out there.
    """
    device = current_device()
    if device is not None and (device.household_id != household_id or device.revoked_at is not None):
        _revoke(device)
        device = None
    device = device or _new_device(household_id, came_by)
    device.secret_hash = cookie.hashed(cookie.make_secret())
    device.came_by = came_by
    device.last_seen_at = clock.now()
    # Whoever reads the household's messages is a grown-up of it.
    device.unlocked_until = clock.now() + OPEN_FOR if came_by == "code" else None
    db.session.flush()
    forget_viewer()
    return device


def begin_behind_pin(household_id: int, device_ids: Iterable[int]) -> None:
    """Let devices that came along without a code go on as whoever may do least, where a PIN guards the others.

    Never commits.
    """
    if _has_pin(household_id):
        least = _begins_as(household_id, "receipt")
        db.session.execute(update(Device).where(Device.id.in_(list(device_ids))).values(profile_id=least))


@commits
def sign_out() -> None:
    """End this browser's access; harmless when nobody is signed in."""
    device = current_device()
    if device is not None:
        _revoke(device)
    cookie.forget()
    forget_viewer()


@commits
def revoke_device(household_id: int, public_id: str) -> None:
    """End the access of one of the household's devices; a second time changes nothing.

    Raises NoSuchDevice, BoughtThere, ReceiptMayNotChange, GrownUpsOnly.
    """
    require_may_change()
    device = db.session.scalar(select(Device).where(Device.public_id == public_id, Device.household_id == household_id))
    if device is None:
        raise NoSuchDevice(f"household {household_id} has no device {public_id[:32]!r}")
    if device.id == viewer().device_id:
        cookie.forget()
    elif bought_as_guest(device):
        raise BoughtThere(f"device {device.id} bought what household {household_id} took along")
    _revoke(device)
    forget_viewer()


def bought_as_guest(device: Device) -> bool:
    """Whether a device bought as a guest and never signed in to the account that its household is now, or went into.

    Whoever has a receipt's link can have made that account, or brought the household to theirs.
    """
    return device.came_by == "purchase" and viewer().has_account


def devices_of(household_id: int) -> list[Device]:
    """List the devices that have access, the last seen first."""
    return list(
        db.session.scalars(
            select(Device)
            .where(Device.household_id == household_id, Device.revoked_at.is_(None))
            .order_by(Device.last_seen_at.desc(), Device.id.desc())
        )
    )


def _loaded(model, key: int | None):
    return db.session.get(model, key) if key is not None else None


def _has_pin(household_id: int) -> bool:
    return db.session.get_one(Household, household_id).pin_hash is not None


def _revoke(device: Device) -> None:
    device.revoked_at = device.revoked_at or clock.now()


def _new_device(household_id: int, came_by: str) -> Device:
    label, kind = label_and_kind(request.user_agent.string[:400])
    device = Device(
        public_id=secrets.token_urlsafe(16),
        household_id=household_id,
        profile_id=_begins_as(household_id, came_by),
        label=label,
        kind=kind,
        created_at=clock.now(),
    )
    db.session.add(device)
    return device


def _begins_as(household_id: int, came_by: str) -> int | None:
    """Return the first profile; where a PIN guards the others, without a code the one that may do least."""
    guarded = _has_pin(household_id) and came_by != "code"
    found = db.session.scalars(select(Profile).where(Profile.household_id == household_id).order_by(Profile.id)).all()
    if not found:
        return None
    return (min(found, key=lambda each: least_first(each.guarded)) if guarded else found[0]).id
