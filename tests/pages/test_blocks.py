"""Every type of block in three languages, for a guest, a member and a child: true, without a price for children."""

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from tbo.catalog.models import Episode, Season, Title
from tbo.db import db
from tbo.pages import block_types, blocks, personas
from tbo.pages.models import Page, PageDraft
from tbo.pages.promise import stops
from tbo.pages.promises import promises
from tbo.rules.rights import EntitlementFacts
from tbo.subscriptions.renewing import Renewing

from ..conftest import ANCHOR
from ..support.inspecting_client import inspect
from ..support.queries import recorded_queries
from .conftest import LOCALES, document

WORDS = {"zh-Hans": "中文的话", "en": "English words", "de": "Deutsche Worte"}
PRICED = {"zh-Hans": "{plan:monthly} 一个月", "en": "{plan:monthly} a month", "de": "{plan:monthly} im Monat"}
SERIES = "return-the-lantern"
# Each type with something to say; and what a visitor reads of it in Chinese, English and German.
EXAMPLES = {
    "hero": (
        {"style": "campaign", "headline": WORDS, "picture": SERIES, "alt": WORDS, "offer": "plan:yearly"},
        ("¥198.00", "Family year", "198,00\xa0¥"),
    ),
    "shelf": ({"shelf": "free-now"}, ("今晚免费", "ree", "kostenlos")),
    "picks": ({"name": WORDS, "titles": [SERIES, "west-of-orion"]}, ("还灯", "Return the Lantern", "Laterne")),
    "continuing": ({}, None),
    "title_card": ({"title": SERIES, "note": WORDS}, ("还灯", "English words", "Deutsche Worte")),
    "episode_strip": ({"title": SERIES, "season": 2}, ("4.00</span>", "4.00</span>", "4,00")),
    "trailer": ({"title": SERIES, "caption": WORDS}, ("中文的话", "English words", "Deutsche Worte")),
    "offer": (
        {"offers": ["plan:monthly", f"episode:{SERIES}/1/2"], "text": PRICED},
        ("¥19.00 一个月", "¥19.00 a month", "19,00\xa0¥ im Monat"),
    ),
    "plan_table": (
        {"plans": ["monthly", "yearly"], "highlight": "yearly"},
        ("家庭年卡", "Family year", "Familienjahr"),
    ),
    "countdown": (
        {"headline": WORDS, "coupon": "QUANJIA1111"},
        ("到 11\u00a0月\u00a022\u00a0日\u00a024:00", "until", "bis"),
    ),
    "rich_text": ({"markdown": WORDS}, ("中文的话", "English words", "Deutsche Worte")),
    "image": ({"title": SERIES, "alt": WORDS}, ("中文的话", "English words", "Deutsche Worte")),
    "questions": (
        {"items": [{"question": WORDS, "answer": WORDS}, {"question": WORDS, "answer": WORDS}]},
        ("中文的话", "English words", "Deutsche Worte"),
    ),
    "quote": ({"text": WORDS, "who": WORDS}, ("中文的话", "English words", "Deutsche Worte")),
    "code_box": ({"headline": WORDS}, ("去兑换", "Redeem", "Einlösen")),
    "qr": ({"text": WORDS, "link": "/plans"}, ("中文的话", "English words", "Deutsche Worte")),
    "legal_line": ({"lines": [{"line": WORDS}]}, ("中文的话", "English words", "Deutsche Worte")),
}


def test_there_is_an_example_of_every_type():
    assert EXAMPLES.keys() == block_types.block_types().keys()
    assert len(EXAMPLES) >= 14


@pytest.mark.parametrize("key", [key for key, (_props, words) in EXAMPLES.items() if words])
def test_a_block_says_what_it_is_for_in_every_language_and_never_differently(draw, key):
    props, words = EXAMPLES[key]
    for locale, word in zip(LOCALES, words, strict=True):
        html = draw(document((key, props)), locale=locale)
        inspect(html, 200)
        assert word in html, f"{key} in {locale}"
        assert html == draw(document((key, props)), locale=locale)


