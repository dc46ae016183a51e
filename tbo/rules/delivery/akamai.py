"""Akamai EdgeAuth: a token over what it opens, an `acl` of folders or one `url`, as a cookie or in the path."""

import hmac
import re
from dataclasses import dataclass, replace
from hashlib import sha256
from urllib.parse import quote_plus


@dataclass(frozen=True, slots=True, kw_only=True)
class Opens:
    """What a token opens and from when until when, in epoch seconds; several folders of `acl` stand between "!"."""

    exp: int
    acl: str = ""
    url: str = ""
    st: int | None = None
    salt: str = ""


def token(key: str, opens: Opens, *, is_escaped: bool = False) -> str:
    """Return the token for `opens`; `key` is hexadecimal. Escaped, it can stand in a path."""
    if is_escaped:
        opens = replace(opens, acl=_escaped(opens.acl), url=_escaped(opens.url))
    shown = _fields(opens)
    # A token of one address does not repeat it, and nobody sees the salt.
    hashed = shown + ([f"url={opens.url}"] if opens.url else []) + ([f"salt={opens.salt}"] if opens.salt else [])
    signed = hmac.new(bytes.fromhex(key), "~".join(hashed).encode(), sha256).hexdigest()
    return "~".join([*shown, f"hmac={signed}"])


def _fields(opens: Opens) -> list[str]:
    """Return the fields in the one order that is verified."""
    named = {"st": opens.st, "exp": opens.exp, "acl": opens.acl}
    return [f"{name}={value}" for name, value in named.items() if value not in ("", None)]


def _escaped(text: str) -> str:
    return re.sub("%..", lambda found: found[0].lower(), quote_plus(text))
