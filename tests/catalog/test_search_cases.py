"""The demo shop's search cases: what must and what must not be found for thirty queries."""

import pytest

from tbo.catalog.cards import cards
from tbo.catalog.search import search
from tbo.demo.content import content


@pytest.mark.parametrize("case", content("search_cases"), ids=lambda case: f"{case['kind']} {case['query']}")
def test_a_query_finds_what_it_must_and_nothing_that_it_must_not(shop, case):
    slugs = [card.slug for card in cards([hit.title_id for hit in search(case["query"])])][: case["within"]]
    assert set(case["must"]) <= set(slugs), slugs
    assert not set(case["must_not"]) & set(slugs), slugs