def test_drawing_asks_the_database_nothing_that_is_known(draw):
    told = document(*((key, props) for key, (props, _words) in EXAMPLES.items()))
    draw(told)
    with recorded_queries() as statements:
        draw(told)
    # The catalogue's version is read once a second.
    assert [each for each in statements if "FROM catalogue_version" not in each] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_a_child_never_reads_a_price_nor_finds_anything_to_buy(draw, locale):
    texts = {
        "headline": PRICED,
        "line": {"zh-Hans": "只要 ¥9.90"},
        "note": PRICED,
        "caption": PRICED,
        "text": PRICED,
        "alt": PRICED,
    }
    told = document(*((key, {**props, **texts}) for key, (props, _words) in EXAMPLES.items()))
    found = draw(told, persona="child", locale=locale)
    assert "¥" not in found
    assert not BeautifulSoup(found, "lxml").select(".price, .pay, [href*='/orders/'], [href$='/redeem']")


@pytest.mark.parametrize("key", ["hero", "image"])
def test_a_picture_s_words_are_words_as_any_others(draw, key):
    props = {**EXAMPLES[key][0], "alt": {"zh-Hans": "只要 {plan:monthly}"}}
    assert BeautifulSoup(draw(document((key, props))), "lxml").select_one("img[alt='只要 ¥19.00']")
    typed = draw(document((key, {**props, "alt": {"zh-Hans": "只要 ¥9.90"}})))
    assert "9.90" not in typed


def test_a_code_to_the_page_it_stands_on_is_nothing_for_a_phone(draw):
    def is_here(**props) -> bool:
        found = BeautifulSoup(draw(document(("qr", {"text": WORDS, **props}))), "lxml").select_one(".scan")
        return "is-here" in found["class"]

    assert is_here()
    assert not is_here(link="/plans")


@pytest.mark.parametrize(("slug", "says"), [("the-same-name", []), ("west-of-orion", ["says-free-episodes"])])
def test_a_title_s_price_stands_once_beside_it(draw, slug, says):
    shown = BeautifulSoup(draw(document(("title_card", {"title": slug}))), "lxml").select_one(".one-title")
    assert "¥" in shown.select_one(".meta").get_text()
    assert [each for lamp in shown.select(".lamp") for each in lamp["class"] if each.startswith("says-")] == says
    assert len(shown.select(".price")) == len(shown.select(".meta .price"))


def test_nobody_is_sold_what_is_theirs(draw, monkeypatch):
    offer = document(("offer", {"offers": [f"episode:{SERIES}/1/2"]}))
    assert "/orders/new" in draw(offer)
    second = select(Episode.id).join(Season).join(Title).where(Title.slug == SERIES, Episode.number == 2)
    bought = db.session.scalar(second.where(Season.number == 1))
    mine = EntitlementFacts("episode", "order", "x", ANCHOR - timedelta(days=1), episode_id=bought)
    monkeypatch.setattr(personas, "_member", lambda now: (mine,))
    shown = draw(offer, persona="payer")
    assert "已拥有" in shown
    assert "/orders/new" not in shown


@pytest.mark.parametrize("ref", [f"episode:{SERIES}/1/2", f"season:{SERIES}/1"])
def test_what_the_plan_opens_is_played_and_not_sold(draw, ref):
    offer = document(("offer", {"offers": [ref], "coupon": "QUANJIA1111"}))
    assert BeautifulSoup(draw(offer), "lxml").select("a.pay[href*='/orders/new']")
    shown = BeautifulSoup(draw(offer, persona="payer"), "lxml").select_one(".one-offer")
    assert not shown.select(".pay, .price, [href*='/orders/']")
    assert "会员可看" in shown.get_text()
    assert shown.select_one("a.button.watch")["href"].startswith(f"/watch/{SERIES}/1/")


