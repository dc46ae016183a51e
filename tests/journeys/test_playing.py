"""A person watches: at once, without a stall, where they left off, on to the next episode, and until access ends."""

import re

import pytest
from playwright.sync_api import Page, expect

from ..support.axe import assert_usable
from ..support.inbox import newest_code
from ..support.watching import assert_plays

# Short, so that it is renewed several times while a clip of a minute plays.
TOKEN_S = 10
GO_ON = """(video, second) => new Promise((done) => {
  const look = () => { if (video.currentTime >= second || video.ended) done(video.currentTime); };
  video.addEventListener("timeupdate", look);
  setTimeout(() => done(video.currentTime), 60_000);
})"""

# Waiting although nothing is missing is the decoder of a busy machine; waiting for the next segment is a stall.
COUNT_STALLS = """(video, playbackRate) => {
  Object.assign(video, { playbackRate, stalls: 0 });
  video.addEventListener("waiting", () => {
    const { buffered, currentTime } = video;
    const ends = [...Array(buffered.length).keys()].map((at) => buffered.end(at));
    if (!ends.some((end) => end > currentTime + 0.5)) video.stalls += 1;
  });
}"""
BEAT = re.compile("/beats$")
HLS = re.compile(r"/hls[^/]*\.js$")


@pytest.fixture
def heard(page: Page) -> list[str]:
    """What a browser complained of: errors of scripts, of the policy, of requests."""
    return listen(page)


def listen(page: Page) -> list[str]:
    """Collect the complaints of a page."""
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return complaints


def video(page: Page):
    """The film."""
    return page.locator("#player-video")


def start(page: Page, episode: str) -> None:
    """Open an episode and press the big button."""
    page.goto(episode)
    page.locator("#player-start").click()
    assert_plays(page, episode)


@pytest.mark.once
def test_a_free_episode_plays_without_signing_in(page, heard, running):
    start(page, running.examples["free_episode"])
    assert page.context.cookies() == []
    expect(page.locator("#player-message")).to_be_hidden()
    # What stands still keeps its buttons.
    page.keyboard.press("k")
    expect(page.locator("#player-quality")).to_have_accessible_name("清晰度 自动")
    page.locator("#player-quality").click()
    expect(page.locator("#player-panel label")).to_contain_text(["自动", "480P", "360P", "240P"])
    page.keyboard.press("Escape")
    page.locator("#player-tracks").click()
    words = ["关闭", "简体中文", "English", "Deutsch", "原声", "只有音乐"]
    expect(page.locator("#player-panel label")).to_have_text(words)
    page.get_by_role("radio", name="Deutsch").check()
    page.keyboard.press("Escape")
    video(page).evaluate("video => { video.currentTime = 9; video.play(); }")
    expect(page.locator("#player-words")).to_have_attribute("lang", "de")
    expect(page.locator("#player-words")).not_to_be_empty()
    assert heard == []


@pytest.mark.once
def test_an_app_that_keeps_nothing_plays_and_where_one_is_gets_told_soon(new_browser, running):
    page = new_browser()
    # Apps that show pages may leave their storage out; whoever asks for it is thrown at.
    page.add_init_script("for (const name of ['session', 'local']) delete window[`${name}Storage`];")
    page.add_init_script(
        "Object.defineProperty(window, 'sessionStorage', { get: () => { throw new Error('none'); } });"
    )
    with page.expect_request(lambda sent: bool(BEAT.search(sent.url)) and 1 < sent.post_data_json["position_s"] < 15):
        start(page, running.examples["free_episode"])


@pytest.mark.once
def test_who_pauses_while_the_film_still_comes_is_not_played_to(new_browser, running):
    page, held = new_browser(phone=False), []
    page.route(HLS, lambda route: held.append(route))
    with page.expect_request(HLS):
        page.goto(running.examples["free_episode"], wait_until="domcontentloaded")
    page.locator("#player-start").click()
    expect(video(page)).to_have_js_property("paused", False)
    page.keyboard.press("k")
    expect(video(page)).to_have_js_property("paused", True)
    assert held, "the player has asked for what brings its film"
    for route in held:
        route.continue_()
    expect(video(page)).to_have_js_property("readyState", 4)
    expect(video(page)).to_have_js_property("paused", True)


