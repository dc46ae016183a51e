"""Sums of the ledger, as the figures of blocks, funnels, batches and experiments read them."""

from sqlalchemy import ColumnElement, case, func

from ...rules.ledger import CAME, LedgerKind
from .ledger import LedgerEntry


def net() -> ColumnElement:
    """What an entry brought: what came in, or what went back as less than nothing, in fen."""
    came = case((LedgerEntry.kind.in_(CAME), LedgerEntry.fen), else_=0)
    went = case((LedgerEntry.kind == LedgerKind.REFUNDED, LedgerEntry.fen), else_=0)
    return came - went


def net_fen() -> ColumnElement:
    """Sum up what the ledger says came in, less what went back."""
    return func.sum(net())
