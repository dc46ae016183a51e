"""Alibaba Cloud CDN, URL signing of types A, B, C and F: every path has an MD5 of its own.

A path begins with a slash, carries no query, and is percent-encoded where it is not ASCII. What stands in an address is
a timestamp, not an end: the CDN adds the validity that its console was given (`timestamp`).
"""

from datetime import UTC, datetime, timedelta, timezone
from hashlib import md5

_CHINA = timezone(timedelta(hours=8))


def timestamp(expires: int, validity: int) -> int:
    """Return what has to be signed so that an address ends at `expires`, both in epoch seconds."""
    return expires - validity


def minute(stamp: int) -> str:
    """Write a timestamp as type B does: a minute of China's clock, the one that has begun."""
    return datetime.fromtimestamp(stamp, UTC).astimezone(_CHINA).strftime("%Y%m%d%H%M")


def hexadecimal(stamp: int) -> str:
    """Write a timestamp as type C does, and type F where the console says so."""
    return f"{stamp:x}"


def type_a(key: str, path: str, stamp: int, rand: str = "0", uid: str = "0") -> str:
    """Return the path signed as type A; `rand` has no hyphen."""
    return f"{path}?auth_key={stamp}-{rand}-{uid}-{_md5(f'{path}-{stamp}-{rand}-{uid}-{key}')}"


def type_b(key: str, path: str, written: str) -> str:
    """Return the path signed as type B, its minute (`minute`) and signature in front."""
    return f"/{written}/{_md5(key + written + path)}{path}"


def type_c(key: str, path: str, written: str) -> str:
    """Return the path signed as type C; the time is hashed exactly as it is written."""
    return f"/{_md5(key + path + written)}/{written}{path}"


def type_c_query(key: str, path: str, written: str, names: tuple[str, str]) -> str:
    """Return the path signed as the second form of type C, with signature and time as parameters."""
    return f"{path}?{names[0]}={_md5(key + path + written)}&{names[1]}={written}"


def type_f(key: str, path: str, written: str, names: tuple[str, str]) -> str:
    """Return the path signed as type F; names and the writing of the time are the console's."""
    return f"{path}?{names[0]}={_md5(key + path + written)}&{names[1]}={written}"


def _md5(text: str) -> str:
    return md5(text.encode(), usedforsecurity=False).hexdigest()
