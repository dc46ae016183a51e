"""Writes into a block's HTML where it stands: its code on the block, the position of each link in its address."""

import re

from markupsafe import Markup, escape

from ..web.page_policies import CLICK

OUTERMOST = re.compile(r"<(?:section|div)\b")
# Addresses within the shop, as our templates and the sanitizer write them.
_LINK = re.compile(r'(<a\b[^>]*?\shref=")(/(?!/)[^"#]*)')


def placed(html: str, place: str) -> Markup:
    """Return a block's HTML with its place (`page.block`) on it and in its links; with no place, as it was.

    The same document gives the same codes, so a page stays the same for everybody.
    """
    if not place:
        return Markup(html)
    number = 0

    def with_position(found: re.Match) -> str:
        nonlocal number
        if "?bill=" in found[2]:
            return found[0]  # Another hero of the same block: nobody leaves.
        number += 1
        joint = "&amp;" if "?" in found[2] else "?"
        return f"{found[1]}{found[2]}{joint}{CLICK}={place}.{number}"

    marked = OUTERMOST.sub(lambda found: f'{found[0]} data-place="{place}"', str(html), count=1)
    return Markup(_LINK.sub(with_position, marked))


def framed(html: str, mark: tuple[str, str] | None) -> Markup:
    """Return a block's HTML with what became of it (for machines and for people) on it, for a frame around it."""
    if mark is None:
        return Markup(html)
    change, words = map(escape, mark)
    marked = f' data-change="{change}" data-change-words="{words}"'
    return Markup(OUTERMOST.sub(lambda found: f"{found[0]}{marked}", str(html), count=1))
