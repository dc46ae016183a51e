"""One way to read HTML in tests: parsed once, however often it is asked for."""

from functools import lru_cache

from bs4 import BeautifulSoup


@lru_cache(maxsize=64)
def parsed(html: str) -> BeautifulSoup:
    """Return a page or a part of one, parsed; do not change it, the next reader gets the same."""
    soup = BeautifulSoup(html, "lxml")
    if "<html" not in html:  # the parser wraps a part into a page
        for wrapper in soup.find_all(["html", "body"]):
            wrapper.unwrap()
    return soup


def page_of(answer) -> BeautifulSoup:
    """Return what an answer of a test client shows, parsed."""
    return parsed(answer.get_data(as_text=True))
