"""How long something is still on: until a coupon ends or a moment; afterwards its other words, or nothing."""

from datetime import datetime

from flask_babel import gettext as _

from ...web.locale import in_language
from ..block_types import BlockType, Props
from ..fields import Texts
from ..kinds import Coupon, Moment, moment_or_none
from ..offers import coupon_or_none, runs
from ..scene import Scene


def ends_at(props: Props) -> datetime | None:
    """Return when the countdown ends: with the coupon, where that ends sooner than the moment that was typed."""
    moment = moment_or_none(props.get("moment"))
    facts = coupon_or_none(str(props.get("coupon"))) if props.get("coupon") else None
    ends = [end for end in (moment, facts.ends_at if facts else None) if end is not None]
    return min(ends, default=None)


def _view(props: Props, scene: Scene) -> dict | None:
    ends = ends_at(props)
    code = props.get("coupon")
    facts = coupon_or_none(str(code)) if code else None
    is_over = ends is not None and scene.now >= ends
    if ends is None or (code and not is_over and (facts is None or facts.is_stopped or not runs(facts, scene.now))):
        return None
    words = scene.words(props.get("over") if is_over else props.get("headline"))
    return {"words": words, "ends_at": None if is_over else ends} if words or not is_over else None


BLOCK = BlockType(
    key="countdown",
    name=lambda: _("倒计时"),
    sign="clock",
    order=32,
    at_most=2,
    sells=True,
    fields=(
        Texts(
            name="headline",
            label=lambda: _("一句话"),
            hint=lambda: _("后面接着写到什么时候，比如“活动价”"),
            limit=24,
            required=True,
        ),
        Coupon(name="coupon", label=lambda: _("到哪张优惠券结束")),
        Moment(name="moment", label=lambda: _("或者到哪个时刻")),
        Texts(name="over", label=lambda: _("结束以后说什么"), hint=lambda: _("留空就不再显示"), limit=40),
    ),
    view=_view,
    label_of=lambda props: in_language(props.get("headline")),
)
