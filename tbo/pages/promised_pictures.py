"""What a block promises of its picture: that there is one, that it is described, and that it arrives fast."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from ..db import db
from ..media.uploaded_pictures import is_soft
from ..rules.page_steps import Document
from .block_types import BlockType, type_or_none
from .fields import LANGUAGES, Texts
from .kinds import LibraryPicture
from .mentions import pictures_of
from .picture_making import frame_of_row
from .picture_models import Picture
from .promise import Promise
from .rendering import props_of

# The first picture of a page may weigh so much: with all that stands around it a first view stays below 120 kB.
HEAVIEST = 80_000
Pictures = Mapping[str, Picture]


def known_pictures(document: Document) -> Pictures:
    """Return the pictures of the library that a page names; at most one query, none where it names none."""
    named: set[str] = set()
    for block in document["blocks"]:
        kind = type_or_none(str(block.get("type")))
        if kind is not None and not block.get("hidden"):
            named.update(pictures_of(kind, props_of(kind, block)))
    return _read(named) if named else {}


def of_pictures(known: BlockType, props: Any, code: str, pictures: Pictures) -> Iterator[Promise]:
    """Yield what does not hold of a block's picture."""
    field = next((each for each in known.fields if isinstance(each, LibraryPicture)), None)
    chosen = props.get(field.name) if field else None
    alt = next((each for each in known.fields if isinstance(each, Texts) and each.alt), None)
    own = props.get("alt") if isinstance(props.get("alt"), dict) else {}
    if isinstance(chosen, str):
        yield from _of_library(pictures.get(chosen), own, code)
        return
    named = props.get(field.instead_of) if field else props.get("picture") or props.get("title")
    if field and field.one_of_both and not named:
        yield Promise("stop", code, _("还没有选图：图片库里的一张，或者一部片子的画。"))
    if alt is not None and named and not own.get("zh-Hans"):
        yield Promise("stop", code, _("图片没有中文的替代文字。"))


def _of_library(picture: Picture | None, own: Mapping[str, Any], code: str) -> Iterator[Promise]:
    if picture is None:
        yield Promise("stop", code, _("图片库里已经没有这张图了。"))
        return
    name = {"name": picture.name}
    if picture.made_version is None:
        yield Promise("stop", code, _("「%(name)s」还在做，做好才能发布。", **name))
    missing = [tag for tag in LANGUAGES if not (picture.alt.get(tag) or own.get(tag))]
    if "zh-Hans" in missing:
        yield Promise("stop", code, _("「%(name)s」没有中文的替代文字。", **name))
    elif missing:
        words = _("「%(name)s」没有这些语言的替代文字，会显示中文：%(tags)s。")
        yield Promise("warn", code, words % {**name, "tags": ", ".join(missing)})
    if (picture.heaviest or 0) > HEAVIEST:
        words = _("「%(name)s」有 %(weight)s KB，最多 %(most)s KB：换一张细节少一点的，或者裁小。")
        told = {"weight": (picture.heaviest or 0) // 1000, "most": HEAVIEST // 1000}
        yield Promise("stop", code, words % {**name, **told})
    if is_soft(picture.width, picture.height, frame_of_row(picture)):
        yield Promise("warn", code, _("「%(name)s」在大屏幕上会发虚：横着至少要 1600 像素。", **name))


def _read(keys: Iterable[str]) -> Pictures:
    return {row.key: row for row in db.session.scalars(select(Picture).where(Picture.key.in_(sorted(keys))))}
