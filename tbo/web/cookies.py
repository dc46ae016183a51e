"""The names of the shop's cookies; with https the browser itself refuses them from other hosts and for other paths."""

from enum import StrEnum


class Cookie(StrEnum):
    """What a browser may bring back; each has one owner."""

    SESSION = "tbo"
    DEVICE = "tbo-device"
    ARRIVAL = "tbo-arrival"
    CLICK = "tbo-at"
    VERSION = "tbo-test"
    STAFF = "tbo-staff"


def name_of(cookie: Cookie, is_https: bool) -> str:
    """Return the name under which a cookie travels; the one of staff has a path, which `__Host-` forbids."""
    if not is_https:
        return str(cookie)
    return f"__Secure-{cookie}" if cookie is Cookie.STAFF else f"__Host-{cookie}"
