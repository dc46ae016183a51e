"""Pages before those for whom not every title is there: no word, link or picture tells them of one that is not."""

from datetime import timedelta

import pytest
from flask_babel import force_locale
from sqlalchemy import select

from tbo.accounts.viewer import Viewer
from tbo.catalog.models import Title
from tbo.db import db
from tbo.pages import pictures, previewing, rendering
from tbo.pages.models import Page
from tbo.pages.personas import NOBODY, visit_of
from tbo.pages.scene import Scene
from tbo.rules.access import ProfileFacts
from tbo.rules.rights import EntitlementFacts
from tbo.storefront.visit import Visit

from ..conftest import ANCHOR
from ..family.told_pages import all_of, campaign_of, publish
from ..playback.screens import Screen, signed_in
from .conftest import document

HIDDEN, SEEN, FOR_CHILDREN = "west-of-orion", "qius-kitchen", "undersea-garage"
NAMES = ("参宿以西", "West of Orion", "WEST OF ORION", HIDDEN)
GROWN_UP = ProfileFacts("adult", 18, frozenset({HIDDEN}))
TEEN = ProfileFacts("teen", 8)
TYPED = {"zh-Hans": "只在今晚"}
PROFILES = [TEEN, GROWN_UP, ProfileFacts("child", 8)]


def title(slug: str) -> Title:
    return db.session.scalars(select(Title).where(Title.slug == slug)).one()


def told(beside: str) -> list[tuple[str, dict]]:
    """Blocks that tell of what is hidden, with another title beside it."""
    return all_of([title(HIDDEN)], [title(beside)])


def drawn(shop, profile: ProfileFacts, *blocks, locale: str = "zh_Hans_CN", **more) -> str:
    """Draw blocks for a profile."""
    visit = Visit(Viewer(household_id=NOBODY, profile=profile), (), ANCHOR, "CN", [])
    with shop.test_request_context(), force_locale(locale):
        return rendering.render(document(*blocks), Scene(visit=visit, path="/l/x", **more))


@pytest.mark.parametrize("locale", ["zh_Hans_CN", "en", "de"])
@pytest.mark.parametrize("profile", PROFILES)
def test_no_block_names_a_title_that_is_not_there(shop, profile, locale):
    found = drawn(shop, profile, *told(FOR_CHILDREN), locale=locale)
    assert f"/titles/{FOR_CHILDREN}" in found
    assert not [name for name in NAMES if name in found]


def test_whoever_sees_everything_reads_every_word(shop, draw):
    found = draw(document(*told(SEEN)))
    assert [name for name in NAMES if name in found] == [*NAMES[:1], *NAMES[2:]]


def test_a_block_about_a_title_that_is_not_there_says_none_of_its_other_words(shop, draw):
    block = campaign_of(title(HIDDEN))
    assert "灯塔今夜不关" in draw(document(block))
    assert [drawn(shop, profile, block).strip() for profile in PROFILES] == ["", "", ""]


def test_a_picture_whose_words_may_not_be_said_is_not_shown(shop, draw, monkeypatch):
    words = {"zh-Hans": "参宿以西的剧照"}
    monkeypatch.setattr(pictures, "library", lambda: {"k": ("folder-of-k", words, (2, 2)), "l": ("l", {}, (2, 2))})
    hero = {"style": "campaign", "headline": {"zh-Hans": "今晚"}, "library": "k"}
    shown = document(("hero", hero), ("image", {"library": "k"}))
    assert draw(shown).count("folder-of-k/") > 1
    assert "folder-of-k" not in drawn(shop, TEEN, ("hero", hero), ("image", {"library": "k"}))
    assert "/pictures/l/" in drawn(shop, TEEN, ("hero", hero | {"library": "l"}))


def test_a_picture_beside_words_that_may_not_be_said_is_not_shown_and_leaves_no_empty_heading(shop, draw, monkeypatch):
    monkeypatch.setattr(pictures, "library", lambda: {"l": ("l", {}, (2, 2))})
    headline = {"zh-Hans": "《参宿以西》首映"}
    hero, image = {"style": "campaign", "headline": headline, "library": "l"}, {"library": "l", "caption": headline}
    assert draw(document(("hero", hero), ("image", image))).count("/pictures/l/") > 1
    assert drawn(shop, TEEN, ("hero", hero), ("image", image)).strip() == ""
    assert "<h1" not in drawn(shop, TEEN, ("hero", {"style": "campaign", "library": "l"}))


def test_a_link_whose_address_names_what_is_not_there_leads_nowhere(shop):
    link = {"text": {"zh-Hans": "好"}, "who": {"zh-Hans": "某人"}}
    addresses = ("/search?q=%E5%8F%82%E5%AE%BF%E4%BB%A5%E8%A5%BF", f"/titles/{HIDDEN}", f"page:{HIDDEN}-premiere")
    found = [drawn(shop, TEEN, ("quote", link | {"link": address})) for address in (*addresses, "/library")]
    assert ["href" in each for each in found] == [False, False, False, True]


def test_a_page_whose_address_names_what_is_not_there_is_not_there(shop):
    screen, address = signed_in(shop, kind="teen", rating_cap=8), publish(f"{HIDDEN}-premiere", "campaign", *told(SEEN))
    assert Screen(shop).open(address).status_code == 200
    assert screen.open(address).status_code == 404
    assert address not in screen.open("/sitemap.xml").text


