"""What a block names of the shop: titles, offers, coupons, and its words with their fields."""

import re
from collections.abc import Iterator
from typing import Any

from ..rules.page_words import offers_in
from .block_types import BlockType
from .fields import Items, Many, Texts, filled_items

TITLE_LINK = re.compile(r"(?:title:|/titles/)([a-z0-9-]{1,80})")


def slugs_of(known: BlockType, props: Any) -> Iterator[str]:
    """Yield every title that a block names."""
    for each in known.fields:
        value = props.get(each.name)
        if each.widget == "title" and isinstance(value, str):
            yield value
        elif isinstance(each, Many) and each.name == "titles":
            yield from (slug for slug in value or () if isinstance(slug, str))
        elif isinstance(each, Items):
            names = [inner.name for inner in each.fields if inner.widget == "title"]
            yield from (item[name] for item in filled_items(value) for name in names if isinstance(item.get(name), str))


def titles_named(known: BlockType, props: Any) -> Iterator[str]:
    """Yield every title that a block depends on: named by itself, sold by an offer, or where a link leads."""
    yield from slugs_of(known, props)
    for ref in refs_of(known, props):
        kind, _colon, rest = ref.partition(":")
        if kind in ("episode", "rental", "season"):
            yield rest.split("/")[0]
    link = props.get("link")
    found = TITLE_LINK.match(link) if isinstance(link, str) else None
    if found:
        yield found[1]


def pictures_of(known: BlockType, props: Any) -> Iterator[str]:
    """Yield every picture of the library that a block shows."""
    for each in known.fields:
        value = props.get(each.name)
        if each.widget == "picture" and isinstance(value, str):
            yield value


def refs_of(known: BlockType, props: Any) -> Iterator[str]:
    """Yield every offer that a block names, in a field or within its words."""
    if isinstance(props.get("offer"), str):
        yield props["offer"]
    yield from (ref for ref in props.get("offers") or () if isinstance(ref, str))
    if known.key == "plan_table":
        yield from (f"plan:{key}" for key in props.get("plans") or ())
    for _each, texts in texts_of(known, props):
        for text in (texts or {}).values():
            yield from offers_in(text) if isinstance(text, str) else ()


def coupons_of(known: BlockType, props: Any) -> Iterator[str]:
    """Yield every coupon that a block names."""
    if isinstance(props.get("coupon"), str):
        yield props["coupon"]
    yield from {ref.removeprefix("coupon:") for ref in refs_of(known, props) if ref.startswith("coupon:")}


def texts_of(known: BlockType, props: Any) -> Iterator[tuple[Texts, Any]]:
    """Yield every field of words with its value, those of items included."""
    for each in known.fields:
        if isinstance(each, Texts):
            yield each, props.get(each.name) if isinstance(props.get(each.name), dict) else {}
        elif isinstance(each, Items):
            for item in filled_items(props.get(each.name)):
                for inner in each.fields:
                    if isinstance(inner, Texts):
                        yield inner, item.get(inner.name) if isinstance(item.get(inner.name), dict) else {}
