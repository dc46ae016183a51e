"""Signed playback addresses. One signer is chosen by the settings; nobody else knows how addresses are signed."""

from datetime import datetime, timedelta

from flask import Flask, current_app

from ...rules.stream_token import read_keys
from ...settings import SettingsWrong
from .factory import make, make_backup_or_none
from .interface import MASTER, Mode, SignedAddress, SignedCookie, Signer, long_life
from .modes import EmbeddedOrigin

__all__ = [
    "LONGEST_LIFE",
    "MASTER",
    "EmbeddedOrigin",
    "Mode",
    "SignedAddress",
    "SignedCookie",
    "Signer",
    "backup_signer_or_none",
    "file_address",
    "init_app",
    "long_life",
    "signer",
]
# Shorter, and no request arrives in time; longer, and nothing can be taken back.
LIVES = range(5, 6 * 3600 + 1)
LONGEST_LIFE = timedelta(seconds=LIVES[-1])


def signer() -> Signer:
    """Return the signer of this shop."""
    return current_app.extensions["tbo.signer"]


def backup_signer_or_none() -> Signer | None:
    """Return what signs with the network's second key, None without one: to see whether the network takes it."""
    return current_app.extensions["tbo.backup_signer"]


def file_address(by: Signer, asset: str, file: str, now: datetime) -> tuple[str, dict[str, str]]:
    """Return where a player would fetch one file of an asset, and the cookies that it would send along."""
    session = "s" * 22
    address = by.address(asset, session, now)
    link = by.link(asset, session, now, int(address.expires_at.timestamp()))
    url = link(file) if link else address.url.removesuffix(MASTER) + file
    return url, {cookie.name: cookie.value for cookie in address.cookies}


def init_app(app: Flask) -> None:
    """Make the signer from the settings. Raises SettingsWrong."""
    settings = app.extensions["tbo.settings"]
    if settings.stream_seconds not in LIVES:
        raise SettingsWrong(f"TBO_STREAM_SECONDS={settings.stream_seconds} is not between {LIVES[0]} and {LIVES[-1]}.")
    try:
        keys = read_keys(settings.stream_keys)
    except ValueError as error:
        raise SettingsWrong(f"TBO_STREAM_KEYS cannot be read: {error}.") from None
    if not keys:
        raise SettingsWrong("TBO_STREAM_KEYS is missing: id:base64url of 32 random bytes, the newest first.")
    app.extensions["tbo.signer"] = make(settings, keys)
    app.extensions["tbo.backup_signer"] = make_backup_or_none(settings, keys)
