"""Reads the orders of the content: what each one sold, under which number, and how it ended."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app

from ..rules.access import OfferKind
from ..rules.order_states import MARGIN, OrderState, new_order_number
from .content import Anchor, content
from .stable import chooser

KINDS = {
    "episode": OfferKind.EPISODE,
    "title": OfferKind.EPISODE,
    "season": OfferKind.SEASON,
    "rental": OfferKind.RENTAL,
    "plan": OfferKind.PLAN,
    "renewal": OfferKind.PLAN,
}
STATES = {
    "fulfilled": OrderState.FULFILLED,
    "refunded": OrderState.REFUNDED,
    "closed": OrderState.CLOSED,
    "failed": OrderState.CLOSED,
}
FILM = "{}/1/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """An order of the content. `ref` names the episode, the season or the plan."""

    household: dict
    order: dict
    number: str
    kind: OfferKind
    ref: str
    state: OrderState
    placed_at: datetime
    expires_at: datetime
    paid_at: datetime | None

    @property
    def is_paid(self) -> bool:
        """Whether it was ever paid, a total of zero included."""
        return self.paid_at is not None

    @property
    def closed_at(self) -> datetime | None:
        """When it was given up, None for one that was paid."""
        return self.expires_at + MARGIN if self.state is OrderState.CLOSED else None

    @property
    def is_film(self) -> bool:
        """Whether a whole title was sold."""
        return self.order["offer"]["kind"] == "title"


def sales(at: Anchor) -> list[Sale]:
    """Return every order of an offer that the shop has, the oldest first."""
    life = timedelta(minutes=current_app.extensions["tbo.settings"].order_minutes)
    found = [
        _sale(household, order, at, life)
        for household in content("households")
        for order in household["orders"]
        if order["offer"]["kind"] in KINDS and not _is_lived(household, order, at)
    ]
    return sorted(found, key=lambda sale: (sale.placed_at, sale.order["ref"]))


def _is_lived(household: dict, order: dict, at: Anchor) -> bool:
    return household["slug"] in at.lived and KINDS[order["offer"]["kind"]] is OfferKind.PLAN


def _sale(household: dict, order: dict, at: Anchor, life: timedelta) -> Sale:
    offer, placed_at = order["offer"], at.moment(order["at"])
    return Sale(
        household=household,
        order=order,
        number=new_order_number(placed_at, chooser("order", order["ref"])),
        kind=KINDS[offer["kind"]],
        ref=FILM.format(offer["ref"]) if offer["kind"] == "title" else offer["ref"],
        state=STATES[order["status"]],
        placed_at=placed_at,
        expires_at=placed_at + life,
        paid_at=at.moment(order["paid_at"]),
    )
