"""A code box that speaks of a batch is published only while its codes can be bought and redeemed."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from tbo.db import db
from tbo.pages import kinds
from tbo.pages.fields import Unfit
from tbo.pages.promise import Promise
from tbo.pages.promises import promises
from tbo.vouchers.models import Voucher, VoucherBatch

from ..conftest import ANCHOR
from ..support.queries import recorded_queries
from .conftest import document
from .test_blocks import WORDS

DAY = timedelta(days=1)
SPAN = 10 * DAY
SOLD = "900000000108"


@pytest.fixture
def batch(shop) -> VoucherBatch:
    """The batch of the gift card that the demo's Tmall shop sells."""
    return db.session.query(VoucherBatch).filter_by(item_id=SOLD).one()


@pytest.fixture
def told(shop, batch):
    """Says what is found of a code box that speaks of the batch, as (level, words)."""

    def found(key=None, **block) -> list[tuple[str, str]]:
        page = document(("code_box", {"headline": WORDS, "batch": key or batch.key}))
        page["page"] = {"title": WORDS}
        page["blocks"][0] |= block
        with shop.test_request_context():
            told: list[Promise] = promises(page, "campaign", ANCHOR, ANCHOR + SPAN)
        return [(each.level, each.words) for each in told if "卡密" in each.words]

    return found


def leave(batch: VoucherBatch, count: int) -> None:
    """Let so many codes of a batch be left to sell."""
    ids = [row.id for row in db.session.query(Voucher.id).filter_by(batch_id=batch.id)]
    gone = update(Voucher).where(Voucher.id.in_(ids[count:]))
    db.session.execute(gone.values(handed_at=ANCHOR, handed_to="a test"))
    db.session.commit()


def test_a_batch_with_codes_promises_what_it_holds(told):
    assert told() == []


def test_a_batch_that_nobody_made_is_a_stop(told):
    ((level, words),) = told(key="NOSUCH")
    assert level == "stop"
    assert "NOSUCH" in words


def test_the_last_code_is_enough_and_none_is_not(told, batch):
    leave(batch, 1)
    assert [level for level, _words in told()] == ["warn"]
    leave(batch, 0)
    ((level, words),) = told()
    assert level == "stop"
    assert batch.name in words
    assert "一个也不剩" in words


def test_codes_in_a_file_for_tmall_are_for_sale(told, batch):
    db.session.execute(update(Voucher).where(Voucher.batch_id == batch.id).values(seed=None, exported_at=ANCHOR))
    db.session.commit()
    assert told() == []


@pytest.mark.parametrize(
    ("ends_at", "levels"),
    [
        (ANCHOR, ["stop"]),
        (ANCHOR + timedelta(microseconds=1), ["stop"]),
        (ANCHOR + SPAN - timedelta(microseconds=1), ["stop"]),
        (ANCHOR + SPAN, []),
    ],
)
def test_a_batch_holds_until_the_end_of_the_span(told, batch, ends_at, levels):
    batch.ends_at = ends_at
    db.session.commit()
    assert [level for level, _words in told()] == levels


def test_a_block_that_ends_with_its_batch_holds(told, batch):
    batch.ends_at = ANCHOR + DAY
    db.session.commit()
    assert told(until=(ANCHOR + DAY).isoformat()) == []
    assert told(until=(ANCHOR + 2 * DAY).isoformat())
    assert told(**{"from": (ANCHOR + SPAN).isoformat()}) == [], "it is never shown"
    assert told(hidden=True) == []


def test_many_batches_cost_two_queries(shop, batch):
    keys = [row.key for row in db.session.query(VoucherBatch.key)]
    assert len(keys) > 2

    def asked(*named) -> int:
        page = document(*[("code_box", {"headline": WORDS, "batch": key}) for key in named])
        with shop.test_request_context(), recorded_queries() as statements:
            promises(page, "campaign", ANCHOR, ANCHOR + SPAN)
        return sum("FROM voucher" in each for each in statements)

    assert (asked(), asked(keys[0]), asked(*keys)) == (0, 2, 2)


def test_a_batch_that_is_not_among_the_newest_is_read_all_the_same(shop, batch, monkeypatch):
    monkeypatch.setattr(kinds, "MOST_BATCHES", 0)
    with shop.test_request_context():
        field = kinds.batch_field()
        assert [field.read((), text) for text in (batch.key, "")] == [batch.key, None]
        with pytest.raises(Unfit):
            field.read((), "NOSUCH")
