"""The episodes of a season in a row, each with its badge or price, or the day it comes."""

from flask_babel import gettext as _

from ...catalog.titles import title_page
from ...storefront.episodes import season_name, season_rows
from ...storefront.prices import buyer
from ...web.filters import day, dotted
from ...web.locale import in_language
from ..block_types import BlockType, Props
from ..fields import Number, Yes
from ..kinds import note_field, title_field
from ..scene import Scene
from ..shelf_names import title_name


def _view(props: Props, scene: Scene) -> dict | None:
    card = scene.card(props.get("title"))
    page = title_page(card.slug) if card else None
    if card is None or page is None:
        return None
    season = next((each for each in page.seasons if each.number == (props.get("season") or 1)), None)
    if season is None or not season.episodes:
        return None
    rows = season_rows(page, season, scene.visit, buyer(scene.visit), {})
    first, last = props.get("first") or 1, props.get("last") or 10**4
    shown = [row for row in (*rows.rows, *rows.hidden_rows) if first <= row.number <= last]
    if not shown:
        return None
    coming = {each.id: day(each.available_at) for each in season.episodes if each.available_at > scene.now}
    return {
        "name": dotted((in_language(card.name), season_name(season)))
        if len(page.seasons) > 1
        else in_language(card.name),
        "note": scene.words(props.get("note")) or rows.summary,
        "rows": shown,
        "coming": coming if props.get("show_dates") else {},
        "is_child": scene.is_child,
    }


BLOCK = BlockType(
    key="episode_strip",
    name=lambda: _("一季的集"),
    sign="list",
    order=26,
    at_most=4,
    is_catalogue=True,
    fields=(
        title_field(),
        Number(name="season", label=lambda: _("第几季"), least=1, most=99),
        Number(name="first", label=lambda: _("从第几集"), least=1, most=9999),
        Number(name="last", label=lambda: _("到第几集"), least=1, most=9999),
        Yes(name="show_dates", label=lambda: _("写上哪天上线")),
        note_field(60),
    ),
    view=_view,
    presets=((lambda: _("从这里开始"), {"season": 1, "first": 1, "last": 6}),),
    label_of=lambda props: title_name(str(props.get("title") or "")),
)
