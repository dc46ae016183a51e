"""How far a profile got: kept by each beat, gone on with a little earlier, shown on the shelf of what goes on."""

from datetime import timedelta

import pytest

from tbo import clock
from tbo.catalog.titles import title_page
from tbo.db import db
from tbo.playback import progress
from tbo.playback.progress import Position, hide_title, positions

from ..conftest import ANCHOR
from .screens import FREE, NEXT, PAID, episode, latest_per_title

OTHER = ("return-the-lantern", 1, 1)


def at(position_s: int, length_s: int = 2460, finished: bool = False) -> Position:
    """A place in an episode."""
    return Position(1, 1, position_s, length_s, ANCHOR, finished)


@pytest.mark.parametrize(
    ("position_s", "length_s", "resume_at_s"),
    [
        (0, 2460, 0),
        (29, 2460, 0),
        (30, 2460, 25),
        (31, 2460, 26),
        (1000, 2460, 995),
        (2337, 2460, 2332),
        (2338, 2460, 0),
        (2460, 2460, 0),
        (57, 60, 52),
        (58, 60, 0),
    ],
)
def test_going_on_begins_five_seconds_earlier_and_not_at_the_edges(position_s, length_s, resume_at_s):
    assert at(position_s, length_s).resume_at_s == resume_at_s


def test_what_is_finished_begins_again():
    assert at(1000, finished=True).resume_at_s == 0


@pytest.mark.parametrize(
    ("position_s", "finished", "percent"), [(0, False, 0), (615, False, 25), (2460, False, 100), (9, True, 100)]
)
def test_the_share_is_a_whole_percentage(position_s, finished, percent):
    assert at(position_s, finished=finished).percent == percent


def noted(family, place=PAID, position_s=40, length_s=60) -> Position:
    """Note a place and read it back."""
    progress.note(family.profile.id, episode(place), position_s, length_s)
    db.session.commit()
    return positions(family.profile.id, [episode(place).id])[episode(place).id]


def test_the_last_word_counts(family):
    noted(family, position_s=50)
    assert noted(family, position_s=35).position_s == 35


def test_the_last_twentieth_is_the_end(family):
    assert not noted(family, position_s=56).is_finished
    assert noted(family, position_s=57).is_finished


def test_a_look_at_the_beginning_does_not_undo_the_end_but_going_on_does(family):
    noted(family, position_s=60)
    assert noted(family, position_s=3).is_finished
    assert not noted(family, position_s=31).is_finished


@pytest.mark.parametrize(
    ("said", "kept"), [((-5, 60), (0, 60)), ((90, 60), (60, 60)), ((5, 0), (1, 1)), ((1, 10**9), (1, 86400))]
)
def test_nonsense_is_cut_to_size(family, said, kept):
    place = noted(family, position_s=said[0], length_s=said[1])
    assert (place.position_s, place.length_s) == kept


def test_nobody_has_no_places(shop):
    assert positions(None, [1, 2]) == {}
    assert positions(1, []) == {}


def test_the_shelf_has_each_title_once_with_its_newest_episode(family):
    for minute, place in enumerate((PAID, OTHER, NEXT, FREE)):
        with clock.standing_at(ANCHOR + timedelta(minutes=minute)):
            noted(family, place)
    shelf = latest_per_title(family.profile.id, 12)
    assert [found.episode_id for found in shelf] == [episode(FREE).id, episode(OTHER).id]
    assert [found.episode_id for found in latest_per_title(family.profile.id, 1)] == [episode(FREE).id]


def test_a_long_series_does_not_push_the_other_titles_off_the_shelf(family):
    noted(family, OTHER)
    long = [row for slug in ("xiaoman-and-the-kites",) for row in title_page(slug).episodes]
    for minute, row in enumerate(long, 1):
        with clock.standing_at(ANCHOR + timedelta(minutes=minute)):
            noted(family, ("xiaoman-and-the-kites", row.season_number, row.number))
    assert len(latest_per_title(family.profile.id, 2)) == 2


def test_two_episodes_noted_in_one_instant_are_one_title(family):
    noted(family, PAID)
    noted(family, NEXT)
    assert [found.episode_id for found in latest_per_title(family.profile.id, 12)] == [episode(NEXT).id]


def test_a_title_taken_off_the_shelf_comes_back_with_the_next_beat(family):
    noted(family, PAID)
    hide_title(family.profile.id, episode(PAID).card.id)
    db.session.commit()
    assert latest_per_title(family.profile.id, 12) == []
    noted(family, PAID)
    assert len(latest_per_title(family.profile.id, 12)) == 1
