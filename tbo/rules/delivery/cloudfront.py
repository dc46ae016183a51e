"""Amazon CloudFront with a custom policy: one signature opens a whole folder, as cookies or behind every address.

The policy is signed with RSA, which the standard library has not: `Sign` is handed in. A canned policy opens a single
address and is of no use for HLS.
"""

import json
from base64 import b64encode
from collections.abc import Callable

Sign = Callable[[bytes], bytes]
_WRITTEN = str.maketrans("+=/", "-_~")
SHA256 = "SHA256"


def policy(resource: str, expires: int) -> str:
    """Return the policy that opens `resource` (which may end in a star) until `expires` (epoch seconds)."""
    until = {"DateLessThan": {"AWS:EpochTime": expires}}
    return json.dumps({"Statement": [{"Resource": resource, "Condition": until}]}, separators=(",", ":"))


def written(raw: bytes) -> str:
    """Write bytes as CloudFront reads them from an address."""
    return b64encode(raw).decode().translate(_WRITTEN)


def fields(resource: str, expires: int, key_id: str, sign: Sign, algorithm: str = "SHA1") -> dict[str, str]:
    """Return the signed fields by the names they have in an address."""
    text = policy(resource, expires).encode()
    named = {"Policy": written(text), "Signature": written(sign(text)), "Key-Pair-Id": key_id}
    return named | ({"Hash-Algorithm": SHA256} if algorithm == SHA256 else {})


def cookies(signed: dict[str, str]) -> dict[str, str]:
    """Return the cookies that carry signed fields."""
    return {f"CloudFront-{name}": value for name, value in signed.items()}


def query(signed: dict[str, str]) -> str:
    """Return the query that carries signed fields."""
    return "&".join(f"{name}={value}" for name, value in signed.items())
