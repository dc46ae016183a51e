"""Every title of the demo shop is drawn, has its masters, and has the pictures that templates ask for."""

import ast
import json
import re
from pathlib import Path

import pytest
from PIL import Image

from tbo.demo.drawn import FOLDER as PICTURES
from tbo.demo.drawn import pictures_by_slug
from tbo.media import pictures
from tools.artwork.titles import TITLES, module_of

ROOT = Path(__file__).resolve().parents[2]
TOOL = ROOT / "tools" / "artwork"
SLUGS = [title["slug"] for title in json.loads((ROOT / "tbo/demo/content/titles.json").read_text(encoding="utf-8"))]
MASTERS = {"poster": (800, 1200), "poster-clean": (800, 1200), "wide": (1600, 900)}
ASKED_FOR = re.compile(r"picture_url\([^()]*?['\"]([\w-]+\.(?:avif|webp|jpg|svg))['\"]")
WIDTHS = re.compile(r"\{% set (WIDTHS|SHAPES) = (\{.*?\}) -%\}")


def names_in_templates():
    """File names that templates and views put into addresses, those of the `picture` macro included."""
    files = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "tbo").rglob("*.py")]
    names = {name for file in files for name in ASKED_FOR.findall(file.read_text(encoding="utf-8"))}
    tables = dict(WIDTHS.findall((ROOT / "templates/web/_cards.html").read_text(encoding="utf-8")))
    widths, shapes = (ast.literal_eval(tables[name]) for name in ("WIDTHS", "SHAPES"))
    for kind in widths:
        for stem in pictures.still_stems() if kind == "still" else (kind,):
            names |= {f"{stem}-{width}.avif" for width in widths[kind]} | {f"{stem}-{shapes[kind][0]}.webp"}
    return names


def names_of_renditions():
    kinds = ("poster", "wide", "hero", "card", "glow", "og")
    made = [rendition.filename for kind in kinds for rendition in pictures.renditions(kind)]
    return {
        "lettering.svg",
        *made,
        *(each.filename for stem in pictures.still_stems() for each in pictures.renditions("still", stem)),
    }


def test_the_tool_draws_the_titles_of_the_demo_shop_and_no_others():
    assert sorted(TITLES) == sorted(SLUGS)
    assert sorted(pictures_by_slug()) == sorted(SLUGS)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_title_has_a_scene_with_a_picture_and_a_lettering(slug):
    source = ast.parse((TOOL / "scenes" / f"{module_of(slug)}.py").read_text(encoding="utf-8"))
    assert {"scene", "title"} <= {node.name for node in source.body if isinstance(node, ast.FunctionDef)}
    assert ast.get_docstring(source)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_title_has_its_masters(slug):
    for kind, size in MASTERS.items():
        with Image.open(TOOL / "masters" / f"{slug}-{kind}.webp") as picture:
            assert picture.size == size
    svg = (TOOL / "masters" / f"{slug}-lettering.svg").read_text(encoding="utf-8")
    assert f'fill="{TITLES[slug].ink}"' in svg.lower()


@pytest.mark.parametrize("slug", SLUGS)
def test_a_title_has_exactly_the_renditions_of_the_pipeline(slug):
    assert {file.name for file in (PICTURES / slug).iterdir()} == names_of_renditions()


def test_every_picture_that_templates_ask_for_is_made():
    asked = names_in_templates()
    assert {"hero-480.avif", "poster-400.webp", "still-3-368.avif", "lettering.svg", "og.jpg"} <= asked
    assert asked <= names_of_renditions()


@pytest.mark.parametrize("kind", sorted({kind for kind, _ in pictures.BUDGETS if kind != "og"}))
def test_no_rendition_is_heavier_than_its_budget(kind):
    heavy = [
        (slug, rendition.filename)
        for slug in SLUGS
        for rendition in pictures.renditions(kind)
        if rendition.budget and (PICTURES / slug / rendition.filename).stat().st_size > rendition.budget
    ]
    assert heavy == []


@pytest.mark.parametrize(("filename", "mean"), [("poster-600.avif", 35), ("wide-1600.avif", 86), ("wide-960.avif", 29)])
def test_renditions_weigh_on_average_what_the_design_allows(filename, mean):
    sizes = [(PICTURES / slug / filename).stat().st_size for slug in SLUGS]
    assert sum(sizes) / len(sizes) <= mean * 1024


def test_the_index_tells_size_and_tone_of_every_lettering():
    for slug, entry in pictures_by_slug().items():
        box = re.search(
            r'viewBox="0 0 ([\d.]+) ([\d.]+)"', (PICTURES / slug / "lettering.svg").read_text(encoding="utf-8")
        )
        assert entry["lettering"] == {"width": float(box[1]), "height": float(box[2])}
        assert entry["hero_tone"] == TITLES[slug].tone
        assert re.fullmatch(r"[0-9a-f]{8}", entry["version"])


@pytest.mark.parametrize("file", sorted(TOOL.rglob("*.py")), ids=lambda file: file.stem)
def test_a_file_of_the_tool_says_what_it_owns_and_stays_short(file):
    text = file.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(text))
    assert len(text.splitlines()) <= 250
