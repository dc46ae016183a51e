"""Headers of every answer: what a browser may load, frame, send and remember."""

from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from tbo import create_app
from tbo.web.headers import policy_for

SAID = ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Permissions-Policy")


def rules_of(policy: str) -> dict[str, list[str]]:
    """Return the sources of a policy by directive."""
    return {name: sources for name, *sources in (rule.split() for rule in policy.split("; "))}


@pytest.mark.parametrize("address", ["/", "/library", "/sign-in", "/no-such-page", "/healthz", "/robots.txt", "/hls/x"])
def test_every_answer_carries_them(visitor, address):
    headers = visitor.get(address).headers
    assert all(headers.get(name) for name in SAID), address
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_scripts_and_styles_come_from_here_only_and_nothing_is_inline():
    rules = rules_of(policy_for("storefront.home"))
    assert rules["script-src"] == rules["style-src"] == rules["default-src"] == ["'self'"]
    assert rules["object-src"] == rules["base-uri"] == rules["frame-ancestors"] == ["'none'"]


def test_only_pages_that_play_may_style_inline_and_play_blobs(shop):
    loose = {rule.endpoint for rule in shop.url_map.iter_rules() if policy_for(rule.endpoint) != policy_for(None)}
    assert loose <= {"playback.watch", "trailer.watch", "backoffice.page_preview"}
    framed = rules_of(policy_for("backoffice.page_preview"))
    assert {**framed, "frame-ancestors": ["'none'"]} == rules_of(policy_for(None)), "it is framed, and that is all"
    rules = rules_of(policy_for("playback.watch"))
    assert rules["style-src"] == ["'self'", "'unsafe-inline'"]
    assert rules["media-src"] == ["'self'", "blob:", "data:"]
    assert rules["script-src"] == ["'self'"]


def test_pages_that_play_load_from_the_network_that_delivers_and_no_other_page_does(settings):
    network = {"cdn": "nginx", "cdn_url": "https://films.test:8443/tbo", "cdn_key": "k" * 16}
    origin = "https://films.test:8443"
    loose = rules_of(policy_for("playback.watch", network=origin))
    assert loose["connect-src"] == ["'self'", origin]
    assert loose["media-src"] == ["'self'", "blob:", "data:", origin]
    assert loose["img-src"] == ["'self'", "data:", origin]
    assert loose["script-src"] == loose["default-src"] == ["'self'"]
    assert policy_for("storefront.home", network=origin) == policy_for("storefront.home")
    app = create_app(replace(settings, **network))
    with app.test_request_context("/watch/west-of-orion/1/1"):
        said = app.process_response(app.response_class("")).headers["Content-Security-Policy"]
    assert rules_of(said)["connect-src"] == ["'self'", origin]


def test_forms_may_lead_to_the_cashier_and_nowhere_else(visitor):
    rules = rules_of(visitor.get("/").headers["Content-Security-Policy"])
    assert rules["form-action"] == ["'self'", "http://127.0.0.1:9", "https://*.alipay.com"]


def test_https_is_promised_for_a_year_where_it_is_spoken(settings, visitor):
    secure = create_app(replace(settings, base_url="https://shop.test"))
    answer = FlaskClient(secure, secure.response_class).get("/healthz")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert "Strict-Transport-Security" not in visitor.get("/healthz").headers
