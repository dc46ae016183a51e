"""After signing in nobody is sent to another site."""

import pytest

from tbo.rules.addresses import own_path

OWN = [
    "/",
    "/account",
    "/en/titles/rain?page=2",
    "/library?genre=drama&q=%E9%9B%A8",
    "/search?q=a b".replace(" ", "+"),
    "/watch/rain/1/3#t=10",
    "/search?q=%2F%2Fevil.example",
    "/titles/a%20b",
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
]


@pytest.mark.parametrize("text", OWN)
def test_a_path_of_the_shop_is_kept(text):
    assert own_path(text) == text


@pytest.mark.parametrize("text", FOREIGN)
def test_everything_else_becomes_the_page_we_chose(text):
    assert own_path(text, "/account") == "/account"
