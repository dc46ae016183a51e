"""Bounds: a request names a host of ours, is not too long, and is text."""

from dataclasses import replace

import pytest

from tbo.web.bounds import hosts_of

from ..support.browser import Browser


def test_a_real_shop_answers_to_its_names_only(settings):
    real = replace(
        settings, env="production", base_url="https://Shop.Example:8443", trusted_hosts=("www.shop.example",)
    )
    assert hosts_of(real) == {"shop.example", "www.shop.example"}
    assert hosts_of(replace(real, notify_base_url="https://pay.shop.example")) > {"pay.shop.example"}
    assert hosts_of(replace(real, env="development")) >= {"shop.example", "localhost", "127.0.0.1", "::1"}


@pytest.mark.parametrize("host", ["evil.example", "shop.test.evil.example", "", "shop.test@evil.example", "[::1"])
def test_another_hosts_name_is_refused(app, host):
    answer = Browser(app).get("/robots.txt", headers={"Host": host})
    assert answer.status_code == 400
    assert "evil" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("host", ["shop.test", "SHOP.TEST:8000", "localhost:81", "127.0.0.1", "[::1]:8000"])
def test_our_own_names_are_answered_on_any_port(app, host):
    assert Browser(app).get("/robots.txt", headers={"Host": host}).status_code == 200


def test_a_platform_may_ask_for_health_by_any_name(app):
    assert Browser(app).get("/healthz", headers={"Host": "10.0.0.7:8000"}).status_code == 200


@pytest.mark.parametrize(("length", "status"), [(8190, 200), (8192, 414)])
def test_a_query_has_eight_kilobytes(app, length, status):
    assert Browser(app).get("/robots.txt?x" + "y" * length).status_code == status


@pytest.mark.parametrize(
    "address", ["/robots.txt?q=%00", "/robots.txt?q=%ED%A0%80", "/robots.txt?%FF=1", "/titles/%00"]
)
def test_an_address_that_is_no_text_is_refused(app, address):
    assert Browser(app).get(address).status_code == 400


@pytest.mark.parametrize("body", [b"contact=%00", b"%00=x", b"contact=x&contact=%00"])
def test_a_form_that_is_no_text_is_refused(app, body):
    browser = Browser(app)
    token = {"X-CSRFToken": browser.token()}
    form = {"data": body, "content_type": "application/x-www-form-urlencoded", "headers": token}
    assert browser.open("/sign-in", method="POST", **form).status_code == 400


@pytest.mark.parametrize("path", ["/titles/\xc0\xae", "/titles/\xed\xa0\x80", "/\xff"])
def test_a_path_that_is_no_text_is_refused(app, path):
    answer = Browser(app).client.get("/", environ_overrides={"PATH_INFO": path})
    assert answer.status_code == 400


def test_a_form_has_a_thousand_fields(app):
    browser = Browser(app)
    form = {"contact": "lin@example.com", "csrf_token": browser.token()}
    assert browser.open("/sign-in", method="POST", data=form | {f"f{n}": "x" for n in range(999)}).status_code == 413
    assert browser.open("/sign-in", method="POST", data=form | {f"f{n}": "x" for n in range(998)}).status_code == 303
