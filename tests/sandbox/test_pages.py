"""Every page: well formed, in two languages, guarded against other sites."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir

from tbo.sandbox.options import ROOT
from tbo.sandbox.words import english

from ..support.parsing import parsed

PAGES = ["/", "/trades", "/wallet", "/wallet/2088722000000101", "/inbox", "/chaos", "/tmall", "/nowhere"]
CHINESE = re.compile("[一-鿿]")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_page_has_one_heading_and_nothing_inline(client, path, language):
    text = client.get(f"{path}?lang={language}").text
    page = parsed(text)
    assert len(page.select("h1")) == 1
    assert page.title.text
    assert not page.select("script, style, [style], [onclick]")
    assert all(form.get("action") for form in page.select("form"))
    assert "{{" not in text
    assert "None" not in page.text
    assert page.html["lang"] == {"zh": "zh-Hans", "en": "en"}[language]


@pytest.mark.parametrize("path", PAGES)
def test_english_pages_speak_no_chinese_but_names(client, path):
    page = parsed(client.get(f"{path}?lang=en").text)
    for foreign in page.select("[lang=zh-Hans], [lang=zh]"):
        foreign.extract()
    assert not CHINESE.search(page.text)


def test_the_language_is_remembered(client):
    client.get("/?lang=en")
    assert "Payment sandbox" in client.get("/trades").text
    client.get("/?lang=zh")
    assert "支付沙箱" in client.get("/trades").text


def test_every_sentence_has_an_english_one():
    folders = ((ROOT / "templates/sandbox", "jinja2", "**.html"), (ROOT / "tbo/sandbox", "python", "**.py"))
    said = set()
    for folder, kind, names in folders:
        said |= {found[2] for found in extract_from_dir(folder, method_map=[(names, kind)])}
    assert said
    assert {sentence for sentence in said if sentence not in english()} == set()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),
        ({"Origin": "http://localhost"}, 303),
        ({"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}, 303),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
    ],
)
def test_another_site_cannot_press_our_buttons(client, headers, status):
    assert client.post("/chaos", data={"reset": "1"}, headers=headers).status_code == status


def test_a_shops_form_may_post_to_the_gateway(merchant, client):
    fields = merchant.fields("alipay.trade.query", {"out_trade_no": "T"})
    answer = client.post("/gateway.do", data=fields, headers={"Origin": "https://shop.example"})
    assert "TRADE_NOT_EXIST" in answer.text


def test_a_huge_body_is_refused(client):
    assert client.post("/gateway.do", data={"biz_content": "x" * (2 * 1024 * 1024)}).status_code == 413


def test_pages_are_never_kept_by_the_browser(client):
    headers = client.get("/inbox").headers
    assert headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in headers["Content-Security-Policy"]


def test_the_sandbox_knows_nothing_of_the_shop():
    allowed = ("tbo.sandbox", "tbo.rules", "tbo.settings", "tbo.clock")
    for file in Path(ROOT / "tbo/sandbox").rglob("*.py"):
        for name in re.findall(r"^\s*(?:from|import) (tbo[\w.]*)", file.read_text(), re.M):
            assert name == "tbo" or name.startswith(allowed), f"{file.name} imports {name}"
