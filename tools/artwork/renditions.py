"""Owns the way from masters to the demo shop's pictures, through the shop's own picture pipeline."""

import hashlib
import json
import shutil
from pathlib import Path

from tbo.media import pictures

from .cards import lettered
from .crops import AVATARS, avatar_box, lively_boxes
from .outlines import minimised, view_box
from .titles import TITLES

PICTURES = Path(__file__).parents[2] / "tbo" / "demo" / "pictures"


def render_all(slugs, masters: Path, target: Path = PICTURES, say=print) -> None:
    """Make every rendition of the titles anew, then the profile faces and the index of all titles."""
    for slug in slugs:
        render_title(slug, masters, target / slug)
        say(slug)
    write_avatars(masters, target / "avatars")
    write_index(target)


def render_title(slug: str, masters: Path, folder: Path) -> None:
    """All renditions of one title; what lay in its folder before goes."""
    shutil.rmtree(folder, ignore_errors=True)
    svg = (masters / f"{slug}-lettering.svg").read_text(encoding="utf-8")
    poster, clean, wide = (
        pictures.open_picture(masters / f"{slug}-{kind}.webp") for kind in ("poster", "poster-clean", "wide")
    )
    card = lettered(wide, svg, slug)
    for picture, kind in ((poster, "poster"), (wide, "wide"), (clean, "hero"), (card, "card"), (card, "og")):
        pictures.write(picture, kind, folder)
    pictures.write(wide, "glow", folder)
    for stem, box in zip(pictures.still_stems(), lively_boxes(wide), strict=True):
        pictures.write(wide.crop(box), "still", folder, stem)
    (folder / "lettering.svg").write_text(minimised(svg), encoding="utf-8")


def write_avatars(masters: Path, folder: Path) -> None:
    """The profile faces, each a square cut from a wide picture."""
    for name, (slug, *_) in AVATARS.items():
        wide = pictures.open_picture(masters / f"{slug}-wide.webp")
        pictures.write(wide.crop(avatar_box(name, wide.size)), "avatar", folder, name)


def write_index(target: Path) -> None:
    """`index.json`: what templates must know of each title's pictures without touching the disk."""
    folders = sorted(path.parent for path in target.glob("*/lettering.svg"))
    index = {folder.name: _entry(folder) for folder in folders}
    (target / "index.json").write_text(json.dumps(index, indent=2) + "\n", encoding="utf-8")


def _entry(folder: Path) -> dict:
    width, height = view_box((folder / "lettering.svg").read_text(encoding="utf-8"))
    return {
        "version": _version(folder),
        "hero_tone": TITLES[folder.name].tone,
        "lettering": {"width": width, "height": height},
    }


def _version(folder: Path) -> str:
    """Eight hex digits that change when any file of the title changes."""
    content = hashlib.sha256()
    for file in sorted(folder.iterdir()):
        content.update(file.name.encode() + file.read_bytes())
    return content.hexdigest()[:8]
