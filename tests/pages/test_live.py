"""What is known of publications: as much as can still be seen, and the same answer as if all were known."""

import random
from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from tbo import clock
from tbo.catalog import version
from tbo.db import db
from tbo.pages.live import LivePage, live_pages
from tbo.pages.models import Page, PagePublication, PageVersion, facts_of
from tbo.rules.publications import live

from ..conftest import ANCHOR
from ..rules.made import empty_document

MIDNIGHT = ANCHOR.replace(hour=0)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def fresh_version(app):
    """Read the catalogue's version anew when the test is undone."""
    yield
    version.forget()


def published(spans: list[tuple]) -> None:
    """A page with publications of (start, end, cancelled) in hours from midnight, each of a version of its own."""
    db.session.add(Page(id=1, slug="winter", kind="campaign", made_at=ANCHOR, made_by="x"))
    db.session.flush()
    made = {"made_at": ANCHOR, "made_by": "x"}
    for number, (start, end, cancelled) in enumerate(spans, start=1):
        told = {"document": {**empty_document(), "number": number}, "hash": str(number), "note": ""}
        db.session.execute(insert(PageVersion).values(id=number, page_id=1, number=number, **told, **made))
        moments = {
            name: None if hours is None else MIDNIGHT + hours * HOUR
            for name, hours in (("starts_at", start), ("ends_at", end), ("cancelled_at", cancelled))
        }
        db.session.add(PagePublication(page_id=1, version_id=number, **moments, **made))
    version.bump()
    db.session.commit()


def known(hours: float = 12) -> LivePage:
    with clock.standing_at(MIDNIGHT + hours * HOUR):
        found = live_pages().by_slug("winter")
    assert found is not None
    return found


def test_a_page_that_was_published_a_hundred_times_is_known_by_its_last_publication(app):
    published([(hours - 200, None, None) for hours in range(100)])
    page = known()
    assert [each.version for each in page.publications] == [100]
    assert list(page.documents) == [100]
    assert page.is_known(MIDNIGHT - 200 * HOUR)


def test_what_a_bounded_publication_gives_way_to_is_known(app):
    published([(-90, None, None), (-80, None, None), (-5, 13, None), (-50, -40, None), (14, 20, None), (-9, None, -8)])
    assert [each.version for each in known().publications] == [2, 3, 5]


def test_a_page_of_which_everything_has_ended_is_gone_and_not_unknown(app):
    published([(-90, -80, None)])
    page = known()
    assert page.is_known(ANCHOR)
    assert page.document(ANCHOR) is None


@pytest.mark.parametrize("seed", range(6))
def test_shoppers_see_what_they_would_see_if_everything_were_known(app, seed):
    chance = random.Random(seed)
    spans = []
    for _ in range(12):
        start = chance.randint(-40, 40)
        end = chance.choice([None, start + chance.randint(1, 40)])
        spans.append((start, end, chance.choice([None, None, None, chance.randint(-40, 0)])))
    published(spans)
    rows = [facts_of(row) for row in db.session.scalars(select(PagePublication))]
    page = known()
    for hours in range(81):
        now = MIDNIGHT + hours / 2 * HOUR
        shown = live(rows, now)
        assert page.document(now) == (shown and {**empty_document(), "number": shown.version}), hours / 2
