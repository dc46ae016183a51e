"""Sending a film as the page's script does: what is coming first, then its pieces."""

import shutil

import pytest
from sqlalchemy import select

from tbo.backoffice.films.models import FilmUpload
from tbo.db import db
from tbo.rules.film_uploads import PIECE

needs_ffmpeg = pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")
FILMS, PLACE = "/staff/films", "west-of-orion/1/2"
JSON = {"Accept": "application/json"}
VTT = b"WEBVTT\n\n00:00.100 --> 00:01.000\nhello\n"


def begin(browser, size: int, place: str = PLACE, name: str = "film.mp4", **more):
    """Say what is coming, as the script does."""
    form = {"csrf_token": browser.token(), "place": place, "name": name, "size": str(size), **more}
    return browser.open(FILMS, method="POST", data=form, headers=JSON)


def piece(browser, begun, number: int, body: bytes):
    headers = JSON | {"X-CSRFToken": browser.token(), "Content-Type": "application/octet-stream"}
    return browser.open(begun["to"] + str(number), method="POST", data=body, headers=headers)


def send(browser, film: bytes, sounds: dict[str, bytes] | None = None, **more) -> str:
    """Send a whole film, and the sound tracks after it, piece by piece; return the key of its upload."""
    tracks = sounds or {}
    more |= {"sound_name": [*tracks], "sound_size": [str(len(track)) for track in tracks.values()]}
    begun = begin(browser, len(film), **more).json
    whole = b"".join([film, *tracks.values()])
    for number in range(-(-len(whole) // PIECE)):
        assert piece(browser, begun, number, whole[number * PIECE : (number + 1) * PIECE]).status_code == 201
    return begun["key"]


def upload(key: str) -> FilmUpload:
    db.session.expire_all()
    return db.session.scalars(select(FilmUpload).where(FilmUpload.key == key)).one()
