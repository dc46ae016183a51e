"""Owns the small SVG of a title's lettering: writing it, shortening its path data, reading its size."""

import re

_TOKEN = re.compile(r"[A-Za-z]|-?\d*\.?\d+(?:e-?\d+)?")
_LETTERS = {"kMove_Verb": "M", "kLine_Verb": "L", "kQuad_Verb": "Q", "kCubic_Verb": "C", "kClose_Verb": "Z"}
_NUMBERS = {"M": 2, "L": 2, "Q": 4, "C": 6, "Z": 0}


def view_box(svg: str) -> tuple[float, float]:
    """Width and height of the drawing, in its own units."""
    width, height = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg).groups()
    return float(width), float(height)


def fill_of(svg: str) -> str:
    """The one colour of the lettering, as `#rrggbb`."""
    return re.search(r'fill="(#[0-9A-Fa-f]{6})"', svg).group(1).lower()


def minimised(svg: str) -> str:
    """The same drawing with relative commands and one decimal."""
    width, height = view_box(svg)
    path = relative_path(re.search(r' d="([^"]+)"', svg).group(1))
    box = f"0 0 {_short(round(width * 10))} {_short(round(height * 10))}"
    drawing = f'<path fill="{fill_of(svg)}" d="{path}"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}">{drawing}</svg>\n'


def outline_svg(path, colour: str) -> str:
    """A Skia path with its corner at the origin as an SVG drawing with one fill."""
    box = path.computeTightBounds()
    data = "".join(letter + _coordinates(points) for letter, points in _segments(path))
    fill = f'<path fill="{colour}" d="{data}"/>'
    view = f"0 0 {box.right():.1f} {box.bottom():.1f}"
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view}">{fill}</svg>\n'


def _segments(path):
    """Letter and new points of every segment; Skia repeats the point where the pen stands."""
    for verb, points in path:
        letter = _LETTERS.get(verb.name)
        if letter:
            yield letter, points if letter == "M" else points[1:]


def _coordinates(points) -> str:
    return " ".join(f"{point.x():.1f} {point.y():.1f}" for point in points)


def relative_path(data: str) -> str:
    """Absolute M, L, Q, C and Z as relative commands in tenths, so that no rounding adds up."""
    written, pen, start, previous = [], (0, 0), (0, 0), ""
    for command, points in _commands(data):
        if command == "Z":
            written.append("z")
            pen, previous = start, "z"
            continue
        start = points[0] if command == "M" else start
        steps = "".join(_joined(n - pen[k] for point in points for k, n in enumerate(point)))
        letter = command.lower()
        written.append(steps if letter == previous and steps[0] == "-" else _led(letter, previous, steps))
        pen, previous = points[-1], letter
    return "".join(written)


def _commands(data):
    tokens = _TOKEN.findall(data)
    at, command = 0, ""
    while at < len(tokens):
        if tokens[at].isalpha():
            command, at = tokens[at], at + 1
        elif command in ("", "Z"):
            raise ValueError(f"number {tokens[at]} without a command in path data")
        numbers = [round(float(token) * 10) for token in tokens[at : at + _NUMBERS[command]]]
        at += _NUMBERS[command]
        yield command, list(zip(numbers[::2], numbers[1::2], strict=True))


def _led(letter: str, previous: str, steps: str) -> str:
    return f" {steps}" if letter == previous else f"{letter}{steps}"


def _joined(tenths):
    for place, value in enumerate(tenths):
        text = _short(value)
        yield text if place == 0 or text.startswith("-") else f" {text}"


def _short(tenths: int) -> str:
    text = f"{abs(tenths) // 10 or ''}" + (f".{abs(tenths) % 10}" if tenths % 10 else "")
    return ("-" if tenths < 0 else "") + (text or "0")
