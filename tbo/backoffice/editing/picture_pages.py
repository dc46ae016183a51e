"""The picture library: what there is, uploading, one picture with its words, its cut and where it is used."""

from collections.abc import Callable

from flask import Response, abort, make_response, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from ...db import commits, db
from ...media.pictures import PictureRefused
from ...media.uploaded_pictures import Taken, take
from ...pages import picture_library
from ...pages.fields import LANGUAGES
from ...pages.picture_library import picture_or_none, picture_to_change_or_none, uses_of
from ...pages.picture_making import frame_of_row
from ...pages.picture_models import Picture
from ...pages.refusals import PageRefusal
from ...rules.picture_frames import EDGES
from ...rules.staff_rights import Right
from ...web.csrf import after_door
from ...web.pages import page_or_part, see_other
from ..audit import Deed, record
from ..blueprint import pages
from ..forms import key_of_form, new_key, once
from ..models import Staff
from ..paging import ON_PAGE, last_seen, listed
from ..staff.guard import clerk_now, face, needs
from ..staff.sessions import Clerk
from .listing import name_of
from .picture_words import refused_words

LARGEST = 20 * 1024 * 1024


class PictureUnfit(PageRefusal):
    """A file that does not become a picture of the library."""

    status = 422


@pages.get("/staff/pictures")
@needs(Right.PAGES)
def pictures() -> Response:
    """Show the library, newest first."""
    return _library()


@pages.post("/staff/pictures")
@needs(Right.EDIT_PAGES)
@after_door(LARGEST)
def upload_picture() -> Response:
    """Take a picture and go on to its page; one that cannot be taken is said with what was typed."""
    alt = {tag: request.form.get(f"alt.{tag}", "") for tag in LANGUAGES}
    try:
        key = _add(clerk_now(), _taken(), request.files["picture"].filename or "", alt)
    except PageRefusal as refusal:
        return _library(refusal.status, refusal.words(), alt)
    return see_other(url_for(".picture", key=key))


@pages.errorhandler(RequestEntityTooLarge)
def _too_large(_error: HTTPException) -> Response:
    if request.endpoint == "backoffice.upload_picture":
        return _library(413, _("这个文件太大，没有收下。图片最大 %(most)s MB。", most=LARGEST // 1024**2))
    return face(413, _("发来的东西太大，没有收下。"))


@pages.get("/staff/pictures/<key>")
@needs(Right.PAGES)
def picture(key: str) -> Response:
    """Show one picture."""
    return _one(_picture_or_404(key))


@pages.get("/staff/pictures/<key>/preview")
@needs(Right.PAGES)
def picture_preview(key: str) -> Response:
    """Send the picture as it was taken, small."""
    response = make_response(picture_library.file_of(_picture_or_404(key)))
    response.content_type = "image/jpeg"
    return response


@pages.post("/staff/pictures/<key>/words")
@needs(Right.EDIT_PAGES)
def picture_words(key: str) -> Response:
    """Keep what a picture shows, for who does not see it."""
    found = _picture_or_404(key)
    alt = {tag: request.form.get(f"alt.{tag}", "") for tag in LANGUAGES}
    try:
        _describe(clerk_now(), key, alt)
    except PageRefusal as refusal:
        return _one(found, refusal.status, refusal.words(), alt=alt)
    return see_other(url_for(".picture", key=key))


@pages.post("/staff/pictures/<key>/cut")
@needs(Right.EDIT_PAGES)
def picture_cut(key: str) -> Response:
    """Keep another cut or focal point."""
    found = _picture_or_404(key)
    typed = {name: request.form.get(name, "") for name in EDGES}
    try:
        _cut(clerk_now(), key, typed)
    except PageRefusal as refusal:
        return _one(found, refusal.status, refusal.words(), frame=typed)
    return see_other(url_for(".picture", key=key))


@pages.post("/staff/pictures/<key>/removal")
@needs(Right.EDIT_PAGES)
def remove_picture(key: str) -> Response:
    """Take a picture away that no page shows."""
    found = _picture_or_404(key)
    try:
        _remove(clerk_now(), key)
    except PageRefusal as refusal:
        return _one(found, refusal.status, refusal.words())
    return see_other(url_for(".pictures"))


def _taken() -> Taken:
    """Decode what was uploaded. Raises PictureUnfit."""
    file = request.files.get("picture")
    if file is None or not file.filename:
        raise PictureUnfit("no file", _("请选一张图。"))
    try:
        return take(file.stream)  # type: ignore[arg-type]
    except PictureRefused as refused:
        raise PictureUnfit(str(refused), refused_words(refused)) from None


def _picture_or_404(key: str, find: Callable[[str], Picture | None] = picture_or_none) -> Picture:
    found = find(key)
    if found is None:
        abort(404)
    return found


@commits
def _add(clerk: Clerk, taken: Taken, name: str, alt: dict[str, str]) -> str:
    def add() -> str:
        found = picture_library.add(taken, name, alt, name_of(clerk))
        _write_down(clerk, "picture-added", found, {"name": found.name, "size": f"{found.width}×{found.height}"})
        return found.key

    return once(clerk, key_of_form(), add)


@commits
def _describe(clerk: Clerk, key: str, alt: dict[str, str]) -> None:
    found = _picture_or_404(key, picture_to_change_or_none)
    picture_library.describe(found, alt)
    _write_down(clerk, "picture-described", found, dict(found.alt))


@commits
def _cut(clerk: Clerk, key: str, typed: dict[str, str]) -> None:
    found = _picture_or_404(key, picture_to_change_or_none)
    if picture_library.cut(found, typed):
        _write_down(clerk, "picture-cut", found, {"version": found.version})


@commits
def _remove(clerk: Clerk, key: str) -> None:
    found = _picture_or_404(key, picture_to_change_or_none)
    _write_down(clerk, "picture-removed", found, {"name": found.name})
    picture_library.take_away(found)


def _write_down(clerk: Clerk, what: str, found: Picture, after: dict) -> None:
    record(db.session.get_one(Staff, clerk.staff_id), Deed(what, "picture", found.key, {}, after))


def _library(status: int = 200, error: str = "", alt: dict | None = None) -> Response:
    last = last_seen()
    wanted = select(Picture).order_by(Picture.id.desc()).limit(ON_PAGE + 1)
    found = listed(db.session.scalars(wanted.where(Picture.id < last) if last else wanted).all())
    return page_or_part(
        "backoffice/pictures.html",
        "library",
        status,
        found=found,
        before=last,
        is_waiting=any(row.made_version != row.version for row in found.rows),
        error=error,
        alt=alt or {},
        most=LARGEST // 1024**2,
        form_key=new_key(),
        may_edit=clerk_now().may(Right.EDIT_PAGES),
    )


def _one(found: Picture, status: int = 200, error: str = "", **typed: dict) -> Response:
    """Show a picture; what could not be kept stands in its form as it was typed."""
    frame = frame_of_row(found)
    return page_or_part(
        "backoffice/picture.html",
        "made",
        status,
        picture=found,
        alt=typed.get("alt", found.alt),
        frame=typed.get("frame") or {name: getattr(frame, name) for name in EDGES},
        error=error,
        uses=sorted(uses_of(found.key)),
        may_edit=clerk_now().may(Right.EDIT_PAGES),
    )
