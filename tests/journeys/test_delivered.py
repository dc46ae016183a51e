"""A film that a network delivers plays in a real browser, in each of the three modes; what is not signed stays shut."""

import re
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page

from tbo.rules.delivery import secure_link
from tools.nginx import path_or_none

from ..support import edges
from ..support.file_network import running_network
from ..support.networks import ALIYUN, CLOUDFRONT, PUBLIC, SHARED, VALIDITY
from ..support.nginx import running_nginx
from ..support.processes import RunningShop, free_ports
from ..support.watching import assert_plays

# Networks, signatures and players know no database.
pytestmark = pytest.mark.once
FILE = "video/240p/s0000.m4s"
PREVIEW = """video => new Promise((done) => {
  const look = () => {
    const track = [...video.textTracks].find((one) => one.label === "thumbnails");
    if (track?.cues?.length) done(track.cues[0].text); else setTimeout(look, 100);
  };
  look();
})"""
LOADS = """([url, credentials]) => new Promise((done) => {
  const image = Object.assign(new Image(), { crossOrigin: credentials });
  Object.assign(image, { onload: () => done(true), onerror: () => done(false), src: url });
})"""


@pytest.fixture
def delivered(running, new_browser, tmp_path) -> Iterator:
    """Open the running shop's film in another web process, whose films a network delivers."""
    with ExitStack() as stack:

        def open_shop(network, **settings: str):
            port = free_ports()
            url = f"http://127.0.0.1:{port}"
            address = stack.enter_context(network(url))
            environ = {"PORT": str(port), "TBO_BASE_URL": url, "WEB_CONCURRENCY": "1"} | settings
            environ |= {"TBO_CDN_URL": address if isinstance(address, str) else address.url}
            shop = RunningShop(url, running.sandbox_url, running.environ | environ, tmp_path / "web.log")
            shop.start("web")
            stack.callback(shop.stop, "web")
            shop.wait_until_ready()
            page = new_browser(phone=False)
            page.goto(url + running.examples["free_episode"])
            return address, page

        yield open_shop


def media_of(running: RunningShop) -> Path:
    """The films of the running shop."""
    return Path(running.environ["TBO_INSTANCE"]) / "media"


def play(page: Page, running: RunningShop) -> dict:
    """Press the big button; return the page's grant when the picture moves."""
    config = page.locator("#player-config").evaluate("block => JSON.parse(block.textContent)")
    page.locator("#player-start").click()
    assert_plays(page, running.examples["free_episode"])
    return config["grant"]


def complaints_of(page: Page) -> list[str]:
    """Collect what the browser complains of from here on."""
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard


def status_of(url: str) -> tuple[int, str | None]:
    """What an address answers, and whom it lets read."""
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status, answer.headers["Access-Control-Allow-Origin"]
    except urllib.error.HTTPError as error:
        return error.code, error.headers["Access-Control-Allow-Origin"]


@pytest.mark.skipif(path_or_none() is None, reason="nginx is neither installed nor to be had from Debian")
def test_nginx_delivers_as_the_documents_configure_it(delivered, running, tmp_path):
    @contextmanager
    def network(shop: str):
        with running_nginx(tmp_path, media_of(running), shop, SHARED) as address:
            yield address

    address, page = delivered(network, TBO_CDN="nginx", TBO_CDN_KEY=SHARED)
    heard = complaints_of(page)
    grant = play(page, running)
    assert (grant["mode"], grant["url"].startswith(address)) == ("prefix", True)
    assert page.locator("#player-video").evaluate(PREVIEW).startswith("sheet-000.jpg#xywh=")
    assert heard == []

    shop = re.match(r"http://[^/]+", page.url)[0]
    asset, now = grant["url"].split("/")[-2], int(time.time())
    good = secure_link.prefix(SHARED, asset, now + 60)
    forged = secure_link.prefix("another-secret-of-the-shop", asset, now + 60)
    assert status_of(f"{address}{good}/{asset}/{FILE}") == (200, shop)
    key = media_of(running) / asset / "keys" / "k0000.key"
    key.parent.mkdir(exist_ok=True)
    key.write_bytes(bytes(16))
    with urllib.request.urlopen(f"{address}{good}/{asset}/keys/{key.name}", timeout=10) as answer:
        assert (answer.read(), answer.headers["Cache-Control"]) == (bytes(16), "no-store")
    expected = {
        f"{forged}/{asset}/keys/{key.name}": 403,
        f"{good.replace(str(now + 60), str(now + 61))}/{asset}/{FILE}": 403,
        f"{forged}/{asset}/{FILE}": 403,
        f"{good}/{asset}2/{FILE}": 403,
        f"{secure_link.prefix(SHARED, asset, now - 1)}/{asset}/{FILE}": 410,
        f"/films/{asset}/{FILE}": 404,
        f"/{asset}/{FILE}": 403,
        f"{good}/{asset}/asset.json": 403,
        f"{good}/{asset}/nothing.m4s": 404,
    }
    assert {target: status_of(address + target) for target in expected} == {
        target: (status, shop) for target, status in expected.items()
    }


