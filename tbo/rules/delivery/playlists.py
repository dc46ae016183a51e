"""Lists whose files are signed one by one: what a list names becomes an absolute address, lists and keys stay.

A relative address of a list inherits nothing but the path it stands in, so a signature behind an address has to be
written into the list itself.
"""

import posixpath
import re
from collections.abc import Callable

Link = Callable[[str], str]
# What stays at the shop: other lists, which are rewritten in their turn, and keys, which must never be kept by a CDN.
_STAYS = ("#EXT-X-KEY:", "#EXT-X-SESSION-KEY:")
_NAMED = re.compile(r'URI="([^"]*)"')
_PREVIEW = re.compile(r"(\S+)(#xywh=\S+)")


def signed_list(text: str, file: str, link: Link) -> str:
    """Return a playlist in which every segment and beginning is what `link` makes of its path inside the asset."""
    return "\n".join(_signed_line(line, posixpath.dirname(file), link) for line in text.split("\n"))


def signed_previews(text: str, file: str, link: Link) -> str:
    """Return an index of seek pictures in which every sheet is what `link` makes of its path inside the asset."""
    folder = posixpath.dirname(file)
    return _PREVIEW.sub(lambda found: _signed(found[1], folder, link) + found[2], text)


def _signed_line(line: str, folder: str, link: Link) -> str:
    if line.startswith(_STAYS) or not line.strip():
        return line
    if line.startswith("#"):
        return _NAMED.sub(lambda found: f'URI="{_signed(found[1], folder, link)}"', line)
    return _signed(line, folder, link)


def _signed(address: str, folder: str, link: Link) -> str:
    """Sign an address that stays inside its asset; whatever else a list may name is left as it is."""
    path = posixpath.normpath(posixpath.join(folder, address))
    is_outside = path.startswith(("../", "/")) or path == ".." or ":" in address or "?" in address
    return address if is_outside or path.endswith(".m3u8") else link(path)
