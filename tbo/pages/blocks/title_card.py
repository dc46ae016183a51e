"""One title, with a sentence of its own, its badge and its one button."""

from flask_babel import gettext as _

from ...rules.badges import Badge, Words
from ...storefront.cards import card_view
from ...storefront.prices import buyer, month_price
from ...storefront.steps import first_step, price_note
from ...web.locale import in_language
from ..block_types import BlockType, Props
from ..fields import Choice, Texts
from ..kinds import note_field, title_field
from ..scene import Scene
from ..shelf_names import title_name


def _variants() -> list[tuple[str, str]]:
    return [("poster", _("海报在旁")), ("wide", _("大图在上"))]


def _view(props: Props, scene: Scene) -> dict | None:
    card = scene.card(props.get("title"))
    if card is None:
        return None
    visit, asking = scene.visit, buyer(scene.visit)
    shown, costs = card_view(card, visit, "library"), price_note(card, visit, asking, month_price(visit))
    return {
        "card": card,
        "shown": shown,
        "badge": None if costs and _says_only_a_price(shown.badge) else shown.badge,
        "line": scene.words(props.get("line")) or in_language(card.tagline),
        "note": scene.words(props.get("note")),
        "price_note": costs,
        "action": first_step(card, visit, asking, {}),
        "is_wide": props.get("variant") == "wide",
    }


def _says_only_a_price(badge: Badge | None) -> bool:
    """Whether the lamp says nothing but what the note says better: for which way to have it."""
    return badge is not None and badge.words in (Words.PRICE, Words.PRICE_FROM) and badge.leaves_at is None


BLOCK = BlockType(
    key="title_card",
    name=lambda: _("一部片子"),
    sign="clapperboard",
    order=25,
    at_most=6,
    is_catalogue=True,
    fields=(
        title_field(),
        Texts(name="line", label=lambda: _("自己的一句话"), limit=120),
        note_field(),
        Choice(name="variant", label=lambda: _("样子"), options=_variants),
    ),
    view=_view,
    label_of=lambda props: title_name(str(props.get("title") or "")),
)
