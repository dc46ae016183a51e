"""The sandbox's file behind one connection that stays open, for one thread that calls a thousand times."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from tbo.sandbox.store import Store


class OneStore:
    """A store whose transactions follow each other on one connection; the disk writes when it likes."""

    def __init__(self, store: Store) -> None:
        self._connection = sqlite3.connect(store.file, isolation_level=None, cached_statements=500)
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA synchronous=OFF")

    def writing(self):
        """One transaction that may write."""
        return self._transaction("BEGIN IMMEDIATE")

    def reading(self):
        """One consistent look."""
        return self._transaction("BEGIN")

    def close(self) -> None:
        """Let the file go."""
        self._connection.close()

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
        self._connection.execute(begin)
        try:
            yield self._connection
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")
