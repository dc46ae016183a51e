"""Markdown as it was typed, turned into the little HTML that a page may carry."""

from functools import lru_cache
from urllib.parse import urlsplit

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

TAGS = {"p", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "a", "br", "blockquote", "hr"}
SCHEMES = {"http", "https"}
_markdown = MarkdownIt("commonmark", {"html": False, "linkify": False, "typographer": False})


@lru_cache(maxsize=256)
def rich_text(text: str) -> Markup:
    """Return safe HTML: headings from the second level on, lists, links to http(s) and to own paths; no pictures."""
    written = _markdown.render(text).replace("<h1>", "<h2>").replace("</h1>", "</h2>")
    return Markup(
        nh3.clean(
            written,
            tags=TAGS,
            attributes={"a": {"href"}},
            url_schemes=SCHEMES,
            link_rel="noopener nofollow",
            attribute_filter=_allowed,
        )
    )


def _allowed(_tag: str, _name: str, value: str) -> str | None:
    """Keep a link whose address is what it seems; what begins with // or a backslash is another site's in disguise."""
    address = value.strip()
    if any(char in address for char in "\\\t\r\n") or address.lower().startswith(("//", "/%5c", "/%2f")):
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    if parts.scheme:
        return value if parts.scheme in SCHEMES and parts.netloc else None
    return value if address.startswith(("/", "#")) else None
