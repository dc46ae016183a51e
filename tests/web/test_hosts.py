"""What proxies say of a request is believed only from as many of them as the settings name."""

from dataclasses import replace

import pytest
import structlog
from flask import jsonify, request

from tbo import create_app

FORWARDED = {
    "X-Forwarded-For": "198.51.100.1, 203.0.113.50",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Port": "8443",
    "X-Forwarded-Prefix": "/evil",
    "Forwarded": "for=198.51.100.1;host=evil.example;proto=https",
}


@pytest.fixture
def seen(empty_app):
    """What a shop behind some proxies makes of a request that comes from 192.0.2.9 with every such header."""

    def ask(proxies: int, scheme: str = FORWARDED["X-Forwarded-Proto"]) -> dict:
        app = create_app(replace(empty_app.extensions["tbo.settings"], proxies=proxies))
        app.add_url_rule(
            "/seen", view_func=lambda: jsonify(who=request.remote_addr, url=request.url, root=request.script_root)
        )
        return (
            app.test_client()
            .get("/seen", headers=FORWARDED | {"X-Forwarded-Proto": scheme}, environ_base={"REMOTE_ADDR": "192.0.2.9"})
            .get_json()
        )

    return ask


def test_without_proxies_nothing_of_it_is_believed(seen):
    assert seen(0) == {"who": "192.0.2.9", "url": "http://localhost/seen", "root": ""}


def test_one_proxy_is_believed_for_its_own_word_only(seen):
    assert seen(1) == {"who": "203.0.113.50", "url": "https://localhost/seen", "root": ""}


def test_two_proxies_are_believed_for_two(seen):
    found = seen(2)
    assert found["who"] == "198.51.100.1"
    # Where one word about the scheme stands for both, the proxy that we talk to said it.
    assert found["url"] == "https://localhost/seen"


def test_of_two_words_about_the_scheme_the_first_proxy_s_counts(seen):
    assert seen(2, "https, http")["url"] == "https://localhost/seen"
    assert seen(2, "http, https")["url"] == "http://localhost/seen"
    assert seen(1, "https, http")["url"] == "http://localhost/seen"


def test_more_proxies_than_there_are_words_name_nobody_else(seen):
    assert seen(3)["who"] == "192.0.2.9"


@pytest.mark.parametrize(("proxies", "headers", "warnings"), [(0, FORWARDED, 1), (1, FORWARDED, 0), (0, {}, 0)])
def test_a_proxy_that_nobody_named_is_warned_of_once(empty_app, proxies, headers, warnings):
    app = create_app(replace(empty_app.extensions["tbo.settings"], proxies=proxies))
    with structlog.testing.capture_logs() as lines:
        for _ in range(3):
            app.test_client().get("/healthz", headers=headers)
    said = [line for line in lines if line["event"] == "proxies.unknown"]
    assert len(said) == warnings
    assert all(line["log_level"] == "warning" and "TBO_PROXIES" in line["what"] for line in said)


@pytest.mark.parametrize("path", ["/plans", "/titles/return-the-lantern", "/sitemap.xml"])
def test_addresses_on_a_page_are_the_configured_ones(visitor, path):
    text = visitor.get(path, headers=FORWARDED, base_url="http://127.0.0.1:81").get_data(as_text=True)
    assert "http://shop.test/" in text
    assert "evil" not in text
    assert "127.0.0.1" not in text
