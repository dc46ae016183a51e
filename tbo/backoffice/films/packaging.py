"""Packages uploaded films, one after the other, and puts them on air; a job of the worker."""

import shutil
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from functools import partial
from pathlib import Path

import structlog
from sqlalchemy import or_, select, update

from ... import clock, jobs
from ...catalog.films import encrypts_films, is_on_air, put_on_air
from ...db import commits, db, rows_changed
from ...media.commands import language_name
from ...media.ffmpeg import probe_film, require_ffmpeg
from ...media.packaging import Job, Track, package
from ...media.refusals import MediaRefused
from ...media.stores import store
from ...rules.film_uploads import NOT_AIRED, TO_BE_PACKAGED, UploadState, pieces_of
from ..audit import Deed, record
from ..models import Staff
from .models import FilmUpload
from .sounds import cut_apart, sizes_of

log = structlog.get_logger()
# The worker of a packaging that was not heard of for so long is gone.
SILENT = timedelta(minutes=10)
NEXT_LOOK = timedelta(minutes=1)
# The last part of the bar is for what comes after the pictures.
PICTURES_SHARE = 95


class NotWanted(MediaRefused):
    """Somebody cancelled it."""


@jobs.job
def package_upload(upload_id: int) -> None:
    """Make an asset of an upload and let its episode play it. What was encoded before an interruption is kept."""
    state = _claim(upload_id)
    if state is None:
        return
    with jobs.holding_on(beat=partial(_touch, upload_id)):
        if state == UploadState.PACKAGING:
            _try(upload_id)
        _clean(upload_id)


def _try(upload_id: int) -> None:
    """Package, publish and put on air; a refusal or a cancellation is kept with the upload."""
    try:
        _finish(upload_id, _package(upload_id))
    except NotWanted:
        log.info("film.not_wanted", upload=upload_id)
    except MediaRefused as refused:
        _fail(upload_id, refused)


@commits
def _claim(upload_id: int) -> str | None:
    """Return the state of an upload: packaging for this worker to do, or ended.

    None when there is nothing to do yet: another that is being packaged comes first, one is work enough.
    """
    now = clock.now()
    # Lock all that could be taken, always in one order: of two workers that begin at once the second sees the first.
    mine_or_next = or_(FilmUpload.id == upload_id, FilmUpload.state.in_(TO_BE_PACKAGED))
    rows = db.session.scalars(select(FilmUpload).where(mine_or_next).order_by(FilmUpload.id).with_for_update()).all()
    found = next((row for row in rows if row.id == upload_id), None)
    if found is None or found.state == UploadState.COMING:
        return None
    if found.state not in TO_BE_PACKAGED:
        return found.state
    others = (row for row in rows if row is not found and row.state == UploadState.PACKAGING)
    if any(row.touched_at > now - SILENT for row in others):
        # Who waits in line is not forgotten.
        found.touched_at = now
        jobs.enqueue(package_upload, due_at=now + NEXT_LOOK, upload_id=upload_id)
        return None
    found.state, found.touched_at = UploadState.PACKAGING, now
    return found.state


def _package(upload_id: int) -> str:
    """Make the asset and publish it; return its name. What was finished before an interruption is not done again."""
    upload = db.session.get_one(FilmUpload, upload_id)
    # Fetching, encoding and sending take hours: no transaction stays open for them.
    db.session.expunge(upload)
    db.session.rollback()
    name, place = _asset_of(upload), _place_of(upload_id)
    packaged = place / "packaged"
    if not packaged.is_file():
        _encode(upload, name, place)
        packaged.touch()
    # Nothing of it stands here any more when all of it was sent to a bucket.
    if (store().workplace / name).is_dir():
        store().publish(name)
    return name


def _asset_of(upload: FilmUpload) -> str:
    return f"{upload.place.partition('/')[0][:40].rstrip('-')}-u{upload.id}"


def _place_of(upload_id: int) -> Path:
    return store().workplace / f".upload-{upload_id}"


