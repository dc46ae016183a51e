"""Tables of the back office: a value stands below its head on the same side, and instants are said in one way."""

import re

import pytest

from tbo.rules.staff_rights import Role

from ..security.staff_routes import STAFF_ROUTES
from .desk import filled

LISTS = [address for name, (address, _form) in STAFF_ROUTES.items() if name.endswith("s GET") and "{" not in address]
SHORT = re.compile(r"\b\d{1,2}/\d{1,2}/\d{2}\b|\d{4}/\d{1,2}/\d{1,2}|\b\d{2}\.\d{2}\.\d{2}\b")


def sides(row) -> list[str]:
    return ["right" if "num" in cell.get("class", []) else "left" for cell in row.find_all(["th", "td"])]


@pytest.mark.parametrize("address", ["/staff/orders", "/staff/households", "/staff/reconciliation", *LISTS])
def test_values_stand_below_their_heads(desk, address):
    for table in desk(Role.OWNER).page(address).select("table"):
        heads = sides(table.select_one("thead tr"))
        for row in table.select("tbody tr"):
            assert len(row.find_all(["th", "td"])) != len(heads) or sides(row) == heads, row


@pytest.mark.parametrize("prefix", ["", "/en", "/de"])
@pytest.mark.parametrize(
    "address", ["/staff/orders", "/staff/households", "/staff/pages/home/versions", "/staff/coupons"]
)
def test_instants_are_said_in_one_way(desk, prefix, address):
    page = desk(Role.OWNER).page(prefix + address)
    assert SHORT.findall(page.main.get_text(" ")) == []
    if address == "/staff/orders":
        times = [cell.get_text(strip=True) for cell in page.select("td.when")]
        assert times
        assert all(re.fullmatch(r"20\d\d-\d\d-\d\d \d\d:\d\d", time) for time in times)


def test_the_shops_own_clock_is_meant(desk):
    filled(desk(Role.MARKETING), "/staff/links", "#link", kind="plan", ref="monthly", source="weixin")
    made = desk(Role.MARKETING).page("/en/staff/links").select_one("#links td small").text
    assert made.startswith("2026-11-18 ")
