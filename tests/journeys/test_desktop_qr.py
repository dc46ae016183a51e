"""A desktop's code turns to paid by itself, and the film begins unless somebody says no."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tbo.web.qr_codes import qr_picture

from ..support.alipay_side import eventually
from ..support.axe import assert_usable
from ..support.buying import ORDER, assert_face, buy, choose_at_paywall, pay, press_order
from ..support.inside import grants_of
from ..support.parsing import parsed
from ..support.watching import assert_plays


@pytest.mark.once
def test_a_code_that_a_phone_pays_lights_the_desktop_and_plays_there(new_browser, running):
    episode = running.examples["paid_episode"]
    desk, phone = new_browser(phone=False), new_browser(phone=True)
    choose_at_paywall(desk, episode)
    press_order(desk)
    status, step = desk.locator("#order-status"), desk.locator(".steps [aria-current]")
    expect(status).to_contain_text("等待扫码")
    expect(step).to_have_text("扫码")
    link = desk.get_by_role("link", name="打开这个码的链接").get_attribute("href")
    assert desk.locator(".scan-code path").get_attribute("d") == modules_of(link), "the picture says what the link says"
    assert_usable(desk)
    desk.evaluate("() => { window.wasNeverLeft = true; }")

    phone.goto(link)
    expect(status).to_contain_text("已扫码，等手机上确认")
    expect(step).to_have_text("手机上确认")
    expect(phone.locator(".amount")).to_have_text(desk.locator(".scan-sum").inner_text())
    pay(phone)
    expect(phone.locator("#paid h2")).to_have_text("付款成功")

    assert_face(desk, "灯亮了", "lit")
    assert desk.evaluate("() => window.wasNeverLeft"), "the page changed by itself and was not loaded again"
    assert_plays(desk, episode)


@pytest.mark.once
def test_who_wants_to_stay_stops_the_countdown(new_browser, running):
    page = new_browser(phone=False)
    buy(page, running.examples["paid_episode"])
    page.wait_for_url(ORDER)
    order = ORDER.search(page.url)
    eventually(lambda: grants_of(running, order[1]) == 1, "the order was not fulfilled")
    tab = page.context.new_page()
    tab.clock.install(time=datetime.now(UTC))
    tab.clock.pause_at(datetime.now(UTC) + timedelta(minutes=1))
    tab.goto(order[0])
    note = tab.locator("[data-plays-words]")
    expect(note).to_contain_text("3 秒后自动播放")
    tab.clock.run_for(1000)
    expect(note).to_contain_text("2 秒后自动播放")
    tab.get_by_role("button", name="先不看").click()
    expect(note).to_be_hidden()
    tab.clock.run_for(10_000)
    expect(tab).to_have_url(re.compile(order[0] + "$"))
    expect(tab.get_by_role("link", name="看第")).to_be_focused()


def modules_of(text: str) -> str:
    """The dark squares of a text's code, as a picture draws them."""
    return parsed(qr_picture(text)).path["d"]
