"""A household on several screens: what one begins another goes on with, takes over, and a parent ends for the night."""

import re
from datetime import timedelta

from playwright.sync_api import Page, expect

from tbo.clock import now
from tbo.rules.screen_time import CHINA

from ..support.axe import assert_usable
from ..support.inbox import newest_code
from ..support.watching import assert_plays

PHONE_NUMBER, TEEN, PIN = "+12025550155", "阿松", "8642"
EPISODE, SESSION = "/watch/west-of-orion/1/2", "j" * 22
BEAT, CHOICE = re.compile("/beats$"), re.compile("/player/choices$")
# Tokens of the running shop live ten seconds; twice that is a busy machine's.
CUT_WITHIN_MS = 25_000


def test_a_household_goes_on_takes_over_and_rests(new_browser, running, is_turned):
    tv, phone, tablet = (new_browser(phone=small is not is_turned) for small in (False, True, True))
    measured = measures_of(tv)
    code = ""
    for page in (tv, phone, tablet):
        code = sign_in(page, running, but=code)

    choose_languages(tv)
    stop_at(tv, 40)
    assert any(each["startup_ms"] for each in measured), "the player says how long the picture took"
    resume_elsewhere(phone)

    with tv.expect_response(BEAT):
        video(tv).evaluate("video => video.play()")
    take_over(tablet, tv, {"has_text" if is_turned else "has_not_text": "iPhone"})

    add_teen(tv)
    phone.goto("/profiles")
    phone.get_by_role("button", name=TEEN).click()
    expect(phone.locator(".tool.me")).to_have_attribute("aria-label", f"{TEEN} 的页面")
    start(phone)
    rest_now(tv)
    expect(phone.locator("#player-message")).to_contain_text("夜里休息", timeout=CUT_WITHIN_MS)
    phone.locator("#player-way-out").click()
    expect(phone.locator("h1")).to_have_text("夜深了，灯休息")
    ask_for_the_pin_before_buying(phone)


def sign_in(page: Page, running, but: str) -> str:
    """Sign in with the next code."""
    page.goto("/sign-in")
    page.get_by_label("手机号或邮箱").fill(PHONE_NUMBER)
    page.get_by_role("button", name="发验证码").click()
    expect(page.get_by_label("六位验证码")).to_be_focused()
    code = newest_code(running, PHONE_NUMBER, but=but)
    page.get_by_label("六位验证码").fill(code)
    page.wait_for_url("**/account")
    return code


def video(page: Page):
    """The film."""
    return page.locator("#player-video")


def measures_of(page: Page) -> list[dict]:
    """Collect what the player says it measured."""
    said: list[dict] = []

    def note(request) -> None:
        if BEAT.search(request.url) and (measured := (request.post_data_json or {}).get("measured")):
            said.append(measured)

    page.on("request", note)
    return said


def told(answer) -> dict:
    """What the player said."""
    return answer.request.post_data_json or {}


def start(page: Page) -> None:
    """Open the episode and press the big button."""
    page.goto(EPISODE)
    page.locator("#player-start").click()
    assert_plays(page, EPISODE)


def choose_languages(page: Page) -> None:
    """German below, music alone: both are kept with the profile."""
    start(page)
    page.keyboard.press("k")
    page.locator("#player-tracks").click()
    for name in ("Deutsch", "只有音乐"):
        with page.expect_response(CHOICE):
            page.get_by_role("radio", name=name).check()
    page.keyboard.press("Escape")


def stop_at(page: Page, second: int) -> None:
    """Leave off there; the shop has heard of it."""
    video(page).evaluate(
        """(video, second) => new Promise((done) => {
             video.addEventListener("timeupdate", () => video.currentTime > second && !video.paused && done());
             video.currentTime = second; video.play(); })""",
        second,
    )
    # A beat of playing on may be answered meanwhile; the last one tells the place.
    with page.expect_response(lambda answer: bool(BEAT.search(answer.url)) and told(answer)["state"] == "paused"):
        page.keyboard.press("k")
    expect(video(page)).to_have_js_property("paused", True)


def resume_elsewhere(page: Page) -> None:
    """Another device begins within five seconds of the place, in the languages that were chosen."""
    start(page)
    config = page.locator("#player-config").evaluate("block => JSON.parse(block.textContent)")
    assert 35 <= config["resume_at_s"] <= 42
    assert video(page).evaluate("video => video.currentTime") >= config["resume_at_s"]
    page.locator("#player-stage").hover()
    page.locator("#player-tracks").click()
    for name in ("Deutsch", "只有音乐"):
        expect(page.get_by_role("radio", name=name)).to_be_checked()
    page.keyboard.press("Escape")


def take_over(here: Page, there: Page, named: dict[str, str]) -> None:
    """In the full house the other place, whose row is `named` so, stops with a sentence, and this one plays."""
    assert here.goto(EPISODE).status == 409
    expect(here.get_by_role("heading", name="家里的屏幕满了")).to_be_visible()
    assert_usable(here)
    rows = here.locator(".screen-row")
    expect(rows).to_have_count(2)
    rows.filter(**named).get_by_role("button").click()
    here.wait_for_url(f"**{EPISODE}")
    assert_plays(here, EPISODE)
    expect(there.locator("#player-message")).to_contain_text("屏幕满了", timeout=CUT_WITHIN_MS)
    there.locator("#player-way-out").click()
    expect(there.get_by_role("heading", name="家里的屏幕满了")).to_be_visible()


def add_teen(page: Page) -> None:
    """A parent adds a teen's profile; the household's PIN comes with it, and stands before buying from then on."""
    page.goto("/profiles/new")
    page.get_by_label("名字").fill(TEEN)
    page.locator("input[name=kind][value=teen]").check()
    page.get_by_label("家里的 PIN").fill(PIN)
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("status").filter(has_text="建好了")).to_be_visible()


def rest_now(page: Page) -> None:
    """A grown-up lets the night begin an hour ago."""
    page.goto("/family")
    page.get_by_role("link", name=TEEN).first.click()
    here = now().astimezone(CHINA)
    page.get_by_label("夜间休息开始").fill(f"{here - timedelta(hours=1):%H:%M}")
    page.get_by_label("夜间休息结束").fill(f"{here + timedelta(hours=2):%H:%M}")
    page.get_by_role("button", name="保存时间").click()
    expect(page.get_by_label("夜间休息结束")).not_to_have_value("")


def ask_for_the_pin_before_buying(page: Page) -> None:
    """Another device is asked for the PIN; a wrong one is said, the right one leads on."""
    wish = "/plans/yearly/orders/new"
    page.goto(wish)
    page.get_by_label("PIN").fill("1111")
    page.get_by_role("button", name="继续").click()
    expect(page.get_by_role("alert")).to_contain_text("不对")
    page.get_by_label("PIN").fill(PIN)
    page.get_by_role("button", name="继续").click()
    page.wait_for_url(f"**{wish}")
