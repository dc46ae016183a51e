"""Values that look random and are the same in every demo shop: names of rows, choices."""

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Callable, Sequence
from random import Random


def token(*parts: str) -> str:
    """Return 22 characters such as a row's public name has. It can be computed by anybody: never a secret."""
    digest = hashlib.sha256("/".join(("demo", *parts)).encode()).digest()
    return urlsafe_b64encode(digest[:16]).decode().rstrip("=")


def chooser(*parts: str) -> Callable[[Sequence[str]], str]:
    """Return what chooses one of several, such as the letters of a number, again and again."""
    return Random("/".join(parts)).choice
