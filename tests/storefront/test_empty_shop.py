"""A shop before its first title: every page has a face, and none promises anything."""

import pytest


def test_home_says_that_nothing_is_on_yet(client):
    page = client.page("/")
    assert page.select_one("main .state h2").get_text() == "今晚还没有片子"
    assert not page.select("main .shelf"), "no shelf that would stay empty"


def test_the_library_does_not_blame_a_choice_nobody_made(client):
    main = client.page("/library").main
    assert "这里还没有片子" in main.get_text()
    assert not main.select(".library-wall a"), "there is no choice to clear"


def test_a_choice_that_fits_nothing_can_be_cleared(client):
    assert client.page("/library?access=free").select_one(".library-wall a")["href"] == "/library"


@pytest.mark.parametrize("path", ["/plans", "/search?q=灯", "/my-list", "/sign-in", "/sitemap.xml", "/originals"])
def test_no_other_page_breaks(client, path):
    assert client.get(path).status_code in (200, 404)
