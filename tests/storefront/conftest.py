"""What tests of the storefront share: people before their screens, and pages as trees."""

import json
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from tbo.catalog import version
from tbo.demo.files import keep_media
from tbo.media.stores import LocalFolder

from ..playback.screens import Screen, signed_in
from ..support.parsing import parsed
from ..support.queries import recorded_queries

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}
SERIES, FILM, TWO_SEASONS = "/titles/west-of-orion", "/titles/mr-shans-summer", "/titles/return-the-lantern"


@pytest.fixture(scope="session", autouse=True)
def media(settings) -> Path:
    """The demo shop's clips: a trailer is shown only where its film is there."""
    keep_media(LocalFolder(settings.media_folder))
    return settings.media_folder


@pytest.fixture(autouse=True)
def fresh_version(request):
    """Read the catalogue's version anew: an earlier test's transaction was undone."""
    wanted = [name for name in ("shop", "app") if name in request.fixturenames]
    if wanted:
        request.getfixturevalue(wanted[0])
        version.forget()


@pytest.fixture
def passer_by(shop) -> Screen:
    """Somebody without a household."""
    return Screen(shop)


@pytest.fixture
def family(shop) -> Screen:
    """A grown-up of a household that owns nothing."""
    return signed_in(shop)


@pytest.fixture
def child(shop) -> Screen:
    """A child's profile of eight years."""
    return signed_in(shop, kind="child", rating_cap=8)


def page(screen: Screen, address: str, status: int = 200, **kwargs) -> BeautifulSoup:
    """Fetch a page, check its status, return it parsed."""
    answer = screen.open(address, **kwargs)
    assert answer.status_code == status, f"{address} answered {answer.status_code}, not {status}"
    return parsed(answer.text)


def part(screen: Screen, address: str) -> BeautifulSoup:
    """Fetch the part of a page that htmx asks for."""
    return page(screen, address, headers=PART)


def questions(screen: Screen, address: str) -> list[str]:
    """What a page asks of the database when all that can be kept is kept; the version is read once a second."""
    screen.open(address)
    with recorded_queries() as statements:
        assert screen.open(address).status_code == 200
    return [statement for statement in statements if "FROM catalogue_version" not in statement]


def root_ids(found: BeautifulSoup) -> list[str | None]:
    """The ids of the elements that a part consists of."""
    return [each.get("id") for each in found.find_all(True, recursive=False)]


def slugs(found: BeautifulSoup) -> list[str]:
    """The titles that cards lead to, in their order."""
    return [card["href"].split("/titles/")[1] for card in found.select("a.card[href*='/titles/']")]


def words(element) -> str:
    """What an element says, spaces joined."""
    return " ".join(element.get_text(" ").split())


def told_to_machines(found: BeautifulSoup) -> dict:
    """The page's JSON-LD."""
    return json.loads(found.select_one('script[type="application/ld+json"]').string)
