"""Words of the back office: roles, places, states and deeds in the page's language."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import request, url_for
from flask_babel import format_datetime, ngettext, pgettext
from flask_babel import gettext as _

from .. import clock
from ..accounts.models import Profile
from ..rules.staff_rights import Right, Role
from ..web.filters import joined
from .counts import counts_for
from .staff.guard import right_of
from .staff.sessions import Clerk

ADULT = 18
FIRST = "backoffice.today"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A line of the navigation."""

    endpoint: str
    sign: str
    words: str
    is_here: bool = False
    count: int = 0
    is_alarm: bool = False


def role_words(role: Role) -> str:
    """Say a role."""
    known = {
        Role.OWNER: _("店主"),
        Role.SUPPORT: _("客服"),
        Role.FINANCE: _("财务"),
        Role.MARKETING: _("营销"),
        Role.CATALOGUE: pgettext("role", "片库"),
    }
    return known[role]


def roles_words(roles: Iterable[Role]) -> str:
    """Say some roles."""
    held = set(roles)
    return joined([role_words(role) for role in Role if role in held])


def staff_places(clerk: Clerk) -> list[tuple[str, list[Place]]]:
    """List by group the pages that this person may open, with how much waits there; a group of nothing is left out."""
    waiting = counts_for(clerk)
    found = []
    for group, places in _groups():
        open_ones = [_place(*each, waiting) for each in places if _may(clerk, each[0])]
        found += [(group, open_ones)] if open_ones else []
    return found


def _may(clerk: Clerk, endpoint: str) -> bool:
    right = right_of(endpoint)
    return isinstance(right, Right) and clerk.may(right)


def _place(endpoint: str, sign: str, words: str, waiting: dict[str, int]) -> Place:
    count = waiting.get(endpoint, 0)
    return Place(endpoint=endpoint, sign=sign, words=words, is_here=_is_here(endpoint), count=count, is_alarm=True)


def _is_here(endpoint: str) -> bool:
    """Whether the page asked for is that place, or lies below it; below the first page lie all."""
    here = request.script_root + request.path
    address = url_for(endpoint)
    return here == address or (endpoint != FIRST and here.startswith(address + "/"))


def shop_time() -> str:
    """Say what time it is in the shop."""
    return format_datetime(clock.now(), "EEE HH:mm")


def _groups() -> tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...]:
    return (
        ("", (("backoffice.today", "sun", _("今天")),)),
        (_("销售"), _selling()),
        (_("片库和价格"), (("backoffice.films", "film", _("影片")), ("backoffice.prices", "banknote", _("价格")))),
        (_("营销"), _marketing()),
        (_("钱"), _money()),
        (_("运行"), _running()),
    )


def _running() -> tuple[tuple[str, str, str], ...]:
    return (
        ("backoffice.watching", "play", _("观看质量")),
        ("backoffice.people_page", "user", pgettext("list", "员工")),
        ("backoffice.audit", "scroll", _("操作记录")),
    )


def _selling() -> tuple[tuple[str, str, str], ...]:
    return (
        ("backoffice.orders", "receipt", _("所有订单")),
        ("backoffice.households", "users", pgettext("list", "家庭")),
        ("backoffice.subscriptions", "repeat", _("自动续费")),
        ("backoffice.gifts", "gift", pgettext("list", "礼物")),
        ("backoffice.vouchers", "ticket", _("兑换码")),
    )


def _money() -> tuple[tuple[str, str, str], ...]:
    return (
        ("backoffice.reconciliation", "scale", _("对账")),
        ("backoffice.bulk_refunds", "undo", _("批量退款")),
        ("backoffice.fapiao", "stamp", _("发票")),
    )


def _marketing() -> tuple[tuple[str, str, str], ...]:
    return (
        ("backoffice.pages", "file", _("页面")),
        ("backoffice.page_calendar", "calendar", _("日历")),
        ("backoffice.pictures", "image", _("图片库")),
        ("backoffice.experiments", "flask", _("所有实验")),
        ("backoffice.coupons", "tag", _("优惠")),
        ("backoffice.items", "tag", _("天猫商品")),
        ("backoffice.links", "link", _("链接和二维码")),
        ("backoffice.funnel", "filter", _("来路")),
    )


def owned_words(state: str) -> str:
    """Say how a right stands."""
    known = {
        "yours": _("拥有着"),
        "rented": _("租着"),
        "given": _("送的"),
        "later": _("还没开始"),
        "ended": _("已到期"),
        "taken": _("已收回"),
    }
    return known[state]


def profile_words(profile: Profile) -> str:
    """Say what a profile may see."""
    kinds = {"adult": _("大人"), "teen": _("少年"), "child": _("孩子")}
    cap = _("没有年龄上限") if profile.rating_cap >= ADULT else _("分级到 %(age)s 岁为止", age=profile.rating_cap)
    blocked = len(profile.blocked_titles)
    hidden = ngettext("收起 %(num)s 部", "收起 %(num)s 部", blocked) if blocked else ""
    return " · ".join(part for part in (kinds.get(profile.kind, ""), cap, hidden) if part)
