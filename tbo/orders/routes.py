"""Pages of orders: they stand in `*_pages.py` and `*/pages.py`, one for each thing a shopper or Alipay comes for."""

from . import buyers, checkout_pages, notice_pages, order_pages, receipt_pages
from .agreements import pages as agreement_pages
from .blueprint import pages
from .books import ledger
from .fapiao import pages as fapiao_pages
from .gifts import pages as gift_pages
from .plan_changes import pages as plan_change_pages
from .refunds import pages as refund_pages
from .renewals import pages as renewal_pages

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
