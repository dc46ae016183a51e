"""Credit: what was paid for an episode counts once, and what is kept is known before it is out."""

import pytest

from tbo.rules.access import ProfileFacts
from tbo.rules.credit import owns_episode, paid_for, paid_for_season
from tbo.rules.money import Money
from tbo.rules.prices import Buyer, season_lines, total_of

from .made import DAY, INSTANT, NOW, episode, right, season

TEN = season(10)


def bought(number: int, fen: int = 300, **changes):
    return right("episode", episode_id=number, paid=Money(fen), **changes)


def test_a_rental_is_credited_once_when_episode_and_then_season_are_bought():
    rental, own = right("rental", paid=Money(100)), bought(1, 300)
    assert paid_for(TEN[0], (rental, own), NOW) == Money(300)
    assert total_of(season_lines(TEN, Buyer(ProfileFacts(), (rental, own)), NOW)) == Money(2100)


def test_owning_counts_before_an_episode_is_out():
    coming = episode(available_at=NOW + DAY)
    assert owns_episode(coming, [right("season")], NOW)
    assert not owns_episode(coming, [right("plan"), right("rental")], NOW)


@pytest.mark.parametrize(
    ("moment", "fen"), [(NOW - INSTANT, 0), (NOW, 300), (NOW + DAY - INSTANT, 300), (NOW + DAY, 0)]
)
def test_only_a_right_that_runs_is_credit(moment, fen):
    held = bought(1, starts_at=NOW, ends_at=NOW + DAY)
    assert paid_for(TEN[0], [held], moment) == Money(fen)


def test_rights_to_other_things_are_no_credit_for_an_episode():
    held = [right("season", paid=Money(900)), right("plan", paid=Money(1900)), bought(2)]
    assert paid_for(TEN[0], held, NOW) == Money(0)


def test_a_season_counts_every_episode_once_and_no_other_season():
    held = [bought(1, 100), bought(2, 200), bought(77, 900), right("rental", episode_id=3, paid=Money(50))]
    assert paid_for_season(TEN, held, NOW) == Money(350)


def test_a_right_that_ended_owns_nothing():
    assert not owns_episode(TEN[0], [right("season", ends_at=NOW)], NOW)
    assert not owns_episode(TEN[0], [right("season", season_id=2)], NOW)
