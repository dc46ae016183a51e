"""Pictures that somebody uploads: a drawing in any format, and a browser's form with it."""

import io
import secrets
from functools import cache

from PIL import Image, ImageDraw
from sqlalchemy import select

from tbo.db import db
from tbo.media.uploaded_pictures import made_of
from tbo.pages import picture_making
from tbo.pages.picture_models import Picture
from tbo.rules.picture_frames import Frame

PICTURES = "/staff/pictures"
WORDS = {"alt.zh-Hans": "一盏灯", "alt.en": "A lantern", "alt.de": "Eine Laterne"}


def drawing(width: int = 1600, height: int = 1000, form: str = "PNG", **options) -> bytes:
    """A picture of red, with a blue disc in the middle of its right half."""
    picture = Image.new("RGB", (width, height), (180, 30, 30))
    middle, radius = (width * 3 // 4, height // 2), height // 5
    box = (middle[0] - radius, middle[1] - radius, middle[0] + radius, middle[1] + radius)
    ImageDraw.Draw(picture).ellipse(box, fill=(20, 20, 220))
    content = io.BytesIO()
    picture.save(content, form, **options)
    return content.getvalue()


def upload(browser, body: bytes, name: str = "lamp.png", **typed):
    """Send the form of the library."""
    keys = {"csrf_token": browser.token(), "form_key": secrets.token_urlsafe(18)}
    form = keys | {"picture": (io.BytesIO(body), name), **WORDS, **typed}
    return browser.open(PICTURES, method="POST", data=form)


def pictures() -> list[Picture]:
    """What the library has, oldest first."""
    db.session.rollback()
    return list(db.session.scalars(select(Picture).order_by(Picture.id)))


def encode_once(monkeypatch) -> None:
    """Let the worker encode the same cut of the same picture once for all tests: it takes seconds of a processor."""
    monkeypatch.setattr(picture_making, "made_of", _encoded)


@cache
def _encoded(master: bytes, frame: Frame) -> tuple[tuple[str, bytes], ...]:
    return tuple(made_of(master, frame))
