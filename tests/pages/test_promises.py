"""The check before publishing: what it asks of the database, and at which moments it looks."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from tbo.catalog import version
from tbo.catalog.models import Title
from tbo.db import db
from tbo.offers.models import Plan, PlanVersion
from tbo.pages.promise import Promise, stops
from tbo.pages.promises import promises

from ..conftest import ANCHOR
from ..support.queries import recorded_queries
from .conftest import document
from .test_blocks import EXAMPLES, SERIES, WORDS

DAY = timedelta(days=1)


@pytest.fixture
def check(shop):
    """Checks a document of (type, props) from ANCHOR on, with nothing kept from an earlier test."""
    version.forget()

    def checked(*blocks, kind="campaign") -> list[Promise]:
        with shop.test_request_context():
            return promises(document(*blocks), kind, ANCHOR, ANCHOR + 80 * DAY)

    yield checked
    version.forget()


def words(found: list[Promise]) -> str:
    return " ".join(each.words for each in stops(found))


def test_it_asks_no_more_for_many_titles_offers_and_changes_than_for_few(check, changed_catalogue):
    plan = db.session.scalar(select(Plan.id).where(Plan.key == "monthly"))
    changes = [ANCHOR + DAY / 4 * number for number in range(1, 151)]
    # Prices of nothing that is sold: what counts is that each is an instant at which the check looks.
    rows = [
        {"plan_id": plan, "version": 100 + number, "price_fen": 1900, "sold_from": at, "sold_until": at + DAY / 8}
        for number, at in enumerate(changes)
    ]
    db.session.execute(insert(PlanVersion), rows)
    slugs = list(db.session.scalars(select(Title.slug).order_by(Title.id)))
    unknown = [f"nothing-{number}" for number in range(100)]
    blocks = [(key, props) for key, (props, _words) in EXAMPLES.items()]
    blocks += [("picks", {"name": WORDS, "titles": slugs[start : start + 20]}) for start in range(0, len(slugs), 20)]
    blocks += [("picks", {"name": WORDS, "titles": unknown[start : start + 20]}) for start in range(0, 100, 20)]
    blocks += [("offer", {"offers": [f"episode:{slug}/1/2", f"season:{slug}/1"]}) for slug in slugs[:12]]
    changed_catalogue()
    with recorded_queries() as cold:
        found = check(*blocks)
    assert "nothing-99" in words(found)
    assert len(cold) < 45, "what blocks draw is asked for once, and all titles together"
    with recorded_queries() as warm:
        assert check(*blocks) == found
    assert [each.split("WHERE")[0].split() for each in warm if "FROM catalogue_version" not in each] == [
        ["SELECT", "title.slug,", "title.licence_number", "FROM", "title"]
    ]


def test_an_offer_whose_title_leaves_is_told_with_its_moment(check, changed_catalogue):
    title = db.session.scalars(select(Title).where(Title.slug == SERIES)).one()
    title.closes_at = ANCHOR + 3 * DAY
    changed_catalogue()
    told = words(check(("offer", {"offers": [f"season:{SERIES}/1"]})))
    assert f"season:{SERIES}/1" in told
    assert "2026-11-21" in told
    assert "2026-11-21" in words(check(("qr", {"text": WORDS, "link": f"title:{SERIES}/1/1"})))


def test_a_title_without_a_licence_is_told(check):
    title = db.session.scalars(select(Title).where(Title.slug == SERIES)).one()
    title.licence_number = None
    db.session.commit()
    assert "没有许可证号" in words(check(("title_card", {"title": SERIES})))


def test_a_block_that_is_never_shown_within_the_span_promises_nothing(check, shop):
    told = document(("offer", {"offers": ["plan:gone"], "coupon": "NIEMAND"}))
    told["blocks"][0]["from"] = (ANCHOR + 90 * DAY).isoformat()
    told["page"] = {"title": WORDS}
    with shop.test_request_context():
        assert stops(promises(told, "campaign", ANCHOR, ANCHOR + DAY)) == []
        assert stops(promises(told, "campaign", ANCHOR, ANCHOR + 91 * DAY))


@pytest.mark.parametrize(
    ("block", "advice"),
    [
        (("hero", {"style": "campaign", "line": {"zh-Hans": "只要 ¥148.00"}, "offer": "plan:yearly"}), "{plan:yearly}"),
        (("hero", {"style": "campaign", "line": {"zh-Hans": "只要 ¥148.00"}}), "{plan:monthly}"),
        (("plan_table", {"note": {"zh-Hans": "只要 ¥148.00"}, "plans": ["quarterly"]}), "{plan:quarterly}"),
    ],
)
def test_a_price_in_typed_words_is_quoted_whole_with_the_block_s_own_offer_as_advice(check, block, advice):
    told = words(check(block))
    assert "“¥148.00”" in told
    assert advice in told
