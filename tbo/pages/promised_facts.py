"""What a block promises of the shop: that its titles can be seen, its offers bought, its coupons used, its links gone.

Whatever is asked of the database is asked once for a whole page; the moments of a span cost no query.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from ..catalog.cards import TitleCard, cards_by_slugs
from ..catalog.titles import licence_numbers
from ..rules.page_steps import Document
from ..storefront.prices import known_prices
from ..web.filters import to_minute
from ..web.locale import in_language
from .block_types import BlockType, type_or_none
from .kinds import moment_or_none
from .links import leads_somewhere
from .live import live_pages
from .mentions import coupons_of, refs_of, slugs_of, titles_named
from .offers import coupon_or_none
from .personas import visit_of
from .promise import Promise, failing
from .rendering import boundaries, props_of
from .scene import Scene

MOST_CHANGES = 200


@dataclass(frozen=True, slots=True)
class Known:
    """What the catalogue has of the titles that a page names."""

    cards: dict[str, TitleCard]
    licences: dict[str, str]


def known_titles(document: Document) -> Known:
    """Return what is known of every title that a page names; at most four queries, however many they are."""
    named: set[str] = set()
    for block in document["blocks"]:
        kind = type_or_none(str(block.get("type")))
        if kind is not None and not block.get("hidden"):
            named.update(titles_named(kind, props_of(kind, block)))
    cards = cards_by_slugs(named)
    return Known(cards, licence_numbers(cards))


def moments_of(document: Document, titles: Iterable[TitleCard], first: datetime, last: datetime) -> list[datetime]:
    """Return the first instant of a span, those at which blocks come and go, and the soonest other changes."""
    plans = known_prices().plans
    ends = {end for _facts, versions in plans for v in versions for end in (v.sold_from, v.sold_until)}
    for card in titles:
        ends |= {card.opens_at, card.closes_at, *(facts.available_at for facts in card.facts)}
    changes = sorted(moment for moment in {*ends, *live_pages().moments} if moment and first < moment < last)
    own = {moment for moment in boundaries(document) if first < moment < last}
    return sorted({first, *own, *changes[:MOST_CHANGES]})


def of_facts(
    known: BlockType, props: Any, code: str, kind: str, moments: list[datetime], titles: Known
) -> Iterator[Promise]:
    """Yield what does not hold of a block's titles, offers, coupons and links at the moments at which it is shown."""
    if not moments:
        return
    persona = "child" if kind == "children" else "visitor"
    for slug in slugs_of(known, props):
        card = titles.cards.get(slug)
        if card is None:
            yield Promise("stop", code, _("没有 %(slug)s 这部片子。", slug=slug))
            continue
        yield from failing(moments, _sees(card, persona), code, _title_words(card, persona))
        if not titles.licences.get(slug):
            yield Promise("stop", code, _("《%(title)s》没有许可证号。", title=in_language(card.name)))
    for ref in refs_of(known, props):
        if ref.startswith("coupon:"):
            continue
        words = _("“%(offer)s”现在不卖", offer=ref), _("“%(offer)s”从 %(moment)s 起不卖了", offer=ref, moment="%s")
        yield from failing(moments, _sells(ref), code, words)
    for coupon in coupons_of(known, props):
        yield from _of_coupon(coupon, code, moments)
    if known.field("link") and isinstance(props.get("link"), str):
        yield from _of_link(props["link"], moments, code)
    yield from _of_countdown(props, code)


def _of_link(link: str, moments: list[datetime], code: str) -> Iterator[Promise]:
    words = (
        _("“%(link)s”哪儿也去不了。", link=link),
        _("“%(link)s”从 %(moment)s 起哪儿也去不了。", link=link, moment="%s"),
    )
    return failing(moments, lambda scene: leads_somewhere(link, scene), code, words)


def _of_coupon(coupon: str, code: str, moments: list[datetime]) -> Iterator[Promise]:
    facts = coupon_or_none(coupon)
    if facts is None or facts.is_stopped:
        yield Promise("stop", code, _("没有优惠码 %(code)s，或者它停用了。", code=coupon))
    elif facts.starts_at > moments[0]:
        yield Promise(
            "warn", code, _("优惠码 %(code)s 到 %(moment)s 才开始。", code=coupon, moment=to_minute(facts.starts_at))
        )
    elif facts.ends_at is not None and facts.ends_at <= moments[0]:
        yield Promise("stop", code, _("优惠码 %(code)s 已经结束了。", code=coupon))
    elif facts.ends_at is not None:
        words = _("优惠码 %(code)s 到 %(moment)s 结束，之后这里写平常的价。")
        yield Promise("warn", code, words % {"code": coupon, "moment": to_minute(facts.ends_at)})


def _of_countdown(props: Any, code: str) -> Iterator[Promise]:
    moment, coupon = moment_or_none(props.get("moment")), props.get("coupon")
    facts = coupon_or_none(coupon) if moment and isinstance(coupon, str) else None
    if moment and facts and facts.ends_at and moment > facts.ends_at:
        words = _("倒计时到 %(moment)s，优惠码 %(ends)s 就结束了。")
        said = {"moment": to_minute(moment), "ends": f"{coupon} {to_minute(facts.ends_at)}"}
        yield Promise("stop", code, words % said)


def _sells(ref: str) -> Callable[[Scene], bool]:
    return lambda scene: ref == "gifts" or scene.offer(ref) is not None


def _sees(card: TitleCard, persona: str) -> Callable[[Scene], bool]:
    def holds(scene: Scene) -> bool:
        if not visit_of(persona, scene.now).may_see(card):
            return False
        return card.closes_at is None or card.closes_at > scene.now

    return holds


def _title_words(card: TitleCard, persona: str) -> tuple[str, str]:
    title = in_language(card.name)
    if persona == "child":
        return _("《%(title)s》不给孩子看。", title=title), _(
            "《%(title)s》从 %(moment)s 起看不了。", title=title, moment="%s"
        )
    return _("《%(title)s》现在看不了。", title=title), _("《%(title)s》%(moment)s下架。", title=title, moment="%s")
