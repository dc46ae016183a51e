"""A shopper asks for a fapiao; finance takes it along in a file and writes its number down; the shopper reads it."""

import csv

import pytest
from playwright.sync_api import expect

from ..support.axe import assert_usable
from ..support.buying import ORDER, buy
from ..support.coming_in import sign_in

EPISODE = "/watch/return-the-lantern/1/5"
TAX_NUMBER, FAPIAO_NUMBER = "914403001922038216", "26442000000987654321"


@pytest.mark.once
def test_a_fapiao_is_asked_for_taken_along_issued_and_read(new_browser, running):
    shopper, finance = new_browser(phone=True), new_browser(phone=False)
    buy(shopper, EPISODE)
    shopper.wait_for_url(ORDER, wait_until="commit")
    receipt = f"/receipts/{ORDER.search(shopper.url)[1]}"
    # The film begins by itself soon after the payment is known; then the receipt is opened instead.
    shopper.wait_for_url(f"**{EPISODE}", wait_until="commit")
    shopper.goto(receipt)
    shopper.get_by_role("link", name="开发票").click()
    shopper.get_by_label("公司", exact=True).check()
    shopper.fill("#title", "灯影书店")
    shopper.fill("#tax_number", TAX_NUMBER[:-1] + "7")
    shopper.fill("#email", "books@example.com")
    shopper.get_by_role("button", name="申请开票").click()
    expect(shopper.locator(".field.wrong")).to_contain_text("抄错了一位")
    assert_usable(shopper)
    shopper.fill("#tax_number", TAX_NUMBER)
    shopper.get_by_role("button", name="申请开票").click()
    expect(shopper.locator("h1")).to_have_text("申请收到了")

    sign_in(finance, running, "finance")
    finance.goto("/staff/fapiao")
    assert_usable(finance)
    finance.get_by_role("button", name="导出等着的").click()
    with finance.expect_download() as taken:
        finance.get_by_role("button", name="下载 CSV").click()
    with open(taken.value.path(), encoding="utf-8-sig", newline="") as file:
        assert f"\t{TAX_NUMBER}" in [row[4] for row in csv.reader(file)]
    finance.goto(f"/staff/fapiao?q={TAX_NUMBER}")
    finance.get_by_role("link", name="灯影书店").click()
    finance.get_by_label("发票号码").fill(FAPIAO_NUMBER)
    finance.get_by_role("button", name="记下号码").click()
    expect(finance.locator(".head .badge")).to_have_text("已开")
    assert_usable(finance)

    shopper.goto(f"{receipt}/fapiao")
    expect(shopper.locator("h1")).to_have_text("发票开好了")
    expect(shopper.locator(".face-facts")).to_contain_text(FAPIAO_NUMBER)
    assert_usable(shopper)
