"""How much of a document stands in Chinese alone: in other languages its readers meet Chinese there."""

from ..rules.page_steps import Document
from .block_types import type_or_none
from .drafting import PAGE_FIELDS
from .mentions import texts_of
from .rendering import props_of


def untranslated(document: Document, tag: str) -> tuple[int, int]:
    """Return how many of the words that shoppers may read are missing in a language, and how many there are."""
    values = [(document.get("page") or {}).get(each.name) or {} for each in PAGE_FIELDS]
    for block in document["blocks"]:
        known = type_or_none(str(block.get("type")))
        if known is not None and not block.get("hidden"):
            values += [texts for _each, texts in texts_of(known, props_of(known, block))]
    written = [texts for texts in values if texts.get("zh-Hans")]
    return sum(not texts.get(tag) for texts in written), len(written)
