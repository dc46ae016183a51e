"""Pictures to send along: made once for what is told now, made again when that changes, given to who may see them."""

import io
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select, update

from tbo import clock
from tbo.arrivals.link_models import ShortLink
from tbo.backoffice.links.cards import cards_of, sharing_of_link
from tbo.catalog.models import Season, Title
from tbo.db import db
from tbo.jobs import Job, run_due_jobs
from tbo.media.stores import LocalFolder, StoreAway, store
from tbo.pages.share_cards import make_card

from ..support.parsing import page_of
from .desk import filled
from .landing import HEADLINE, SLUG, fields, publish, type_into

TYPED = {"kind": "season", "ref": "west-of-orion/1", "source": "weixin"}
PAGE = "/staff/pages/shuang11/sharing"
TITLE = "f:page.title.zh-Hans"
SECOND = timedelta(seconds=1)
A_DAY = {"when": "span", "from": "2026-11-19T00:00", "until": "2026-11-20T00:00"}


def asked() -> list[Job]:
    named = select(Job).where(Job.name == f"{make_card.__module__}.make_card")
    return list(db.session.scalars(named.order_by(Job.id)))


@pytest.fixture
def address(marketer) -> str:
    """The page of a link to a season."""
    assert filled(marketer, "/staff/links", "form#link", **TYPED).status_code == 303
    return f"/staff/links/{db.session.scalars(select(ShortLink)).one().code}"


@pytest.fixture
def artwork(shop) -> Path:
    """The folder of a title's pictures, where none is yet."""
    named = db.session.scalar(select(Title.pictures).where(Title.slug == "west-of-orion"))
    folder = shop.extensions["tbo.settings"].instance_folder / "pictures" / named
    folder.mkdir(parents=True)
    yield folder
    shutil.rmtree(folder)


def names(page) -> list[str]:
    return [link["href"] for link in page.select("#cards a")]


def test_each_language_gets_its_pictures_once_and_they_are_downloads(marketer, address):
    waiting = page_of(marketer.get(address))
    assert (len(asked()), names(waiting)) == (3, [])
    assert waiting.select_one("#cards")["hx-get"] == address
    marketer.get(address)
    assert len(asked()) == 3, "it is asked for once"
    run_due_jobs()
    page = page_of(marketer.get(address))
    assert "hx-get" not in page.select_one("#cards").attrs
    assert [name.split("/")[-1][:-21] for name in names(page)] == [
        *("zh-Hans-card", "zh-Hans-og", "en-card", "en-og", "de-card", "de-og")
    ]
    given = marketer.get(names(page)[0])
    assert given.headers["Content-Disposition"].startswith("attachment")
    assert Image.open(io.BytesIO(given.data)).size == (1080, 1440)
    assert Image.open(io.BytesIO(marketer.get(names(page)[1]).data)).size == (1200, 630)


@pytest.mark.parametrize("column", ["name", "price", "artwork"])
def test_another_title_price_or_artwork_means_other_pictures_and_the_old_ones_go(marketer, address, artwork, column):
    marketer.get(address)
    run_due_jobs()
    before = names(page_of(marketer.get(address)))
    title = Title.slug == "west-of-orion"
    if column == "name":
        db.session.execute(update(Title).where(title).values(name={"zh-Hans": "猎户以西", "en": "West"}))
    elif column == "price":
        season = select(Season.id).join(Title).where(title, Season.number == 1).scalar_subquery()
        db.session.execute(update(Season).where(Season.id == season).values(price_fen=4700))
    else:
        Image.new("RGB", (1600, 900)).save(artwork / "wide-1600.webp")
    db.session.commit()
    assert names(page_of(marketer.get(address))) == []
    run_due_jobs()
    after = names(page_of(marketer.get(address)))
    assert len(after) == 6
    assert not set(before) & set(after)
    assert [marketer.get(name).status_code for name in (before[0], after[0])] == [404, 200]


def test_a_title_that_comes_back_has_its_pictures_again_within_the_hour(marketer, address):
    names_of = {}
    for name in ("猎户以西", "参宿以西", "猎户以西"):
        db.session.execute(update(Title).where(Title.slug == "west-of-orion").values(name={"zh-Hans": name, "en": "W"}))
        db.session.commit()
        marketer.get(address)
        run_due_jobs()
        made = names(page_of(marketer.get(address)))
        assert len(made) == 6, name
        assert names_of.setdefault(name, made) == made


