"""The plans page: what months cost, what single things cost, and the plain answers beside them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext, pgettext

from ..catalog.cards import TitleCard, cards
from ..catalog.library import Filters, browse, how_many
from ..offers.plans import PlanOnSale
from ..offers.wording import months_word
from ..orders.agreements.placing import can_renew
from ..rules.coupons import code_or_none
from ..rules.money import Money
from ..web.filters import dotted, money
from ..web.locale import in_language
from .plan_steps import plan_step
from .prices import plans
from .tickets import Step
from .trials import Trial, trial_or_none
from .visit import Visit

SAMPLE = 120  # titles whose prices the page compares
PLAN_KEY = re.compile(r"[a-z0-9-]{1,40}")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRow:
    """A plan as a row: `saves` against paying by the month; `renewing_href` where it may renew by itself.

    `is_running`: the household watches by it; with a `step` this or another plan renews, and it is not bought here.
    """

    key: str
    name: str
    note: str
    saves: Money | None
    price: Money
    per: str
    href: str
    renewing_href: str | None
    trial: Trial | None
    is_running: bool
    step: Step | None


@dataclass(frozen=True, slots=True)
class Single:
    """Something sold by the piece; `is_least` where others of its kind cost more."""

    words: str
    price: Money
    is_least: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PlansPage:
    """All that the page says."""

    in_plan: str
    code: str | None
    chosen: str | None
    plans: list[PlanRow]
    singles: list[Single]
    credit: str
    promises: list[tuple[str, str, str]]
    questions: list[tuple[str, str]]


def coupon() -> str | None:
    """Return the code in this page's address; the checkout says what it is good for."""
    return code_or_none(request.args.get("coupon", ""))


def asked_for(arguments: Mapping[str, str]) -> str | None:
    """Return the key of the plan that an address asks for; None without one, or for what is no key."""
    key = arguments.get("plan", "")
    return key if PLAN_KEY.fullmatch(key) else None


def plans_page(visit: Visit, code: str | None = None, asked: str | None = None) -> PlansPage:
    """Make the page; every number on it is the catalogue's or the plans'. A coupon's `code` goes along to the till.

    The plan with the key `asked` for is chosen, where it is on sale.
    """
    count = how_many(Filters(access="plan"), visit.now, visit.viewer.profile)
    on_sale = plans(visit)
    title_ids, _more = browse(Filters(), None, SAMPLE, profile=visit.viewer.profile, now=visit.now)
    found = cards(title_ids)
    return PlansPage(
        code=code,
        chosen=next((plan.key for plan in on_sale if plan.key == asked), None),
        in_plan=ngettext("%(num)s 部剧集和电影，随便看。", "%(num)s 部剧集和电影，随便看。", count),
        plans=[_row(plan, on_sale, code, visit) for plan in on_sale],
        singles=_singles(found),
        credit=_credit(found),
        promises=_promises(on_sale),
        questions=_questions(),
    )


def _row(plan: PlanOnSale, on_sale: list[PlanOnSale], code: str | None, visit: Visit) -> PlanRow:
    month = next((each.price for each in on_sale if each.months == 1), None)
    saves = month * plan.months - plan.price if month is not None and plan.months > 1 else None
    per_month = _("%(price)s/月", price=money(plan.per_month)) if plan.months > 1 else ""
    notes = [per_month, in_language(plan.pitch)]
    return PlanRow(
        key=plan.key,
        name=in_language(plan.name),
        note=dotted(notes),
        saves=saves if saves is not None and saves > Money.zero() else None,
        price=plan.price,
        per="/" + (_("月") if plan.months == 1 else _("年") if plan.months == 12 else months_word(plan.months)),
        href=url_for("orders.new_for_plan", key=plan.key, coupon=code),
        renewing_href=url_for("orders.new_subscription", key=plan.key, coupon=code) if can_renew(plan) else None,
        trial=trial_or_none(plan, visit),
        is_running=plan.key == visit.plan_key(),
        step=plan_step(plan, visit) if visit.renewing.plan_key else None,
    )


def _singles(found: list[TitleCard]) -> list[Single]:
    """Say what pieces cost: the usual price where titles agree, "from" where they differ."""
    films = [card.facts[0] for card in found if card.is_film and card.facts]
    series = [card for card in found if not card.is_film and card.facts]
    usual = max(series, key=lambda card: card.popularity, default=None)
    rows = [
        (pgettext("sold", "单集"), [facts.price for card in series for facts in card.facts[:1]]),
        (pgettext("sold", "电影"), [facts.price for facts in films]),
        (pgettext("sold", "电影，租看 48 小时"), [facts.rental for facts in films if facts.rental is not None]),
    ]
    singles = [_single(words, prices) for words, prices in rows if prices]
    if usual is not None:
        episodes = [facts for facts in usual.facts if facts.season_id == usual.facts[0].season_id]
        words = ngettext(
            "《%(title)s》一季，%(num)s 集",
            "《%(title)s》一季，%(num)s 集",
            len(episodes),
            title=in_language(usual.name),
        )
        singles.append(Single(words, episodes[0].season_price))
    return singles


def _single(words: str, prices: list[Money]) -> Single:
    least = min(prices)
    return Single(words, least, max(prices) > least)


def _credit(found: list[TitleCard]) -> str:
    """Show on a real series what two bought episodes leave of the season's price."""
    series = max(
        (card for card in found if not card.is_film and len(card.facts) > 2), key=lambda c: c.popularity, default=None
    )
    if series is None:
        return ""
    paid = next((facts for facts in series.facts if not facts.is_free), series.facts[0])
    left = paid.season_price - paid.price * 2
    title = in_language(series.name)
    return _("《%(title)s》买过 2 集再买整季，只付剩下的 %(left)s。", title=title, left=money(left))


def _promises(on_sale: list[PlanOnSale]) -> list[tuple[str, str, str]]:
    streams = max((plan.streams for plan in on_sale), default=2)
    least = min((plan.streams for plan in on_sale), default=2)
    at_once = f"{least}–{streams}" if streams != least else str(least)
    return [
        (
            "tv",
            ngettext("%(count)s 处同时看", "%(count)s 处同时看", streams, count=at_once),
            _("电视上放着，路上接着看"),
        ),
        ("users", _("五个档案"), _("各看各的，孩子有自己的")),
        ("receipt", _("每笔都有收据"), _("收据上的链接，到哪儿都能找回")),
        ("rotate-ccw", _("付过的都算数"), _("换成整季，已付的全部抵扣")),
    ]


def _questions() -> list[tuple[str, str]]:
    return [
        (
            _("怎么取消？"),
            _(
                "只买一期的不用取消，到期自动停。自动续的在“我的”里点两下就取消，不用打电话，也不用说理由；当期看到最后一天。"
            ),
        ),
        (
            _("自动续费怎么扣？"),
            _(
                "你在支付宝里同意一次，以后每期扣一次，扣款前至少 5 天提醒你。没扣成会再试三天，这几天照常看。"
                "涨价不涨老会员，降价下一期就跟着降。"
            ),
        ),
        (
            _("没付成功会怎样？"),
            _("没有扣款就不会开通，价格给你留十五分钟。钱要是晚到了一点，也算数：能给的照给，给不了的原路退回。"),
        ),
        (_("不注册也能买吗？"), _("能。先付先看，收据就是凭证；以后留一个手机号或邮箱，买过的都会跟过去。")),
    ]
