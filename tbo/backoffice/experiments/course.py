"""The course of an experiment as a drawing: the difference and its range at each day's end, and the same numbers."""

from dataclasses import dataclass
from datetime import datetime

from ...pages.experiment_course import course_of
from ...pages.experiment_models import Experiment
from ...rules.experiments import Design, Reading, Sample, read

WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 700, 200, 8, 10, 24
FEWEST_DAYS = 2


@dataclass(frozen=True, slots=True)
class Day:
    """A day's end: both arms, and what could be said then."""

    at: datetime
    a: Sample
    b: Sample
    reading: Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """Points of an SVG: the range as an area, the difference as a line; `table` has the same numbers."""

    area: str
    line: str
    dots: list[tuple[float, float]]
    names: list[tuple[float, datetime]]
    zero: float
    table: list[Day]
    width: int = WIDTH
    height: int = HEIGHT


def course_view_or_none(row: Experiment, design: Design, now: datetime) -> Course | None:
    """Draw the days at which there is a range; None for fewer than two."""
    days = [Day(at, a, b, read(design, a, b, at)) for at, a, b in course_of(row, now)]
    known = [day for day in days if day.reading.is_known]
    if len(known) < FEWEST_DAYS:
        return None
    xs = [LEFT + number * (WIDTH - 2 * LEFT) / (len(known) - 1) for number in range(len(known))]
    # In the first days so little is known that the range is very wide; the later days set the scale.
    later = known[len(known) // 2 :]
    widest = max(max(abs(day.reading.low), abs(day.reading.high)) for day in later) * 1.2 or 1
    lows, seen, highs = (
        [_y(getattr(day.reading, name), widest) for day in known] for name in ("low", "difference", "high")
    )
    around = [*zip(xs, highs, strict=True), *reversed(list(zip(xs, lows, strict=True)))]
    return Course(
        area=_points(around),
        line=_points(zip(xs, seen, strict=True)),
        dots=list(zip(xs, seen, strict=True)),
        names=[(x, day.at) for x, day in zip(xs, known, strict=True)][:: max(1, len(known) // 7)],
        zero=_y(0, widest),
        table=known,
    )


def _y(value: float, widest: float) -> float:
    bounded = max(-widest, min(widest, value))
    middle = (TOP + HEIGHT - BOTTOM) / 2
    return round(middle - bounded / widest * (HEIGHT - BOTTOM - TOP) / 2, 1)


def _points(pairs) -> str:
    return " ".join(f"{x:.1f},{y}" for x, y in pairs)