@pytest.fixture
def child(shop) -> Screen:
    """A child of eight."""
    return signed_in(shop, kind="child", rating_cap=8)


@pytest.mark.parametrize("kind", ["campaign", "collection"])
def test_a_child_finds_of_a_page_its_own_titles_and_no_word_that_was_typed(child, kind):
    picks = ("picks", {"name": TYPED, "note": TYPED, "titles": [HIDDEN, FOR_CHILDREN, SEEN]})
    link = ("quote", {"text": TYPED, "who": TYPED, "link": "/library"})
    words = ("rich_text", {"markdown": TYPED})
    address = publish("autumn", kind, picks, words, link, *told(FOR_CHILDREN), words="只在今晚")
    answer = child.open(address)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"].startswith("private")
    assert f"/titles/{FOR_CHILDREN}" in answer.text
    assert not [word for word in (*NAMES, "只在今晚", SEEN, "QUANJIA1111", "¥", "/redeem") if word in answer.text]


@pytest.mark.parametrize("style", ["bills", "campaign"])
def test_a_page_without_anything_for_children_is_not_there_for_them(child, style):
    nothing = (("picks", {"name": TYPED, "titles": [HIDDEN, SEEN]}), ("shelf", {"shelf": "originals"}))
    typed_only = ("rich_text", {"markdown": TYPED}), ("image", {"title": FOR_CHILDREN, "alt": TYPED})
    hero = ("hero", {"style": style, "headline": TYPED, "picture": FOR_CHILDREN, "alt": TYPED})
    address = publish("autumn", "campaign", hero, *nothing, *typed_only)
    assert child.open(address).status_code == 404
    assert Screen(child.app).open(address).status_code == 200


def test_a_page_for_children_does_not_stand_in_their_sitemap(child):
    address = publish("autumn", "collection", ("title_card", {"title": FOR_CHILDREN}))
    assert child.open(address).status_code == 200
    assert address not in child.open("/sitemap.xml").text


def test_no_shelf_is_announced_that_is_not_there(shop):
    shelves = ("shelf", {"shelf": "kids-together"}), ("shelf", {"shelf": "houses"}), ("shelf", {"shelf": "originals"})
    found = drawn(shop, PROFILES[2], *shelves)
    assert "/shelves/kids-together" in found
    assert not [slug for slug in ("houses", "originals") if f"/shelves/{slug}" in found]
    assert "/shelves/houses" in drawn(shop, TEEN, *shelves)


def previewed_as(shop, kind: str, persona: str) -> str:
    """A draft as somebody would see it."""
    page = Page(slug="autumn", kind=kind)
    blocks = ("picks", {"name": TYPED, "titles": [SEEN, FOR_CHILDREN]}), ("rich_text", {"markdown": TYPED})
    with shop.test_request_context(), force_locale("zh_Hans_CN"):
        return previewing.previewed(page, document(*blocks), persona, ANCHOR)


@pytest.mark.parametrize("kind", ["campaign", "collection"])
def test_a_draft_looks_as_a_child_would_find_it(shop, kind):
    child, visitor = previewed_as(shop, kind, "child"), previewed_as(shop, kind, "visitor")
    assert [TYPED["zh-Hans"] in each for each in (child, visitor)] == [False, True]
    assert [f"/titles/{SEEN}" in each for each in (child, visitor)] == [False, True]
    assert f"/titles/{FOR_CHILDREN}" in child
    assert TYPED["zh-Hans"] in previewed_as(shop, "legal", "child")


def test_a_look_beforehand_leaves_no_row_for_whoever_really_looks(shop):
    rows = [("shelf", {"shelf": slug}) for slug in ("originals", "films", "kids-morning")]
    assert "hx-get" in drawn(shop, ProfileFacts(), *rows)
    assert "hx-get" not in drawn(shop, ProfileFacts(), *rows, beforehand=True)


def test_every_type_that_is_of_the_catalogue_says_something_without_a_typed_word(shop):
    child = visit_of("child", ANCHOR).viewer.profile
    for kind, props in {
        "hero": {"style": "bills", "slides": [{"title": FOR_CHILDREN}]},
        "shelf": {"shelf": "kids-together"},
        "picks": {"titles": [FOR_CHILDREN]},
        "title_card": {"title": FOR_CHILDREN},
        "episode_strip": {"title": FOR_CHILDREN, "season": 1},
        "trailer": {"title": FOR_CHILDREN},
    }.items():
        assert drawn(shop, child, (kind, props), only_catalogue=True).strip(), kind


def test_what_is_for_members_is_for_whose_plan_runs(shop):
    day = timedelta(days=1)
    times = {"over": (-40, -10), "to come": (5, 35), "running": (-10, 20)}
    shown = {}
    for name, (since, until) in times.items():
        right = EntitlementFacts("plan", "order", "x", ANCHOR + since * day, ANCHOR + until * day, plan_key="monthly")
        visit = Visit(Viewer(household_id=NOBODY, profile=ProfileFacts("adult", 18)), (right,), ANCHOR, "CN", [])
        block = {"code": "b1", "type": "rich_text", "props": {}, "audience": "members"}
        shown[name] = rendering.is_shown(block, Scene(visit=visit, path="/l/x"))
    assert shown == {"over": False, "to come": False, "running": True}
