"""A part is the piece of its page, word for word."""

from copy import copy

import pytest

from ..support.parsing import parsed

PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}
PARTS = {
    "/": "#hero",
    "/library": "#library",
    "/library?kind=film&sort=year": "#library",
    "/search?q=灯": "#found",
    "/search": "#found",
    "/titles/return-the-lantern": "#season",
    "/titles/return-the-lantern/seasons/1": "#season",
}


@pytest.mark.parametrize(("address", "root"), PARTS.items())
def test_a_part_is_the_piece_of_its_page(visitor, address, root):
    whole, part = visitor.page(address), visitor.page(address, headers=PARTIAL)
    piece = copy(part.select_one(root))
    for along in piece.select("[hx-swap-oob]"):  # what takes its place elsewhere on the page
        del along["hx-swap-oob"]
        assert along.prettify() == whole.select_one(f"#{along['id']}").prettify()
        along.extract()
    assert piece.prettify() == whole.select_one(root).prettify()
    assert parsed(str(part)).get_text().strip()


def test_boosted_links_and_history_get_whole_pages(visitor):
    for headers in ({"HX-Request": "true", "HX-Request-Type": "full"}, {"HX-Request": "true"}):
        assert visitor.page("/library", headers=headers).select_one("html")
