"""What tests of the back office share: the demo shop, and somebody of each role at a browser."""

import shutil
import subprocess
from collections.abc import Callable
from functools import cache

import pytest

from tbo.catalog import version
from tbo.media.stores import store
from tbo.rules.film_uploads import PIECE
from tbo.rules.staff_rights import Role

from ..support.browser import Browser
from .desk import sign_in
from .landing import HEADLINE, SLUG, publish, type_into
from .trying import begin


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


@pytest.fixture
def live(marketer, editor):
    """A page that is live as A, with a draft that says B."""
    type_into(marketer, editor("b1"), **{HEADLINE: "A 的话"})
    assert publish(marketer).status_code == 303
    type_into(marketer, editor("b1"), **{HEADLINE: "B 的话"})
    return marketer


@pytest.fixture
def running(live):
    """That page with its draft beside it."""
    assert begin(live, other="draft").status_code == 303
    return live


@pytest.fixture(scope="module")
def film(tmp_path_factory) -> bytes:
    """Two seconds in a file of more than one piece: players skip what follows the film."""
    path = tmp_path_factory.mktemp("film") / "film.mp4"
    inputs = [word for text in ("testsrc2=s=160x120:r=24", "sine") for word in ("-f", "lavfi", "-t", "2", "-i", text)]
    subprocess.run(["ffmpeg", "-v", "error", *inputs, "-preset", "ultrafast", str(path)], check=True)
    body = path.read_bytes()
    padding = PIECE + 1000
    return body + (padding + 8).to_bytes(4, "big") + b"free" + b"\0" * padding


@pytest.fixture
def cataloguer(desk):
    """Somebody of the catalogue; what they put on air is undone after the test."""
    yield desk(Role.CATALOGUE)
    version.forget()
    for left in store().workplace.glob("*-u*"):
        shutil.rmtree(left)
