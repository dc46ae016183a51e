"""After signing in nobody is sent to another site."""

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tbo.rules.addresses import own_path, path_in_link

OWN = [
    "/",
    "/account",
    "/en/titles/rain?page=2",
    "/library?genre=drama&q=%E9%9B%A8",
    "/search?q=a b".replace(" ", "+"),
    "/watch/rain/1/3#t=10",
    "/search?q=%2F%2Fevil.example",
    "/titles/a%20b",
    "/en/",
    "/en/search?q=//a",
    "/watch/rain/1/3#//t",
]
FOREIGN = [
    None,
    "",
    "account",
    "https://evil.example/",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "/\t/evil.example",
    "/\n//evil.example",
    "\\\\evil.example",
    "/%2Fevil.example",
    "/%2f/evil.example",
    "/%5Cevil.example",
    "/%09/evil.example",
    "/%0d%0aLocation:%20evil",
    "javascript:alert(1)",
    "data:text/html,x",
    " /account",
    "/account\x00",
    "/a b",
    "/" + "a" * 1000,
    "http:/evil.example",
    "@evil.example",
    "/en//evil.example/x",
    "/de//evil.example",
    "/en/%2Fevil.example",
    "/en%2F/evil.example",
    "/en/\\evil.example",
    "/en/%5Cevil.example",
    "/en///evil.example",
    "/titles//rain",
    "/account//",
]


@pytest.mark.parametrize("text", OWN)
def test_a_path_of_the_shop_is_kept(text):
    assert own_path(text) == text


@pytest.mark.parametrize("text", FOREIGN)
def test_everything_else_becomes_the_page_we_chose(text):
    assert own_path(text, "/account") == "/account"


@given(st.text(st.sampled_from("/\\?#@:.[]%2f5cae \t"), max_size=12))
def test_whatever_is_kept_names_no_other_site(text):
    kept = own_path("/" + text, "/account")
    parts = urlsplit(urljoin("https://shop.example/here", kept))
    assert (parts.scheme, parts.netloc) == ("https", "shop.example")


@given(st.sampled_from(["/en", "/de", "/zh", ""]), st.text(st.sampled_from("/\\?#@:.%2f5cae"), max_size=8))
def test_what_is_kept_names_no_other_site_once_its_language_is_off(language, text):
    kept = own_path(f"{language}/{text}", "/account").removeprefix(language)
    parts = urlsplit(urljoin("https://shop.example/here", kept))
    assert (parts.scheme, parts.netloc) == ("https", "shop.example")


def test_a_path_may_be_a_thousand_characters_long_and_no_more():
    longest = "/" + "a" * 999
    assert own_path(longest, "/account") == longest
    assert own_path(longest + "a", "/account") == "/account"


def test_without_another_wish_it_is_the_first_page():
    assert own_path(None) == "/"


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("https://shop.test/restore/abc?x=1#y", "/restore/abc"),
        ("/watch/rain/1/3", "/watch/rain/1/3"),
        ("", ""),
        ("http://[", ""),
        ("//[/watch/rain", ""),
        ("http://[1:2]x/watch", ""),
    ],
)
def test_what_no_browser_reads_as_a_link_has_no_path(text, path):
    assert path_in_link(text) == path
