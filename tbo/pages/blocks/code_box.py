"""The way to redeeming a code; the code itself is typed there, where tries are counted."""

from flask import url_for
from flask_babel import gettext as _

from ...web.locale import in_language
from ..block_types import BlockType, Props
from ..fields import Texts
from ..kinds import batch_field
from ..scene import Scene


def _view(props: Props, scene: Scene) -> dict | None:
    heading = scene.words(props.get("headline")) or _("兑换")
    return {"heading": heading, "hint": scene.words(props.get("hint")), "href": url_for("vouchers.redeem")}


BLOCK = BlockType(
    key="code_box",
    name=lambda: _("兑换"),
    sign="gift",
    order=44,
    at_most=1,
    sells=True,
    fields=(
        Texts(name="headline", label=lambda: _("标题"), limit=20),
        Texts(name="hint", label=lambda: _("说明"), limit=60),
        batch_field(),
    ),
    view=_view,
    label_of=lambda props: in_language(props.get("headline")),
)
