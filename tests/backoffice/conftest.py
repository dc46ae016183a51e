"""What tests of the back office share: the demo shop, and somebody of each role at a browser."""

from collections.abc import Callable
from functools import cache

import pytest

from tbo.rules.staff_rights import Role

from ..support.browser import Browser
from .desk import sign_in


def door_of(app) -> Callable[..., Browser]:
    """Return what brings somebody of a role in, the same browser each time."""

    @cache
    def come_in(role: Role = Role.OWNER) -> Browser:
        browser = Browser(app, address=f"198.51.100.{list(Role).index(role) + 1}")
        sign_in(browser, role)
        return browser

    return come_in


@pytest.fixture
def desk(shop) -> Callable[..., Browser]:
    """Let somebody of a role come in through both doors; each on a network of their own."""

    return door_of(shop)
