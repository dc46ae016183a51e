"""A marketer's own picture: uploaded, its focal point dragged, chosen by looking, published, seen on a phone."""

import re

import pytest
from playwright.sync_api import expect

from ..support.axe import assert_usable
from ..support.coming_in import sign_in
from ..support.pictures import WORDS, drawing
from .test_landing_page import assert_saved, assert_seen, field, publish


@pytest.mark.once
def test_a_picture_from_a_file_to_the_hero_of_a_campaign(new_browser, running):
    marketer, shopper = new_browser(phone=False), new_browser(phone=True)
    sign_in(marketer, running, "marketing")
    marketer.goto("/staff/pages")
    marketer.get_by_role("link", name="图片库").click()
    marketer.set_input_files("#picture", {"name": "lamp.png", "mimeType": "image/png", "buffer": drawing()})
    for name, words in WORDS.items():
        marketer.locator(f'[name="{name}"]').fill(words)
    assert_usable(marketer)
    marketer.get_by_role("button", name="上传").click()
    # The page follows the worker by itself.
    expect(marketer.locator("#made .badge").first).to_have_text("做好了", timeout=120_000)
    assert_usable(marketer)

    # Dragging writes into the form, which is what is sent.
    handle, drawn = marketer.locator("#cut .focus"), marketer.locator("#cut").bounding_box()
    handle.hover()
    marketer.mouse.down()
    marketer.mouse.move(drawn["x"] + drawn["width"] * 0.75, drawn["y"] + drawn["height"] / 2, steps=5)
    marketer.mouse.up()
    expect(marketer.locator("#focus_x")).to_have_value("75")
    marketer.get_by_role("button", name="保存裁剪").click()
    expect(marketer.locator("#made .badge").first).to_have_text("做好了", timeout=120_000)

    marketer.goto("/staff/pages")
    marketer.fill("#title", "自己的图")
    marketer.fill("#slug", "own-picture")
    marketer.get_by_role("button", name="建一页").click()
    marketer.locator("#outline").get_by_role("link", name="大图").click()
    field(marketer, "b1.style").select_option("campaign")
    field(marketer, "b1.headline.zh-Hans").fill("自己的图")
    marketer.get_by_text("看着图选").click()
    marketer.locator(".picker").get_by_role("button", name="lamp.png").click()
    assert_saved(marketer)
    expect(marketer.locator(".chosen")).to_be_visible()
    expect(marketer.frame_locator("#preview").locator("#hero img").first).to_have_attribute("alt", "一盏灯")
    assert_usable(marketer)
    publish(marketer)

    assert_seen(shopper, "自己的图", "own-picture")
    picture = shopper.locator("#hero img")
    expect(picture).to_have_attribute("alt", "一盏灯")
    expect(picture).to_have_js_property("complete", True)
    # A phone gets the upright cut.
    assert re.search(r"/pictures/[0-9a-f]{12}-[0-9a-f]{8}/hero-\d+\.avif$", picture.evaluate("one => one.currentSrc"))
    assert picture.evaluate("one => one.naturalWidth") > 0
    assert_usable(shopper)
