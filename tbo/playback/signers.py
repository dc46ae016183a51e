"""Signed playback addresses. One signer is chosen by the settings; nobody else knows how addresses are signed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from flask import Flask, current_app

from ..rules.stream_token import StreamKey, read_keys, sign
from ..settings import SettingsWrong

MASTER = "master.m3u8"
# Shorter, and no request arrives in time; longer, and nothing can be taken back.
LIVES = range(5, 6 * 3600 + 1)


@dataclass(frozen=True, slots=True)
class SignedAddress:
    """Where the player begins, and the instant at which the address stops working."""

    url: str
    expires_at: datetime
    mode: str


class Signer(Protocol):
    """What every delivery network offers us."""

    life: timedelta

    def address(self, asset: str, session: str, now: datetime, expires_at: datetime | None = None) -> SignedAddress:
        """Sign the asset for one playback session, for the usual life unless an end is given."""
        ...


class EmbeddedOrigin:
    """Our own origin below /hls: the token stands in the path, so relative addresses inherit it."""

    def __init__(self, keys: tuple[StreamKey, ...], seconds: int):
        self.keys = keys
        self.life = timedelta(seconds=seconds)

    def address(self, asset: str, session: str, now: datetime, expires_at: datetime | None = None) -> SignedAddress:
        """Sign with the newest key; the whole folder of the asset is opened."""
        expires = int((expires_at or now + self.life).timestamp())
        token = sign(self.keys[0], session, asset, expires)
        return SignedAddress(f"/hls/{token}/{asset}/{MASTER}", datetime.fromtimestamp(expires, now.tzinfo), "prefix")


def signer() -> EmbeddedOrigin:
    """Return the signer of this shop."""
    return current_app.extensions["tbo.signer"]


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
    app.extensions["tbo.signer"] = EmbeddedOrigin(keys, settings.stream_seconds)
