"""Hostile input: whatever stands in an address, a form or a body, the answer is never our own failure."""

from urllib.parse import quote_from_bytes

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ..support.browser import Browser
from .routes import BEAT, ROUTES, TITLE

# What a database may refuse, each engine in its own way: both are asked.
FOR_DATABASES = {
    "nothing": b"",
    "NUL": b"a\x00b",
    "lone surrogate": b"\xed\xa0\x80",
    "bad UTF-8": b"\xff\xfe\xc0\xae",
    "2^63": b"9223372036854775808",
    "thirty digits": b"9" * 30,
    "negative": b"-1",
    "no number": "²NaN1e309".encode(),
    "full-width digits": "１２３".encode(),
    "too long": b"a" * 9000,
    "quotes": b"' OR 1=1 -- \"><script>alert(1)</script>",
    "wildcards": b"%_\\",
}
# What is a text like others for both.
FOR_PAGES = {
    "template": b"{{7*7}}${7*7}%s%(x)s{0}",
    "path": b"../../../../etc/passwd",
    "line break": b"x\r\nSet-Cookie: evil=1",
    "right to left": "\u202e\u200b\u200f\ufeff\u0301".encode(),
    "astral": "🏮𠮷".encode() * 50,
    "long": b"a" * 4000,
}
HOSTILE = [
    *(pytest.param(value, id=name) for name, value in FOR_DATABASES.items()),
    *(pytest.param(value, id=name, marks=pytest.mark.once) for name, value in FOR_PAGES.items()),
]
NAMES = (
    *(
        "q",
        "kind",
        "genre",
        "country",
        "studio",
        "coupon",
        "gift",
        "access",
        "language",
        "age",
        "year",
        "sort",
        "after",
        "before",
        "next",
    ),
    *("key", "back", "shown", "sent", "why", "offer", "wanted", "plan", "out_trade_no", "sign", "contact", "code"),
    *("number", "profile", "product", "form_key", "csrf_token"),
)
LEFT_OUT = {"accounts.sign_out POST", "accounts.revoke_device POST", "health.ready GET"}
PATHS = [rule for rule in ROUTES if "{" in ROUTES[rule].address]
QUICK = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
A_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.just("\ud800"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@pytest.fixture
def account(shop) -> Browser:
    """Somebody signed in, whose pages may show what was typed: nobody looks for leftovers of templates."""
    browser = Browser(shop)
    browser.client = FlaskClient(shop, shop.response_class)
    browser.sign_in("+8613800138000")
    return browser


def plain(name: str) -> str:
    """The route's address with something harmless in each place, without its query."""
    own = ("paid", "pending", "subscription", "device", "token", "profile", "sent")
    things = dict.fromkeys((*own, "studio", "actor"), "x")
    return ROUTES[name].address.format(**things, episode=1, season=1).split("?")[0]


def assert_no_failure(response, what: str) -> None:
    assert response.status_code < 500, what
    assert "evil" not in str(response.headers.get("Set-Cookie")), what


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_query_breaks_a_page(account, hostile):
    value = quote_from_bytes(hostile, safe="")
    query = "&".join(f"{name}={value}" for name in NAMES) if len(value) < 200 else f"q={value}&after={value[:3000]}"
    for name in ROUTES.keys() - LEFT_OUT:
        if name.endswith("GET"):
            assert_no_failure(account.get(f"{plain(name)}?{query}"), f"{name} {hostile[:30]!r}")


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_path_breaks_a_page(account, hostile):
    value = hostile.decode("latin-1")
    for name in PATHS:
        before, _, rest = ROUTES[name].address.partition("{")
        path = before + value + rest.partition("}")[2].split("?")[0]
        response = account.open("/", method=name.split()[1], environ={"PATH_INFO": path})
        assert_no_failure(response, f"{name} {hostile[:30]!r}")


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_form_breaks_a_view(account, hostile):
    value, token = quote_from_bytes(hostile, safe=""), account.token()
    fields = "&".join(f"{name}={value}" for name in NAMES) + f"&{value}=x&shown=1&shown={value}"
    for name in ROUTES.keys() - LEFT_OUT:
        if name.endswith("POST"):
            sent = {"data": fields.encode(), "content_type": "application/x-www-form-urlencoded"}
            response = account.open(plain(name), method="POST", headers={"X-CSRFToken": token}, **sent)
            assert_no_failure(response, f"{name} {hostile[:30]!r}")


BODIES = [
    b"",
    b"{",
    b"null",
    b"[]",
    b'"x"',
    b"1",
    b"[" * 100_000,
    b'{"session":"' + b"a" * 22 + b'","position_s":1e999,"played_s":-0.0}',
    b'{"session":"' + b"a" * 22 + b'","position_s":NaN,"played_s":1}',
    b'{"session":{"a":1},"position_s":[],"played_s":true}',
    b'{"session":"\\ud800","position_s":1,"played_s":1}',
    b'{"subtitles":"\\u0000","audio":"\\ud800","speed":"NaN"}',
    b"\xff\xfe{}",
]


@pytest.mark.parametrize("body", BODIES, ids=lambda body: str(body[:30]))
def test_no_body_breaks_what_a_script_asks(account, body):
    headers = {"Sec-Fetch-Site": "same-origin"}
    for name, route in ROUTES.items():
        if route.json is not None:
            for content_type in ("application/json", "text/plain", "multipart/form-data; boundary=x", ""):
                sent = {"data": body, "content_type": content_type}
                assert_no_failure(account.open(plain(name), method="POST", headers=headers, **sent), name)


@QUICK
@given(changed=st.fixed_dictionaries({}, optional=dict.fromkeys((*BEAT, "native", "speed", "audio"), A_JSON)))
def test_no_values_break_a_beat(shop, changed):
    headers = {"Sec-Fetch-Site": "same-origin"}
    for end in ("beats", "grants"):
        address = f"/watch/{TITLE}/1/1/{end}"
        response = Browser(shop).open(address, method="POST", json=BEAT | changed, headers=headers)
        assert response.status_code in (200, 400, 403), changed


@QUICK
@given(path=st.text(max_size=60), query=st.text(max_size=200), prefix=st.sampled_from(["", "/en", "/de", "/hls", "/t"]))
def test_no_address_at_all_breaks_the_shop(shop, path, query, prefix):
    address = {"PATH_INFO": prefix + "/" + path.encode("utf-8", "surrogatepass").decode("latin-1")}
    address["QUERY_STRING"] = query.encode("utf-8", "surrogatepass").decode("latin-1")
    assert Browser(shop).open("/", environ=address).status_code < 500


@pytest.mark.parametrize(
    "headers",
    [
        {"Cookie": "tbo=\xff; tbo-device=\xff; tbo-arrival=\xff"},
        {"Cookie": "tbo=" + "x" * 4000},
        {"Cookie": "=;;=; tbo"},
        {"User-Agent": "\xff" * 2000},
        {"User-Agent": ""},
        {"Accept-Language": "\x00,,;q=x"},
        {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Current-URL": "http://["},
        {"HX-Request": "true", "HX-Target": "\xff", "HX-Current-URL-URI-AutoEncoded": "true"},
        {"Range": "bytes=9999999999999999999-"},
        {"If-Modified-Since": "x" * 500, "If-None-Match": "\xff"},
        {"X-Forwarded-For": "x" * 500, "Forwarded": "for=\xff"},
        {"Content-Length": "-1"},
    ],
    ids=str,
)
def test_no_header_breaks_a_page(shop, headers):
    for address in ("/", "/library", f"/titles/{TITLE}", f"/watch/{TITLE}/1/1", "/account", "/t/900000000105?spm=a.b"):
        assert Browser(shop).get(address, headers=headers).status_code < 500


def test_what_was_typed_is_shown_as_it_was_typed(account):
    typed = "{{7*7}}<script>alert(1)</script>"
    page = account.page("/search?q=" + quote_from_bytes(typed.encode()))
    assert page.find("input", attrs={"name": "q"})["value"] == typed
    assert not [script for script in page.find_all("script") if "alert" in script.text]
