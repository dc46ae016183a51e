"""Addresses that somebody typed: where a browser may be sent on to, and the path in what may be a link."""

import re
from urllib.parse import unquote, urlsplit

LONGEST = 1000
CONTROL = re.compile(r"[\x00-\x20\x7f\\]")


def own_path(text: str | None, otherwise: str = "/") -> str:
    """Return `text` if it is a path on this site, with its query; `otherwise` for everything else.

    Refused are schemes, hosts, backslashes, blanks and control characters, also when percent-encoded once; and `//`
    anywhere in the path: whatever takes a language off its front must find no host behind it.
    """
    if not text or len(text) > LONGEST or not text.startswith("/") or CONTROL.search(text):
        return otherwise
    path = text.split("?")[0].split("#")[0]
    plain = unquote(path)
    if "//" in plain or CONTROL.search(plain.replace(" ", "")):
        return otherwise
    return text


def path_in_link(text: str) -> str:
    """Return the path of what may be a link; empty where no browser could read it as one."""
    try:
        return urlsplit(text).path
    except ValueError:
        return ""
