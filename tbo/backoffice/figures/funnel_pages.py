"""The page of how shoppers come in and how far they get, by what brought them; its money is the ledger's."""

from collections.abc import Iterable

from flask import Response, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import pgettext
from sqlalchemy import select

from ...arrivals.models import TmallItem
from ...db import db
from ...pages.named import refs_words
from ...rules.staff_rights import Right
from ...web.filters import in_language
from .. import days
from ..blueprint import pages
from ..staff.guard import needs
from .batches import BATCH_STAGES, batch_funnel
from .funnel import DIMENSIONS, STAGES, Row, funnel, whole

SPANS = ("7", "28")
MOST_ROWS = 60
BATCH = "batch"
LANDING = "/l/"


@pages.get("/staff/funnel", endpoint="funnel")
@needs(Right.FIGURES)
def funnel_page() -> Response:
    """Show the last seven days, or 28, by one of the dimensions; the day that runs is the last of them."""
    span, by = request.args.get("days", ""), request.args.get("by", "")
    span = span if span in SPANS else SPANS[0]
    by = by if by in (*DIMENSIONS, BATCH) else DIMENSIONS[0]
    begins = days.begins_at(days.days_before(days.today(), int(span) - 1))
    rows = batch_funnel(begins) if by == BATCH else funnel(by, begins)
    stages = BATCH_STAGES if by == BATCH else STAGES
    named = _names_of(by, rows)
    shown = [(named.get(name or "", "") or _name(by, name), row) for name, row in rows.items()]
    body = render_template(
        "backoffice/funnel.html",
        span=span,
        spans=[("7", _("最近 7 天")), ("28", _("最近 28 天"))],
        by=by,
        dimensions=list(zip((*DIMENSIONS, BATCH), _dimension_words(), strict=True)),
        stages=list(zip(stages, _stage_words(by), strict=True)),
        rows=_with_rest(shown, stages),
        whole=whole(rows.values(), stages),
    )
    return make_response(body)


def _dimension_words() -> tuple[str, ...]:
    return _("来源"), _("天猫商品"), _("落地页"), _("块"), pgettext("one", "兑换码")


def _with_rest(rows: list[tuple[str, Row]], stages: tuple[str, ...]) -> list[tuple[str, Row]]:
    """Return no more rows than a page holds, the others as one, so that they still add up."""
    if len(rows) <= MOST_ROWS:
        return rows
    return [*rows[: MOST_ROWS - 1], (_("其余的"), whole((row for _name, row in rows[MOST_ROWS - 1 :]), stages))]


def _stage_words(by: str) -> tuple[str, ...]:
    if by == BATCH:
        return _("给出去的码"), _("兑换了"), _("开始看了"), _("又下了单"), _("又付了款"), _("续了费")
    first = _("点了") if by == "block" else _("来了")
    return first, _("看了免费的"), _("遇到要付的"), _("下了单"), _("付了款"), _("付款后看了"), _("续了费")


def _names_of(by: str, keys: Iterable[str | None]) -> dict[str, str]:
    """Name items and landing pages, the number or the address behind; what nobody named is not among them."""
    wanted = [key for key in keys if key]
    if by == "item":
        rows = db.session.execute(select(TmallItem.item_id, TmallItem.name).where(TmallItem.item_id.in_(wanted)))
        return {row.item_id: f"{in_language(row.name)} · {row.item_id}" for row in rows}
    if by != "page" or not wanted:
        return {}
    words = refs_words(("page", path.removeprefix(LANDING)) for path in wanted)
    return {path: f"{name} · {path}" for path, name in zip(wanted, words, strict=True) if name}


def _name(by: str, name: str | None) -> str:
    if name is None:
        return {
            "source": _("没有链接"),
            "item": _("没有商品"),
            "page": _("没有落地页"),
            "block": _("没有点过块"),
            BATCH: _("没有兑换过码"),
        }[by]
    known = {"tmall": _("天猫"), "link": _("别的链接")} if by == "source" else {}
    return known.get(name, name.removesuffix("."))
