"""What others wrote stands in the tree as it was published, with its licence, and is named in NOTICE."""

import hashlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "static" / "vendor"
FOLDERS = sorted(folder for folder in VENDOR.iterdir() if folder.is_dir())
# Made with `sha256sum` when a version came in; hls.min.js lost its line that points to a source map.
KNOWN = dict(reversed(line.split("  ")) for line in (ROOT / "tests/vendored.sha256").read_text().splitlines())
FILES = sorted(str(file.relative_to(VENDOR)) for file in VENDOR.rglob("*") if file.is_file())


def test_every_vendored_file_is_known():
    assert sorted(KNOWN) == FILES


@pytest.mark.parametrize("name", FILES)
def test_a_vendored_file_is_the_published_one(name):
    assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == KNOWN[name]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_vendored_folder_names_its_version_and_carries_its_licence(folder):
    name, version = re.fullmatch(r"(.+)-(\d+(?:\.\d+)+)", folder.name).groups()
    assert (folder / "LICENSE").stat().st_size > 200
    assert f"{name.removesuffix('.org')} {version}" in (ROOT / "NOTICE").read_text()


def test_the_notice_names_every_typeface_of_the_lettering():
    words = re.sub(r"\s+", "", (ROOT / "NOTICE").read_text()).lower()
    for package in re.findall(r'"@fontsource/([\w-]+)"', (ROOT / "tools/artwork/package.json").read_text()):
        assert package.replace("-", "") in words
    for face in ("LXGW WenKai", "Smiley Sans", "Noto Sans CJK", "Noto Serif CJK"):
        assert face.replace(" ", "").lower() in words
