"""What a template imports is used, and every class that has a style is named somewhere."""

import re
from functools import cache
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "templates"
_READER = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"], autoescape=True)
TREES = {str(file.relative_to(FOLDER)): _READER.parse(file.read_text()) for file in FOLDER.rglob("*.html")}
SOURCES = [(FOLDER, "*.html"), (ROOT / "static", "*.js"), (ROOT / "tbo", "*.py")]


def named(name: str, kind: type[nodes.Node]) -> set[str]:
    """The templates that one extends or includes, those between which it chooses included."""
    told = [node.template for node in TREES[name].find_all(kind)]
    words = [
        text for value in told for text in ([value] if isinstance(value, nodes.Const) else value.find_all(nodes.Const))
    ]
    return {text.value for text in words} & TREES.keys()


@cache
def imported(name: str) -> frozenset[str]:
    pairs = [pair for node in TREES[name].find_all(nodes.FromImport) for pair in node.names]
    modules = [node.target for node in TREES[name].find_all(nodes.Import)]
    return frozenset([pair if isinstance(pair, str) else pair[1] for pair in pairs] + modules)


@cache
def asked(name: str) -> frozenset[str]:
    """The names that a template and what it includes read."""
    own = {node.name for node in TREES[name].find_all(nodes.Name) if node.ctx == "load"}
    return frozenset(own.union(*(asked(part) - imported(part) for part in named(name, nodes.Include))))


@cache
def frames(name: str) -> set[str]:
    above = named(name, nodes.Extends)
    return above.union(*map(frames, above))


@pytest.mark.parametrize("name", sorted(TREES))
def test_what_a_template_imports_is_used(name):
    # A page and its frame share what either imports: blocks of the one are drawn by the other.
    around = frames(name) | {other for other in TREES if name in frames(other)}
    used = asked(name).union(*(asked(other) - imported(other) for other in around))
    assert not imported(name) - used


def test_every_class_with_a_style_is_named_somewhere():
    text = "\n".join(file.read_text() for folder, kind in SOURCES for file in folder.rglob(kind))
    # Some are put together where they stand: `says-{{ badge.words }}`, "focus-x-{x}".
    beginnings = tuple(set(re.findall(r"(?<![\w-])([\w-]+-)(?:\$?\{|\" [+~])", text)))
    rules = "\n".join(file.read_text() for file in (ROOT / "static").rglob("*.css"))
    bare = re.sub(r"/\*.*?\*/|\"[^\"\n]*\"|url\(.*?\)", "", rules, flags=re.DOTALL)
    classes = set(re.findall(r"\.(-?[A-Za-z_][\w-]*)", bare)) - set(re.findall(r"[\w-]+", text))
    assert not {one for one in classes if not one.startswith(beginnings)}
