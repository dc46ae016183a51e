"""A landing page as a whole: its heading and words for machines, around its blocks."""

from dataclasses import dataclass, replace

from flask import render_template
from flask_babel import gettext as _

from ..rules.page_steps import Document
from ..storefront import structured
from ..web.assets import picture_url
from ..web.locale import address
from ..web.pages import public_address
from .live import live_pages
from .pictures import Shown, shown_picture
from .rendering import Drawn, drawn_blocks, is_shown
from .scene import Scene

PICTURED = ("hero", "title_card", "image", "trailer")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageView:
    """What stands around the blocks. The heading is within a block, above them, or only for who listens."""

    title: str
    description: str
    heading: str
    has_hero: bool
    heading_within: bool
    heading_above: bool


def whole_page(document: Document, scene: Scene, **more) -> str:
    """Draw a page as a shopper gets it."""
    return _written(document, scene, drawn_blocks(document, scene), more)


def catalogue_page(document: Document, scene: Scene) -> str | None:
    """Draw what a page's titles and shelves are to whoever looks, without a word of its own; None for nothing."""
    scene = replace(scene, only_catalogue=True)
    blocks = drawn_blocks(document, scene)
    return _written(document, scene, blocks, {}) if blocks else None


def _written(document: Document, scene: Scene, blocks: list[Drawn], more: dict) -> str:
    page = _page(document, scene, blocks)
    context = {"page": page, "blocks": blocks, "canonical_path": scene.path, **_picture(document, scene), **more}
    if scene.counted:
        context["is_counted"] = True
    if scene.path == "/":
        context["structured"] = structured.written(structured.website())
    return render_template("pages/page.html", **context)


def _page(document: Document, scene: Scene, blocks: list[Drawn]) -> PageView:
    words = document.get("page") or {}
    title, description = scene.words(words.get("title")), scene.words(words.get("description"))
    if scene.only_catalogue:
        title = _("这一页里给你的片子")
    if scene.path == "/":
        title = title or _("灯亮着，就能看")
        description = description or _(
            "来自中国制作公司、远方和 TBO 原创的剧集与电影。大约一成永远免费，其余按月看，或者按集看。"
        )
    within = bool(scene.heads)
    has_hero = bool(blocks) and blocks[0].type == "hero"
    is_home = scene.path == "/"
    return PageView(
        title=_with_name(title, is_home),
        description=description,
        heading=_("TBO：按月看，或者按集看的影院") if is_home else title or "TBO",
        has_hero=has_hero,
        heading_within=within,
        heading_above=not within and not has_hero and not is_home,
    )


def _with_name(title: str, is_home: bool) -> str:
    """Set the shop's name beside a title that does not hold it already."""
    if not title or (is_home and "TBO" in title):
        return title
    return f"TBO · {title}" if is_home else f"{title} · TBO"


def first_picture(document: Document, scene: Scene) -> Shown | None:
    """Return the picture that stands for a page elsewhere: that of its first block which is there and names one."""
    for block in document.get("blocks", ()):
        if block.get("type") not in PICTURED or not is_shown(block, scene):
            continue
        props = block.get("props") or {}
        picture = shown_picture(props, scene, "picture" if props.get("picture") else "title")
        if picture:
            return picture
    return None


def _picture(document: Document, scene: Scene) -> dict:
    """Name the picture that stands for a page elsewhere: its card, where everybody may see it, else its artwork."""
    if live_pages().is_shown(scene.counted, scene.now):
        return {"og_picture": address(f"/l/{scene.counted}/card.jpg")}
    found = first_picture(document, scene)
    return {"og_picture": public_address(picture_url(found.folder, "og.jpg"))} if found else {}
