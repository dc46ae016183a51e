"""What tests of playback share: packaged clips, and people before their screens."""

from pathlib import Path

import pytest

from tbo.db import db
from tbo.demo.files import keep_media
from tbo.media.stores import LocalFolder

from .screens import PAID, Screen, episode, signed_in


@pytest.fixture(scope="session", autouse=True)
def media(settings) -> Path:
    """The demo shop's clips, where the origin looks for them."""
    keep_media(LocalFolder(settings.media_folder))
    return settings.media_folder


@pytest.fixture
def asset(shop) -> str:
    """The clip of the paid episode."""
    return episode(PAID).asset


@pytest.fixture
def passer_by(shop) -> Screen:
    """Somebody without a household."""
    return Screen(shop)


@pytest.fixture
def family(shop) -> Screen:
    """A grown-up of a household that owns nothing."""
    return signed_in(shop)


@pytest.fixture
def owner(family) -> Screen:
    """A grown-up of a household that bought the second episode."""
    family.own(PAID, source="order-1")
    db.session.commit()
    return family


@pytest.fixture
def child(shop) -> Screen:
    """A child's profile."""
    return signed_in(shop, kind="child", rating_cap=12)


@pytest.fixture(autouse=True)
def nothing_looked_at(full_app) -> None:
    """Sessions of tests have the same numbers: none is remembered from the test before."""
    full_app.extensions.pop("tbo.playback.looked", None)
