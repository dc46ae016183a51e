"""The controls of the editor by their keys, and what stands around its form and follows from what was saved."""

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from ... import clock
from ...pages.block_types import type_or_none
from ...pages.drafting import BLOCK_FIELDS, PAGE_FIELDS
from ...pages.fields import Leaf
from ...pages.making import draft_of
from ...pages.models import Page
from ...pages.publishing import hash_of, live_version
from ...pages.rendering import props_of
from ...rules.page_steps import PAGE

LONGEST_LABEL = 40


@dataclass(frozen=True, slots=True)
class Outlined:
    """A line of the outline."""

    code: str
    name: str
    label: str
    sign: str
    hidden: bool


def outlined(block: dict) -> Outlined:
    """Return the line that a block has in the outline."""
    kind = type_or_none(str(block.get("type")))
    if kind is None:
        return Outlined(block["code"], str(block.get("type"))[:40], _("这个版本不认识"), "circle-alert", False)
    label = kind.label(props_of(kind, block))
    return Outlined(block["code"], kind.name(), label[:LONGEST_LABEL], kind.sign, bool(block.get("hidden")))


def leaves_of(document: dict, block: dict | None) -> list[tuple[str, Leaf]]:
    """Return the controls of a block, without one of the page itself, with their keys."""
    if block is None:
        return [(f"{PAGE}.{leaf.path}", leaf) for each in PAGE_FIELDS for leaf in each.leaves(_of_page(document, each))]
    kind = type_or_none(block["type"])
    own = kind.leaves(props_of(kind, block)) if kind else []
    common = [leaf for each in BLOCK_FIELDS for leaf in each.leaves(block.get(each.name))]
    return [(f"{block['code']}.{leaf.path}", leaf) for leaf in (*own, *common)]


def around(page: Page, keys: set[str]) -> dict[str, Any]:
    """Say what follows for the page around: the outline's lines, names, places of lists, what is not live."""
    document, shown = draft_of(page).document, live_version(page, clock.now())
    codes = {key.partition(".")[0] for key in keys}
    blocks = [block for block in document["blocks"] if block["code"] in codes]
    leaves = [each for block in blocks for each in leaves_of(document, block)]
    return {
        "outline": {block["code"]: outlined(block).label for block in blocks},
        "named": {key: leaf.said for key, leaf in leaves if leaf.things and key in keys},
        "items": {".".join(key.split(".")[:2]): leaf.item + 1 for key, leaf in leaves if leaf.item >= 0},
        "is_changed": shown is None or shown.hash != hash_of(document),
    }


def _of_page(document: dict, field: Any) -> Any:
    return (document.get("page") or {}).get(field.name)
