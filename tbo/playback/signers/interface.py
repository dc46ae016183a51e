"""What every way of delivering films offers: an address that opens one asset, in one of three modes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from ...rules.delivery.playlists import Link
from ...rules.stream_token import StreamKey

MASTER = "master.m3u8"
# A player that keeps its first address: the episode, a pause, and no more than a film with both.
PAUSE = timedelta(hours=2)
LONGEST = timedelta(hours=6)


class Mode(StrEnum):
    """How the files that a list names are allowed: decided by who signs, told to the player."""

    PREFIX = "prefix"  # a token in the path, which relative addresses inherit
    COOKIE = "cookie"  # cookies that cover the asset's folder; addresses never change
    REWRITE = "rewrite"  # lists stand at the shop, and name every file by an address signed for it alone


@dataclass(frozen=True, slots=True)
class SignedCookie:
    """A cookie for the asset's folder, at the shop's host or for a domain above it and the network."""

    name: str
    value: str
    path: str
    domain: str


@dataclass(frozen=True, slots=True)
class SignedAddress:
    """Where the player begins, and the instant at which the address stops working."""

    url: str
    expires_at: datetime
    mode: Mode
    cookies: tuple[SignedCookie, ...] = ()


class Signer(Protocol):
    """Signs for one network. `keys` are those of addresses that the shop itself answers, none where it does not."""

    mode: Mode
    life: timedelta
    keys: tuple[StreamKey, ...]

    def address(self, asset: str, session: str, now: datetime, expires_at: datetime | None = None) -> SignedAddress:
        """Sign the asset for one playback session, for the usual life unless an end is given."""
        ...

    def link(self, asset: str, session: str, now: datetime, expires: int) -> Link | None:
        """Return what signs single files of an asset until `expires`; None where lists stay as they are."""
        ...


def end_of(now: datetime, life: timedelta, expires_at: datetime | None) -> int:
    """Return the whole second at which an address ends."""
    return int((expires_at or now + life).timestamp())


def long_life(duration_s: float) -> timedelta:
    """Return how long an address lives that its player cannot change."""
    return min(timedelta(seconds=duration_s) + PAUSE, LONGEST)
