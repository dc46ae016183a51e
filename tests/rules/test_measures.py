"""What a player says of itself is read within bounds; shares."""

import pytest

from tbo.rules.measures import MOST, Measured, read_measured, seconds_per_hour, share

SAID = {"startup_ms": 800, "stalls": 2, "stalled_ms": 1500, "failures": 1}


def test_what_a_player_says_is_read():
    assert read_measured(SAID) == Measured(800, 2, 1500, 1)


def test_a_picture_that_never_moved_has_no_start():
    assert read_measured(SAID | {"startup_ms": None}).startup_ms is None
    assert read_measured({name: value for name, value in SAID.items() if name != "startup_ms"}).startup_ms is None


def test_the_most_that_is_believed():
    assert read_measured(dict(MOST)) == Measured(*MOST.values())
    for name, most in MOST.items():
        with pytest.raises(ValueError, match=name):
            read_measured(SAID | {name: most + 1})


@pytest.mark.parametrize("name", list(SAID))
@pytest.mark.parametrize("wrong", [-1, 1.5, "1", True, [1], {}, float("nan")])
def test_rubbish_is_refused(name, wrong):
    with pytest.raises(ValueError, match=name):
        read_measured(SAID | {name: wrong})


@pytest.mark.parametrize("name", ["stalls", "stalled_ms", "failures"])
def test_a_sum_that_is_missing_is_refused(name):
    with pytest.raises(ValueError, match=name):
        read_measured({key: value for key, value in SAID.items() if key != name})


@pytest.mark.parametrize("wrong", [None, [], "x", 3])
def test_what_is_no_set_of_measures_is_refused(wrong):
    with pytest.raises(ValueError, match="no measures"):
        read_measured(wrong)


def test_nobody_waits_without_having_waited():
    with pytest.raises(ValueError, match="without waiting"):
        read_measured(SAID | {"stalls": 0})


def test_a_share_of_nothing_is_no_share():
    assert share(0, 0) is None
    assert share(1, 4) == 0.25


def test_waiting_by_the_hour():
    assert seconds_per_hour(5000, 0) is None
    assert seconds_per_hour(5000, 1800) == 10