@pytest.mark.parametrize("renews", [True, False])
def test_a_plan_that_runs_leads_to_the_account_and_another_to_changing_where_it_renews(draw, monkeypatch, renews):
    renewing = Renewing("monthly" if renews else None)
    monkeypatch.setattr(personas, "NOTHING_RENEWS", renewing)
    told = document(
        ("offer", {"offers": ["plan:monthly"]}),
        ("plan_table", {"plans": ["monthly", "yearly"]}),
        ("hero", {"style": "campaign", "headline": WORDS, "offer": "plan:monthly"}),
    )
    shown = BeautifulSoup(draw(told, persona="payer"), "lxml")
    hrefs = [button["href"] for button in shown.select("a.button")]
    other = "/subscription/plans" if renews else "/plans/yearly/orders/new"
    assert hrefs == ["/account#membership", "/account#membership", other, "/account#membership"]
    assert [button["href"] for button in shown.select(".pay")] == ([] if renews else [other])
    assert not shown.select("[href$='/subscriptions/new']")
    assert [said.get_text(strip=True) for said in shown.select(".lamp")] == ["你现在的会员"] * 2


@pytest.mark.parametrize(
    ("block", "checked"),
    [
        (("offer", {"offers": ["plan:monthly", f"episode:{SERIES}/1/2", "gift:gift-3"]}), 0),
        (("plan_table", {"plans": ["monthly", "quarterly", "yearly"], "highlight": "yearly"}), 2),
        (("plan_table", {"plans": ["monthly", "quarterly", "yearly"], "highlight": "gone"}), 0),
    ],
)
def test_several_offers_are_rows_to_choose_from_with_one_red_button_for_each(draw, block, checked):
    shown = BeautifulSoup(draw(document(block)), "lxml")
    assert [radio.has_attr("checked") for radio in shown.select("fieldset .pick")] == [n == checked for n in range(3)]
    assert len(shown.select("label.offer .price")) == 3
    assert ["¥" in way.select_one(".pay").get_text() for way in shown.select(".buys > div")] == [True] * 3
    assert not shown.select(".panel")


def test_a_coupon_s_price_ends_with_the_coupon(draw):
    told = document(("plan_table", {"plans": ["monthly", "yearly"], "coupon": "QUANJIA1111"}))
    ends = ANCHOR.replace(day=22, hour=16)
    assert "148.00" in draw(told, now=ends - timedelta(seconds=1))
    assert "148.00" not in draw(told, now=ends)


def test_a_countdown_without_its_coupon_is_gone_or_says_its_other_words(draw):
    ends = ANCHOR.replace(day=22, hour=16)
    alone = {"headline": WORDS, "coupon": "QUANJIA1111"}
    assert draw(document(("countdown", alone)), now=ends).strip() == ""
    assert "过了" in draw(document(("countdown", {**alone, "over": {"zh-Hans": "过了"}})), now=ends)
    assert draw(document(("countdown", {"headline": WORDS, "coupon": "NIEMAND"}))).strip() == ""


@pytest.mark.parametrize("text", ["只要 ¥9.90", "{plan:gone} 一个月", "{coupon:GONE} 折"])
def test_words_with_a_price_that_is_typed_or_gone_are_not_said(draw, text):
    assert draw(document(("rich_text", {"markdown": {"zh-Hans": text}}))).strip() == ""


def test_a_block_comes_and_goes_at_its_moments_and_for_its_people(draw):
    told = document(("quote", EXAMPLES["quote"][0]))
    told["blocks"][0] |= {"from": ANCHOR.isoformat(), "until": (ANCHOR + timedelta(minutes=1)).isoformat()}
    shown = [bool(draw(told, now=ANCHOR + timedelta(seconds=second)).strip()) for second in (-1, 0, 59, 60)]
    assert shown == [False, True, True, False]
    members = document(("quote", EXAMPLES["quote"][0]))
    members["blocks"][0]["audience"] = "members"
    assert [bool(draw(members, persona=persona).strip()) for persona in ("visitor", "payer")] == [False, True]


