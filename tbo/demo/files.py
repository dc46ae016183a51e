"""Puts the demo shop's pictures and films where the shop serves them from."""

import os
import shutil
from pathlib import Path

from ..media.stores import Store
from .drawn import FOLDER as PICTURES
from .drawn import pictures_by_slug

MEDIA = Path(__file__).parent / "media"
AVATARS = "avatars"


def copy_pictures(target: Path, source: Path = PICTURES) -> int:
    """Give every title's folder its version as in `Title.pictures`; return how many folders are new."""
    names = {slug: f"{slug}-{drawn['version']}" for slug, drawn in pictures_by_slug(source).items()}
    return sum(_copy(source / slug, target / name) for slug, name in {**names, AVATARS: AVATARS}.items())


def keep_media(store: Store, source: Path = MEDIA) -> int:
    """Give the store every packaged clip that it lacks; return how many are new."""
    clips = sorted(folder for folder in source.glob("*") if folder.is_dir())
    missing = [clip for clip in clips if not store.has(f"{clip.name}/asset.json")]
    for clip in missing:
        _copy(clip, store.workplace / clip.name)
        store.publish(clip.name)
    return len(missing)


def _copy(source: Path, target: Path) -> bool:
    """Link or copy a folder that is not there yet; it appears whole or not at all."""
    if target.exists() or not source.is_dir():
        return False
    unfinished = target.with_name(f"{target.name}.{os.getpid()}.part")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(source, unfinished, copy_function=_link_or_copy)
    try:
        unfinished.rename(target)
    except OSError:
        # Somebody else was faster; theirs is the same.
        shutil.rmtree(unfinished)
        return False
    return True


def _link_or_copy(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
