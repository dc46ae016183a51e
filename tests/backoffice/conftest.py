"""What tests of the back office share: the demo shop, and somebody of each role at a browser."""

from collections.abc import Callable
from functools import cache

import pytest

from tbo.rules.staff_rights import Role

from ..support.browser import Browser
from .desk import sign_in
from .landing import SLUG


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


@pytest.fixture
def marketer(desk) -> Browser:
    """Somebody of marketing at a browser without script."""
    return desk(Role.MARKETING)


@pytest.fixture
def editor(marketer):
    """A new page, and what opens its editor at a block."""
    answer = marketer.post("/staff/pages", slug=SLUG, kind="campaign", title="冬天的灯")
    assert answer.status_code == 303
    return lambda block="page": marketer.page(f"/staff/pages/{SLUG}?block={block}")
