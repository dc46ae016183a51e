"""Ways in: this episode first, each at the price that is true for this household."""

from datetime import timedelta

import pytest

from tbo import clock
from tbo.db import db
from tbo.entitlements.grants import Given, access_for, grant
from tbo.playback.offering import choices
from tbo.rules.access import OfferKind
from tbo.rules.money import Money

from ..conftest import ANCHOR
from .screens import NEXT, PAID, episode

FILM = ("projectionist-of-the-old-pier", 1, 1)


def ways(screen, place=NEXT):
    """The ways in for whoever sits there."""
    with screen.app.test_request_context():
        view = episode(place)
        return choices(screen.viewer, view, access_for(view.facts, screen.viewer), clock.now())


def test_the_episode_comes_first_then_the_season_then_the_month(passer_by):
    assert [way.kind for way in ways(passer_by)] == [OfferKind.EPISODE, OfferKind.SEASON, OfferKind.PLAN]


def test_the_list_price_is_not_struck_through_where_nothing_is_deducted(passer_by):
    assert [way.was for way in ways(passer_by)] == [None, None, None]


def test_only_the_price_of_a_period_is_per_month(passer_by):
    assert [way.per_month for way in ways(passer_by)] == [False, False, True]


def test_two_bought_episodes_are_credit_for_the_season(family):
    before = ways(family)[1].price
    family.own(PAID, paid=Money(400))
    family.own(("west-of-orion", 1, 4), paid=Money(300))
    db.session.commit()
    season = ways(family)[1]
    assert (season.price, season.was) == (before - Money(700), before)


def test_what_membership_takes_off_is_not_called_credit(family):
    before = ways(family, ("the-same-name", 1, 1))
    months = Given(kind="plan", plan_key="monthly", starts_at=ANCHOR, ends_at=ANCHOR + timedelta(days=9))
    grant(family.household.id, months, "order", "TBO-MONTHS")
    db.session.commit()
    found = ways(family, ("the-same-name", 1, 1))
    assert [(way.was, way.price < way.was) for way in found] == [(way.price, True) for way in before]
    assert [way.words.split(" · ")[0] for way in found] == ["会员价"] * len(found)
    assert not [way.words for way in found if "抵扣" in way.words]


def test_the_season_names_the_episode_that_is_wanted(passer_by):
    assert ways(passer_by)[1].checkout_url.endswith(f"?wanted={episode(NEXT).id}")


def test_a_film_has_no_season(passer_by):
    kinds = [way.kind for way in ways(passer_by, FILM)]
    assert kinds[:2] == [OfferKind.EPISODE, OfferKind.RENTAL]
    assert OfferKind.SEASON not in kinds


def test_nothing_is_for_sale_where_it_may_be_watched(owner):
    assert ways(owner, PAID) == []


@pytest.mark.parametrize("place", [PAID, NEXT])
def test_nothing_is_for_sale_to_a_child(child, place):
    assert ways(child, place) == []


def test_nothing_is_for_sale_before_it_opens_or_after_it_left(passer_by):
    assert ways(passer_by, ("a-call-from-the-far-side", 1, 1)) == []
    with clock.standing_at(ANCHOR + timedelta(days=30)):
        assert ways(passer_by, ("lighthouse-ledger", 1, 1)) == []
