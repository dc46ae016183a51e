"""A picture of the library or from the catalogue's artwork, with words for who does not see it."""

from flask_babel import gettext as _

from ...web.locale import in_language
from ..block_types import BlockType, Props
from ..fields import Choice, Texts
from ..kinds import alt_field, library_field, link_field, title_field
from ..pictures import shown_picture
from ..scene import Scene


def _shapes() -> list[tuple[str, str]]:
    return [("wide", _("横的")), ("poster", _("竖的"))]


def _view(props: Props, scene: Scene) -> dict | None:
    shape = "poster" if props.get("art") == "poster" else "wide"
    picture = shown_picture(props, scene, "title")
    if picture is None or not picture.alt:
        return None
    return {
        "folder": picture.folder,
        "shape": shape,
        "alt": picture.alt,
        "caption": scene.words(props.get("caption")),
        "href": scene.href(props.get("link")),
    }


BLOCK = BlockType(
    key="image",
    name=lambda: _("图片"),
    sign="monitor",
    order=41,
    fields=(
        library_field("title", one_of_both=True),
        title_field(required=False, label=lambda: _("用哪部片子的画")),
        Choice(name="art", label=lambda: _("形状"), options=_shapes),
        alt_field(),
        Texts(name="caption", label=lambda: _("图下的字"), limit=60),
        link_field(),
    ),
    view=_view,
    label_of=lambda props: in_language(props.get("alt")),
)
