"""Who is credited for what is bought: the last link within thirty days, the last block within seven, the first kept."""

from datetime import UTC, datetime, timedelta

import pytest

from tbo.rules.attribution import read_link
from tbo.rules.positions import Position, place_or_none, position_or_none
from tbo.rules.touches import LINK_LIFE, POSITION_LIFE, Touch, first_touch, is_credited, is_remembered, source_of

NOW = datetime(2026, 11, 11, 12, 0, 0, 400_000, tzinfo=UTC)
TICK = timedelta(microseconds=1)


def test_a_link_counts_for_thirty_days_and_not_an_instant_longer():
    assert is_remembered(NOW - LINK_LIFE + TICK, NOW)
    assert not is_remembered(NOW - LINK_LIFE, NOW)


def test_the_first_link_of_a_chain_is_kept_through_all_that_follow():
    assert first_touch(None, NOW) is None
    assert first_touch(Touch(1, NOW - timedelta(days=1)), NOW) == 1
    assert first_touch(Touch(5, NOW - timedelta(days=1), first_id=1), NOW) == 1


def test_a_chain_ends_with_a_gap_of_thirty_days():
    assert first_touch(Touch(5, NOW - LINK_LIFE, first_id=1), NOW) is None
    assert first_touch(Touch(5, NOW - LINK_LIFE + TICK, first_id=1), NOW) == 1


def test_a_block_counts_for_seven_days_and_not_an_instant_longer():
    assert is_credited(NOW - POSITION_LIFE + TICK, None, NOW)
    assert not is_credited(NOW - POSITION_LIFE, None, NOW)


def test_a_click_of_the_future_counts_for_nothing():
    assert is_credited(NOW, None, NOW)
    assert not is_credited(NOW + TICK, None, NOW)


def test_a_link_that_came_after_the_click_takes_it_over():
    clicked = NOW.replace(microsecond=0) - timedelta(hours=1)
    assert is_credited(clicked, clicked - timedelta(seconds=1), NOW)
    assert is_credited(clicked, clicked + timedelta(microseconds=999_999), NOW)
    assert not is_credited(clicked, clicked + timedelta(seconds=1), NOW)


@pytest.mark.parametrize(
    ("item", "query", "source"),
    [
        (None, b"utm_source=WeiBo", "weibo"),
        ("900000000104", b"utm_source=koubei", "koubei"),
        ("900000000104", b"", "tmall"),
        (None, b"spm=a1.b2", "tmall"),
        (None, b"utm_campaign=1111", "link"),
        (None, b"utm_source=" + b"x" * 90, "x" * 40),
    ],
)
def test_a_link_is_grouped_by_the_name_it_gives_itself(item, query, source):
    assert source_of(read_link(item, query)) == source


@pytest.mark.parametrize("text", ["home.b3.12", "return-the-lantern-s2.b1.0", "a.b999999.999"])
def test_a_position_reads_as_it_is_written(text):
    assert str(position_or_none(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        *("", "home", "home.b3", "home.b0.1", "home.b3.01", "home.b3.1000", "Home.b3.1", "home.b3.1.2", "ho me.b3.1"),
        *("home.b3.1\n", "-home.b3.1", "home.b\u0663.1", "x" * 80 + ".b3.1"),
    ],
)
def test_what_is_no_position_is_none(text):
    assert position_or_none(text) is None


def test_a_block_that_was_seen_has_no_link():
    assert place_or_none("home.b3") == Position("home", "b3")
    assert place_or_none("home.b3.1") is None
