"""Forged addresses: nothing that was not signed, letter for letter, opens anything."""

import random
import string
from urllib.parse import quote

import pytest
from werkzeug.exceptions import HTTPException

from tbo import clock
from tbo.playback.signers import signer
from tbo.rules.stream_token import TokenRefused, media_type_or_none, session_of, sign

from ..conftest import ANCHOR
from .screens import signed

VARIED = "aB3dE6gH9jK2mN5pQ8sT1v"
LETTERS = string.ascii_letters + string.digits + "-_.~%/\\+=&?#;:@ ０１é"


def test_a_token_opens_neither_a_longer_nor_a_shorter_name(media, visitor):
    token = sign(signer().keys[0], VARIED, "e001", int(ANCHOR.timestamp()) + 300)
    for name in ("e001", "e0012", "e00"):
        (media / name).mkdir(exist_ok=True)
        (media / name / "master.m3u8").write_text("#EXTM3U\n")
    assert visitor.get(f"/hls/{token}/e001/master.m3u8").status_code == 200
    for name in ("e0012", "e00", "E001", "e001.", "e001%00", "e001%2F..%2Fe0012"):
        assert visitor.get(f"/hls/{token}/{name}/master.m3u8").status_code in (400, 403, 404), name


@pytest.mark.parametrize(
    "path",
    [
        "../another/master.m3u8",
        "..%2Fanother%2Fmaster.m3u8",
        "%2e%2e/another/master.m3u8",
        "%252e%252e%252fanother/master.m3u8",
        "..\\another\\master.m3u8",
        "..%5Canother%5Cmaster.m3u8",
        "/etc/passwd.ts",
        "//etc/passwd.ts",
        "%2Fetc%2Fpasswd.ts",
        "video/..%00/master.m3u8",
        "master.m3u8%00.ts",
        "master.m3u8%0A",
        "video/./480p/list.m3u8",
        "video//480p/list.m3u8",
        "．．/another/master.m3u8",
        "video/480p/s０000.m4s",
        "%ff%fe.m3u8",
        "%ed%a0%80.m3u8",
    ],
)
def test_no_path_leads_out_of_its_asset(media, visitor, asset, path):
    other = media / "another"
    other.mkdir(exist_ok=True)
    (other / "master.m3u8").write_text("#EXTM3U\n")
    assert visitor.get(signed(asset, path)).status_code in (400, 403, 404)


@pytest.mark.parametrize("digits", ["１", "١", "²", "1_", "+1", " 1"])
def test_digits_of_other_scripts_are_no_time(visitor, asset, digits):
    good = signed(asset)
    expires = good.split(".")[2]
    assert visitor.get(good.replace(expires, quote(digits) + expires[1:])).status_code == 403


def test_ten_thousand_changes_of_an_address_open_nothing(shop, asset):
    """Seeded, so that a failure can be looked at."""
    good, routes = signed(asset, "poster.jpg", session=VARIED), shop.url_map.bind("shop.test")
    assert is_open(routes, good)
    assert [address for address in changes(good, 10_000) if is_open(routes, address)] == []


def test_changes_of_an_address_are_refused_over_http(visitor, asset):
    for address in changes(signed(asset, "poster.jpg", session=VARIED), 300):
        assert visitor.get(quote(address, safe="/%.-_~")).status_code in (400, 403, 404), address


def is_open(routes, address: str) -> bool:
    """Whether the origin's route fits an address and its token opens it: what `origin.media` asks first."""
    try:
        endpoint, found = routes.match(address)
        session_of(found["token"], found["asset"], signer().keys, clock.now().timestamp())
    except (HTTPException, TokenRefused, KeyError):
        return False
    return endpoint == "origin.media" and media_type_or_none(found["file"]) is not None


def changes(address: str, count: int) -> set[str]:
    """So many different addresses that are nearly this one."""
    chance, found = random.Random(20261118), set()
    while len(found) < count:
        found |= {changed(address, chance)} - {address}
    return found


def changed(address: str, chance: random.Random) -> str:
    """One to three letters of the token or the asset changed, dropped, doubled or swapped."""
    start, stop = len("/hls/"), address.rindex("/")
    text = list(address)
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        at = chance.randrange(start, min(stop, len(text)))
        how = chance.randrange(4)
        if how == 0:
            text[at] = chance.choice(LETTERS)
        elif how == 1:
            del text[at]
        elif how == 2:
            text.insert(at, text[at])
        else:
            text[at - 1], text[at] = text[at], text[at - 1]
    return "".join(text)
