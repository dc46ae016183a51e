"""Languages: by the address, kept by every link, with fallbacks for texts."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tbo.web.locale import address, in_language, path_in


@pytest.mark.parametrize(("prefix", "tag"), [("", "zh-Hans"), ("/en", "en"), ("/de", "de")])
def test_the_address_chooses_the_language_and_links_keep_it(visitor, prefix, tag):
    page = visitor.page(f"{prefix}/library")
    assert page.html["lang"] == tag
    links = {urlsplit(link["href"]).path for link in page.find("main").find_all("a", href=True)}
    assert links
    assert all(link.startswith(prefix + "/") or link == prefix for link in links if not link.startswith("/static"))


@pytest.mark.parametrize("path", ["/", "/library?kind=film", "/titles/return-the-lantern", "/plans"])
def test_a_page_names_its_languages_for_search_engines(visitor, path):
    page = visitor.page(path)
    alternates = {link["hreflang"]: link["href"] for link in page.find_all("link", rel="alternate", hreflang=True)}
    assert {"zh-Hans", "en", "de", "x-default"} <= set(alternates)
    assert urlsplit(alternates["en"]).path.startswith("/en")
    assert alternates["x-default"] == alternates["zh-Hans"]


@pytest.mark.parametrize("path", ["/english", "/enough", "/EN/library", "/fr/library", "/en/en/library"])
def test_what_only_looks_like_a_language_is_none(visitor, path):
    assert visitor.get(path).status_code in (404, 308)


def test_a_bare_language_is_its_home(visitor):
    for path in ("/en", "/en/"):
        response = visitor.get(path, follow_redirects=True)
        assert response.status_code == 200


@pytest.mark.parametrize(
    "path", ["/en//evil.example", "/en/%2F%2Fevil.example", "/de/\\evil.example", "/en///evil.example"]
)
def test_a_prefix_leads_to_no_other_site(visitor, path):
    response = visitor.get(path)
    assert "evil.example" not in urlsplit(response.headers.get("Location", "")).netloc


@pytest.mark.parametrize(
    ("texts", "tag", "found"),
    [
        ({"zh-Hans": "灯", "en": "lamp", "de": "Lampe"}, "de", "Lampe"),
        ({"zh-Hans": "灯", "en": "lamp"}, "de", "lamp"),
        ({"zh-Hans": "灯"}, "en", "灯"),
        ({"en": "lamp"}, "zh-Hans", "lamp"),
        ({"zh-Hans": "", "en": "lamp"}, "zh-Hans", "lamp"),
        ({}, "en", ""),
        (None, "en", ""),
    ],
)
def test_a_text_falls_back_to_english_then_chinese(texts, tag, found):
    assert in_language(texts, tag) == found


def test_a_public_address_carries_the_language(app):
    with app.test_request_context():
        assert address("/titles/灯?x=1") == "http://shop.test/titles/%E7%81%AF?x=1"
        assert address("/plans", "de") == "http://shop.test/de/plans"


@pytest.mark.parametrize(
    ("tag", "path", "found"),
    [
        ("zh-Hans", "/en/library?page=2", "/library?page=2"),
        ("de", "/en/library", "/de/library"),
        ("en", "/library", "/en/library"),
        ("zh-Hans", "/en", "/"),
        ("de", "/en", "/de/"),
        ("zh-Hans", "/english", "/english"),
        (None, "/en/library", "/en/library"),
        ("zh-Hans", "/en//evil.example", "/evil.example"),
        ("zh-Hans", "/en/\\evil.example", "/evil.example"),
        ("zh-Hans", "//evil.example", "/evil.example"),
        (None, "/\\evil.example", "/evil.example"),
    ],
)
def test_a_path_goes_over_into_another_language(tag, path, found):
    assert path_in(tag, path) == found


@given(
    st.sampled_from([None, "zh-Hans", "en", "de"]),
    st.lists(st.sampled_from(["/", "\\", "en", "de", "x.example"]), max_size=8).map("".join),
)
def test_a_path_in_another_language_names_no_other_site(tag, rest):
    found = path_in(tag, "/" + rest)
    assert found.startswith("/")
    assert found[1:2] not in {"/", "\\"}
