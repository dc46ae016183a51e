"""What can be given: months of a plan, a season, a film; always at its price, whatever the giver holds."""

from dataclasses import replace

from ..rules.access import OfferKind
from .quote import Quote
from .refusals import NoSuchOffer

GIFT_MONTHS = (1, 3, 6, 12)


def as_gift(quote: Quote) -> Quote:
    """Return a quote for somebody else. Raises NoSuchOffer for what is not given: single episodes, rentals."""
    is_film = quote.offer_kind is OfferKind.EPISODE and quote.goods is not None and quote.goods.is_film
    is_period = quote.plan is not None and quote.plan.months in GIFT_MONTHS
    if not (is_film or is_period or quote.offer_kind is OfferKind.SEASON):
        raise NoSuchOffer(f"{quote.offer_kind.value} is not given")
    return replace(quote, is_gift=True)