def test_every_file_of_a_list_is_signed_and_the_list_is_read_again_when_that_is_over(delivered, running):
    over = [0]

    def opens(target: str, _cookies: dict, now: float) -> str | None:
        file, _, signed = target.partition("?auth_key=")
        is_right = edges.aliyun("a", (ALIYUN,), VALIDITY, target, now) and int(signed.partition("-")[0]) > over[0]
        return file if is_right else None

    network, page = delivered(
        lambda shop: running_network(media_of(running), shop, opens), TBO_CDN="aliyun-a", TBO_CDN_KEY=ALIYUN
    )
    heard = complaints_of(page)
    grant = play(page, running)
    assert grant["mode"] == "rewrite"
    assert set(network.answers) == {200}
    picture = page.locator("#player-video").evaluate(PREVIEW)
    assert picture.startswith(f"{network.url}/")
    assert page.evaluate(LOADS, [picture, "anonymous"])
    assert heard == []

    video = page.locator("#player-video")
    over[0] = grant["expires_at"] - VALIDITY
    with page.expect_response("**/grants"):
        video.evaluate("video => { video.currentTime = 50; }")
    page.wait_for_function("() => document.getElementById('player-video').currentTime > 50.5")
    assert network.answers[403] >= 1
    assert status_of(f"{network.url}/{grant['url'].split('/')[-2]}/{FILE}")[0] == 403


def test_cookies_for_the_folder_open_it_and_are_renewed(delivered, running):
    def opens(target: str, cookies: dict, now: float) -> str | None:
        signed = {name.removeprefix("CloudFront-"): value for name, value in cookies.items()}
        url = urljoin(network_url[0], target)
        return target if edges.cloudfront(PUBLIC, CLOUDFRONT["cdn_key_id"], signed, url, now) else None

    network_url: list[str] = []

    @contextmanager
    def network(shop: str):
        with running_network(media_of(running), shop, opens) as one:
            network_url.append(one.url)
            yield one

    network, page = delivered(
        network,
        TBO_CDN="cloudfront",
        TBO_CDN_KEY=CLOUDFRONT["cdn_key"],
        TBO_CDN_KEY_ID=CLOUDFRONT["cdn_key_id"],
    )
    heard = complaints_of(page)
    grant = play(page, running)
    assert grant["mode"] == "cookie"
    assert page.evaluate("document.cookie") == ""
    picture = urljoin(grant["url"], "thumbnails/" + page.locator("#player-video").evaluate(PREVIEW))
    assert page.evaluate(LOADS, [picture, "use-credentials"])
    shown = page.evaluate(
        """() => document.querySelector("media-time-range").shadowRoot.querySelector("media-preview-thumbnail")
          .shadowRoot.querySelector("img").crossOrigin"""
    )
    assert shown == "use-credentials"
    with page.expect_response("**/grants") as renewed:
        page.locator("#player-video").evaluate("video => { video.playbackRate = 2; }")
    assert "CloudFront-Policy=" in renewed.value.header_value("set-cookie")
    page.locator("#player-video").evaluate("video => { video.currentTime = 50; }")
    page.wait_for_function("() => document.getElementById('player-video').currentTime > 50.3")
    assert set(network.answers) == {200}
    assert heard == []
    assert status_of(urljoin(grant["url"], FILE))[0] == 403
