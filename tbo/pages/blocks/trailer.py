"""A title's trailer: a picture that leads to where it plays, never by itself."""

from flask import url_for
from flask_babel import gettext as _

from ...catalog.titles import title_page
from ...storefront.trailer import trailer_href
from ...web.locale import in_language
from ..block_types import BlockType, Props
from ..fields import Texts
from ..kinds import title_field
from ..scene import Scene
from ..shelf_names import title_name


def _view(props: Props, scene: Scene) -> dict | None:
    card = scene.card(props.get("title"))
    page = title_page(card.slug) if card else None
    if card is None or page is None or not card.pictures:
        return None
    href = trailer_href(page, scene.visit)
    return {
        "card": card,
        "name": in_language(card.name),
        "caption": scene.words(props.get("caption")),
        "href": href or url_for("storefront.title", slug=card.slug),
        "plays": href is not None,
    }


BLOCK = BlockType(
    key="trailer",
    name=lambda: _("预告片"),
    sign="play",
    order=27,
    at_most=3,
    is_catalogue=True,
    fields=(title_field(), Texts(name="caption", label=lambda: _("一句话"), limit=60)),
    view=_view,
    label_of=lambda props: title_name(str(props.get("title") or "")),
)