@pytest.mark.once
def test_controls_go_where_the_mouse_rests_after_the_big_button(new_browser, running):
    page = new_browser(phone=False)
    start(page, running.examples["free_episode"])
    controls = page.locator(".player-foot")
    expect(controls).to_have_css("opacity", "0")
    page.mouse.move(400, 300)
    expect(controls).to_have_css("opacity", "1")
    expect(controls).to_have_css("opacity", "0")


@pytest.mark.once
def test_a_tap_on_the_film_brings_the_controls_and_another_takes_them(new_browser, running):
    page = new_browser()
    start(page, running.examples["free_episode"])
    controls, stage = page.locator(".player-foot"), page.locator("#player-stage")
    expect(controls).to_have_css("opacity", "0")
    # From here on they do not go by themselves as long as anybody waits here.
    stage.evaluate("stage => { stage.autohide = 600; }")
    box = stage.bounding_box()
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.touchscreen.tap(*middle)
    expect(controls).to_have_css("opacity", "1")
    page.touchscreen.tap(*middle)
    expect(controls).to_have_css("opacity", "0")


@pytest.mark.once
def test_keys_alone_lead_the_film(new_browser, running):
    page = new_browser(phone=False)
    page.goto(running.examples["free_episode"])
    reach(page, "#player-start")
    page.keyboard.press("Enter")
    assert_plays(page, running.examples["free_episode"])
    film = video(page)
    page.keyboard.press("k")
    expect(film).to_have_js_property("paused", True)
    expect(page.locator("media-loading-indicator")).to_be_hidden()
    before = film.evaluate("video => video.currentTime")
    for key, after in (("l", before + 10), ("ArrowRight", before + 20), ("j", before + 10)):
        page.keyboard.press(key)
        assert film.evaluate("video => video.currentTime") == pytest.approx(after, abs=0.1), key
    page.keyboard.press("m")
    expect(film).to_have_js_property("muted", True)
    page.keyboard.press("f")
    expect(page.locator("#player-stage")).to_have_attribute("mediaisfullscreen", "")
    page.keyboard.press("f")
    page.keyboard.press("Space")
    expect(film).to_have_js_property("paused", False)
    page.keyboard.press("k")
    choose_by_keys(page)


def choose_by_keys(page: Page) -> None:
    """Subtitles and speed are chosen, and the other episodes found, by what Tab reaches."""
    reach(page, "media-play-button")
    page.keyboard.press("Enter")
    expect(video(page)).to_have_js_property("paused", False)
    page.keyboard.press("k")
    reach(page, "#player-tracks")
    page.keyboard.press("Enter")
    for language in ("简体中文", "English"):
        page.keyboard.press("ArrowDown")
        expect(page.get_by_role("radio", name=language)).to_be_checked()
    assert_usable(page)
    page.keyboard.press("Escape")
    expect(page.locator("#player-tracks")).to_be_focused()
    reach(page, "#player-speed")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(video(page)).to_have_js_property("playbackRate", 1.25)
    expect(page.locator("#player-speed")).to_have_accessible_name("播放速度 1.25×")
    page.keyboard.press("Escape")
    reach(page, "a[href='#episodes']")
    page.keyboard.press("Enter")
    expect(page.locator("#episodes")).to_be_in_viewport()
    expect(page.locator("#player-message")).to_be_hidden()


def reach(page: Page, selector: str) -> None:
    """Press Tab until something has the focus, and see that it shows."""
    for _press in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            break
    expect(page.locator(selector).first).to_be_focused()
    expect(page.locator(selector).first).to_be_in_viewport()


