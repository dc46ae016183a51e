"""Whole answers kept in memory: their bodies by encoding, bounded in bytes, the longest unused dropped first."""

from collections import OrderedDict
from collections.abc import Hashable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from itertools import count
from threading import Lock
from typing import NamedTuple

from .encodings import BROTLI, GZIP, PLAIN, packed, unpacked
from .forks import Fork

Headers = list[tuple[str, str]]
Key = Hashable
MANY = 4  # A packed page that was asked for again so often is worth packing better.
OVERHEAD = 2_000  # What headers, key and bookkeeping of one page weigh, in bytes.


class Encoded(NamedTuple):
    """One body as it leaves, with the headers that go with it."""

    body: bytes
    headers: Headers
    etag: str


@dataclass(slots=True)
class KeptPage:
    """One answer of status 200; `version` says of what it was made: the catalogue's number when it was begun.

    It is made anew at `until`; what it says is known to be true until `true_until`. Both ends are exclusive.
    A page with a `fork` is one of two: who asks may see the other.
    """

    version: Hashable
    until: datetime
    true_until: datetime
    headers: Headers
    digest: str
    fork: Fork | None = None
    bodies: dict[str, Encoded] = field(default_factory=dict)
    weight: int = OVERHEAD
    asks: Iterator[int] = field(default_factory=lambda: count(1))

    def encoded(self, encoding: str, plain: bytes, for_many: bool = False) -> Encoded:
        """Return `plain`, which is this page's body, as it leaves in `encoding`."""
        body = packed(plain, encoding, for_many)
        etag = f'"{self.digest}{"-" + encoding if encoding else ""}"'
        headers = [*self.headers, ("ETag", etag), ("Content-Length", str(len(body)))]
        if encoding:
            headers.append(("Content-Encoding", encoding))
        return Encoded(body, headers, etag)

    def plain(self) -> bytes:
        """Return the body without encoding."""
        encoding, one = next(iter(self.bodies.items()))
        return unpacked(one.body, encoding)

    @property
    def size(self) -> int:
        """Return what the page weighs in memory, in bytes."""
        return self.weight + sum(len(one.body) for one in list(self.bodies.values()))


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
        with suppress(KeyError):  # Dropped by another thread in this very moment.
            self._pages.move_to_end(key)
        return found[0]

    def put(self, key: Key, page: KeptPage) -> None:
        """Keep the page, and drop the longest unused above the limit."""
        with self._lock:
            self._weigh(key, page)

    def encoded(self, key: Key, page: KeptPage, encoding: str) -> Encoded:
        """Return the body in `encoding`: made and kept when first asked for, by brotli once more when many ask.

        Both say the same and have one tag. Without encoding it is made each time.
        """
        found = page.bodies.get(encoding)
        if found is not None and not (encoding == BROTLI and next(page.asks) == MANY):
            return found
        if encoding == PLAIN:
            return page.encoded(PLAIN, page.plain())
        with self._lock:
            page.bodies[encoding] = made = page.encoded(encoding, page.plain(), for_many=found is not None)
            if self._pages.get(key, (None,))[0] is page:
                self._weigh(key, page)
        return made

    def _weigh(self, key: Key, page: KeptPage) -> None:
        self._drop(key)
        size = page.size
        self._pages[key] = (page, size)
        self.bytes += size
        while self.bytes > self.limit:
            _key, (_page, weight) = self._pages.popitem(last=False)
            self.bytes -= weight

    def _drop(self, key: Key) -> None:
        found = self._pages.pop(key, None)
        if found is not None:
            self.bytes -= found[1]


def new_page(
    version: Hashable, ends: tuple[datetime, datetime], headers: Headers, plain: bytes, encoding: str
) -> KeptPage:
    """Make a page of its plain body, packed once; the digest covers the headers that shape it too."""
    seen = b"\0".join([plain, *(f"{name}:{value}".encode() for name, value in headers)])
    page = KeptPage(version, *ends, headers, blake2b(seen, digest_size=12).hexdigest())
    page.bodies[encoding or GZIP] = page.encoded(encoding or GZIP, plain)
    return page
