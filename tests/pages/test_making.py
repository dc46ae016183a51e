"""Pages made at the same instant: one is, the others hear the sentence of whoever comes too late."""

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from tbo import clock
from tbo.db import commits, db
from tbo.pages.making import make_page
from tbo.pages.models import Page
from tbo.pages.refusals import NoSuchName

from ..support.at_once import at_once

HANDS = 6


@commits
def make(slug: str, kind: str) -> str:
    return make_page(slug, kind, "", "x").slug


@pytest.mark.parametrize(
    ("kind", "slug_of"), [("campaign", lambda _place: "winter"), ("home", lambda place: f"home-{place}")]
)
def test_of_pages_made_at_once_that_cannot_both_be_there_is_one(committed_app, kind, slug_of):
    made = at_once(committed_app, *(lambda slug=slug_of(place): make(slug, kind) for place in range(HANDS)))
    refused = [each for each in made if not isinstance(each, str)]
    assert len(refused) == HANDS - 1
    assert {type(each) for each in refused} == {NoSuchName}, refused


def test_the_database_holds_one_home(app):
    row = {"kind": "home", "made_at": clock.now(), "made_by": "x"}
    db.session.execute(insert(Page), [{"slug": "home", **row}])
    with pytest.raises(IntegrityError):
        db.session.execute(insert(Page), [{"slug": "second", **row}])