def test_while_the_store_is_away_the_code_and_the_words_are_there_and_nothing_is_asked_for(
    marketer, address, monkeypatch
):
    def away(_store, _key):
        raise StoreAway("it is away")

    monkeypatch.setattr(LocalFolder, "has", away)
    page = page_of(marketer.get(address))
    assert page.select_one(".qr svg")
    assert address[-8:] in page.select_one("#text-de").get_text()
    assert (names(page), asked()) == ([], [])


def test_a_landing_page_is_sent_with_its_own_title_and_address(shop, marketer):
    page = page_of(marketer.get(PAGE))
    assert page.select_one("#address")["value"] == "http://shop.test/l/shuang11"
    assert "双11" in page.select_one("#text-zh-Hans").get_text()
    assert "http://shop.test/de/l/shuang11" in page.select_one("#text-de").get_text()
    told = [job.arguments["facts"] for job in asked()]
    assert [each["titles"][0] for each in told] == [
        "双11：全家年卡",
        "11.11: the family year",
        "11.11.: das Familienjahr",
    ]
    assert {each["price"] for each in told} == {""}, "a page has many"


def test_what_is_told_is_what_a_newcomer_is_told(shop, marketer, address):
    with shop.test_request_context():
        cards = cards_of(sharing_of_link(db.session.scalars(select(ShortLink)).one()))
    assert [card.facts["price"] for card in cards] == ["¥32.00", "¥32.00", "32,00\xa0¥"]
    assert all(card.facts["address"].endswith(f"/k/{address[-8:]}") for card in cards)


@pytest.mark.parametrize("name", ["zh-Hans.json", "en-og-0123456789abcdef.jpg", "..%2Fen-og-0123456789abcdef.jpg"])
def test_nothing_else_of_the_store_is_given(marketer, address, name):
    marketer.get(address)
    run_due_jobs()
    assert store().has(f"_cards/k-{address[-8:]}/zh-Hans.json")
    assert marketer.get(f"{address}/cards/{name}").status_code == 404
    assert marketer.get(f"{PAGE}/{name}").status_code == 404


def test_publishing_asks_for_the_cards_so_that_who_sends_the_page_on_finds_them_made(marketer, editor, visitor):
    type_into(marketer, editor("b1"), **{HEADLINE: "冬天的灯"})
    assert publish(marketer).status_code == 303
    run_due_jobs()
    assert [job.arguments["folder"] for job in asked()] == [f"l-{SLUG}"] * 3
    assert visitor.get(f"/l/{SLUG}/card.jpg").status_code == 200
    assert visitor.get(f"/de/l/{SLUG}/card.jpg").status_code == 200


def publish_called(marketer, editor, title: str, **when: str) -> None:
    """Give the page a title, publish it, and let the worker look."""
    type_into(marketer, editor("page"), **{TITLE: title})
    assert publish(marketer, **when).status_code == 303
    run_due_jobs()


def titles_asked() -> list[str]:
    """What the Chinese cards that were asked for are to say, in that order."""
    return [job.arguments["facts"]["titles"][0] for job in asked() if job.arguments["tag"] == "zh-Hans"]


def test_the_cards_of_a_planned_version_are_made_at_its_second_and_the_old_ones_at_its_end(marketer, editor):
    publish_called(marketer, editor, "平日")
    publish_called(marketer, editor, "一天", **A_DAY)
    begins, ends = datetime(2026, 11, 18, 16, tzinfo=UTC), datetime(2026, 11, 19, 16, tzinfo=UTC)
    said = {}
    for moment in (begins - SECOND, begins, ends - SECOND, ends):
        with clock.standing_at(moment):
            run_due_jobs()
            said[moment] = titles_asked()
    assert list(said.values()) == [["平日"], *[["平日", "一天"]] * 2, ["平日", "一天", "平日"]]


def test_of_a_draft_no_card_is_made_when_what_was_shown_ends(marketer, editor):
    publish_called(marketer, editor, "一夜", **A_DAY)
    type_into(marketer, editor("page"), **{TITLE: "没发布的"})
    for moment in (datetime(2026, 11, 18, 16, tzinfo=UTC), datetime(2026, 11, 19, 16, tzinfo=UTC)):
        with clock.standing_at(moment):
            run_due_jobs()
    assert titles_asked() == ["一夜"]


def test_what_is_shown_again_after_a_cancelled_version_is_asked_for_too(marketer, editor):
    publish_called(marketer, editor, "常见")
    publish_called(marketer, editor, "几天", **A_DAY | {"from": "2026-11-18T20:00"})
    form = fields(marketer.page(f"/staff/pages/{SLUG}/versions"), "form:has([value=cancel])")
    assert marketer.bare_post(f"/staff/pages/{SLUG}/publications", **form, act="cancel").status_code == 303
    run_due_jobs()
    assert titles_asked() == ["常见", "几天", "常见"]
