"""Encodings of bodies that are kept: packing, unpacking, and which one a browser likes best."""

import gzip
from functools import lru_cache

import brotli
from werkzeug.http import parse_accept_header

PLAIN, GZIP, BROTLI = "", "gzip", "br"
GZIP_LEVEL = 6
# A page of 32 kB takes about 1 ms, and 11 for a ninth less; quality 11 would take 36 for another fiftieth.
BROTLI_QUALITY, BROTLI_QUALITY_OF_MANY = 5, 10


def packed(plain: bytes, encoding: str, for_many: bool = False) -> bytes:
    """Compress for keeping; what goes to many may take its time."""
    if encoding == BROTLI:
        quality = BROTLI_QUALITY_OF_MANY if for_many else BROTLI_QUALITY
        return brotli.compress(plain, mode=brotli.MODE_TEXT, quality=quality)
    return gzip.compress(plain, GZIP_LEVEL, mtime=0) if encoding == GZIP else plain


def unpacked(body: bytes, encoding: str) -> bytes:
    """Undo `packed`."""
    if encoding == BROTLI:
        return brotli.decompress(body)
    return gzip.decompress(body) if encoding == GZIP else body


@lru_cache(maxsize=256)
def best_encoding(accepted: str) -> str:
    """Return what an Accept-Encoding header likes best of br, gzip and nothing; browsers have a handful of wordings."""
    wishes = {name.lower(): quality for name, quality in parse_accept_header(accepted)}
    liked = [(wishes.get(one, wishes.get("*", 0)), place, one) for place, one in enumerate((GZIP, BROTLI))]
    quality, _place, encoding = max(liked)
    return encoding if quality > 0 else PLAIN
