"""The token in a playback address: which session may read which asset until when, signed and strict to read.

Shape (docs/playback.md): version.key id.expires.session.signature; the signature covers the asset with both its
slashes, so that a token of /e001/ never opens /e0012/. Everything is compared as the literal text.
"""

import hmac
import re
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

VERSION = "v1"
SHORTEST_KEY = 32
_TOKEN = re.compile(r"v1\.([a-z0-9]{1,8})\.([0-9]{10})\.([A-Za-z0-9_-]{16,48})\.([A-Za-z0-9_-]{43})")
_OPENED = re.compile(r"([A-Za-z0-9_-]{22})([A-Za-z0-9_-]{16})")
_KEY = re.compile(r"([a-z0-9]{1,8}):([A-Za-z0-9_-]+)={0,2}")
_ASSET = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}")
_PART = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,79}(?:\.[A-Za-z0-9_-]{1,40})*")
DEEPEST = 4
TYPES = {
    "m3u8": "application/vnd.apple.mpegurl",
    "m4s": "video/iso.segment",
    "mp4": "video/mp4",
    "ts": "video/mp2t",
    "vtt": "text/vtt; charset=utf-8",
    "jpg": "image/jpeg",
    "key": "application/octet-stream",
}


class TokenRefused(Exception):
    """The address does not open: malformed, signed by nobody we know, for another asset, or over."""


class TokenExpired(TokenRefused):
    """The token was ours and its time is over."""


@dataclass(frozen=True, slots=True)
class StreamKey:
    """A signing key: `id` stands in the token, `secret` has at least 32 bytes."""

    id: str
    secret: bytes


@dataclass(frozen=True, slots=True)
class Opened:
    """Which device opened which episode's page, and the arrival that brought it; 0 without one."""

    device_id: int
    episode_id: int
    arrival_id: int


def read_keys(lines: Sequence[str]) -> tuple[StreamKey, ...]:
    """Read "id:base64url" lines, the newest key first. Raises ValueError for a short or malformed one."""
    return tuple(_read_key(line) for line in lines)


def sign(key: StreamKey, session: str, asset: str, expires: int) -> str:
    """Return the token with which `session` reads everything below `asset` until `expires` (epoch seconds)."""
    return f"{VERSION}.{key.id}.{expires:010d}.{session}.{_signature(key, f'{expires:010d}', session, asset)}"


def session_of(token: str, asset: str, keys: Sequence[StreamKey], now: float) -> tuple[str, int]:
    """Return (session, expires) of a valid token. Raises TokenRefused or TokenExpired."""
    match = _TOKEN.fullmatch(token)
    if match is None or not _ASSET.fullmatch(asset):
        raise TokenRefused("malformed")
    key_id, expires, session, given = match.groups()
    key = next((key for key in keys if key.id == key_id), None)
    if key is None:
        raise TokenRefused("unknown key")
    if not hmac.compare_digest(_signature(key, expires, session, asset), given):
        raise TokenRefused("signature differs")
    if int(expires) <= now:
        raise TokenExpired("expired")
    return session, int(expires)


def with_opened(key: StreamKey, session: str, opened: Opened) -> str:
    """Return the session as a token names it whose page wrote nothing: what writes it later stands behind it.

    Row numbers tell how many there are, so they are covered; the token's signature covers all of it.
    """
    numbers = struct.pack(">III", opened.device_id, opened.episode_id, opened.arrival_id)
    return session + urlsafe_b64encode(_covered(key, session, numbers)).decode("ascii")


def opened_or_none(token: str, keys: Sequence[StreamKey]) -> tuple[str, Opened | None]:
    """Return a valid token's session, and who opened its page where it says so."""
    key_id, _, named, _ = token.split(".")[1:]
    match = _OPENED.fullmatch(named)
    if match is None:
        return named, None
    key = next(key for key in keys if key.id == key_id)
    numbers = _covered(key, match[1], urlsafe_b64decode(match[2]))
    return match[1], Opened(*struct.unpack(">III", numbers))


def media_type_or_none(path: str) -> str | None:
    """Return the media type of a path inside an asset, or None for a path that no asset has."""
    parts = path.split("/")
    if len(parts) > DEEPEST or not all(_PART.fullmatch(part) for part in parts):
        return None
    return TYPES.get(parts[-1].rpartition(".")[2])


def _covered(key: StreamKey, session: str, numbers: bytes) -> bytes:
    """Cover, or uncover, numbers by what only the key gives; no two sessions have the same."""
    cover = hmac.digest(key.secret, f"opened\n{session}".encode("ascii"), "sha256")
    return bytes(number ^ over for number, over in zip(numbers, cover, strict=False))


def _signature(key: StreamKey, expires: str, session: str, asset: str) -> str:
    text = "\n".join((VERSION, key.id, expires, session, f"/{asset}/"))
    digest = hmac.new(key.secret, text.encode("ascii"), sha256).digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


def _read_key(line: str) -> StreamKey:
    match = _KEY.fullmatch(line)
    secret = urlsafe_b64decode(match[2] + "=" * (-len(match[2]) % 4)) if match and len(match[2]) % 4 != 1 else b""
    if match is None or len(secret) < SHORTEST_KEY:
        said = line.partition(":")[0][:8]
        raise ValueError(f"a stream key is id:base64url with {SHORTEST_KEY} bytes or more; see {said!r}")
    return StreamKey(match[1], secret)
