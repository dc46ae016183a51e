"""Values of a film change softly, and stay where they arrived."""

import pytest

from tools.clips.picture.easing import ease, lerp, window


@pytest.mark.parametrize(("x", "value"), [(0, 0), (2, 0), (3, 0.5), (4, 1), (9, 1)])
def test_a_step_begins_and_ends_where_it_says(x, value):
    assert ease(2, 4, x) == pytest.approx(value)


def test_a_step_starts_and_arrives_slowly():
    assert ease(0, 1, 0.1) < 0.1
    assert ease(0, 1, 0.9) > 0.9


@pytest.mark.parametrize(("x", "value"), [(4.9, 0), (5.5, 0.5), (6, 1), (9, 1), (9.5, 0.5), (10, 0)])
def test_a_window_opens_and_closes_within_its_edges(x, value):
    assert window(5, 10, x, 1) == pytest.approx(value)


def test_between_two_values_the_middle_is_half():
    assert lerp(10, 20, 0.5) == 15
