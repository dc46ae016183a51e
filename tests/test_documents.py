"""The documents are true: settings, commands, packages and words are the ones the code has."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from tbo.operations.commands import tbo_commands
from tbo.settings import documented_variables
from tbo.worker.schedule import SCHEDULE

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = (ROOT / "docs" / "settings.md").read_text()
MACHINE_PATHS = re.compile(r"(?<![\w.])/(?:work|root|home|farm)/\w")


@pytest.mark.parametrize(("name", "default", "sentence"), documented_variables())
def test_a_setting_stands_in_the_documents_as_it_is(name, default, sentence):
    shown = str(default).replace("|", r"\|")  # a bar would end the cell
    assert f"| `{name}` | {f'`{shown}`' if default else ''} | {sentence} |" in SETTINGS


def test_the_documents_name_no_setting_that_is_gone():
    known = {name for name, _, _ in documented_variables()}
    assert set(re.findall(r"^\| `([A-Z0-9_]+)` ", SETTINGS, re.MULTILINE)) == known


def commands(found: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    """List every command below one, with what is typed for it."""
    if not isinstance(found, click.Group):
        yield path, found
        return
    for name, one in found.commands.items():
        yield from commands(one, f"{path} {name}")


@pytest.mark.parametrize(("path", "command"), list(commands(tbo_commands, "flask tbo")))
def test_a_command_stands_in_the_documents_with_all_that_it_takes(path, command):
    row = re.search(rf"^\| `{path}\b(.*)$", SETTINGS, re.MULTILINE)
    assert row, path
    typed, _, said = row[1].partition("`")
    for option in command.params:
        if isinstance(option, click.Option) and not option.hidden:
            place = typed if option.required else typed + said
            assert re.search(rf"{option.opts[0]}\b", place), f"{path} lacks {option.opts[0]}"


def test_every_make_target_stands_in_the_documents():
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert {"run", "soak"} < set(targets)
    assert [name for name in targets if f"`make {name}`" not in SETTINGS] == []


def test_links_between_documents_lead_somewhere():
    for file in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#]+)\)", file.read_text()):
            if "://" not in target:
                assert (file.parent / target).exists(), f"{file.name} links to {target}"


def test_no_document_names_a_machine():
    for file in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]:
        assert not MACHINE_PATHS.search(file.read_text()), file


def test_the_glossary_is_in_the_order_of_the_alphabet():
    text = (ROOT / "docs" / "glossary.md").read_text()
    words = re.findall(r"^\| (?!word |---)([^|]+) \|", text, re.MULTILINE)
    assert "household" in words
    assert words == sorted(set(words), key=str.casefold)


def test_the_changelog_says_first_what_breaks_then_what_is_better_then_what_was_mended():
    headings = re.findall(r"^##+ (.+)$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert headings[:4] == ["Unreleased", "Breaking", "Improvements", "Fixes"]


@pytest.mark.parametrize("forgetting", [entry.name for entry in SCHEDULE if entry.name.startswith("forget")])
def test_what_is_forgotten_stands_in_the_documents(forgetting):
    said = (ROOT / "docs" / "running.md").read_text().split("## What is forgotten")[1].split("\n## ")[0]
    word = forgetting.split()[-1]
    assert {"attempts": "tries", "experiments": "experiment", "measures": "measured"}.get(word, word) in said
