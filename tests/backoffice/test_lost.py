"""An address below /staff that leads nowhere: who is at work stays in the back office, others are in the shop."""

import pytest

from tbo.rules.staff_rights import Role

from ..support.browser import Browser


@pytest.mark.parametrize(("address", "status"), [("/staff/nope", 404), ("/en/staff/nope/1", 404)])
def test_who_is_at_work_stays_in_the_back_office(desk, address, status):
    answer = desk(Role.SUPPORT).get(address)
    assert answer.status_code == status
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert desk(Role.SUPPORT).page(address, status).select_one("header.side .places"), "the way back stands beside it"


def test_what_is_only_sent_says_so_there_too_when_it_is_opened(desk):
    answer = desk(Role.SUPPORT).get("/staff/pages/home/publications")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]
    assert desk(Role.SUPPORT).page("/staff/pages/home/publications", 405).select_one(".places")


@pytest.mark.parametrize("address", ["/staff/nope", "/staffing"])
def test_nobody_is_in_the_shop(shop, desk, address):
    assert not Browser(shop).page(address, 404).select("header.side")
    assert not desk(Role.SUPPORT).page("/staffing", 404).select("header.side")
