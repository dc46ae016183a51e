"""Fills in the links by which households of the demo shop came."""

from urllib.parse import quote, urlsplit

from ..arrivals.models import Arrival
from ..rules.attribution import read_link
from ..rules.host_apps import host_app
from ..rules.touches import source_of
from .content import Anchor, content
from .rows import ids_by, insert_all
from .stable import token


def add_arrivals(at: Anchor) -> None:
    """Insert every arrival, read from its link as the shop reads it; a household begins with its own."""
    links = {link["id"]: link for link in content("tmall_items")["links"]}
    insert_all(
        Arrival,
        [
            {
                **_read(links[link]),
                "public_id": _public_id(household, link),
                "host_app": host_app(links[link]["user_agent"]),
                "created_at": at.moment(household["created_at"]),
            }
            for household in content("households")
            for link in household["arrivals"]
        ],
    )


def arrival_ids() -> dict[tuple[str, str], int]:
    """Return ids by the household's slug and the link."""
    ids = ids_by(Arrival, "public_id")
    return {
        (household["slug"], link): ids[_public_id(household, link)]
        for household in content("households")
        for link in household["arrivals"]
    }


def _public_id(household: dict, link: str) -> str:
    return token("arrival", household["slug"], link)


def _read(link: dict) -> dict:
    parts = urlsplit(link["url"])
    place, _, last = parts.path.rpartition("/")
    facts = read_link(last if place == "/t" else None, _query(link, parts.query))
    return {
        "path": parts.path,
        "item_id": facts.item_id,
        "sku_id": facts.sku_id if facts.sku_id in _skus_of(facts.item_id) else None,
        "spm": facts.spm,
        "known": facts.known,
        "raw": [list(pair) for pair in facts.raw],
        "source": source_of(facts),
    }


def _query(link: dict, query: str) -> bytes:
    """Return what arrived; a very long value is told by what it repeats."""
    repeat = link.get("raw", {}).get("repeat")
    return (query.replace("REPEAT", quote(repeat["value"] * repeat["times"])) if repeat else query).encode()


def _skus_of(item_id: str | None) -> set[str]:
    items = [item for item in content("tmall_items")["items"] if item["item_id"] == item_id]
    return {sku["sku_id"] for item in items for sku in item["skus"]}
