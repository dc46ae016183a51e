"""What somebody said, and who."""

from flask_babel import gettext as _

from ...web.locale import in_language
from ..block_types import BlockType, Props
from ..fields import Texts
from ..kinds import link_field
from ..scene import Scene


def _view(props: Props, scene: Scene) -> dict | None:
    text = scene.words(props.get("text"))
    who, href = scene.words(props.get("who")), scene.href(props.get("link"))
    return {"text": text, "who": who, "href": href} if text and who else None


BLOCK = BlockType(
    key="quote",
    name=lambda: _("引语"),
    sign="pencil",
    order=43,
    at_most=4,
    fields=(
        Texts(name="text", label=lambda: _("一句话"), limit=80, required=True),
        Texts(name="who", label=lambda: _("谁说的"), limit=24, required=True),
        link_field(),
    ),
    view=_view,
    label_of=lambda props: in_language(props.get("text")),
)
