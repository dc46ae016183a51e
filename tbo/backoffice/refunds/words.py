"""How bulk refunds and their orders are said."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from ...pages.named import refs_words
from ...rules.bulk_refunds import LeftOut, NotAsked
from .models import BulkRefund

TURN_COLOURS = {
    "waiting": "grey",
    "on_its_way": "amber",
    "back": "green",
    "refused": "red",
    "not_asked": "red",
    "left": "grey",
}


def left_out_words(why: LeftOut) -> str:
    """Say why nothing of an order goes back."""
    known = {
        LeftOut.UNKNOWN: _("没有这张订单"),
        LeftOut.NOT_PAID: _("没有付过款"),
        LeftOut.FREE: _("没有花钱"),
        LeftOut.GONE: _("已经全部退回，或者在路上"),
        LeftOut.FINISHED: _("过了支付宝的可退期"),
        LeftOut.WAITING: _("已经在另一批里等着退"),
    }
    return known[why]


def bulk_turn_words(face: str) -> str:
    """Say how far one order is."""
    known = {
        "waiting": _("等着退"),
        "on_its_way": _("在路上"),
        "back": _("已退回"),
        "refused": _("被支付宝拒绝"),
        "not_asked": _("没有退"),
        "left": _("停下了，没有退"),
    }
    return known[face]


def bulk_not_asked_words(why: str) -> str:
    """Say why the money of an order whose turn came was not asked back."""
    known = {
        NotAsked.NOTHING_LEFT: _("轮到它时已经没有可退的了"),
        NotAsked.LESS_LEFT: _("轮到它时剩下的比看到的少，一分也没有退"),
        NotAsked.BROKEN: _("这里出了错，一分也没有退；日志里有原因，可以再退一次"),
    }
    return known[NotAsked(why)]


def bulk_state(bulk: BulkRefund) -> tuple[str, str]:
    """Say whether it runs, and in which colour."""
    if bulk.is_running:
        return _("正在退"), "blue"
    return (_("停下了"), "amber") if bulk.stopped_at is not None else (_("轮完了"), "green")


def chosen_words(bulks: Sequence[BulkRefund]) -> dict[int, str]:
    """Say by id how the orders of each were chosen; one query for all titles."""
    titled = [bulk for bulk in bulks if bulk.title is not None]
    names = refs_words(("title", bulk.title or "") for bulk in titled)
    found = {bulk.id: _("贴上的订单号") for bulk in bulks}
    for bulk, name in zip(titled, names, strict=True):
        days = " – ".join(day.isoformat() if day else "…" for day in (bulk.first_day, bulk.last_day))
        has_days = bulk.first_day is not None or bulk.last_day is not None
        found[bulk.id] = " · ".join([name or bulk.title or "", *([days] if has_days else [])])
    return found


def orders_words(count: int) -> str:
    """Say a number of orders."""
    return ngettext("%(num)s 张订单", "%(num)s 张订单", count)