@pytest.mark.once
def test_a_film_that_was_replaced_is_read_anew_where_the_viewer_is(new_browser, running):
    page, other = new_browser(phone=False), "/watch/night-frequency/1/1"
    page.goto(other)
    folder = page.locator("#player-config").evaluate("block => JSON.parse(block.textContent).grant.url").split("/")[-2]
    start(page, running.examples["free_episode"])
    asked, before = [], page.locator("#player-config").evaluate("block => JSON.parse(block.textContent).grant.url")
    assert folder != before.split("/")[-2]
    # From here on the shop gives the files of another film, as it does once a new version is on air.
    page.route("**/grants", lambda route: route.continue_(url=f"{running.base_url}{other}/grants"))
    page.on("request", lambda request: asked.append(request.url) if is_film(request.url, folder) else None)
    with page.expect_response(re.compile(f"/{folder}/master.m3u8$"), timeout=3_000 * TOKEN_S):
        at = video(page).evaluate(GO_ON, 4)
    assert video(page).evaluate(GO_ON, at + 12) >= at + 12
    assert asked[0].endswith("/master.m3u8"), "nothing of it is grafted on lists of the other"
    assert any(url.endswith(".m4s") for url in asked)


def is_film(url: str, folder: str) -> bool:
    """Whether an address is of a film's lists, pictures or sound."""
    return f"/{folder}/" in url and url.endswith((".m3u8", ".m4s", ".mp4"))


def test_the_next_episode_follows_and_this_one_is_gone_on_with(new_browser, running, is_turned):
    page = new_browser(phone=is_turned)
    sign_in(page, running, "+12025550166")
    with page.expect_response(BEAT):
        start(page, "/watch/return-the-lantern/1/2")
    # Standing still, the countdown waits.
    with page.expect_response(BEAT):
        video(page).evaluate("video => { video.pause(); video.currentTime = 53; }")
    expect(page.locator("#player-next-when")).to_have_text("10 秒后播放")
    expect(page.locator("#player-next .lamp")).to_have_text("已购")
    page.locator("#player-next-stay").click()
    expect(page.locator("#player-next")).to_be_hidden()

    start(page, "/watch/return-the-lantern/1/2")
    assert video(page).evaluate("video => video.currentTime") >= 48, "it goes on five seconds earlier"
    assert page.locator("#player-config").evaluate("block => JSON.parse(block.textContent).resume_at_s") == 48
    video(page).evaluate("video => { video.currentTime = 53; video.play(); }")
    expect(page.locator("#player-next-when")).to_have_text(re.compile(r"[789] 秒后播放"))
    page.locator("#player-next-now").click()
    assert_plays(page, "/watch/return-the-lantern/1/3")


def test_what_is_signed_out_elsewhere_ends_calmly(new_browser, running, is_turned):
    page = new_browser(phone=not is_turned)
    sign_in(page, running, "+12025550177")
    start(page, "/watch/qius-kitchen/1/7")
    elsewhere = page.context.new_page()
    elsewhere.goto("/account")
    elsewhere.get_by_role("button", name="退出登录").click()
    elsewhere.wait_for_url(lambda address: "/account" not in address)
    page.bring_to_front()
    message = page.locator("#player-message")
    expect(message).to_be_visible(timeout=2_000 * TOKEN_S)
    expect(message).to_contain_text("这一集的观看权限到这里为止")
    expect(page.locator("#player-retry")).to_be_hidden()
    page.locator("#player-way-out").click()
    expect(page.locator(".paywall h1")).to_be_visible()
    assert_usable(page)


def sign_in(page: Page, running, phone: str) -> None:
    """Sign in to one of the demo shop's households with the code that was sent."""
    page.goto("/sign-in")
    page.get_by_label("手机号或邮箱").fill(phone)
    page.get_by_role("button", name="发验证码").click()
    page.get_by_label("六位验证码").fill(newest_code(running, phone))
    page.wait_for_url("**/account")
