"""What a link from Tmall carries: known names cleaned, unknown ones kept raw and bounded, nothing believed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

KNOWN = {
    name.lower(): name
    for name in (
        "id",
        "skuId",
        "spm",
        "scm",
        "pid",
        "ali_trackid",
        "ali_refid",
        "utm_source",
        "utm_medium",
        "utm_campaign",
        "utm_term",
        "utm_content",
    )
}
LONGEST_VALUE = 200
MOST_PARAMETERS = 60
MOST_RAW_BYTES = 4096
_NUMBER = re.compile(r"[1-9][0-9]{5,18}")
_SPM = re.compile(r"[A-Za-z0-9_-]{1,60}(?:\.[A-Za-z0-9_-]{1,60}){1,4}")
_INVISIBLE = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


@dataclass(frozen=True, slots=True)
class LinkFacts:
    """What was read from a link. `known` has our spelling of the names; `raw` keeps order and repeats."""

    item_id: str | None
    sku_id: str | None
    spm: str | None
    known: dict[str, str]
    raw: tuple[tuple[str, str], ...]


def read_link(item: str | None, query: bytes) -> LinkFacts:
    """Read a link's path item and its query string as it arrived; never raises, whatever stands in it.

    Bytes are decoded once; what is not UTF-8 or cannot be seen is dropped. The first value of a known name wins,
    and the path wins over the query.
    """
    item_id = item_number_or_none(item)
    known: dict[str, str] = {}
    raw: list[tuple[str, str]] = []
    for name, value in _parameters(query):
        ours = KNOWN.get(name.lower())
        if ours is None or not _fits(ours, value):
            raw.append((name, value))
        elif ours not in known:
            known[ours] = value
    if item_id and known.get("id") not in (None, item_id):
        raw.append(("id", known.pop("id")))
    return LinkFacts(item_id, known.get("skuId"), known.get("spm"), known, tuple(_bounded(raw)))


def tells_of_click(names: Iterable[str]) -> bool:
    """Whether a query of these names stands behind a link that brought somebody."""
    return any(name.lower() in KNOWN for name in names)


def item_number_or_none(item: str | None) -> str | None:
    """Return the number of an item as it stands in a path, without what follows a semicolon."""
    first = (item or "").split(";")[0]
    return first if _NUMBER.fullmatch(first) else None


def _fits(name: str, value: str) -> bool:
    if name in ("id", "skuId"):
        return _NUMBER.fullmatch(value) is not None
    return name != "spm" or _SPM.fullmatch(value) is not None


def _parameters(query: bytes):
    for part in query.split(b"&")[: 4 * MOST_PARAMETERS]:
        encoded_name, _, encoded_value = part.partition(b"=")
        name, value = _text(encoded_name), _text(encoded_value)
        if name and value:
            yield name[:LONGEST_VALUE], value[:LONGEST_VALUE]


def _text(encoded: bytes) -> str:
    # This bounds the work: a character has up to four bytes, each three bytes long in percent encoding.
    decoded = unquote_to_bytes(encoded[: LONGEST_VALUE * 12 + 12].replace(b"+", b" "))
    return _INVISIBLE.sub("", decoded.decode("utf-8", "ignore")).strip()


def _bounded(raw: list[tuple[str, str]]):
    left = MOST_RAW_BYTES
    for name, value in raw[:MOST_PARAMETERS]:
        left -= len(name.encode()) + len(value.encode())
        if left < 0:
            return
        yield name, value
