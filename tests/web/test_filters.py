"""Formats of templates, where they meet the words around them."""

import re
from datetime import UTC, datetime

import pytest
from flask_babel import force_locale

from tbo import clock
from tbo.messages.wording import worded
from tbo.rules.money import Money
from tbo.web.filters import day, day_and_time, dotted, ends_at, full_day, joined, ranges, short_day, until

from ..support.browser import Browser

SERIES = "/titles/return-the-lantern"
FOR_ALL = ("", "/plans", "/library", "/search", SERIES, "/gifts", "/l/shuang11", "/l/about")
RISE = {
    "amount": Money(2200),
    "before": Money(1900),
    "day": datetime(2026, 12, 26, tzinfo=UTC),
    "plan": {"zh-Hans": "月卡"},
    "account_url": "/account",
}
DAYS = [datetime(2026, month, 3, tzinfo=UTC) for month in range(1, 13)]


def seen(text: str) -> str:
    """What a reader sees: spaces that hold figures together look as others do."""
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize("moment", DAYS)
def test_no_short_german_date_ends_with_a_full_stop(app, moment):
    with force_locale("de"):
        assert not day(moment).endswith(".")


@pytest.mark.parametrize(
    ("locale", "this", "past"),
    [
        ("zh_Hans_CN", "11 月 3 日", "2025 年 12 月 26 日"),
        ("en", "Nov 3", "Dec 26, 2025"),
        ("de", "3. November", "26. Dez. 2025"),
    ],
)
def test_a_day_of_an_earlier_year_has_its_year(app, locale, this, past):
    with force_locale(locale), clock.standing_at(datetime(2026, 12, 1, tzinfo=UTC)):
        assert (seen(day(DAYS[10])), seen(day(datetime(2025, 12, 26, tzinfo=UTC)))) == (this, past)
        assert seen(day(datetime(2027, 1, 3, tzinfo=UTC))).endswith(("1 月 3 日", "Jan 3", "3. Januar"))
        assert "2025" in short_day(datetime(2025, 12, 26, tzinfo=UTC))
    with force_locale(locale), clock.standing_at(datetime(2026, 12, 31, 16, tzinfo=UTC)):
        assert "2026" in short_day(datetime(2026, 12, 31, 15, tzinfo=UTC)), "it is the new year where the shop is"


@pytest.mark.parametrize(
    ("moment", "locale", "said"),
    [
        (datetime(2026, 12, 5, 16, tzinfo=UTC), "zh_Hans_CN", "12\u00a0月\u00a05\u00a0日\u00a024:00"),
        (datetime(2026, 12, 5, 16, 0, 1, tzinfo=UTC), "zh_Hans_CN", "12\u00a0月\u00a06\u00a0日\u00a000:00"),
        (datetime(2026, 12, 5, 10, 30, tzinfo=UTC), "en", "Dec\u00a05\u00a018:30"),
        (datetime(2026, 12, 5, 16, tzinfo=UTC), "de", "5.\u00a0Dezember\u00a024:00"),
    ],
)
def test_an_end_at_midnight_belongs_to_the_day_before(app, moment, locale, said):
    with force_locale(locale), clock.standing_at(datetime(2026, 12, 1, tzinfo=UTC)):
        assert until(moment) == said


@pytest.mark.parametrize("locale", ["zh_Hans_CN", "en", "de"])
@pytest.mark.parametrize("said", [day, short_day, full_day, day_and_time, ends_at, until])
def test_no_line_ends_within_a_day_or_an_instant(app, locale, said):
    with force_locale(locale):
        text = said(datetime(2025, 12, 26, 8, 30, tzinfo=UTC))
    assert " " not in text
    assert not re.search(r"\d[年月日]|[年月]\d", text)


def test_a_letter_has_plain_spaces_in_its_dates(app):
    with app.test_request_context():
        subject, body = worded("price_rise", "zh-Hans", **RISE)
    assert "2026 年 12 月 26 日" in f"{subject}{body}"
    assert "\u00a0" not in f"{subject}{body}"


@pytest.mark.parametrize(
    ("locale", "two", "more"),
    [("zh_Hans_CN", "1、5", "1–3、5、9"), ("en", "1 and 5", "1–3, 5 and 9"), ("de", "1 und 5", "1–3, 5 und 9")],
)
def test_numbers_are_listed_as_the_language_lists_them(app, locale, two, more):
    with force_locale(locale):
        assert (ranges([4]), ranges([1, 5]), ranges([9, 5, 3, 2, 1]), joined([])) == ("4", two, more, "")


def test_facts_stand_side_by_side_and_no_line_begins_with_their_dot(app):
    assert dotted(["A", "", "B", "C"]) == "A\u00a0· B\u00a0· C"


@pytest.mark.parametrize(("prefix", "quoted"), [("", "“Lampe”"), ("/en", "“Lampe”"), ("/de", "„Lampe“")])
def test_the_title_of_a_search_has_the_quotes_of_its_language(shop, prefix, quoted):
    assert quoted in Browser(shop).page(f"{prefix}/search?q=Lampe").title.get_text()


@pytest.mark.parametrize("prefix", ["", "/en", "/de"])
def test_the_name_of_the_shop_stands_once_in_the_title_of_its_home(shop, prefix):
    assert Browser(shop).page(prefix or "/").title.get_text().count("TBO") == 1


@pytest.mark.parametrize("path", FOR_ALL)
def test_no_german_sentence_ends_twice(shop, path):
    assert ".." not in Browser(shop).page(f"/de{path}").get_text()
