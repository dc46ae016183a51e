"""A family's pages; they stand in `*_pages.py`."""

from . import manage_pages, time_pages, who_pages
from .blueprint import pages

__all__ = ["manage_pages", "pages", "time_pages", "who_pages"]
