"""The list of landing pages: how each stands, what it brought, which of them are asked for; few questions for many."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from tbo.backoffice.figures.blocks import of_page, of_pages
from tbo.db import db, writing
from tbo.pages.figure_models import BlockDay
from tbo.pages.models import Page, PageDraft, PagePublication
from tbo.pages.publishing import switch_off
from tbo.rules.ledger import LedgerKind
from tbo.rules.staff_rights import HOLDERS, Right, Role

from ..conftest import ANCHOR
from ..support.queries import recorded_queries
from .landing import HEADLINE, SLUG, publish, type_into
from .test_block_figures import arrived, booked

LIST = "/staff/pages"


def rows(page) -> dict[str, list[str]]:
    """The cells of each page of the list, by the end of its address."""
    lines = page.select("#pages tbody tr")
    return {line.a["href"].rsplit("/", 1)[1]: [cell.get_text(" ", strip=True) for cell in line("td")] for line in lines}


def shown(browser, show: str) -> set[str]:
    return set(rows(browser.page(f"{LIST}?show={show}")))


@pytest.fixture
def figures(shop) -> None:
    """What two blocks of a page brought today, six days ago and seven days ago."""
    db.session.execute(delete(BlockDay))
    for back, block, views in ((0, "b1", 5), (0, "b2", 40), (6, "b1", 60), (7, "b2", 999)):
        day = ANCHOR.date() - timedelta(days=back)
        db.session.add(BlockDay(page="shuang11", day=day, version_id=1, block=block, views=views, clicks=1))
    first, second, other = (
        arrived(number, ANCHOR, position=text)
        for number, text in enumerate(("shuang11.b1.1", "shuang11.b2.3", "shuang1.b1.1"))
    )
    booked(1, LedgerKind.PAID, 1900, first, ANCHOR)
    booked(2, LedgerKind.PAID, 600, second, ANCHOR - timedelta(days=6))
    booked(3, LedgerKind.REFUNDED, 500, first, ANCHOR)
    booked(4, LedgerKind.PAID, 99_900, second, ANCHOR - timedelta(days=8))
    booked(5, LedgerKind.REFUNDED, 300, other, ANCHOR)
    db.session.commit()


def test_a_page_says_what_came_of_it_in_seven_days(desk, figures):
    cells = rows(desk(Role.MARKETING).page(LIST))
    assert cells["shuang11"][4:6] == ["¥20.00", "65"]
    assert cells["home"][4:6] == ["¥0.00", "0"]


@pytest.mark.parametrize("role", list(Role))
def test_figures_are_for_who_may_see_them(desk, figures, role):
    page = desk(role).page(LIST)
    assert ("¥20.00" in page.main.text) == (role in HOLDERS[Right.FIGURES])
    assert len(page.select("#pages th")) == (7 if role in HOLDERS[Right.FIGURES] else 5)


def test_what_a_list_says_of_a_page_is_what_its_blocks_add_up_to(figures):
    for begins in (ANCHOR - timedelta(days=days) for days in (1, 7, 28, 400)):
        told = of_pages(begins)
        for slug in (*told, *db.session.scalars(select(Page.slug)), "none"):
            blocks = of_page(slug, begins).values()
            assert (told[slug].fen if slug in told else 0) == sum(each.fen for each in blocks), slug
            assert (told[slug].seen if slug in told else 0) == max((each.views for each in blocks), default=0), slug
    assert of_pages(ANCHOR - timedelta(days=28))["shuang11"].seen == 1039


def test_a_list_is_asked_for_pages_by_how_they_stand(marketer, editor):
    def found() -> set[str]:
        names = ("live", "changed", "scheduled", "draft", "over")
        return {name for name in names if SLUG in shown(marketer, name)}

    assert found() == {"draft"}
    type_into(marketer, editor("b1"), **{HEADLINE: "冬天"})
    span = {"when": "from", "from": "2026-11-20T00:00:00"}
    assert publish(marketer, **span).status_code == 303
    assert found() == {"scheduled"}
    assert publish(marketer).status_code == 303
    assert found() == {"live"}
    type_into(marketer, editor("b1"), **{HEADLINE: "冬天的灯"})
    assert found() == {"live", "changed"}
    with writing():
        switch_off(db.session.scalars(select(Page).where(Page.slug == SLUG)).one(), "-")
        for row in db.session.scalars(select(PagePublication).where(PagePublication.starts_at > ANCHOR)):
            row.cancelled_at = ANCHOR
    assert found() == {"over"}
    assert shown(marketer, "all") >= {SLUG, "home"}


@pytest.mark.parametrize("show", ["x", "", "'"])
def test_what_no_list_is_called_is_not_there(marketer, show):
    assert marketer.get(f"{LIST}?show={show}").status_code == 404


def test_mine_are_the_pages_that_somebody_made_or_changed_whoever_came_after(desk, marketer, editor):
    assert shown(marketer, "mine") == {SLUG}
    owner = desk(Role.OWNER)
    assert shown(owner, "mine") == set()
    type_into(owner, owner.page(f"{LIST}/{SLUG}?block=b1"), **{HEADLINE: "店主写的"})
    type_into(marketer, editor("b1"), **{HEADLINE: "营销写的"})
    assert shown(owner, "mine") == shown(marketer, "mine") == {SLUG}
    page = desk(Role.FINANCE).page(f"{LIST}?show=mine")
    assert page.select_one("#pages .empty").text == "这里没有页面。"


def test_a_page_says_in_which_languages_words_are_missing(marketer, editor):
    type_into(marketer, editor("b1"), **{HEADLINE: "冬天", "f:b1.headline.de": "Winter"})
    assert "English" in rows(marketer.page(LIST))[SLUG][2]
    assert SLUG in shown(marketer, "untranslated")
    page = marketer.page(f"{LIST}/{SLUG}")
    titles = {"f:page.title.en": "Lamps", "f:page.title.de": "Lampen"}
    type_into(marketer, page, **titles)
    type_into(marketer, editor("b1"), **{"f:b1.headline.en": "Winter"})
    assert SLUG not in shown(marketer, "untranslated")


def test_many_pages_ask_no_more_than_few(desk):
    browser = desk(Role.OWNER)
    browser.page(LIST)
    with recorded_queries() as few:
        browser.page(LIST)
    like = db.session.scalars(select(PageDraft).join(Page).where(Page.slug == "shuang11")).one()
    at, by, document = like.changed_at, like.changed_by, like.document
    with writing():
        for number in range(12):
            page = Page(slug=f"many-{number}", kind="campaign", made_at=at, made_by=by)
            db.session.add(page)
            db.session.flush()
            db.session.add(PageDraft(page_id=page.id, document=document, revision=0, changed_at=at, changed_by=by))
    with recorded_queries() as many:
        assert len(rows(browser.page(LIST))) >= 12
    assert len(many) == len(few), "\n".join(many)
