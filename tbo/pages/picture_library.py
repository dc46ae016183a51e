"""The picture library: taking a picture, its words and its cut, where it is used, and taking it away."""

import secrets
from collections.abc import Mapping

from flask_babel import gettext as _
from sqlalchemy import delete, select

from .. import clock, jobs
from ..catalog import version
from ..db import db
from ..media.uploaded_pictures import Taken
from ..rules.page_steps import Document
from ..rules.page_words import cleaned, length, room
from ..rules.picture_frames import LEAST, NoFrame, frame_of
from .block_types import type_or_none
from .fields import LANGUAGES
from .live import live_pages
from .mentions import pictures_of
from .models import Page, PageDraft
from .picture_making import KEPT, drop_renditions, folder_of, frame_of_row, make_renditions
from .picture_models import Picture, PictureFile
from .refusals import PageRefusal
from .rendering import props_of

LONGEST_ALT = 60


class PictureInUse(PageRefusal):
    """A picture that a page shows, or its draft, is not taken away."""


class NoSuchCut(PageRefusal):
    """What was typed is no part of a picture."""

    status = 422


class WordsUnfit(PageRefusal):
    """A picture is described in every language, shortly."""

    status = 422


def picture_or_none(key: str) -> Picture | None:
    """Return the picture of a key."""
    return db.session.scalar(select(Picture).where(Picture.key == key))


def picture_to_change_or_none(key: str) -> Picture | None:
    """Return the picture of a key as it is now; one after the other changes it. Within what commits."""
    found = select(Picture).where(Picture.key == key).with_for_update()
    return db.session.scalar(found.execution_options(populate_existing=True))


def file_of(picture: Picture, column=PictureFile.preview) -> bytes:
    """Return the small picture, or another of its files."""
    return db.session.scalars(select(column).where(PictureFile.picture_id == picture.id)).one()


def add(taken: Taken, name: str, alt: Mapping[str, str], who: str) -> Picture:
    """Keep a picture and ask for what pages need of it; words may follow. Never commits."""
    picture = Picture(
        **{"key": secrets.token_hex(6), "name": cleaned(name)[:80] or "–", "alt": _words(alt, needed=False)},
        **{"width": taken.width, "height": taken.height, "made_at": clock.now(), "made_by": who},
    )
    db.session.add(picture)
    db.session.flush()
    db.session.add(PictureFile(picture_id=picture.id, master=taken.master, preview=taken.preview))
    jobs.enqueue(make_renditions, picture_id=picture.id, version=picture.version)
    return picture


def describe(picture: Picture, alt: Mapping[str, str]) -> None:
    """Keep what a picture shows. Raises WordsUnfit. Never commits."""
    picture.alt = _words(alt, needed=True)
    version.bump()


def cut(picture: Picture, typed: Mapping[str, str]) -> bool:
    """Keep another cut, and ask for its files; return whether it is another. Raises NoSuchCut. Never commits."""
    try:
        frame = frame_of(typed)
    except NoFrame as none:
        words = _("裁剪要是 0 到 100 的整数，右大于左、下大于上，至少留下 %(least)s%%。", least=LEAST)
        raise NoSuchCut(str(none), words) from None
    if frame == frame_of_row(picture):
        return False
    picture.crop_left, picture.crop_right = frame.left, frame.right
    picture.crop_top, picture.crop_bottom = frame.top, frame.bottom
    picture.focus_x, picture.focus_y = frame.focus_x, frame.focus_y
    picture.version += 1
    jobs.enqueue(make_renditions, picture_id=picture.id, version=picture.version)
    return True


def take_away(picture: Picture) -> None:
    """Take a picture out of the library. Raises PictureInUse with the pages. Never commits."""
    pages = sorted(uses_of(picture.key))
    if pages:
        words = _("这张图还在用：%(pages)s。先在那里换掉，再删。", pages=" · ".join(pages))
        raise PictureInUse(f"picture {picture.key} is on {pages}", words)
    if picture.made_version is not None:
        folder = folder_of(picture.key, picture.made_version)
        jobs.enqueue(drop_renditions, due_at=clock.now() + KEPT, folder=folder)
    db.session.execute(delete(PictureFile).where(PictureFile.picture_id == picture.id))
    db.session.delete(picture)
    version.bump()


def uses_of(key: str) -> set[str]:
    """Return the addresses of pages that show a picture, will show it, or have it in their draft."""
    drafts = db.session.execute(select(Page.slug, PageDraft.document).join(PageDraft, PageDraft.page_id == Page.id))
    found = {row.slug for row in drafts if key in _pictures_in(row.document)}
    for page in live_pages().pages:
        wanted = {each.version for each in page.publications if each.version is not None}
        if any(key in _pictures_in(page.documents[each]) for each in wanted):
            found.add(page.slug)
    return found


def _pictures_in(document: Document) -> set[str]:
    found: set[str] = set()
    for block in document.get("blocks", ()):
        kind = type_or_none(str(block.get("type")))
        if kind is not None:
            found.update(pictures_of(kind, props_of(kind, block)))
    return found


def _words(alt: Mapping[str, str], needed: bool) -> dict[str, str]:
    kept = {tag: cleaned(alt.get(tag, "")) for tag in LANGUAGES}
    for tag, words in kept.items():
        if needed and not words:
            said = _("替代文字三种语言都要写：还没有 %(tag)s。", tag=tag)
            raise WordsUnfit(f"no alternative text in {tag}", said)
        if length(words) > room(LONGEST_ALT, tag):
            said = _("替代文字太长：%(tag)s 最多 %(most)s 个字。", tag=tag, most=room(LONGEST_ALT, tag))
            raise WordsUnfit(f"{length(words)} characters in {tag}", said)
    return {tag: words for tag, words in kept.items() if words}
