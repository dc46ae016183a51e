"""The embedded origin: packaged media behind signed addresses, refused without words."""

from datetime import datetime

import structlog
from flask import Blueprint, Response, current_app, request
from sqlalchemy import Row, select
from sqlalchemy.exc import OperationalError

from .. import clock
from ..accounts.models import Device
from ..db import db
from ..rules.delivery.playlists import Link, signed_list, signed_previews
from ..rules.stream_token import TokenRefused, media_type_or_none, opened_or_none, session_of
from . import delivering, serving
from .beats import LONGEST_BEAT
from .models import PlaybackSession
from .signers import Mode, signer

log = structlog.get_logger()
pages = Blueprint("origin", __name__)
# What names other files of its asset.
LISTS = (".m3u8", ".vtt")
KEY = ".key"
FILM = (".m4s", ".mp4", ".ts")
# Where files lie elsewhere, the list of a quality or of a sound is the last that is heard of them.
LISTS_OF_FILM = ("video/", "audio/")


# Slashes are not merged: a redirect would answer an address that nobody signed.
@pages.get("/hls/<token>/<asset>/<path:file>", merge_slashes=False)
def media(token: str, asset: str, file: str) -> Response:
    """Serve one file of an asset to the session that the token names."""
    now = clock.now()
    try:
        _, expires = session_of(token, asset, signer().keys, now.timestamp())
    except TokenRefused:
        return serving.refused(403)
    session, opened = opened_or_none(token, signer().keys)
    seconds_left = expires - int(now.timestamp())
    row, is_known = _written(session)
    if is_known and _is_over(row, _lasts_longer(file, seconds_left), now):
        return serving.refused(403)
    kind = media_type_or_none(file)
    if kind is None:
        return serving.refused(404)
    link = signer().link(asset, session, now, expires) if file.endswith(LISTS) else None
    answer = _file(asset, file, kind, seconds_left) if link is None else _rewritten(asset, file, kind, link)
    # What opens longer than usual ends by itself where nothing is said.
    is_noted = is_known and _gives_film(answer, file) and not _lasts_longer(file, seconds_left)
    if is_noted and not delivering.note(session, opened, row.last_beat_at if row else None):
        answer.close()
        return serving.refused(403)
    return answer


@pages.get("/hls/", defaults={"rest": ""}, merge_slashes=False)
@pages.get("/hls/<path:rest>", merge_slashes=False)
def nothing(rest: str) -> Response:
    """Refuse whatever has no token."""
    return serving.refused(403)


def _file(asset: str, file: str, kind: str, seconds_left: int) -> Response:
    response = serving.file_or_none(f"{asset}/{file}", kind, seconds_left)
    if response is None:
        return serving.refused(404)
    if response.status_code >= 400:
        return response
    response.headers["Content-Type"] = kind
    response.headers["Accept-Ranges"] = "bytes"
    # A list is asked for again after a refusal, so that an ended session is noticed; a key is kept nowhere.
    keep = "no-store" if file.endswith((".m3u8", KEY)) else f"private, max-age={seconds_left}"
    response.headers["Cache-Control"] = keep
    return response


def _rewritten(asset: str, file: str, kind: str, link: Link) -> Response:
    """Serve a list in which every file has an address of its own; it is kept nowhere."""
    text = serving.text_or_none(f"{asset}/{file}")
    if text is None:
        return serving.refused(404)
    signed = signed_list if file.endswith(".m3u8") else signed_previews
    response = current_app.response_class(signed(text, file, link), content_type=kind)
    response.headers["Cache-Control"] = "no-store"
    return response


def _written(session: str) -> tuple[Row | None, bool]:
    """Return what is written of a session, and whether that is known: while the database is away, people watch on."""
    wanted = PlaybackSession.ended_at, PlaybackSession.last_beat_at, Device.revoked_at
    with_device = select(*wanted).outerjoin(Device, Device.id == PlaybackSession.device_id)
    try:
        return db.session.execute(with_device.where(PlaybackSession.id == session)).first(), True
    except OperationalError as error:
        log.warning("origin.session_unknown", error=type(error.orig).__name__)
        db.session.rollback()
        return None, False


def _lasts_longer(file: str, seconds_left: int) -> bool:
    """Whether an address lasts longer than the usual one (see `sessions.renew`).

    Where files are signed in lists every address lasts, a page's first one too; players ask here for these alone.
    """
    is_of_lists = signer().mode is Mode.REWRITE and file.endswith((*LISTS, KEY))
    return not is_of_lists and seconds_left > signer().life.total_seconds()


def _is_over(row: Row | None, lasts_longer: bool, now: datetime) -> bool:
    """Whether a session was ended, or its device signed out; one that has not yet been written is young, not over.

    An address that lasts longer works only while its session beats: each beat decides on access again.
    """
    if row is None:
        return lasts_longer
    is_silent = lasts_longer and row.last_beat_at < now - max(signer().life, LONGEST_BEAT)
    return row.ended_at is not None or row.revoked_at is not None or is_silent


def _gives_film(answer: Response, file: str) -> bool:
    if request.method != "GET" or answer.status_code >= 400:
        return False
    is_list = signer().mode is Mode.REWRITE and file.endswith(".m3u8") and file.startswith(LISTS_OF_FILM)
    return is_list or file.endswith(FILM)
