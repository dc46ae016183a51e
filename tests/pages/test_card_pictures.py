"""What stands for a landing page in other applications is its card, made once, and its artwork until then."""

import io

import pytest
from PIL import Image
from sqlalchemy import select

from tbo import clock
from tbo.db import db
from tbo.jobs import Job, run_due_jobs
from tbo.media.stores import LocalFolder, StoreAway, store
from tbo.pages import publishing
from tbo.pages.making import draft_of, page_or_none
from tbo.pages.models import Page
from tbo.pages.personas import visit_of
from tbo.pages.scene import Scene
from tbo.pages.share_cards import make_card
from tbo.pages.views import first_picture
from tbo.web.assets import static_url

from ..playback.screens import signed_in
from .conftest import document

SLUG = "shuang11"
CARD = f"/l/{SLUG}/card.jpg"


@pytest.fixture(autouse=True)
def no_cards(shop):
    """No card is made yet; the store is no database that would forget by itself."""
    store().remove(f"_cards/l-{SLUG}")
    yield
    store().remove(f"_cards/l-{SLUG}")


def asked() -> list[Job]:
    return list(db.session.scalars(select(Job).where(Job.name == f"{make_card.__module__}.make_card")))


def named(visitor, path: str) -> str:
    return visitor.page(path).select_one('meta[property="og:image"]')["content"]


@pytest.mark.parametrize("prefix", ["", "/en", "/de"])
def test_a_page_names_its_card_in_the_language_it_is_read_in(visitor, prefix):
    assert named(visitor, f"{prefix}/l/{SLUG}") == f"http://shop.test{prefix}{CARD}"
    assert named(visitor, prefix or "/") == f"http://shop.test{prefix}/l/home/card.jpg"


@pytest.mark.parametrize("hiding", [{"hidden": True}, {"from": "2199-01-01T00:00:00Z"}, {"audience": "members"}])
def test_what_is_not_shown_to_everybody_stands_for_no_page(shop, hiding):
    shown = document(("title_card", {"title": "west-of-orion"}), ("title_card", {"title": "qius-kitchen"}))
    shown["blocks"][0] |= hiding
    with shop.test_request_context():
        scene = Scene(visit=visit_of("visitor", clock.now()), path="/l/x")
        assert first_picture(shown, scene).folder.startswith("qius-kitchen-")


def test_the_artwork_stands_for_it_until_the_card_is_made_which_is_asked_for_once(shop, visitor):
    artwork = page_or_none(SLUG)
    for _twice in range(2):
        waiting = visitor.get(CARD)
        assert waiting.status_code == 302
        assert waiting.headers["Location"].startswith("http://shop.test/pictures/qius-kitchen-")
        assert waiting.headers["Location"].endswith("/og.jpg")
        assert waiting.headers["Cache-Control"] == "public, max-age=60"
    assert len(asked()) == 1
    run_due_jobs()
    made = visitor.get(CARD)
    assert (made.status_code, made.mimetype) == (200, "image/jpeg")
    assert made.headers["Cache-Control"] == "public, max-age=300"
    assert Image.open(io.BytesIO(made.data)).size == (1200, 630)
    assert visitor.get(f"/de{CARD}").status_code == 302, "each language has its own"
    draft = draft_of(artwork).document
    renamed = {**draft, "page": {**draft["page"], "title": {"zh-Hans": "双11：最后一天"}}}
    publishing.publish(artwork, renamed, (clock.now(), None), "", "x")
    db.session.commit()
    assert visitor.get(CARD).status_code == 302, "another title is another card"
    run_due_jobs()
    assert visitor.get(CARD).data != made.data


def test_while_the_store_is_away_the_artwork_stands_for_it(visitor, monkeypatch):
    def away(_store, _key):
        raise StoreAway("it is away")

    monkeypatch.setattr(LocalFolder, "has", away)
    assert visitor.get(CARD).status_code == 302
    assert asked() == []


def test_a_page_without_a_picture_is_sent_with_the_shop_s_own_until_its_words_are_drawn(visitor):
    words = document(("rich_text", {"markdown": {"zh-Hans": "只有字"}}))
    publishing.publish(
        page_or_none(SLUG), words | {"page": {"title": {"zh-Hans": "只有字"}}}, (clock.now(), None), "", "x"
    )
    db.session.commit()
    assert visitor.get(CARD).headers["Location"] == f"http://shop.test{static_url('icons/og.jpg')}"
    run_due_jobs()
    assert visitor.get(CARD).status_code == 200


def test_nobody_gets_the_card_of_what_is_not_there_and_no_profile_one_that_may_show_too_much(shop, visitor):
    assert visitor.get("/l/nothing/card.jpg").status_code == 404
    assert signed_in(shop).client.get(CARD).status_code == 404
    page = page_or_none(SLUG)
    publishing.switch_off(page, "x")
    db.session.commit()
    assert visitor.get(CARD).status_code == 404
    db.session.get_one(Page, page.id).kind = "children"
    publishing.publish(page, draft_of(page).document, (clock.now(), None), "", "x")
    db.session.commit()
    assert visitor.get(CARD).status_code == 404
    assert asked() == []
