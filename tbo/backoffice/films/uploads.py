"""Uploads of films: begun for an episode, taken piece by piece, gone on with, cancelled; each deed written down."""

import re
import secrets
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from flask_babel import gettext as _
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from werkzeug.datastructures import FileStorage

from ... import clock, jobs
from ...catalog.films import NoSuchEpisode, episode_id_at
from ...db import commits, db, rows_changed
from ...media.refusals import MediaRefused
from ...media.stores import store
from ...media.subtitles import read_cues
from ...rules.film_uploads import LARGEST, UNDER_WAY, UploadState, length_of, pieces_of
from ..audit import Deed, record
from ..models import Staff
from ..staff.sessions import Clerk
from .models import FilmUpload
from .packaging import package_upload
from .refusals import FilmRefused, PieceMissing, UploadOver
from .sounds import NAMED_LANGUAGE, read_sounds

GIVEN_UP_AFTER = timedelta(hours=24)
LET_GO = timedelta(minutes=5)
LONGEST_TEXT = 1024 * 1024
MOST_TEXTS = 20
_LANGUAGE = re.compile(NAMED_LANGUAGE + "vtt", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Coming:
    """What is going to be sent: the film's name, its bytes, the names and bytes of sound tracks that follow it."""

    name: str
    size: int
    sounds: Sequence[tuple[str, int]] = ()
    is_encrypted: bool = False


def begin(clerk: Clerk, place: str, coming: Coming, texts: Iterable[FileStorage]) -> FilmUpload:
    """Begin to take a film, or go on where the same film broke off. Raises FilmRefused."""
    try:
        episode_id = episode_id_at(place)
    except NoSuchEpisode:
        raise FilmRefused(_("没有这一集：%(place)s。写成 名字/季/集，像 west-of-orion/1/2。", place=place)) from None
    sounds = read_sounds(coming.sounds)
    size = coming.size + sum(sound["size"] for sound in sounds)
    if not coming.name or coming.size <= 0 or size > LARGEST:
        raise FilmRefused(_("请选一个影片文件，最大 64 GB。"))
    read = dict(_read_text(text) for text in list(texts)[:MOST_TEXTS] if text.filename)
    film = {"name": coming.name[:200], "size": size, "sounds": sounds}
    found = _begin(clerk, episode_id, place, film, coming.is_encrypted)
    for language, body in read.items():
        store().put(f".incoming/{found.key}/text.{language}.vtt", body)
    _keep_texts(found.id, sorted({*found.texts, *read}))
    return found


@commits
def _begin(clerk: Clerk, episode_id: int, place: str, film: dict, is_encrypted: bool) -> FilmUpload:
    under_way = FilmUpload.episode_id == episode_id, FilmUpload.state.in_(UNDER_WAY)
    found = db.session.scalar(select(FilmUpload).where(*under_way).with_for_update())
    if found is not None:
        is_same = {"name": found.name, "size": found.size, "sounds": found.sounds} == film
        if is_same and found.state == UploadState.COMING:
            found.is_encrypted = is_encrypted
            return found
        raise _another_is_under_way()
    now = clock.now()
    new = FilmUpload(
        **{"key": secrets.token_urlsafe(16), "episode_id": episode_id, "staff_id": clerk.staff_id, "place": place},
        **{"texts": [], "is_encrypted": is_encrypted, "created_at": now, "touched_at": now, **film},
    )
    try:
        with db.session.begin_nested():
            db.session.add(new)
    except IntegrityError:
        # Somebody began after we had looked; the constraint let one of the two through.
        raise _another_is_under_way() from None
    _write_down(clerk, new, "film-upload-begun", {"name": new.name, "size": new.size})
    jobs.enqueue(give_up_upload, due_at=now + GIVEN_UP_AFTER, upload_id=new.id)
    return new


def _another_is_under_way() -> FilmRefused:
    return FilmRefused(_("这一集已经有一部影片在上传或打包。先取消它，或者等它结束。"))


def take_piece(key: str, number: int, body: bytes) -> FilmUpload:
    """Keep one piece; the last one lets the film be packaged. Raises UploadOver, PieceMissing, FilmRefused."""
    found = upload_or_none(key)
    if found is None or found.state not in UNDER_WAY:
        raise UploadOver(f"there is no upload {key} under way")
    if number < found.pieces:
        return found
    if number > found.pieces:
        raise PieceMissing(f"piece {found.pieces} comes before {number}")
    if found.state != UploadState.COMING or len(body) != length_of(number, found.size):
        raise FilmRefused(_("这一块的长度不对，影片可能改过了。"))
    store().put(f".incoming/{key}/{number:06d}", body)
    return _count_piece(found.id, number)


@commits
def _count_piece(upload_id: int, number: int) -> FilmUpload:
    """Count a piece once; whoever counts the last one asks for packaging, in the same transaction."""
    row, now = FilmUpload, clock.now()
    this = row.id == upload_id, row.pieces == number, row.state == UploadState.COMING
    counted = rows_changed(update(row).where(*this).values(pieces=number + 1, touched_at=now))
    found = db.session.get_one(row, upload_id, populate_existing=True)
    if counted and found.pieces == pieces_of(found.size):
        found.state = UploadState.WAITING
        jobs.enqueue(package_upload, key=f"film {found.key}", upload_id=upload_id)
    return found


@commits
def cancel(clerk: Clerk, key: str) -> None:
    """End an upload or its packaging; what came of it is dropped."""
    found = db.session.scalar(select(FilmUpload).where(FilmUpload.key == key[:24]).with_for_update())
    if found is None or found.state not in UNDER_WAY:
        return
    now, was_being_packaged = clock.now(), found.state == UploadState.PACKAGING
    found.state, found.touched_at = UploadState.CANCELLED, now
    _write_down(clerk, found, "film-upload-cancelled", {"percent": found.percent})
    # A worker that packages it hears of this at the next percent and drops what it has; this job is for when none does.
    jobs.enqueue(package_upload, due_at=now + LET_GO if was_being_packaged else now, upload_id=found.id)


@jobs.job
@commits
def give_up_upload(upload_id: int) -> None:
    """End an upload of which nothing came, or nothing was heard, for a day; until then look again tomorrow."""
    found = db.session.get(FilmUpload, upload_id, with_for_update=True)
    if found is None or found.state not in UNDER_WAY:
        return
    if found.touched_at > clock.now() - GIVEN_UP_AFTER:
        jobs.enqueue(give_up_upload, due_at=found.touched_at + GIVEN_UP_AFTER, upload_id=upload_id)
        return
    if found.state == UploadState.COMING:
        found.state = UploadState.CANCELLED
    else:
        found.state, found.failure = UploadState.FAILED, "GivenUp"
    jobs.enqueue(package_upload, upload_id=upload_id)


def upload_or_none(key: str) -> FilmUpload | None:
    """Return the upload of a key."""
    return db.session.scalar(select(FilmUpload).where(FilmUpload.key == key[:24]))


@commits
def _keep_texts(upload_id: int, languages: list[str]) -> None:
    db.session.execute(update(FilmUpload).where(FilmUpload.id == upload_id).values(texts=languages))


def _read_text(text: FileStorage) -> tuple[str, bytes]:
    """Read a subtitle file; its language stands in its name. Raises FilmRefused."""
    name, body = text.filename or "", text.read(LONGEST_TEXT + 1)
    match = _LANGUAGE.fullmatch(name)
    if match is None or len(body) > LONGEST_TEXT:
        raise FilmRefused(_("字幕文件 %(name)s：名字要带语言，像 film.zh-Hans.vtt，不超过 1 MB。", name=name[:80]))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "text.vtt"
        path.write_bytes(body)
        try:
            read_cues(path)
        except MediaRefused as refused:
            why = str(refused).replace("text.vtt", name[:80])
            raise FilmRefused(_("字幕不是能读的 WebVTT：%(why)s", why=why)) from None
    return match[1], body


def _write_down(clerk: Clerk, upload: FilmUpload, what: str, after: dict) -> None:
    staff = db.session.get_one(Staff, clerk.staff_id)
    record(staff, Deed(what, "film", upload.place, {}, after))
