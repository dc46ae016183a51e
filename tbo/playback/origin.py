"""The embedded origin: packaged media behind signed addresses, refused without words."""

from flask import Blueprint, Response, current_app, request, send_file
from sqlalchemy import select

from .. import clock
from ..db import db
from ..rules.stream_token import TokenRefused, media_type_or_none, session_of
from .models import PlaybackSession
from .signers import signer

pages = Blueprint("origin", __name__)


@pages.get("/hls/<token>/<asset>/<path:file>")
def media(token: str, asset: str, file: str) -> Response:
    """Serve one file of an asset to the session that the token names."""
    now = clock.now().timestamp()
    try:
        session, expires = session_of(token, asset, signer().keys, now)
    except TokenRefused:
        return _refused(403)
    kind = media_type_or_none(file)
    if kind is None:
        return _refused(404)
    if file.endswith(".m3u8") and _is_over(session):
        return _refused(403)
    return _file(asset, file, kind, expires - int(now))


@pages.get("/hls/", defaults={"rest": ""})
@pages.get("/hls/<path:rest>")
def nothing(rest: str) -> Response:
    """Refuse whatever has no token."""
    return _refused(403)


def _file(asset: str, file: str, kind: str, seconds_left: int) -> Response:
    root = current_app.extensions["tbo.settings"].media_folder / asset
    path = root / file
    if not path.is_file():
        return _refused(404)
    response = send_file(path.resolve(), mimetype=kind, conditional=True, max_age=seconds_left)
    response.headers["Content-Type"] = kind
    response.headers["Accept-Ranges"] = "bytes"
    # A list is asked for again after a refusal, so that an ended session is noticed.
    keep = "no-store" if file.endswith(".m3u8") else f"private, max-age={seconds_left}"
    response.headers["Cache-Control"] = keep
    return response


def _is_over(session: str) -> bool:
    """Whether the session was ended; one that has not yet been written is young, not over."""
    ended_at = db.session.scalar(select(PlaybackSession.ended_at).where(PlaybackSession.id == session))
    return ended_at is not None


def _refused(status: int) -> Response:
    response = current_app.response_class("", status, mimetype="text/plain")
    response.headers["Cache-Control"] = "no-store"
    if request.headers.get("Origin"):
        response.headers["Vary"] = "Origin"
    return response
