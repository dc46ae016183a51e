"""Charts drawn on the server: bars as numbers, which a template writes into an SVG."""

from dataclasses import dataclass

from ...rules.money import Money

WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 700, 190, 76, 14, 28
HOURS = 24
LINES = 4


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar's place and size."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """Two rows of bars with their scale; `table` has the same numbers."""

    now: list[Bar]
    before: list[Bar]
    lines: list[tuple[float, Money]]
    hours: list[tuple[float, str]]
    table: list[tuple[str, Money, Money]]
    base: float = HEIGHT - BOTTOM
    left: float = LEFT
    width: int = WIDTH
    height: int = HEIGHT


def by_hour(now: list[int], before: list[int], until: int) -> Bars:
    """Draw sums in fen by hour, today's in front of those of a week ago."""
    top = _round_top(max(*now, *before, 1))
    step, base = (WIDTH - LEFT) / HOURS, HEIGHT - BOTTOM
    scale = (base - TOP) / top
    return Bars(
        now=[_bar(hour, fen, scale, step, 0.46) for hour, fen in enumerate(now) if fen and hour <= until],
        before=[_bar(hour, fen, scale, step, 0.8) for hour, fen in enumerate(before) if fen],
        lines=[(round(base - top * n / LINES * scale, 1), Money(top * n // LINES)) for n in range(LINES + 1)],
        hours=[(round(LEFT + step * (hour + 0.5), 1), f"{hour:02d}:00") for hour in range(0, HOURS, 3)],
        table=[
            (f"{hour:02d}:00", Money(fen), Money(then))
            for hour, (fen, then) in enumerate(zip(now, before, strict=True))
            if fen or then
        ],
    )


def _bar(hour: int, fen: int, scale: float, step: float, share: float) -> Bar:
    width, height = step * share, fen * scale
    x = LEFT + step * hour + (step - width) / 2
    return Bar(round(x, 1), round(HEIGHT - BOTTOM - height, 1), round(width, 1), round(height, 1))


def _round_top(fen: int) -> int:
    """Return the next sum that four lines divide into whole yuan."""
    unit = 400
    while unit * 10 < fen:
        unit *= 10
    return -(-fen // unit) * unit
