"""A test client that looks at every page it fetches, so that no test has to ask for basics."""

import re

from bs4 import BeautifulSoup
from flask.testing import FlaskClient

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
        return BeautifulSoup(response.get_data(as_text=True), "html.parser")


def inspect(html: str, status: int) -> None:
    """Assert what every page, part and error page owes its reader."""
    soup = BeautifulSoup(html, "html.parser")
    is_page = html.lstrip().lower().startswith("<!doctype")
    if is_page:
        assert len(soup.find_all("h1")) == 1, f"a page has one h1, this one has {len(soup.find_all('h1'))}"
        assert soup.title, "a page has a title"
        assert soup.title.get_text(strip=True), "a title says something"
        assert soup.html.get("lang"), "a page names its language"
    else:
        assert soup.find("html") is None, "a part has no <html>"
    for script in soup.find_all("script"):
        assert script.get("src") or script.get("type", "").endswith("json"), "no inline script"
    assert not soup.find_all("style"), "no inline style sheet"
    for tag in soup.find_all(True):
        assert "style" not in tag.attrs, f"no inline style on {tag.name}"
        assert not [name for name in tag.attrs if name.startswith("on")], f"no inline handler on {tag.name}"
    for form in soup.find_all("form"):
        inspect_form(form)
    ids = [tag["id"] for tag in soup.find_all(id=True)]
    assert len(ids) == len(set(ids)), f"ids stand once: {sorted({i for i in ids if ids.count(i) > 1})}"
    for image in soup.find_all("img"):
        assert image.get("alt") is not None, f"a picture says what it shows: {image}"
    text = soup.get_text(" ")
    assert not LEFTOVERS.search(html.split("<script")[0]), "no leftover of a template"
    assert status < 500 or "Traceback" not in text


def inspect_form(form) -> None:
    """A form says where it goes, and one that changes something carries a token."""
    assert form.get("action"), f"a form has an action: {form}"
    if form.get("method", "get").lower() == "post":
        assert form.find("input", attrs={"name": "csrf_token"}), f"a form that changes something has a token: {form}"
