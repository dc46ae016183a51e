"""Pages of whoever has a code."""

from . import redeem_pages
from .blueprint import pages

__all__ = ["pages", "redeem_pages"]
