"""Fixtures of whoever changes the catalogue past its own ways."""

from collections.abc import Callable, Iterator

import pytest

from tbo.catalog import version
from tbo.db import db


@pytest.fixture
def changed_catalogue(shop) -> Iterator[Callable[[], None]]:
    """Call it after content was changed, so that what is kept of it is read again; also when the test is undone."""

    def changed() -> None:
        version.bump()
        db.session.commit()

    yield changed
    version.forget()
