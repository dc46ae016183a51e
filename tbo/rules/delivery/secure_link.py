"""nginx with its module secure_link: one signature in front of a folder, checked as docs/delivery.md configures it."""

from base64 import urlsafe_b64encode
from hashlib import md5


def prefix(secret: str, asset: str, expires: int) -> str:
    """Return what stands before /<asset>/ in an address: signature and end, each with its slash in front."""
    return f"/{signature(f'{expires}/{asset}/ {secret}')}/{expires}"


def signature(text: str) -> str:
    """Write the MD5 of an expression as secure_link_md5 compares it."""
    return urlsafe_b64encode(md5(text.encode(), usedforsecurity=False).digest()).rstrip(b"=").decode()
