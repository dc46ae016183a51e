"""A test client that looks at every page it fetches, so that no test has to ask for basics."""

import re
from functools import lru_cache

import lxml.html
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from .parsing import page_of

LEFTOVERS = re.compile(r"\{\{|\}\}|\{%|%\}|>\s*None\s*<|%\(\w+\)s")


class InspectingClient(FlaskClient):
    """Fetches like a browser without script and asserts what holds on every page."""

    def open(self, *args, **kwargs):
        """Fetch, then inspect an HTML answer."""
        response = super().open(*args, **kwargs)
        if response.mimetype == "text/html" and response.status_code != 304 and response.data:
            inspect(response.get_data(as_text=True), response.status_code)
        return response

    def page(self, address: str, status: int = 200, **kwargs) -> BeautifulSoup:
        """Fetch a page, check its status, return it parsed."""
        response = self.get(address, **kwargs)
        assert response.status_code == status, f"{address} answered {response.status_code}, not {status}"
        return page_of(response)


@lru_cache(maxsize=64)
def inspect(html: str, status: int) -> None:
    """Assert what every page, part and error page owes its reader."""
    tree = lxml.html.document_fromstring(html)
    if html.lstrip().lower().startswith("<!doctype"):
        inspect_page(tree)
    else:
        assert "<html" not in html, "a part has no <html>"
    for script in tree.iter("script"):
        assert script.get("src") or script.get("type", "").endswith("json"), "no inline script"
    assert tree.find(".//style") is None, "no inline style sheet"
    assert not tree.xpath("//@style"), "no inline style"
    handlers = tree.xpath("//@*[starts-with(name(), 'on')]")
    assert not handlers, f"no inline handler: {handlers}"
    for form in tree.iter("form"):
        inspect_form(form)
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids)), f"ids stand once: {sorted({i for i in ids if ids.count(i) > 1})}"
    for image in tree.iter("img"):
        assert image.get("alt") is not None, f"a picture says what it shows: {image.attrib}"
    assert not LEFTOVERS.search(html.split("<script")[0]), "no leftover of a template"
    assert status < 500 or "Traceback" not in tree.text_content()


def inspect_page(tree) -> None:
    """A whole page has one h1, a title that says something, and a language."""
    headings = tree.findall(".//h1")
    assert len(headings) == 1, f"a page has one h1, this one has {len(headings)}"
    assert (tree.findtext(".//head/title") or "").strip(), "a page has a title that says something"
    assert tree.get("lang"), "a page names its language"


def inspect_form(form) -> None:
    """A form says where it goes, and one that changes something carries a token."""
    assert form.get("action"), f"a form has an action: {form.attrib}"
    if form.get("method", "get").lower() == "post":
        assert form.xpath(".//input[@name='csrf_token']"), f"a form that changes has a token: {form.attrib}"
