"""Whole answers kept in memory: their bodies by encoding, bounded in bytes, the longest unused dropped first."""

import gzip
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from threading import Lock
from typing import NamedTuple

import brotli
from werkzeug.http import parse_accept_header

Headers = list[tuple[str, str]]
Key = Hashable
PLAIN, GZIP, BROTLI = "", "gzip", "br"
GZIP_LEVEL = 6
BROTLI_QUALITY = 5  # Costs about 1 ms for a page; 11 would cost 30 ms for a twelfth less.
OVERHEAD = 2_000  # What headers, key and bookkeeping of one page weigh, in bytes.
_MOST_WORDINGS = 256


class Encoded(NamedTuple):
    """One body as it leaves, with the headers that go with it."""

    body: bytes
    headers: Headers
    etag: str


@dataclass(slots=True)
class KeptPage:
    """One answer of status 200; `until` is exclusive, `version` the catalogue's when it was begun."""

    version: int
    until: datetime
    headers: Headers
    digest: str
    answers: dict[str, Encoded] = field(default_factory=dict)

    def answer(self, encoding: str) -> Encoded:
        """Return the body in `encoding`, made from another one at the first wish."""
        found = self.answers.get(encoding)
        if found is None:
            known, one = next(iter(self.answers.items()))
            found = self.add(encoding, unpacked(one.body, known))
        return found

    def add(self, encoding: str, plain: bytes) -> Encoded:
        """Keep `plain` in `encoding` too."""
        body = packed(plain, encoding)
        etag = f'"{self.digest}{"-" + encoding if encoding else ""}"'
        headers = [*self.headers, ("ETag", etag), ("Content-Length", str(len(body)))]
        if encoding:
            headers.append(("Content-Encoding", encoding))
        self.answers[encoding] = Encoded(body, headers, etag)
        return self.answers[encoding]

    @property
    def size(self) -> int:
        """Return what the page weighs in memory, in bytes."""
        return OVERHEAD + sum(len(one.body) for one in list(self.answers.values()))


class KeptPages:
    """The pages of one process, by key; `limit` is in bytes."""

    def __init__(self, limit: int):
        self.limit = limit
        self.bytes = 0
        self._pages: OrderedDict[Key, tuple[KeptPage, int]] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._pages)

    def get(self, key: Key) -> KeptPage | None:
        """Return the page, fresh or not, and note that it was used. Takes no lock: each step is one of the dict's."""
        found = self._pages.get(key)
        if found is None:
            return None
        try:
            self._pages.move_to_end(key)
        except KeyError:
            pass  # Dropped by another thread in this very moment.
        return found[0]

    def put(self, key: Key, page: KeptPage) -> None:
        """Keep the page, weigh it anew, and drop the longest unused above the limit."""
        with self._lock:
            self._drop(key)
            size = page.size
            self._pages[key] = (page, size)
            self.bytes += size
            while self.bytes > self.limit:
                self._drop(next(iter(self._pages)))

    def _drop(self, key: Key) -> None:
        found = self._pages.pop(key, None)
        if found is not None:
            self.bytes -= found[1]


def new_page(version: int, until: datetime, headers: Headers, body: bytes, encoding: str) -> KeptPage:
    """Make a page from its plain body, ready in one encoding."""
    page = KeptPage(version, until, headers, blake2b(body, digest_size=12).hexdigest())
    page.add(encoding, body)
    return page


def packed(plain: bytes, encoding: str) -> bytes:
    """Compress for keeping."""
    if encoding == BROTLI:
        return brotli.compress(plain, mode=brotli.MODE_TEXT, quality=BROTLI_QUALITY)
    return gzip.compress(plain, GZIP_LEVEL, mtime=0) if encoding == GZIP else plain


def unpacked(body: bytes, encoding: str) -> bytes:
    """Undo `packed`."""
    if encoding == BROTLI:
        return brotli.decompress(body)
    return gzip.decompress(body) if encoding == GZIP else body


_wordings: dict[str, str] = {}


def best_encoding(accepted: str) -> str:
    """Return what an Accept-Encoding header likes best of br, gzip and nothing; browsers have a handful of wordings."""
    known = _wordings.get(accepted)
    if known is None:
        if len(_wordings) >= _MOST_WORDINGS:
            _wordings.clear()
        known = _wordings[accepted] = _best_encoding(accepted)
    return known


def _best_encoding(accepted: str) -> str:
    wishes = {name.lower(): quality for name, quality in parse_accept_header(accepted)}
    liked = [(wishes.get(one, wishes.get("*", 0)), place, one) for place, one in enumerate((GZIP, BROTLI))]
    quality, _place, encoding = max(liked)
    return encoding if quality > 0 else PLAIN
