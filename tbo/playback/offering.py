"""What would open a closed episode, as rows of the paywall: prices are this household's own."""

from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ..accounts.viewer import Viewer
from ..catalog.episodes import EpisodeView
from ..entitlements.grants import entitlements_of
from ..offers.plans import PlanOnSale, plans_on_sale
from ..offers.quote import Quote, buyer_of, quotes_that_open
from ..offers.wording import line_words
from ..rules.access import Access, Because, OfferKind
from ..rules.money import Money
from ..rules.prices import LineKind
from ..web.filters import money
from ..web.locale import in_language

ORDER = (OfferKind.EPISODE, OfferKind.RENTAL, OfferKind.SEASON, OfferKind.PLAN)


@dataclass(frozen=True, slots=True)
class Choice:
    """One way in. `was` is the list price where credit or membership makes the price lower."""

    kind: OfferKind
    name: str
    words: str
    price: Money
    was: Money | None
    per_month: bool
    checkout_url: str


def choices(viewer: Viewer, episode: EpisodeView, access: Access, now: datetime) -> list[Choice]:
    """Return the ways in, this episode first; nothing where nothing is for sale."""
    if access.because is not Because.FOR_SALE:
        return []
    buyer = buyer_of(viewer.profile, entitlements_of(viewer.household_id), now)
    rows = [_bought(quote, episode) for quote in quotes_that_open(episode.id, buyer, now)]
    if any(offer.kind is OfferKind.PLAN for offer in access.offers):
        rows += [_by_month(plan, episode) for plan in plans_on_sale(now) if plan.months == 1]
    return sorted(rows, key=lambda row: ORDER.index(row.kind))


def _bought(quote: Quote, episode: EpisodeView) -> Choice:
    if quote.offer_kind is OfferKind.SEASON:
        address = url_for("orders.new_for_season", season_id=episode.season_id, wanted=episode.id)
    else:
        address = url_for("orders.new_for_episode", episode_id=episode.id, offer=quote.offer_kind.value)
    return Choice(
        kind=quote.offer_kind,
        name=_name(quote, episode),
        words=_words(quote),
        price=quote.total,
        was=quote.list_price if quote.total < quote.list_price else None,
        per_month=False,
        checkout_url=address,
    )


def _name(quote: Quote, episode: EpisodeView) -> str:
    if quote.offer_kind is OfferKind.RENTAL:
        return _("租来看")
    if quote.offer_kind is OfferKind.EPISODE:
        return _("买下这部片") if episode.card.is_film else _("只看这一集")
    if _off(quote, LineKind.CREDIT):
        return _("第 %(number)s 季剩下的全部", number=episode.season_number)
    return _("第 %(number)s 季全部", number=episode.season_number)


def _words(quote: Quote) -> str:
    """Say what one gets, or what of it is paid; whatever membership takes off has the name it has on the ticket."""
    credit = _off(quote, LineKind.CREDIT)
    member = [line_words(line) for line in quote.lines if line.kind is LineKind.MEMBER]
    paid = [_("已买的抵扣 %(amount)s", amount=money(credit))] if credit else []
    gets = [] if paid and quote.offer_kind is not OfferKind.RENTAL else [_promise(quote)]
    return " · ".join([*member, *paid, *gets])


def _off(quote: Quote, kind: LineKind) -> Money:
    return Money.sum_of(-line.amount for line in quote.lines if line.kind is kind)


def _promise(quote: Quote) -> str:
    if quote.offer_kind is OfferKind.RENTAL:
        return _("30 天内开始，开始后 48 小时看完")
    if quote.offer_kind is OfferKind.EPISODE:
        return _("永久归你，随时重看")
    count = len(quote.goods.episodes) if quote.goods else 0
    return ngettext("%(num)s 集，以后更新的也算", "%(num)s 集，以后更新的也算", count)


def _by_month(plan: PlanOnSale, episode: EpisodeView) -> Choice:
    return Choice(
        kind=OfferKind.PLAN,
        name=in_language(plan.name),
        words=_("会员片库随便看，到期不自动续费"),
        price=plan.price,
        was=None,
        per_month=True,
        checkout_url=url_for("orders.new_for_plan", key=plan.key, wanted=episode.id),
    )
