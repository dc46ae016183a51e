"""The calendar of pages: every change on the shop's own day, to the second, and the way to what changes."""

from datetime import timedelta

import pytest

from tbo import clock
from tbo.rules.staff_rights import Role

from ..conftest import ANCHOR
from .landing import HEADLINE, SLUG, publish, type_into

PLANNED = {"when": "span", "from": "2026-12-01T00:00:00", "until": "2026-12-03T20:00:01"}


@pytest.fixture
def planned(marketer, editor):
    """A page that is live, with another version for some days, and an experiment."""
    type_into(marketer, editor("b1"), **{HEADLINE: "冬天的灯"})
    assert publish(marketer).status_code == 303
    type_into(marketer, editor("b1"), **{HEADLINE: "十二月"})
    with clock.standing_at(ANCHOR + timedelta(seconds=1)):
        assert publish(marketer, **PLANNED).status_code == 303
    return marketer


def told(browser, month: str) -> dict[str, list[str]]:
    """By day what happens to our page."""
    page = browser.page(f"/staff/calendar?month={month}")
    found = {}
    for day in page.select(".month > ol > li"):
        mine = [each for each in day.select(".event a") if f"/{SLUG}/" in each["href"]]
        if mine:
            found[day.select_one("time")["datetime"]] = [" ".join(each.text.split()) for each in mine]
    return found


def test_each_change_stands_on_the_shop_s_day_with_its_second(planned):
    assert told(planned, "2026-12") == {
        "2026-12-01": ["00:00:00 冬天的灯 版本 2 到 2026-12-03 20:00:01"],
        "2026-12-03": ["20:00:01 冬天的灯 回到版本 1"],
    }
    assert told(planned, "2026-11") == {"2026-11-18": ["20:00:00 冬天的灯 版本 1"]} | {
        "2026-12-01": ["00:00:00 冬天的灯 版本 2 到 2026-12-03 20:00:01"],
        "2026-12-03": ["20:00:01 冬天的灯 回到版本 1"],
    }, "a week that two months share stands in both"


def test_what_ends_as_the_first_day_begins_stands_on_it(planned):
    until = {"from": "2026-12-20T00:00:00", "until": "2026-12-28T00:00:00"}
    assert publish(planned, **PLANNED | until).status_code == 303
    assert told(planned, "2027-01") == {"2026-12-28": ["00:00:00 冬天的灯 回到版本 1"]}


def test_the_month_that_runs_is_shown_first_with_its_today(desk):
    page = desk(Role.SUPPORT).page("/staff/calendar")
    assert page.h1.text == "2026年11月"
    (today,) = page.select("[aria-current=date]")
    assert today.time["datetime"] == "2026-11-18"
    assert [each["href"] for each in page.select("nav.acts a")] == [
        "/staff/calendar?month=2026-10",
        "/staff/calendar?month=2026-12",
    ]
    assert not page.select(".month script, .month form")


@pytest.mark.parametrize("month", ["x", "2026-13", "1999-12", "2026-11-01", "٢٠٢٦-١١"])
def test_no_month_is_not_found(desk, month):
    assert desk(Role.SUPPORT).get(f"/staff/calendar?month={month}").status_code == 404


def test_the_ends_of_time_lead_nowhere_further(desk):
    page = desk(Role.SUPPORT).page("/staff/calendar?month=2099-12")
    assert [each["href"] for each in page.select("nav.acts a")] == ["/staff/calendar?month=2099-11", "/staff/calendar"]
    assert "没有变化" in page.select_one(".empty").text