HOSTILE = [
    {"type": "unknown", "props": {}},
    {"type": None, "props": None},
    {"type": "hero", "props": []},
    {"type": "hero", "props": {"style": "campaign", "headline": 7, "picture": ["x"], "offer": {}}},
    {"type": "questions", "props": {"items": {"0": "x"}}},
    {"type": "questions", "props": {"items": ["x", {"question": "x", "answer": 3}]}},
    {"type": "picks", "props": {"titles": [1, None, "../../x", "x" * 9999]}},
    {"type": "picks", "props": {"titles": "return"}},
    {"type": "offer", "props": {"offers": ["plan:", "episode:a/b/c", "season:x", ":", "gift:gift-x", 5]}},
    {"type": "episode_strip", "props": {"title": SERIES, "season": "x", "first": [], "last": "y"}},
    {"type": "countdown", "props": {"headline": WORDS, "moment": "yesterday", "coupon": []}},
    {"type": "rich_text", "props": {"markdown": {"zh-Hans": "[x](javascript:alert(1)) <img src=x onerror=alert(1)>"}}},
    {"type": "rich_text", "props": {"markdown": {"zh-Hans": "[x](//evil.example) [y](/\\evil.example)"}}},
    {"type": "qr", "props": {"text": WORDS, "link": "https://evil.example"}},
    {"type": "image", "props": {"title": SERIES, "alt": WORDS, "link": "javascript:alert(1)"}},
    {"type": "shelf", "props": {"shelf": ["x"]}},
    {"type": "legal_line", "props": {"lines": "x"}},
]


@pytest.mark.parametrize("block", HOSTILE, ids=lambda block: f"{block['type']}")
def test_a_broken_block_breaks_no_page_and_runs_nothing(shop, draw, block):
    told = document(("quote", EXAMPLES["quote"][0]))
    told["blocks"].append({"code": "b9", **block})
    found = draw(told)
    assert "中文的话" in found, "the others are drawn"
    tree = BeautifulSoup(found, "lxml")
    assert not tree.select("script, [onerror], [href^='javascript'], [href*='evil.example']")
    with shop.test_request_context():
        assert stops(promises(told, "campaign", ANCHOR, None)), "what cannot be is said, too"


def test_the_folder_is_read_once_however_many_blocks_a_page_has(monkeypatch):
    known = block_types.block_types()
    monkeypatch.setattr(block_types, "iter_modules", lambda _folders: pytest.fail("the folder is read again"))
    assert [block_types.type_or_none(key) for key in known] == list(known.values())


def test_a_fifteenth_type_is_one_file_and_one_template(draw, tmp_path, monkeypatch, shop):
    (tmp_path / "weather.py").write_text(
        '"""The weather."""\n'
        "from tbo.pages.block_types import BlockType\n"
        "from tbo.pages.fields import Texts\n"
        "BLOCK = BlockType(\n"
        '    key="weather", name=lambda: "weather",\n'
        '    fields=(Texts(name="sky", label=lambda: "sky", limit=10, required=True),),\n'
        '    view=lambda props, scene: {"sky": scene.words(props.get("sky"))},\n'
        ")\n"
    )
    templates = tmp_path / "templates" / "pages" / "blocks"
    templates.mkdir(parents=True)
    (templates / "weather.html").write_text("<p>{{ view.sky }}</p>")
    monkeypatch.setattr(blocks, "__path__", [*blocks.__path__, str(tmp_path)])
    monkeypatch.setattr(shop.jinja_env.loader.app.jinja_loader, "searchpath", [
        *shop.jinja_env.loader.app.jinja_loader.searchpath, str(tmp_path / "templates"),
    ])  # fmt: skip
    told = document(("weather", {"sky": {"zh-Hans": "晴"}}))
    assert re.search("<p>晴</p>", draw(told))
    short = promises(document(("weather", {"sky": {"zh-Hans": "晴" * 11}})), "home", ANCHOR, None)
    assert any("11" in each.words for each in stops(short))


def test_the_demo_s_pages_keep_what_they_promise(shop, draw):
    with shop.test_request_context():
        for page in db.session.query(Page):
            told = db.session.get_one(PageDraft, page.id).document
            found = stops(promises(told, page.kind, ANCHOR, ANCHOR + timedelta(days=4)))
            assert not found, (page.slug, [each.words for each in found])
