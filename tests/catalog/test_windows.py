"""Spans of access say at every instant what the one decision says."""

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tbo.catalog.windows import Span, access_spans, joined, shown
from tbo.rules.access import VISITOR, Because, OfferKind, decide
from tbo.rules.money import Money

from ..rules.made import DAY, INSTANT, NOW, episode, title

offsets = st.integers(-6, 6).map(lambda days: NOW + days * DAY)
maybe = st.one_of(st.none(), offsets)
windows = st.lists(st.tuples(offsets, st.integers(1, 4)), max_size=3).map(
    lambda found: tuple((opens_at, opens_at + length * DAY) for opens_at, length in found)
)
titles = st.builds(
    lambda published, opens, closes, regions: title(
        published_at=published, opens_at=opens, closes_at=closes, regions=regions
    ),
    maybe,
    offsets,
    maybe,
    st.sampled_from([("*",), ("CN",), ("DE",), ("CN", "DE")]),
)
episodes = st.builds(
    lambda of, is_free, free, available, in_plan, rental: episode(
        title=of, is_free=is_free, free_windows=free, available_at=available, in_plan_at=in_plan, rental=rental
    ),
    titles,
    st.booleans(),
    windows,
    offsets,
    maybe,
    st.sampled_from([None, Money(100)]),
)
instants = st.builds(lambda day, step: NOW + day * DAY + step * INSTANT, st.integers(-8, 8), st.integers(-1, 1))


def holds(spans: list[Span], now) -> bool:
    """Whether an instant lies in one of the spans; an end is exclusive."""
    return any(span.opens_at <= now and (span.closes_at is None or now < span.closes_at) for span in spans)


@given(episodes, instants)
def test_a_span_holds_exactly_while_a_visitor_is_given_that_answer(facts, now):
    spans, access = access_spans([facts], "CN"), decide(facts, VISITOR, (), now)
    offers = {offer.kind for offer in access.offers}
    is_for_sale = access.because is Because.FOR_SALE
    assert holds(spans["free"], now) == (access.because is Because.FREE)
    assert holds(spans["buy"], now) == is_for_sale
    assert holds(spans["plan"], now) == (is_for_sale and OfferKind.PLAN in offers)
    assert holds(spans["rent"], now) == (is_for_sale and OfferKind.RENTAL in offers)


@given(titles, instants)
def test_a_title_is_shown_exactly_while_its_page_is(facts, now):
    frame = shown(facts, "CN")
    access = decide(episode(title=facts), VISITOR, (), now)
    hidden = (Because.UNPUBLISHED, Because.OTHER_REGION, Because.WITHDRAWN)
    assert (frame is not None and holds([frame], now)) == (access.because not in hidden)


@given(st.lists(st.tuples(offsets, st.one_of(st.none(), st.integers(1, 5))), max_size=6), instants)
def test_joining_keeps_the_same_time_in_fewer_spans_apart(pairs, now):
    spans = [Span(opens_at, None if days is None else opens_at + days * DAY) for opens_at, days in pairs]
    found = joined(spans)
    assert holds(found, now) == holds(spans, now)
    assert all(one.closes_at < other.opens_at for one, other in pairwise(found))


@pytest.mark.parametrize(("step", "expected"), [(-INSTANT, True), (timedelta(0), False)])
def test_the_last_instant_belongs_to_a_window_and_its_end_does_not(step, expected):
    facts = episode(free_windows=((NOW - DAY, NOW),))
    assert holds(access_spans([facts], "CN")["free"], NOW + step) is expected
    assert holds(access_spans([facts], "CN")["buy"], NOW + step) is not expected
