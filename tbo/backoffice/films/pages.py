"""The page of films: uploading one for an episode, what is being packaged, and what went on air."""

from itertools import zip_longest

from flask import Response, abort, jsonify, make_response, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from ...catalog.films import encrypted_titles
from ...catalog.models import Episode, Season, Title
from ...db import db
from ...pages.named import place_named
from ...rules.film_uploads import PIECE, UNDER_WAY, UploadState, percent_come
from ...rules.staff_rights import Right
from ...web.csrf import after_door
from ...web.errors import Refusal
from ...web.locale import in_language
from ...web.pages import page_or_part, see_other
from ..blueprint import pages
from ..staff.guard import clerk_now, needs
from . import encryption as film_encryption
from . import uploads as film_uploads
from .models import FilmUpload
from .sounds import Joined

# Without script a film comes as one body; larger ones go piece by piece.
LARGEST_WHOLE = 512 * 1024 * 1024
SHOWN = 40
MOST_PLACES = 1000
COLOURS = {
    UploadState.COMING: "blue",
    UploadState.WAITING: "amber",
    UploadState.PACKAGING: "blue",
    UploadState.ON_AIR: "green",
    UploadState.FAILED: "red",
    UploadState.CANCELLED: "grey",
}


@pages.get("/staff/films")
@needs(Right.FILMS)
def films() -> Response:
    """Show the form and the latest uploads."""
    return _page()


@pages.post("/staff/films")
@needs(Right.FILMS)
@after_door(LARGEST_WHOLE)
def upload_film() -> Response:
    """Begin an upload. A script sends name and size first and the pieces then; a plain form sends all at once."""
    film = request.files.get("film")
    try:
        if film is not None and film.filename:
            _take_whole([film, *(sound for sound in request.files.getlist("sounds") if sound.filename)])
            return see_other(url_for(".films"))
        names = [request.form.get("name", ""), *request.form.getlist("sound_name")]
        sizes = [request.form.get("size", ""), *request.form.getlist("sound_size")]
        begun = _begin(names, [_bytes(size) for size in sizes])
    except Refusal as refusal:
        return _page(refusal)
    return _told(begun)


@pages.post("/staff/films/<key>/pieces/<int(max=99999):piece>")
@needs(Right.FILMS)
def film_piece(key: str, piece: int) -> Response:
    """Take one piece; the answer says how many there are."""
    try:
        return _told(film_uploads.take_piece(key, piece, request.get_data()))
    except Refusal as refusal:
        found = film_uploads.upload_or_none(key)
        return make_response(jsonify(words=refusal.words(), pieces=found.pieces if found else 0), refusal.status)


@pages.post("/staff/films/<key>/cancellation")
@needs(Right.FILMS)
def cancel_film(key: str) -> Response:
    """End an upload or its packaging."""
    if film_uploads.upload_or_none(key) is None:
        abort(404)
    film_uploads.cancel(clerk_now(), key)
    return see_other(url_for(".films"))


@pages.post("/staff/films/encryption")
@needs(Right.FILMS)
def encrypt_films() -> Response:
    """Let every film of a title be encrypted from now on, or no more."""
    try:
        title = request.form.get("title", "").strip()[:80]
        film_encryption.choose(clerk_now(), place_named(title) or title, "wanted" in request.form)
    except Refusal as refusal:
        return _page(refusal)
    return see_other(url_for(".films") + "#encryption")


def upload_words(state: str) -> str:
    """Say where an upload stands."""
    known = {
        UploadState.COMING: _("正在上传"),
        UploadState.WAITING: _("等着打包"),
        UploadState.PACKAGING: _("正在打包"),
        UploadState.ON_AIR: _("已上线"),
        UploadState.FAILED: _("没有成功"),
        UploadState.CANCELLED: _("取消了"),
    }
    return known[UploadState(state)]


def _begin(names: list[str], sizes: list[int]) -> FilmUpload:
    """Begin with names and bytes of the film and the sound tracks after it. Raises FilmRefused."""
    (name, size), *sounds = ((name or "", size or 0) for name, size in zip_longest(names, sizes))
    coming = film_uploads.Coming(name=name, size=size, sounds=sounds, is_encrypted="encrypted" in request.form)
    typed = request.form.get("place", "").strip()[:100]
    place = place_named(typed) or typed
    return film_uploads.begin(clerk_now(), place, coming, request.files.getlist("texts"))


def _take_whole(files: list[FileStorage]) -> None:
    whole = Joined([file.stream for file in files])
    begun = _begin([file.filename or "" for file in files], whole.sizes)
    whole.seek(begun.pieces * PIECE)
    while begun.state == UploadState.COMING:
        begun = film_uploads.take_piece(begun.key, begun.pieces, whole.read(PIECE))


def _bytes(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 15 else 0


def _told(upload: FilmUpload) -> Response:
    address = url_for(".films") + f"/{upload.key}/pieces/"
    return make_response(jsonify(key=upload.key, pieces=upload.pieces, piece=PIECE, to=address), 201)


def _page(refusal: Refusal | None = None) -> Response:
    if refusal is not None and request.accept_mimetypes.best == "application/json":
        return make_response(jsonify(words=refusal.words()), refusal.status)
    uploads = db.session.scalars(select(FilmUpload).order_by(FilmUpload.id.desc()).limit(SHOWN)).all()
    return page_or_part(
        "backoffice/films.html",
        "uploads",
        status=refusal.status if refusal else 200,
        uploads=uploads,
        is_waiting=any(upload.state in UNDER_WAY for upload in uploads),
        under_way=UNDER_WAY,
        colours=COLOURS,
        percent_of=_percent_of,
        places=_places,
        encrypted=encrypted_titles,
        typed={name: request.form.get(name, "")[:100] for name in ("place", "encrypted", "title")},
        most=LARGEST_WHOLE // 1024**2,
        error=refusal.words() if refusal else "",
    )


def _percent_of(upload: FilmUpload) -> int:
    return percent_come(upload.pieces, upload.size) if upload.state == UploadState.COMING else upload.percent


def _places() -> list[tuple[str, str]]:
    rows = db.session.execute(
        select(Title.slug, Title.name, Season.number, Episode.number)
        .join(Season, Season.title_id == Title.id)
        .join(Episode, Episode.season_id == Season.id)
        .order_by(Title.slug, Season.number, Episode.number)
        .limit(MOST_PLACES)
    )
    return [(f"{slug}/{season}/{number}", in_language(name)) for slug, name, season, number in rows]
