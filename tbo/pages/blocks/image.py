"""A picture from the catalogue's artwork, with words for who does not see it."""

from flask_babel import gettext as _

from ...web.locale import in_language
from ..block_types import BlockType, Props
from ..fields import Choice, Texts
from ..kinds import alt_field, link_field, title_field
from ..pictures import picture_of
from ..scene import Scene


def _shapes() -> list[tuple[str, str]]:
    return [("wide", _("横的")), ("poster", _("竖的"))]


def _view(props: Props, scene: Scene) -> dict | None:
    shape = "poster" if props.get("art") == "poster" else "wide"
    folder, alt = picture_of(props.get("title"), scene), scene.words(props.get("alt"))
    if not folder or not alt:
        return None
    return {
        "folder": folder,
        "shape": shape,
        "alt": alt,
        "caption": scene.words(props.get("caption")),
        "href": scene.href(props.get("link")),
    }


BLOCK = BlockType(
    key="image",
    name=lambda: _("图片"),
    sign="monitor",
    order=41,
    fields=(
        title_field(label=lambda: _("用哪部片子的画")),
        Choice(name="art", label=lambda: _("形状"), options=_shapes),
        alt_field(),
        Texts(name="caption", label=lambda: _("图下的字"), limit=60),
        link_field(),
    ),
    view=_view,
    label_of=lambda props: in_language(props.get("alt")),
)