def _encode(upload: FilmUpload, name: str, place: Path) -> None:
    require_ffmpeg()
    languages = [sound["language"] for sound in upload.sounds]
    film, *tracks = _fetch(upload, [place / "film", *(place / f"sound.{language}" for language in languages)])
    sounds = [
        Track(language, track, language_name(language)) for language, track in zip(languages, tracks, strict=True)
    ]
    texts = [_fetch_text(upload.key, language, place) for language in upload.texts]
    is_encrypted = upload.is_encrypted or encrypts_films(upload.episode_id)
    db.session.rollback()
    seconds = probe_film(film).duration_s
    job = Job(source=film, asset=name, sounds=sounds, texts=texts, is_encrypted=is_encrypted)
    package(job, store().workplace, _teller(upload.id, seconds))


def _fetch(upload: FilmUpload, targets: list[Path]) -> list[Path]:
    """Put the pieces together on this machine, unless that was done before: the film, then its sound tracks."""
    sizes = sizes_of(upload.size, upload.sounds)
    if all(path.is_file() and path.stat().st_size == size for path, size in zip(targets, sizes, strict=True)):
        return targets
    targets[0].parent.mkdir(parents=True, exist_ok=True)
    drafts = [path.with_name(f"{path.name}.part") for path in targets]
    names = (f".incoming/{upload.key}/{number:06d}" for number in range(pieces_of(upload.size)))
    with ExitStack() as stack:
        files = [stack.enter_context(draft.open("wb")) for draft in drafts]
        cut_apart((store().get_or_none(name) or b"" for name in names), sizes, files)
    for draft, path in zip(drafts, targets, strict=True):
        draft.rename(path)
    return targets


def _fetch_text(key: str, language: str, place: Path) -> Track:
    path = place / f"text.{language}.vtt"
    if not path.is_file():
        path.write_bytes(store().get_or_none(f".incoming/{key}/{path.name}") or b"")
    return Track(language, path, language_name(language))


def _teller(upload_id: int, seconds: float) -> Callable[[float], None]:
    """Return what writes the progress down, whenever a percent is full. It raises NotWanted once it was cancelled."""
    told = -1

    def tell(done: float) -> None:
        nonlocal told
        percent = min(PICTURES_SHARE, int(PICTURES_SHARE * done / seconds))
        if percent == told:
            return
        told = percent
        if not _note(upload_id, percent):
            raise NotWanted("cancelled")

    return tell


@commits
def _touch(upload_id: int) -> None:
    """Write down that somebody is at work; sound and what follows it tell no percent."""
    this = FilmUpload.id == upload_id, FilmUpload.state == UploadState.PACKAGING
    db.session.execute(update(FilmUpload).where(*this).values(touched_at=clock.now()))


@commits
def _note(upload_id: int, percent: int) -> bool:
    row = FilmUpload
    this = row.id == upload_id, row.state == UploadState.PACKAGING
    return bool(rows_changed(update(row).where(*this).values(percent=percent, touched_at=clock.now())))


@commits
def _finish(upload_id: int, asset: str) -> None:
    """Put it on air, unless it was cancelled at the last moment: both in one transaction."""
    found = db.session.get_one(FilmUpload, upload_id, with_for_update=True)
    if found.state != UploadState.PACKAGING:
        return
    found.state, found.percent, found.touched_at = UploadState.ON_AIR, 100, clock.now()
    put_on_air(found.episode_id, asset, is_removable=True)
    record(db.session.get_one(Staff, found.staff_id), Deed("film-on-air", "film", found.place, {}, {"asset": asset}))


@commits
def _fail(upload_id: int, refused: MediaRefused) -> None:
    found = db.session.get_one(FilmUpload, upload_id, with_for_update=True)
    if found.state in TO_BE_PACKAGED:
        found.state, found.touched_at = UploadState.FAILED, clock.now()
        found.failure, found.detail = type(refused).__name__, str(refused)[:500]


def _clean(upload_id: int) -> None:
    """Drop what was uploaded and what is half made, of a film that is not on air the asset too; can be done again."""
    upload = db.session.get_one(FilmUpload, upload_id)
    key, asset, is_over = upload.key, _asset_of(upload), upload.state in NOT_AIRED and not is_on_air(_asset_of(upload))
    db.session.rollback()
    home = store().workplace
    for left in (_place_of(upload_id), *home.glob(f".{asset}.*"), *([home / asset] if is_over else ())):
        shutil.rmtree(left, ignore_errors=True)
    if is_over:
        store().remove(asset)
    store().remove(f".incoming/{key}")
