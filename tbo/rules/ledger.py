"""The words of the ledger: what can happen to money, and who lets it happen."""

from enum import StrEnum


class LedgerKind(StrEnum):
    """One kind of event about money. An entry says how much in fen where there is an amount, always positive."""

    QUOTED = "quoted"
    """What the goods cost before anything was taken off."""
    CREDITED = "credited"
    """What was taken off because it had been paid before."""
    DISCOUNTED = "discounted"
    """What was taken off for members or by a coupon."""
    ORDERED = "ordered"
    """What the order is to cost: quoted less credited less discounted."""
    CLOSED = "closed"
    """The order ended unpaid."""
    PAID = "paid"
    """Money arrived."""
    PAID_TWICE = "paid_twice"
    """Money arrived for what was paid already."""
    FLAGGED = "flagged"
    """Something was told of a payment that cannot be believed: a person looks at it."""
    GRANTED = "granted"
    """What was sold was given."""
    REDEEMED = "redeemed"
    """A voucher that was sold elsewhere gave what it is for; how much it cost there."""
    TAKEN_BACK = "taken_back"
    """What was given was taken back."""
    REFUND_REQUESTED = "refund_requested"
    """Money is to go back."""
    REFUNDED = "refunded"
    """Money went back."""
    REFUND_REFUSED = "refund_refused"
    """Alipay did not let money go back."""
    AGREED = "agreed"
    """A household let us deduct."""
    AGREEMENT_ENDED = "agreement_ended"
    """We may deduct no more."""
    DEDUCTION_FAILED = "deduction_failed"
    """A deduction brought no money."""
    WRITTEN_OFF = "written_off"
    """Somebody decided that a difference stays."""


class Actor(StrEnum):
    """Who did it, where it was nobody by name; a household is "household:7", staff "staff:3"."""

    SHOP = "shop"
    ALIPAY = "alipay"
    CONSOLE = "alipay console"
    COMMAND = "command line"
    TMALL = "tmall"


CAME = (LedgerKind.PAID, LedgerKind.PAID_TWICE)
"""Money that arrived."""
MOVED = (*CAME, LedgerKind.REFUNDED)
"""Money that arrived or went back."""


def household_actor(household_id: int) -> str:
    """Return how the ledger names a household."""
    return f"household:{household_id}"
