"""Somebody who bought the wrong thing takes it back with one tap, and the lock is back on."""

import pytest
from playwright.sync_api import Page, expect

from ..support.buying import ORDER, assert_face, choose_at_paywall, go_to_cashier, log_in, pay
from ..support.watching import assert_plays

EPISODE = "/watch/return-the-lantern/1/4"
FILM = (".m3u8", ".m4s", ".mp4")


def at_cashier(page: Page) -> None:
    """Order the episode and come to where it is paid."""
    choose_at_paywall(page, EPISODE)
    go_to_cashier(page)
    log_in(page)


def paid_order(page: Page) -> str:
    """Pay and return the address of the order."""
    pay(page)
    page.wait_for_url(ORDER, wait_until="commit")
    return ORDER.search(page.url)[0]


@pytest.mark.parametrize("script", [True, pytest.param(False, marks=pytest.mark.once)], ids=["script", "no script"])
def test_an_unplayed_episode_goes_back_with_one_tap(new_browser, script):
    page = new_browser(script=script)
    at_cashier(page)
    # The film begins by itself after three seconds; on a busy machine nobody is quick enough to take it back before.
    page.route("**/watch/**", lambda route: route.fulfill(status=204))
    order = paid_order(page)
    # Who comes back is sometimes quicker than what Alipay tells.
    assert_face(page, "灯亮了", "lit")
    page.goto(f"{order}/refunds/new")
    page.locator("form.till-form button").click()
    page.wait_for_url(f"**{order}", wait_until="commit")
    assert_face(page, "钱退回去了", "unlit")
    page.unroute("**/watch/**")
    page.goto(EPISODE)
    expect(page.locator(".choices a.pay:visible").first).to_be_visible()


def test_once_the_film_runs_it_cannot_be_taken_back(new_browser):
    page = new_browser()
    at_cashier(page)
    with page.expect_response(lambda answer: answer.url.endswith("/beats")):
        order = paid_order(page)
        assert_plays(page, EPISODE)
    page.goto(f"{order}/refunds/new")
    expect(page.locator(".face .lead")).to_contain_text("已经看过")
    expect(page.locator("form.till-form")).to_have_count(0)


@pytest.mark.once
def test_a_film_whose_player_tells_nothing_cannot_be_taken_back_either(new_browser):
    page = new_browser()
    page.route("**/beats", lambda route: route.abort())
    at_cashier(page)
    order = paid_order(page)
    assert_plays(page, EPISODE)
    page.goto(f"{order}/refunds/new")
    expect(page.locator(".face .lead")).to_contain_text("已经看过")
    expect(page.locator("form.till-form")).to_have_count(0)


@pytest.mark.once
def test_whoever_only_looks_at_the_page_fetches_no_film_and_may_take_it_back(new_browser):
    page, asked = new_browser(), []
    at_cashier(page)
    page.route("**/watch/**", lambda route: route.fulfill(status=204))
    order = paid_order(page)
    assert_face(page, "灯亮了", "lit")
    page.unroute("**/watch/**")
    page.on("request", lambda request: asked.append(request.url))
    page.goto(EPISODE, wait_until="networkidle")
    expect(page.locator("#player-start")).to_be_visible()
    assert [url for url in asked if url.endswith(FILM)] == []
    page.goto(f"{order}/refunds/new")
    expect(page.locator("form.till-form")).to_have_count(1)
