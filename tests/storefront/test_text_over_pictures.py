"""Words over a picture stay readable: the scrim of the style sheet over each title's own wide picture."""

import re
from itertools import pairwise
from math import prod

import pytest
from PIL import Image

from tbo.demo.content import content
from tbo.demo.drawn import FOLDER, pictures_by_slug
from tbo.settings import ROOT

GROUND, SAND, IVORY = (12, 10, 9), (0xBD, 0xB2, 0xA4), (0xF4, 0xED, 0xE3)
WIDTH, SCREEN = 256, (1280, 688)
# Where words stand on the first screen of 1280 px, in shares of the hero: what is sand, what is ivory.
PLACES = {
    "facts and note": (SAND, (0.044, 0.50, 0.37, 0.86)),
    "the sentence": (IVORY, (0.044, 0.50, 0.44, 0.86)),
    "the places above": (SAND, (0.044, 0.02, 0.38, 0.10)),
    "the four names": (SAND, (0.044, 0.87, 0.97, 0.97)),
}
LEAST = 4.5
STOP = re.compile(r"(?:rgb\(12 10 9 / ([\d.]+)\)|(transparent)|(var\(--bg\)))(?: (\d+)%)?")


def scrim(selector: str) -> list[tuple[bool, list[tuple[float, float]]]]:
    """The gradients of a hero on wide screens: (sideways, stops of (place, how much of the ground))."""
    css = (ROOT / "static/css/site.css").read_text()
    wide = css.split(".hero { display: flex;")[1]
    rule = re.search(re.escape(f"    {selector} {{ background: ") + r"(.*?); }", wide)[1]
    return [("90deg" in part, _stops(part)) for part in rule.split("linear-gradient(")[1:]]


def _stops(gradient: str) -> list[tuple[float, float]]:
    found = STOP.findall(gradient)
    alphas = [1.0 if ground else 0.0 if clear else float(alpha) for alpha, clear, ground, _place in found]
    places = [int(place) / 100 if place else float(nth == len(found) - 1) for nth, (*_, place) in enumerate(found)]
    ends = [] if places[0] == 0 else [(0.0, alphas[0])]
    return [*ends, *zip(places, alphas, strict=True)]


def alpha_at(place: float, stops: list[tuple[float, float]]) -> float:
    """How much of the ground lies over the picture at a place."""
    for (left, one), (right, other) in pairwise(stops):
        if place <= right:
            return one + (other - one) * (place - left) / (right - left)
    return stops[-1][1]


def luminance(colour) -> float:
    """The relative luminance of WCAG."""
    parts = [part / 255 for part in colour]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(ink, behind: float) -> float:
    """The contrast of words with a luminance behind them."""
    return (luminance(ink) + 0.05) / (behind + 0.05)


def brightest(picture: Image.Image, gradients, box) -> float:
    """The luminance that one pixel in a hundred of a place exceeds, under the scrim."""
    width, height = picture.size
    box = left, top, right, bottom = tuple(
        round(share * size) for share, size in zip(box, (width, height) * 2, strict=True)
    )
    rows = [_keeps(y / height, [stops for is_sideways, stops in gradients if not is_sideways]) for y in range(height)]
    columns = [_keeps(x / width, [stops for is_sideways, stops in gradients if is_sideways]) for x in range(width)]
    keeps = (rows[y] * columns[x] for y in range(top, bottom) for x in range(left, right))
    found = sorted(
        luminance([part * keep + ground * (1 - keep) for part, ground in zip(pixel, GROUND, strict=True)])
        for pixel, keep in zip(picture.crop(box).get_flattened_data(), keeps, strict=True)
    )
    return found[int(len(found) * 0.99)]


def _keeps(place: float, gradients) -> float:
    """How much of the picture shows through gradients at a place."""
    return prod(1 - alpha_at(place, stops) for stops in gradients)


def hero(slug: str) -> Image.Image:
    """The picture as it is cut for the first screen."""
    height = round(WIDTH * SCREEN[1] / SCREEN[0])
    with Image.open(FOLDER / slug / "wide-960.webp") as wide:
        whole = wide.convert("RGB").resize((WIDTH, round(WIDTH * 9 / 16)))
    top = round((whole.height - height) * 0.3)
    return whole.crop((0, top, WIDTH, top + height))


@pytest.mark.parametrize("slug", [title["slug"] for title in content("titles")])
def test_words_over_a_titles_picture_can_be_read(slug):
    is_light = pictures_by_slug()[slug]["hero_tone"] != "dark"
    gradients = scrim(".light .hero-art::after" if is_light else ".hero-art::after")
    picture = hero(slug)
    found = {name: contrast(ink, brightest(picture, gradients, box)) for name, (ink, box) in PLACES.items()}
    assert min(found.values()) >= LEAST, {name: round(each, 1) for name, each in found.items()}


def test_the_picture_that_is_called_dark_needs_its_scrim_and_has_one():
    bare = contrast(SAND, brightest(hero("qius-kitchen"), [], PLACES["facts and note"][1]))
    assert bare < LEAST
    assert len(scrim(".hero-art::after")) == len(scrim(".light .hero-art::after")) == 3
