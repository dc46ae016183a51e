"""Things of the shop by name: in any language, with numbers behind, by code as ever, and never by half a name."""

import pytest

from tbo.catalog.models import Title
from tbo.db import db, writing
from tbo.pages.asking import not_found
from tbo.pages.named import link_named, offer_named, place_named, ref_named, refs_words, with_offers_named


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("return-the-lantern", "return-the-lantern"),
        ("还灯", "return-the-lantern"),
        (" 《还灯》 ", "return-the-lantern"),
        ("return the LANTERN", "return-the-lantern"),
        ("Die geborgte Laterne/1/2", "return-the-lantern/1/2"),
        ("还灯 / 1", "return-the-lantern/1"),
        ("还", None),
        ("nobody", None),
        ("", None),
    ],
)
def test_a_title_is_named_in_any_language(shop, typed, found):
    assert place_named(typed) == found


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("月卡", "plan:monthly"),
        ("monthly", "plan:monthly"),
        ("plan:Family year", "plan:yearly"),
        ("gift-3", "gift:gift-3"),
        ("还灯", "season:return-the-lantern/1"),
        ("还灯/2", "season:return-the-lantern/2"),
        ("还灯/1/2", "episode:return-the-lantern/1/2"),
        ("旧码头的放映员", "episode:projectionist-of-the-old-pier/1/1"),
        ("rental:长得像父亲的人/1/1", "rental:the-man-who-looked-like-father/1/1"),
        ("qius-kitchen", "season:qius-kitchen/1"),
        ("plan:nobody", None),
    ],
)
def test_an_offer_is_a_plan_a_season_an_episode_or_a_film(shop, typed, found):
    assert offer_named(typed) == found


def test_links_lead_to_titles_pages_and_paths_by_name(shop):
    assert [
        link_named(text) for text in ("/plans", "还灯", "title:还灯/1/1", "page:shuang11", "https://a.example")
    ] == [*("/plans", "title:return-the-lantern", "title:return-the-lantern/1/1", "page:shuang11", None)]


def test_a_name_that_two_titles_have_is_nobodys(shop):
    with writing():
        db.session.query(Title).filter(Title.slug == "night-frequency").one().name = {"zh-Hans": "还灯"}
    assert place_named("还灯") is None
    assert place_named("return-the-lantern") == "return-the-lantern"


def test_what_nothing_is_named_stays_as_it_was_typed(shop):
    assert ref_named("season", "没有这部/1") == "没有这部/1"
    assert ref_named("plan", "家庭年卡") == "yearly"
    assert with_offers_named("只要 {月卡}，{没有} 也留着") == "只要 {plan:monthly}，{没有} 也留着"


def test_codes_are_said_by_name(shop):
    refs = [("episode", "return-the-lantern/1/2"), ("plan", "monthly"), ("rental", "nobody/1/1"), ("", "/plans")]
    assert refs_words(refs) == ["还灯 · 第 1 季 · 第 2 集", "月卡", "", ""]


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("season", "West of Orion", "west-of-orion/1"),
        ("season", "还灯", "return-the-lantern"),
        ("season", "还灯/2", "return-the-lantern/2"),
        ("episode", "旧码头的放映员", "projectionist-of-the-old-pier/1/1"),
        ("rental", "旧码头的放映员/1", "projectionist-of-the-old-pier/1/1"),
        ("episode", "West of Orion", "west-of-orion"),
        ("title", "West of Orion", "west-of-orion"),
    ],
)
def test_a_number_that_can_only_be_one_is_added(shop, kind, typed, kept):
    assert ref_named(kind, typed) == kept


@pytest.mark.parametrize(
    ("kind", "ref", "words"),
    [
        ("season", "return-the-lantern", "哪一季？可以写 return-the-lantern/1、return-the-lantern/2。"),
        ("season", "west-of-orion/9", "可以写 west-of-orion/1。"),
        ("episode", "west-of-orion", "比如 west-of-orion/1/1。"),
        ("rental", "return-the-lantern/2/999", "比如 return-the-lantern/2/1。"),
        ("episode", "return-the-lantern/9/1", "比如 return-the-lantern/1/1。"),
        ("episode", "return-the-lantern/²/1", "比如 return-the-lantern/1/1。"),
        ("rental", f"west-of-orion/{'9' * 40}/1", "比如 west-of-orion/1/1。"),
        ("title", "west-of-orion/1", "就写 west-of-orion。"),
        ("season", "nobody/1", "没有找到：nobody/1。"),
        ("title", "nobody/1", "没有找到：nobody/1。"),
        ("plan", "weekly", "没有找到：weekly。"),
        ("season", "", "这里还空着"),
    ],
)
def test_of_a_title_that_is_known_it_is_asked_which_part_is_meant(shop, kind, ref, words):
    with shop.test_request_context():
        assert words in not_found(kind, ref)
