"""Formats of templates, where they meet the words around them."""

from datetime import UTC, datetime

import pytest
from flask_babel import force_locale

from tbo import clock
from tbo.web.filters import day, dotted, short_day, until

from ..support.browser import Browser

SERIES = "/titles/return-the-lantern"
FOR_ALL = ("", "/plans", "/library", "/search", SERIES, "/gifts", "/l/shuang11", "/l/about")
DAYS = [datetime(2026, month, 3, tzinfo=UTC) for month in range(1, 13)]


@pytest.mark.parametrize("moment", DAYS)
def test_no_short_german_date_ends_with_a_full_stop(app, moment):
    with force_locale("de"):
        assert not day(moment).endswith(".")


@pytest.mark.parametrize(
    ("locale", "this", "past"),
    [
        ("zh_Hans_CN", "11月3日", "2025年12月26日"),
        ("en", "Nov 3", "Dec 26, 2025"),
        ("de", "3. November", "26. Dez. 2025"),
    ],
)
def test_a_day_of_an_earlier_year_has_its_year(app, locale, this, past):
    with force_locale(locale), clock.standing_at(datetime(2026, 12, 1, tzinfo=UTC)):
        assert (day(DAYS[10]), day(datetime(2025, 12, 26, tzinfo=UTC))) == (this, past)
        assert day(datetime(2027, 1, 3, tzinfo=UTC)).endswith(("1月3日", "Jan 3", "3. Januar"))
        assert "2025" in short_day(datetime(2025, 12, 26, tzinfo=UTC))
    with force_locale(locale), clock.standing_at(datetime(2026, 12, 31, 16, tzinfo=UTC)):
        assert "2026" in short_day(datetime(2026, 12, 31, 15, tzinfo=UTC)), "it is the new year where the shop is"


@pytest.mark.parametrize(
    ("moment", "locale", "said"),
    [
        (datetime(2026, 12, 5, 16, tzinfo=UTC), "zh_Hans_CN", "12月5日 24:00"),
        (datetime(2026, 12, 5, 16, 0, 1, tzinfo=UTC), "zh_Hans_CN", "12月6日 00:00"),
        (datetime(2026, 12, 5, 10, 30, tzinfo=UTC), "en", "Dec 5 18:30"),
        (datetime(2026, 12, 5, 16, tzinfo=UTC), "de", "5. Dezember 24:00"),
    ],
)
def test_an_end_at_midnight_belongs_to_the_day_before(app, moment, locale, said):
    with force_locale(locale), clock.standing_at(datetime(2026, 12, 1, tzinfo=UTC)):
        assert until(moment) == said


def test_facts_stand_side_by_side_and_no_line_begins_with_their_dot(app):
    assert dotted(["A", "", "B", "C"]) == "A\u00a0· B\u00a0· C"


@pytest.mark.parametrize("path", FOR_ALL)
def test_no_german_sentence_ends_twice(shop, path):
    assert ".." not in Browser(shop).page(f"/de{path}").get_text()
