"""Formats of templates, where they meet the words around them."""

from datetime import UTC, datetime

import pytest
from flask_babel import force_locale

from tbo.web.filters import day, dotted

from ..support.browser import Browser

SERIES = "/titles/return-the-lantern"
FOR_ALL = ("", "/plans", "/library", "/search", SERIES, "/gifts", "/l/shuang11", "/l/about")
DAYS = [datetime(2026, month, 3, tzinfo=UTC) for month in range(1, 13)]


@pytest.mark.parametrize("moment", DAYS)
def test_no_short_german_date_ends_with_a_full_stop(app, moment):
    with force_locale("de"):
        assert not day(moment).endswith(".")


def test_facts_stand_side_by_side_and_no_line_begins_with_their_dot(app):
    assert dotted(["A", "", "B", "C"]) == "A\u00a0· B\u00a0· C"


@pytest.mark.parametrize("path", FOR_ALL)
def test_no_german_sentence_ends_twice(shop, path):
    assert ".." not in Browser(shop).page(f"/de{path}").get_text()
