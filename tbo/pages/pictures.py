"""Pictures of blocks: the catalogue's artwork, named by the title it belongs to."""

from typing import Any

from ..catalog.cards import card_by_slug
from .scene import Scene


def picture_of(slug: Any, scene: Scene) -> str | None:
    """Return the folder of a title's pictures, None where it has none or must not be seen."""
    card = card_by_slug(slug) if isinstance(slug, str) else None
    return card.pictures if card is not None and scene.visit.may_see(card) else None
