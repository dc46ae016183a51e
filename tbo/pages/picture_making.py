"""Makes of a picture what pages ask for, in a worker, and makes it again where a disk forgot it."""

import hashlib
import re
from datetime import timedelta

from flask import current_app
from sqlalchemy import select, update

from .. import clock, jobs
from ..catalog import version as catalogue
from ..db import commits, db, rows_changed
from ..media.stores import StoreAway, store
from ..media.uploaded_pictures import made_of
from ..rules.picture_frames import Frame
from .picture_models import Picture, PictureFile

# A page that is kept somewhere names the older files for a while.
KEPT = timedelta(days=1)
LAST = "og.jpg"
FOLDER = re.compile(r"[0-9a-f]{12}-[0-9a-f]{8}", re.ASCII)


def folder_of(key: str, version: int) -> str:
    """Return the folder of a picture's files; another cut has another one, so that caches may keep them for ever."""
    return f"{key}-{hashlib.sha256(f'{key}/{version}'.encode()).hexdigest()[:8]}"


def is_of_library(folder: str) -> bool:
    """Whether a folder is of a picture of the library; those of titles begin with the title's address."""
    return FOLDER.fullmatch(folder) is not None


def place_of(folder: str, name: str) -> str:
    """Return where a file is kept; no film's name begins like this."""
    return f"_pictures/{folder}/{name}"


def frame_of_row(row: Picture) -> Frame:
    """Return the cut that a row keeps."""
    edges = {"left": row.crop_left, "top": row.crop_top, "right": row.crop_right, "bottom": row.crop_bottom}
    return Frame(**edges, focus_x=row.focus_x, focus_y=row.focus_y)


@jobs.job
def make_renditions(picture_id: int, version: int) -> None:
    """Make the files of a version and let pages show them; nothing if that was cut anew or taken away meanwhile."""
    row = db.session.get(Picture, picture_id)
    if row is None or row.version != version:
        return
    key, frame = row.key, frame_of_row(row)
    master = db.session.scalar(select(PictureFile.master).where(PictureFile.picture_id == picture_id))
    db.session.rollback()  # Encoding takes seconds; no connection waits for it.
    folder, heaviest = folder_of(key, version), 0
    try:
        # The one that is looked for comes last: where it is, all are.
        for name, body in made_of(master or b"", frame):
            store().put(place_of(folder, name), body)
            heaviest = max(heaviest, len(body) if name.endswith(".avif") else 0)
    except StoreAway as away:
        _note_failure(picture_id, str(away)[:500])
        raise
    if not _note_made(picture_id, version, heaviest):
        store().remove(place_of(folder, "")[:-1])


@jobs.job
def drop_renditions(folder: str) -> None:
    """Remove the files of a version that no page shows any more."""
    store().remove(place_of(folder, "")[:-1])


@commits
def remake_forgotten() -> int:
    """Ask again for what should be there and is not, and return for how many pictures; run it hourly."""
    is_local, now, asked = not current_app.extensions["tbo.settings"].media_store, clock.now(), 0
    rows = db.session.execute(select(Picture.id, Picture.key, Picture.version, Picture.made_version)).all()
    for row in rows:
        is_made = row.made_version == row.version
        # A bucket does not forget; asking it for everything every hour would cost money.
        if is_made and not (is_local and not store().has(place_of(folder_of(row.key, row.version), LAST))):
            continue
        hourly = f"picture {row.key} {row.version} {now:%Y-%m-%dT%H}"
        jobs.enqueue(make_renditions, key=hourly, picture_id=row.id, version=row.version)
        asked += 1
    return asked


@commits
def _note_made(picture_id: int, version: int, heaviest: int) -> bool:
    row = db.session.get(Picture, picture_id, with_for_update=True)
    if row is None or row.version != version:
        return False
    before, key = row.made_version, row.key
    row.made_version, row.heaviest, row.failure = version, heaviest, None
    if before not in (None, version):
        jobs.enqueue(drop_renditions, due_at=clock.now() + KEPT, folder=folder_of(key, before))
    catalogue.bump()
    return True


@commits
def _note_failure(picture_id: int, words: str) -> None:
    rows_changed(update(Picture).where(Picture.id == picture_id).values(failure=words))
