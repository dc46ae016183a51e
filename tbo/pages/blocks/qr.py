"""A code to scan on a large screen; on a phone, which cannot scan itself, a plain link to wherever it is not yet."""

from flask import request
from flask_babel import gettext as _

from ...web.locale import PREFIXES, address, chosen_locale, in_language
from ...web.qr_codes import qr_picture
from ..block_types import BlockType, Props
from ..fields import Texts
from ..kinds import link_field
from ..scene import Scene


def _view(props: Props, scene: Scene) -> dict | None:
    words = scene.words(props.get("text"))
    own = request.script_root + scene.path
    href = scene.href(props.get("link")) if props.get("link") else own
    if not words or not href:
        return None
    prefix = {locale: f"/{key}" for key, locale in PREFIXES.items()}.get(chosen_locale(), "")
    picture = qr_picture(address(href.removeprefix(prefix) or "/"))
    return {"words": words, "href": href, "is_here": href.partition("?")[0] == own, "picture": picture}


BLOCK = BlockType(
    key="qr",
    name=lambda: _("二维码"),
    sign="qr-code",
    order=45,
    at_most=2,
    fields=(
        Texts(name="text", label=lambda: _("一句话"), limit=30, required=True),
        link_field(),
    ),
    view=_view,
    label_of=lambda props: in_language(props.get("text")),
)
