"""Lettering keeps its shape when its path data is shortened."""

import re

import pytest

from tools.artwork.outlines import fill_of, minimised, relative_path, view_box

LETTER = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 390.6 187.6">'
    '<path fill="#EFE6D5" d="M49.0 0.4C40.6 16.6 22.2 41.6 5.0 57.4L6.8 59.6Q30.6 49.0 53.8 32.6Z'
    'M84.6 20.0L86.2 25.8L179.0 25.8Z"/></svg>'
)
STEP = re.compile(r"[a-z]|-?\d*\.?\d+")
NUMBERS = {"m": 2, "l": 2, "q": 4, "c": 6, "z": 0}


def points(data):
    """Walk a relative path as a browser does, in tenths of a unit."""
    tokens, command, pen, start, found = STEP.findall(data), "", (0, 0), (0, 0), []
    while tokens:
        command = tokens.pop(0) if tokens[0].isalpha() else command
        steps = [round(float(tokens.pop(0)) * 10) for _ in range(NUMBERS[command])]
        ends = [(pen[0] + x, pen[1] + y) for x, y in zip(steps[::2], steps[1::2], strict=True)]
        pen = start if command == "z" else ends[-1]
        start = pen if command == "m" else start
        found += ends
    return found


def absolute_points(data):
    numbers = [round(float(number) * 10) for number in re.findall(r"-?\d*\.?\d+", data)]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def test_a_shortened_path_goes_through_the_same_points():
    data = re.search(r' d="([^"]+)"', LETTER)[1]
    assert points(relative_path(data)) == absolute_points(data)
    assert len(relative_path(data)) < len(data)


def test_rounding_does_not_add_up():
    data = "M0.0 0.0" + "".join(f"L{step * 0.04:.2f} 0.0" for step in range(1, 101))
    assert points(relative_path(data))[-1] == (40, 0)


def test_a_shortened_drawing_keeps_its_colour_and_size():
    short = minimised(LETTER)
    assert fill_of(short) == "#efe6d5"
    assert view_box(short) == view_box(LETTER) == (390.6, 187.6)


def test_a_number_that_belongs_to_no_command_is_refused():
    with pytest.raises(ValueError, match="without a command"):
        relative_path("M1.0 1.0L2.0 2.0Z5.0 5.0")
