"""The small print at the end: the shop's licences from its settings, those of the titles above, and own lines."""

from flask import current_app
from flask_babel import gettext as _

from ...catalog.titles import title_page
from ...web.locale import in_language
from ..block_types import BlockType, Props
from ..fields import Items, Texts, Yes, filled_items
from ..scene import Scene


def _view(props: Props, scene: Scene) -> dict | None:
    settings = current_app.extensions["tbo.settings"]
    lines = [scene.words(each.get("line")) for each in filled_items(props.get("lines"))]
    if settings.av_licence:
        lines.append(_("信息网络传播视听节目许可证 %(number)s", number=settings.av_licence))
    lines += [number for number in (settings.icp_number, settings.police_number) if number]
    if props.get("show_title_licences"):
        lines += [line for slug in dict.fromkeys(scene.slugs) if (line := _licence(slug))]
    shown = [line for line in lines if line]
    return {"lines": shown} if shown else None


def _licence(slug: str) -> str:
    page = title_page(slug)
    if page is None or not page.licence_number:
        return ""
    return _("《%(title)s》%(number)s", title=in_language(page.card.name), number=page.licence_number)


BLOCK = BlockType(
    key="legal_line",
    name=lambda: _("备案与许可"),
    sign="scale",
    order=90,
    at_most=1,
    closes=True,
    fields=(
        Items(
            name="lines",
            label=lambda: _("自己的几行"),
            most=4,
            fields=(Texts(name="line", label=lambda: _("一行"), limit=120),),
        ),
        Yes(name="show_title_licences", label=lambda: _("写上页面里片子的许可证号")),
    ),
    view=_view,
)
