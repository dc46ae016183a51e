"""A shelf whose titles are chosen here, in this order; what a profile must not see is skipped."""

from flask_babel import gettext as _

from ...storefront.cards import card_view
from ...web.locale import in_language
from ..block_types import BlockType, Props
from ..fields import Texts
from ..kinds import note_field, titles_field
from ..scene import Scene


def _view(props: Props, scene: Scene) -> dict | None:
    cards = [card for slug in props.get("titles") or () if (card := scene.card(slug)) is not None]
    if not cards:
        return None
    views = [card_view(card, scene.visit) for card in cards]
    return {
        "name": scene.words(props.get("name")) or _("一起看"),
        "lead": scene.words(props.get("note")),
        "cards": views,
    }


BLOCK = BlockType(
    key="picks",
    name=lambda: _("片单：自己挑"),
    sign="bookmark",
    order=21,
    at_most=12,
    is_catalogue=True,
    fields=(
        Texts(name="name", label=lambda: _("名字"), limit=16, required=True),
        titles_field("titles", 3, 24),
        note_field(),
    ),
    view=_view,
    label_of=lambda props: in_language(props.get("name")),
)
