"""What this process remembers of the catalogue: bounded stores, emptied when the catalogue's version rises."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from threading import Lock
from typing import Any

from flask import current_app

from .version import current

MISSING = object()


class Kept:
    """The things of one kind that were used last, at most `size` of them, all of one version."""

    def __init__(self, size: int):
        self.size = size
        self._version = -1
        self._things: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> Any:
        """Return what is kept under `key`, or MISSING."""
        version = current()
        with self._lock:
            if version != self._version:
                self._things.clear()
                self._version = version
            if key not in self._things:
                return MISSING
            self._things.move_to_end(key)
            return self._things[key]

    def put(self, version: int, things: Iterable[tuple[Hashable, Any]]) -> None:
        """Keep `things` that were read while the catalogue had `version`; dropped if it rose meanwhile."""
        with self._lock:
            if version != self._version:
                return
            for key, thing in things:
                self._things[key] = thing
                self._things.move_to_end(key)
            while len(self._things) > self.size:
                self._things.popitem(last=False)

    def get_or_make(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """Return what is kept under `key`, made now if it is not."""
        found = self.get(key)
        if found is MISSING:
            version = current()
            found = make()
            self.put(version, [(key, found)])
        return found


def kept(kind: str, size: int) -> Kept:
    """Return this shop's store for things of a kind."""
    stores = current_app.extensions.setdefault("tbo.catalog.kept", {})
    store = stores.get(kind)
    return store if store is not None else stores.setdefault(kind, Kept(size))
