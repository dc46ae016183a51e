"""Fills in the landing pages of the demo shop: each with one version, shown from and until its days."""

import hashlib
import json
from typing import Any

from sqlalchemy import select

from ..db import db
from ..pages.default_pages import made
from ..pages.models import Page, PageDraft, PageItem, PagePublication, PageVersion
from ..rules.page_steps import SCHEMA
from .content import Anchor, content
from .vouchers import batch_key

KINDS = {"launch": "campaign", "gifts": "campaign"}
BY = "demo <marketing@tbo.example>"
HOME_SINCE = -900
RENAMED = {"faq": "questions"}


def add_landing_pages(at: Anchor) -> None:
    """Insert every page as it is written in the content."""
    for told in content("landing_pages"):
        page = Page(slug=told["slug"], kind=KINDS.get(told["kind"], told["kind"]), made_at=at.instant, made_by=BY)
        document = _document(told, at)
        db.session.add(page)
        db.session.flush()
        since = at.day(told.get("publish_from_day", HOME_SINCE))
        version = PageVersion(
            page_id=page.id, number=1, document=document, hash=_hash(document), note="", made_at=since, made_by=BY
        )
        db.session.add(version)
        db.session.flush()
        until = at.day(told.get("publish_until_day"))
        db.session.add(
            PagePublication(
                page_id=page.id, version_id=version.id, starts_at=since, ends_at=until, made_at=since, made_by=BY
            )
        )
        db.session.add(PageDraft(page_id=page.id, document=document, changed_at=since, changed_by=BY))
    slugs = {item["item_id"]: item["landing_page"] for item in content("tmall_items")["items"] if item["landing_page"]}
    ids = {row.slug: row.id for row in db.session.execute(select(Page.id, Page.slug))}
    db.session.add_all(PageItem(item_id=item_id, page_id=ids[slug]) for item_id, slug in slugs.items())
    db.session.flush()


def _hash(document: dict) -> str:
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _document(told: dict, at: Anchor) -> dict:
    blocks = [
        made(number, RENAMED.get(block["type"], block["type"]), _props(block, at))
        for number, block in enumerate(told["blocks"], start=1)
    ]
    if told["kind"] == "home":
        blocks.insert(1, made(len(blocks) + 1, "continuing", {}))
    page = {"title": told["title"], "description": told["description"]}
    return {"schema": SCHEMA, "next": len(blocks) + 1, "page": page, "blocks": blocks}


def _props(block: dict, at: Anchor) -> dict[str, Any]:
    """Return a block's props as our types hold them."""
    known = block["props"]
    props = {key: known[key] for key in SAME & known.keys()}
    if "title_ref" in known:
        props["title"] = known["title_ref"]
    making = {
        "hero": _hero,
        "offer": lambda told: {"offers": told["refs"]},
        "image": lambda told: {**told["picture"], "art": told["picture"]["art"].replace("backdrop", "wide")},
        "quote": lambda told: {"who": told["attribution"]},
        "qr": lambda told: {"link": told["to"]} if told["to"].startswith("/") else {},
        "legal_line": lambda told: {"lines": [{"line": line} for line in told["lines"]]},
        "code_box": lambda told: {"batch": batch_key(told["batch"])} if "batch" in told else {},
        "countdown": lambda told: {"coupon": "QUANJIA1111", "over": told["zero"]},
    }.get(block["type"])
    return props | (making(known) if making else {})


SAME = {
    *("headline", "line", "text", "note", "caption", "markdown", "hint", "items", "shelf", "plans", "highlight"),
    *("coupon", "variant", "season", "show_dates", "show_title_licences"),
}


def _hero(told: dict) -> dict[str, Any]:
    if told["variant"] not in ("campaign", "quiet", "single"):
        slides = [{"title": slide["title_ref"], "line": slide["line"]} for slide in told["slides"]]
        return {"style": "bills", "slides": slides}
    action = told["action"]
    picture = told.get("picture") or {"title": told["title_ref"], "alt": told["headline"]}
    props = {"style": "campaign", "picture": picture["title"], "alt": picture["alt"]}
    if action["to"].startswith("title:"):
        return props | {"link": action["to"], "label": action["label"]}
    if action["to"] == "offer:gifts":
        return props | {"link": "/gifts", "label": action["label"]}
    return props | {"offer": action["to"].replace("offer:", "plan:"), "coupon": action.get("coupon")}
