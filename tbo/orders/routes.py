"""Pages of orders: they stand in `*_pages.py`, one file for each thing a shopper or Alipay comes for."""

from . import (
    agreement_pages,
    buyers,
    checkout_pages,
    fapiao_pages,
    gift_pages,
    ledger,
    notice_pages,
    order_pages,
    plan_change_pages,
    receipt_pages,
    refund_pages,
    renewal_pages,
)
from .blueprint import pages

__all__ = [
    "agreement_pages",
    "buyers",
    "checkout_pages",
    "fapiao_pages",
    "gift_pages",
    "ledger",
    "notice_pages",
    "order_pages",
    "pages",
    "plan_change_pages",
    "receipt_pages",
    "refund_pages",
    "renewal_pages",
]
