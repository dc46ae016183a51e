"""Pictures of blocks: the catalogue's artwork, named by the title it belongs to, or one of the library."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from ..catalog.cards import card_by_slug
from ..catalog.kept import kept
from ..catalog.naming import names_hidden
from ..db import db
from ..web.locale import in_language
from .picture_making import folder_of
from .picture_models import Picture
from .scene import Scene

FIELD = "library"


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture as a block draws it: its folder, what it shows, and near which of five lines its middle is."""

    folder: str
    alt: str
    focus: tuple[int, int] | None = None


def picture_of(slug: Any, scene: Scene) -> str | None:
    """Return the folder of a title's pictures, None where it has none or must not be seen."""
    card = card_by_slug(slug) if isinstance(slug, str) else None
    return card.pictures if card is not None and scene.visit.may_see(card) else None


def shown_picture(props: Mapping[str, Any], scene: Scene, title: str) -> Shown | None:
    """Return the picture of a block: of the library, else of the title that the field `title` names; None for none.

    The block's own words for it come before those of the library, language by language.
    """
    own, chosen = props.get("alt"), props.get(FIELD)
    if isinstance(chosen, str):
        found = library().get(chosen)
        if found is None or scene.only_catalogue or _speaks_of_hidden(props, scene):
            return None
        written = {tag: text for tag, text in own.items() if text} if isinstance(own, dict) else {}
        told = found[1] | written
        words = scene.words(told)
        # What a picture shows may not be said to whoever looks: then it is not shown to them either.
        return Shown(found[0], words, found[2]) if words or not in_language(told) else None
    folder = picture_of(props.get(title), scene)
    return Shown(folder, scene.words(own)) if folder else None


def _speaks_of_hidden(props: Mapping[str, Any], scene: Scene) -> bool:
    """Whether words beside a picture name a title that is not there for whoever looks: it shows that title too."""
    profile = scene.visit.viewer.profile
    said = (in_language(each) for each in props.values() if isinstance(each, dict))
    return any(isinstance(text, str) and names_hidden(text, profile) for text in said)


def library() -> dict[str, tuple[str, dict, tuple[int, int]]]:
    """Return every picture whose files are there: folder, words, focus; one query after the version rose, else none."""
    return kept("pages.pictures", 1).get_or_make("all", _read)


def _read() -> dict[str, tuple[str, dict, tuple[int, int]]]:
    row = Picture
    columns = row.key, row.made_version, row.alt, row.focus_x, row.focus_y
    found = db.session.execute(select(*columns).where(row.made_version.is_not(None)))
    return {
        each.key: (folder_of(each.key, each.made_version), each.alt, (_fifth(each.focus_x), _fifth(each.focus_y)))
        for each in found
    }


def _fifth(per_cent: int) -> int:
    """Style sheets know five lines each way; nothing else may stand in a page."""
    return round(per_cent / 25)
