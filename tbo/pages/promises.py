"""What a page promises from and until two moments, and whether it holds: said before it is published.

What changes by itself (a price, a badge) is drawn as it is then. Said here is what would be missing, untrue or unfit.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _

from ..catalog.cards import card_by_slug
from ..catalog.titles import title_page
from ..rules.page_steps import Block, Document
from ..rules.page_words import offers_in, typed_price
from ..storefront.prices import known_prices
from ..web.filters import day_and_time
from ..web.locale import in_language
from .block_types import BlockType, type_or_none
from .drafting import PAGE_FIELDS
from .fields import Texts
from .kinds import moment_or_none
from .links import dead_until
from .live import live_pages
from .mentions import coupons_of, refs_of, slugs_of, texts_of
from .offers import coupon_or_none
from .personas import visit_of
from .rendering import boundaries, props_of
from .scene import Scene

LOOKED_AHEAD = timedelta(days=90)
MOST_MOMENTS = 200


@dataclass(frozen=True, slots=True, order=True)
class Promise:
    """Something that does not hold. `level` is stop or warn; `code` is the block, "" for the page."""

    level: str
    code: str
    words: str


def promises(document: Document, kind: str, starts_at: datetime, ends_at: datetime | None) -> list[Promise]:
    """Return what does not hold of a document, stops first."""
    span = starts_at, ends_at or starts_at + LOOKED_AHEAD
    moments = _moments(document, *span)
    found = list(_of_page(document, kind))
    for block in document["blocks"]:
        if not block.get("hidden"):
            found += _of_block(block, kind, moments, span)
    found += _of_languages(document)
    return sorted(dict.fromkeys(found), key=lambda each: (each.level != "stop", each.code, each.words))


def stops(found: list[Promise]) -> list[Promise]:
    """Return what keeps a page from being published."""
    return [each for each in found if each.level == "stop"]


def _moments(document: Document, first: datetime, last: datetime) -> list[datetime]:
    """Return the start, and the instants within the span at which something that the page may use changes."""
    known = known_prices(first)
    ends = {end for _facts, versions in known.plans for v in versions for end in (v.sold_from, v.sold_until)}
    for slug in set(_strings(document)):
        card = card_by_slug(slug.split("/")[0].removeprefix("title:")) if len(slug) < 100 else None
        if card is not None:
            ends |= {card.opens_at, card.closes_at, *(facts.available_at for facts in card.facts)}
    changes = {*boundaries(document), *ends, *live_pages().moments}
    inside = sorted(moment for moment in changes if moment is not None and first < moment < last)
    return [first, *inside[:MOST_MOMENTS]]


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _strings(each)


def _of_page(document: Document, kind: str) -> Iterator[Promise]:
    words = document.get("page") or {}
    for each in PAGE_FIELDS:
        if kind not in ("home", "children") or words.get(each.name):
            for fault in each.faults(words.get(each.name)):
                yield Promise("stop", "", fault)
        yield from _typed(words.get(each.name), "", each.label())
    if not document["blocks"]:
        yield Promise("stop", "", _("这一页还没有块。"))


def _of_block(block: Block, kind: str, moments: list[datetime], span: tuple[datetime, datetime]) -> Iterator[Promise]:
    code, known = block["code"], type_or_none(str(block.get("type")))
    if known is None:
        yield Promise("warn", code, _("这个版本的店不认识「%(type)s」，它不会显示。", type=block.get("type")))
        return
    props = props_of(known, block)
    since, until = moment_or_none(block.get("from")), moment_or_none(block.get("until"))
    if since and until and since >= until:
        yield Promise("stop", code, _("这一块结束得比开始早，不会显示。"))
    for each in known.fields:
        for fault in each.faults(props.get(each.name)):
            yield Promise("stop", code, fault)
    yield from _of_texts(known, props, code, kind)
    yield from _of_pictures(known, props, code)
    seen = [moment for moment in moments if (not since or moment >= since) and (not until or moment < until)]
    yield from _of_facts(known, props, code, kind, seen)
    yield from _of_countdown(props, code)
    if seen and known.fields and _is_silent(known, props, seen[0], "child" if kind == "children" else "visitor"):
        yield Promise("warn", code, _("这一块现在什么也不显示。"))


def _is_silent(known: BlockType, props: Any, now: datetime, persona: str) -> bool:
    try:
        return known.view(props, Scene(visit=visit_of(persona, now))) is None
    except (TypeError, ValueError, AttributeError, LookupError):
        return True


def _of_texts(known: BlockType, props: Any, code: str, kind: str) -> Iterator[Promise]:
    for each, value in texts_of(known, props):
        yield from _typed(value, code, each.label())
        sells = any(offers_in(text) for text in (value or {}).values() if isinstance(text, str))
        if kind == "children" and sells:
            yield Promise("stop", code, _("孩子会在「%(field)s」里读到价格。", field=each.label()))
    if kind == "children" and (known.sells or props.get("offer")):
        yield Promise("stop", code, _("孩子的页面上不能卖东西：拿掉「%(name)s」。", name=known.name()))


def _typed(texts: Any, code: str, label: str) -> Iterator[Promise]:
    for text in (texts or {}).values() if isinstance(texts, dict) else ():
        found = typed_price(text) if isinstance(text, str) else None
        if found:
            words = _("「%(field)s」里手写了“%(price)s”。请写成 {plan:monthly} 这样，价格就不会错。")
            yield Promise("stop", code, words % {"field": label, "price": found})


def _of_pictures(known: BlockType, props: Any, code: str) -> Iterator[Promise]:
    alt = next((each for each in known.fields if isinstance(each, Texts) and each.alt), None)
    named = props.get("picture") if known.field("picture") else props.get("title")
    if alt is not None and named and not (props.get("alt") or {}).get("zh-Hans"):
        yield Promise("stop", code, _("图片没有中文的替代文字。"))


def _of_facts(known: BlockType, props: Any, code: str, kind: str, moments: list[datetime]) -> Iterator[Promise]:
    persona = "child" if kind == "children" else "visitor"
    for slug in slugs_of(known, props):
        yield from _failing(moments, _sees(slug, persona), code, _title_words(slug, persona))
        page = title_page(slug)
        if page is not None and not page.licence_number:
            yield Promise("stop", code, _("《%(title)s》没有许可证号。", title=in_language(page.card.name)))
    for ref in refs_of(known, props):
        if ref.startswith("coupon:"):
            continue
        words = _("“%(offer)s”现在不卖", offer=ref), _("“%(offer)s”从 %(moment)s 起不卖了", offer=ref, moment="%s")
        yield from _failing(moments, _sells(ref), code, words)
    for coupon in coupons_of(known, props):
        yield from _of_coupon(coupon, code, moments)
    for each in known.fields:
        if each.name == "link" and props.get("link"):
            yield from dead_until(props["link"], moments, code)


def _of_coupon(coupon: str, code: str, moments: list[datetime]) -> Iterator[Promise]:
    facts = coupon_or_none(coupon, moments[0]) if moments else None
    if facts is None or facts.is_stopped:
        yield Promise("stop", code, _("没有优惠码 %(code)s，或者它停用了。", code=coupon))
    elif facts.starts_at > moments[0]:
        yield Promise(
            "warn", code, _("优惠码 %(code)s 到 %(moment)s 才开始。", code=coupon, moment=day_and_time(facts.starts_at))
        )
    elif facts.ends_at is not None and facts.ends_at <= moments[0]:
        yield Promise("stop", code, _("优惠码 %(code)s 已经结束了。", code=coupon))
    elif facts.ends_at is not None:
        words = _("优惠码 %(code)s 到 %(moment)s 结束，之后这里写平常的价。")
        yield Promise("warn", code, words % {"code": coupon, "moment": day_and_time(facts.ends_at)})


def _of_countdown(props: Any, code: str) -> Iterator[Promise]:
    moment, coupon = moment_or_none(props.get("moment")), props.get("coupon")
    facts = coupon_or_none(coupon, moment) if moment and isinstance(coupon, str) else None
    if moment and facts and facts.ends_at and moment > facts.ends_at:
        words = _("倒计时到 %(moment)s，优惠码 %(ends)s 就结束了。")
        said = {"moment": day_and_time(moment), "ends": f"{coupon} {day_and_time(facts.ends_at)}"}
        yield Promise("stop", code, words % said)


def _failing(
    moments: list[datetime], holds: Callable[[Scene], bool], code: str, words: tuple[str, str]
) -> Iterator[Promise]:
    """Yield when something does not hold at the start, or from a later moment on."""
    for moment in moments:
        if not holds(Scene(visit=visit_of("visitor", moment))):
            is_first = moment == moments[0]
            yield Promise("stop", code, words[0] if is_first else words[1].replace("%s", day_and_time(moment)))
            return


def _sells(ref: str) -> Callable[[Scene], bool]:
    return lambda scene: ref == "gifts" or scene.offer(ref) is not None


def _sees(slug: str, persona: str) -> Callable[[Scene], bool]:
    def holds(scene: Scene) -> bool:
        card, visit = card_by_slug(slug), visit_of(persona, scene.now)
        if card is None or not visit.may_see(card):
            return False
        return card.closes_at is None or card.closes_at > scene.now

    return holds


def _title_words(slug: str, persona: str) -> tuple[str, str]:
    card = card_by_slug(slug)
    if card is None:
        return _("没有 %(slug)s 这部片子。", slug=slug), ""
    title = in_language(card.name)
    if persona == "child":
        return _("《%(title)s》不给孩子看。", title=title), _(
            "《%(title)s》从 %(moment)s 起看不了。", title=title, moment="%s"
        )
    return _("《%(title)s》现在看不了。", title=title), _("《%(title)s》%(moment)s下架。", title=title, moment="%s")


def _of_languages(document: Document) -> Iterator[Promise]:
    values = [(document.get("page") or {}).get(each.name) or {} for each in PAGE_FIELDS]
    for block in document["blocks"]:
        known = type_or_none(str(block.get("type")))
        if known is not None and not block.get("hidden"):
            values += [texts for _each, texts in texts_of(known, props_of(known, block))]
    written = [texts for texts in values if texts.get("zh-Hans")]
    missing = sum(not texts.get("en") for texts in written)
    if missing:
        words = _("英文页面有 %(missing)s 处显示中文（共 %(all)s 处）。")
        yield Promise("warn", "", words % {"missing": missing, "all": len(written)})
