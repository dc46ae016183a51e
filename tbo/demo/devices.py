"""Fills in the browsers that the demo shop's households are signed in on; nobody has their secrets."""

import secrets
from datetime import datetime

from ..accounts import cookie
from ..accounts.models import Device
from .content import Anchor, content
from .households import household_ids
from .profiles import profile_ids
from .rows import ids_by, insert_all
from .stable import token

KINDS = {"desktop": "computer"}


def add_devices(at: Anchor) -> None:
    """Insert every device with who watched on it last; profiles must be there."""
    households, profiles = household_ids(), profile_ids()
    insert_all(
        Device,
        [
            {
                "public_id": _public_id(household, device),
                "household_id": households[household["slug"]],
                "profile_id": profiles[household["slug"], _last_watcher(household, device, at)],
                "secret_hash": cookie.hashed(secrets.token_urlsafe(32)),
                "label": device["name"],
                "kind": KINDS.get(device["kind"], device["kind"]),
                "came_by": "code" if household["account"] else "purchase",
                "created_at": _first_seen(household, device, at),
                "last_seen_at": at.moment(device["last_seen"]),
            }
            for household in content("households")
            for device in household["devices"]
        ],
    )


def device_ids() -> dict[tuple[str, str], int]:
    """Return ids by the household's slug and the device's reference."""
    ids = ids_by(Device, "public_id")
    return {
        (household["slug"], device["ref"]): ids[_public_id(household, device)]
        for household in content("households")
        for device in household["devices"]
    }


def _public_id(household: dict, device: dict) -> str:
    return token("device", household["slug"], device["ref"])


def _views_on(household: dict, device: dict, at: Anchor) -> list[tuple[datetime, str]]:
    """Return when who watched on a device, the oldest first."""
    return sorted(
        (at.moment(view["at"]), view["profile"]) for view in household["history"] if view["device"] == device["ref"]
    )


def _last_watcher(household: dict, device: dict, at: Anchor) -> str:
    views = _views_on(household, device, at)
    return views[-1][1] if views else household["profiles"][0]["name"]


def _first_seen(household: dict, device: dict, at: Anchor) -> datetime:
    """Return when something was watched on it first; without that, when the household began."""
    views = _views_on(household, device, at)
    return views[0][0] if views else at.moment(household["created_at"])
