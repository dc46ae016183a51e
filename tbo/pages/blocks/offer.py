"""Offers at their price of this moment, each with its way to the till; one that is gone is left out."""

from flask_babel import gettext as _

from ...web.locale import in_language
from ..block_types import BlockType, Props
from ..fields import Texts
from ..kinds import coupon_field, offers_field
from ..scene import Scene


def _view(props: Props, scene: Scene) -> dict | None:
    refs = props.get("offers") or ()
    offers = [offer for ref in refs if (offer := scene.offer(ref, props.get("coupon"))) is not None]
    if not offers:
        return None
    return {"heading": scene.words(props.get("headline")), "text": scene.words(props.get("text")), "offers": offers}


def _text_hint() -> str:
    return _("要写价格，就在花括号里写名字，比如 {月卡}，画的时候填上")


BLOCK = BlockType(
    key="offer",
    name=lambda: _("价格"),
    sign="ticket",
    order=30,
    at_most=4,
    sells=True,
    fields=(
        offers_field(4),
        coupon_field(),
        Texts(name="headline", label=lambda: _("标题"), limit=30),
        Texts(name="text", label=lambda: _("说明"), limit=120, hint=_text_hint, things="offers"),
    ),
    view=_view,
    presets=((lambda: _("按月"), {"offers": ["plan:monthly"]}),),
    label_of=lambda props: in_language(props.get("headline")),
)
