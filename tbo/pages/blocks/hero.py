"""The big picture: titles to choose from, or a campaign with its price and one thing to do."""

from dataclasses import replace

from flask_babel import gettext as _

from ...storefront.home import hero
from ...web.locale import in_language
from ..block_types import BlockType, Props
from ..fields import Choice, Items, Texts, filled_items
from ..kinds import alt_field, coupon_field, library_field, link_field, offer_field, title_field
from ..pictures import shown_picture
from ..scene import Scene


def _styles() -> list[tuple[str, str]]:
    return [("bills", _("几部片子轮流")), ("campaign", _("活动大图"))]


def _view(props: Props, scene: Scene) -> dict | None:
    if (props.get("style") or "bills") == "bills":
        return _bills(props, scene)
    if scene.only_catalogue:
        return None
    heading = scene.words(props.get("headline"))
    offer = scene.offer(props.get("offer"), props.get("coupon"))
    picture, href = shown_picture(props, scene, "picture"), scene.href(props.get("link"))
    if not heading and not picture:
        return None
    if heading:
        scene.heads.append(heading)
    return {
        "style": "campaign",
        "heading": heading,
        "line": scene.words(props.get("line")),
        "picture": picture,
        "offer": offer,
        "action": (scene.words(props.get("label")) or _("看看"), href) if href else None,
    }


def _bills(props: Props, scene: Scene) -> dict | None:
    slides = {item.get("title"): item.get("line") for item in filled_items(props.get("slides"))}
    cards = [card for slug in slides if (card := scene.card(slug)) is not None]
    shown = hero(scene.bill, scene.visit, cards) if cards or not scene.only_catalogue else None
    if shown is None:
        return None
    line = scene.words(slides.get(shown.card.slug))
    return {"style": "bills", "hero": replace(shown, words=line) if line else shown}


BLOCK = BlockType(
    key="hero",
    name=lambda: _("大图"),
    sign="sun",
    order=10,
    at_most=1,
    is_catalogue=True,
    fields=(
        Choice(name="style", label=lambda: _("样子"), options=_styles),
        Texts(name="headline", label=lambda: _("标题"), limit=24),
        Texts(name="line", label=lambda: _("下面一行"), limit=60),
        library_field("picture"),
        title_field("picture", required=False, label=lambda: _("用哪部片子的画")),
        alt_field(),
        offer_field(),
        coupon_field(),
        Texts(name="label", label=lambda: _("按钮上的字"), limit=20),
        link_field(),
        Items(
            name="slides",
            label=lambda: _("轮流的片子"),
            hint=lambda: _("留空就由店里自己挑四部"),
            most=4,
            fields=(
                title_field(required=False),
                Texts(name="line", label=lambda: _("一句话"), limit=40),
            ),
        ),
    ),
    view=_view,
    presets=(
        (lambda: _("首映：几部轮流"), {"style": "bills"}),
        (lambda: _("活动：大图和价格"), {"style": "campaign"}),
    ),
    label_of=lambda props: in_language(props.get("headline")),
)
