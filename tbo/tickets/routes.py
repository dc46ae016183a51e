"""Pages of e-tickets: the door for notices. Naming `calling` lets redeeming tell of codes that Tmall sold."""

from . import calling, notice_pages
from .blueprint import pages

__all__ = ["calling", "notice_pages", "pages"]
