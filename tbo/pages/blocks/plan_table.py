"""Two to four plans as rows to choose from, with what each gives, at what each costs now."""

import re

from flask_babel import gettext as _

from ..block_types import BlockType, Props
from ..fields import Field, Many
from ..kinds import PLANS, coupon_field, note_field
from ..scene import Scene

KEY = re.compile(r"[a-z0-9-]{1,40}")


def _view(props: Props, scene: Scene) -> dict | None:
    keys = [key for key in props.get("plans") or () if isinstance(key, str)]
    offers = [offer for key in keys if (offer := scene.offer(f"plan:{key}", props.get("coupon"))) is not None]
    if not offers:
        return None
    marked = f"plan:{props.get('highlight')}"
    return {"offers": offers, "marked": marked, "note": scene.words(props.get("note"))}


BLOCK = BlockType(
    key="plan_table",
    name=lambda: _("会员对比"),
    sign="scale",
    order=31,
    at_most=1,
    sells=True,
    fields=(
        Many(
            name="plans",
            label=lambda: _("会员，一行一种"),
            hint=lambda: _("打套餐的名字，或者它的代号"),
            least=2,
            most=4,
            pattern=KEY,
            **PLANS,
        ),
        Field(name="highlight", label=lambda: _("推荐哪一种"), **PLANS),
        coupon_field(),
        note_field(60),
    ),
    view=_view,
    presets=((lambda: _("三种"), {"plans": ["monthly", "quarterly", "yearly"], "highlight": "yearly"}),),
)
