"""Cuts of pictures: every shape lies within the crop, keeps its proportions and the focal point, whatever is typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tbo.rules.picture_frames import LEAST, Frame, NoFrame, frame_of

SHAPES = ((1600, 900), (780, 975), (600, 900), (1200, 630))
WHOLE = {"left": "0", "top": "0", "right": "100", "bottom": "100", "focus_x": "50", "focus_y": "50"}


@st.composite
def frames(draw) -> Frame:
    left, top = draw(st.integers(0, 100 - LEAST)), draw(st.integers(0, 100 - LEAST))
    right, bottom = draw(st.integers(left + LEAST, 100)), draw(st.integers(top + LEAST, 100))
    focus = {"focus_x": draw(st.integers(left, right)), "focus_y": draw(st.integers(top, bottom))}
    return Frame(left=left, top=top, right=right, bottom=bottom, **focus)


@given(frames(), st.integers(480, 6000), st.integers(480, 6000), st.sampled_from(SHAPES))
def test_a_shape_lies_within_the_crop_keeps_its_proportions_and_shows_the_focal_point(frame, width, height, shape):
    left, top, right, bottom = frame.box(width, height, shape)
    slack = 1e-6
    assert frame.left * width / 100 - slack <= left < right <= frame.right * width / 100 + slack
    assert frame.top * height / 100 - slack <= top < bottom <= frame.bottom * height / 100 + slack
    assert (right - left) / (bottom - top) == pytest.approx(shape[0] / shape[1])
    assert left - slack <= frame.focus_x * width / 100 <= right + slack
    assert top - slack <= frame.focus_y * height / 100 <= bottom + slack


def test_the_focal_point_is_the_middle_where_there_is_room():
    assert Frame(focus_x=30).box(3000, 1000, (1, 1)) == (400, 0, 1400, 1000)
    assert Frame(focus_x=90).box(3000, 1000, (1, 1)) == (2000, 0, 3000, 1000)


def test_a_focal_point_outside_the_crop_moves_to_its_edge():
    typed = WHOLE | {"left": "20", "right": "60", "focus_x": "90", "focus_y": "10"}
    assert frame_of(typed) == Frame(left=20, right=60, focus_x=60, focus_y=10)


@pytest.mark.parametrize(
    "wrong",
    [
        *({"left": text} for text in ("", "-1", "101", "1e1", "5.5", "１０", "0" * 9, "91")),
        {"left": "50", "right": "50"},
        {"top": "80", "bottom": "20"},
        {"focus_x": "x"},
    ],
)
def test_what_is_no_part_of_a_picture_is_refused(wrong):
    with pytest.raises(NoFrame):
        frame_of(WHOLE | wrong)


def test_a_per_cent_is_a_hundred_at_most():
    assert frame_of(WHOLE | {"focus_x": "100", "focus_y": "0"}) == Frame(focus_x=100, focus_y=0)
    with pytest.raises(NoFrame, match=r"^'101' is no per cent$"):
        frame_of(WHOLE | {"focus_x": "101"})
    with pytest.raises(NoFrame, match=r"^95 to 100 across, 0 to 100 down$"):
        frame_of(WHOLE | {"left": "95"})
