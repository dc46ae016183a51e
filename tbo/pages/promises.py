"""What a page promises from and until two moments, and whether it holds: said before it is published.

What changes by itself (a price, a badge) is drawn as it is then. Said here is what would be missing, untrue or unfit.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _

from ..rules.page_steps import Block, Document
from ..rules.page_words import offers_in, typed_price
from .block_types import BlockType, type_or_none
from .drafting import PAGE_FIELDS
from .kinds import moment_or_none
from .mentions import refs_of, texts_of
from .personas import visit_of
from .promise import Promise
from .promised_batches import Stocks, known_stocks, of_stocks
from .promised_facts import Known, known_titles, moments_of, of_facts
from .promised_pictures import Pictures, known_pictures, of_pictures
from .rendering import props_of
from .scene import Scene
from .translated import untranslated

LOOKED_AHEAD = timedelta(days=90)
USUAL_OFFER = "plan:monthly"
Span = tuple[datetime, datetime]


def promises(document: Document, kind: str, starts_at: datetime, ends_at: datetime | None) -> list[Promise]:
    """Return what does not hold of a document, stops first."""
    titles = known_titles(document)
    moments = moments_of(document, titles.cards.values(), starts_at, ends_at or starts_at + LOOKED_AHEAD)
    found, pictures, stocks = list(_of_page(document, kind)), known_pictures(document), known_stocks(document)
    span = starts_at, ends_at or starts_at + LOOKED_AHEAD
    for block in document["blocks"]:
        if not block.get("hidden"):
            found += _of_block(block, kind, moments, titles)
            found += _pictures_of_block(block, pictures)
            found += _stocks_of_block(block, span, stocks)
    found += _of_languages(document)
    return sorted(dict.fromkeys(found), key=lambda each: (each.level != "stop", each.code, each.words))


def _of_page(document: Document, kind: str) -> Iterator[Promise]:
    words = document.get("page") or {}
    for each in PAGE_FIELDS:
        if kind not in ("home", "children") or words.get(each.name):
            for fault in each.faults(words.get(each.name)):
                yield Promise("stop", "", fault)
        yield from _typed(words.get(each.name), "", each.label())
    if not document["blocks"]:
        yield Promise("stop", "", _("这一页还没有块。"))


def _of_block(block: Block, kind: str, moments: list[datetime], titles: Known) -> Iterator[Promise]:
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
    seen = [moment for moment in moments if (not since or moment >= since) and (not until or moment < until)]
    yield from of_facts(known, props, code, kind, seen, titles)
    if seen and known.fields and _is_silent(known, props, seen[0], "child" if kind == "children" else "visitor"):
        yield Promise("warn", code, _("这一块现在什么也不显示。"))


def _pictures_of_block(block: Block, pictures: Pictures) -> Iterator[Promise]:
    known = type_or_none(str(block.get("type")))
    return of_pictures(known, props_of(known, block), block["code"], pictures) if known else iter(())


def _stocks_of_block(block: Block, span: Span, stocks: Stocks) -> Iterator[Promise]:
    known = type_or_none(str(block.get("type")))
    since, until = moment_or_none(block.get("from")), moment_or_none(block.get("until"))
    shown = max(span[0], since or span[0]), min(span[1], until or span[1])
    if known is None or shown[0] >= shown[1]:
        return iter(())
    return of_stocks(known, props_of(known, block), block["code"], shown, stocks)


def _is_silent(known: BlockType, props: Any, now: datetime, persona: str) -> bool:
    try:
        return known.view(props, Scene(visit=visit_of(persona, now))) is None
    except (TypeError, ValueError, AttributeError, LookupError):
        return True


def _of_texts(known: BlockType, props: Any, code: str, kind: str) -> Iterator[Promise]:
    own = next((ref for ref in refs_of(known, props) if offers_in(f"{{{ref}}}")), USUAL_OFFER)
    for each, value in texts_of(known, props):
        yield from _typed(value, code, each.label(), own)
        sells = any(offers_in(text) for text in (value or {}).values() if isinstance(text, str))
        if kind == "children" and sells:
            yield Promise("stop", code, _("孩子会在「%(field)s」里读到价格。", field=each.label()))
    if kind == "children" and (known.sells or props.get("offer")):
        yield Promise("stop", code, _("孩子的页面上不能卖东西：拿掉「%(name)s」。", name=known.name()))


def _typed(texts: Any, code: str, label: str, offer: str = USUAL_OFFER) -> Iterator[Promise]:
    for text in (texts or {}).values() if isinstance(texts, dict) else ():
        found = typed_price(text) if isinstance(text, str) else None
        if found:
            words = _("「%(field)s」里手写了“%(price)s”。请写成 %(offer)s 这样，价格就不会错。")
            yield Promise("stop", code, words % {"field": label, "price": found, "offer": f"{{{offer}}}"})


def _of_languages(document: Document) -> Iterator[Promise]:
    missing, written = untranslated(document, "en")
    if missing:
        words = _("英文页面有 %(missing)s 处显示中文（共 %(all)s 处）。")
        yield Promise("warn", "", words % {"missing": missing, "all": written})
