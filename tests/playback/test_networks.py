"""Every network opens what the shop signed for it, until its second, and nothing beside it; one setting chooses."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tbo.playback.signers import Mode, file_address, signer
from tbo.playback.signers.factory import make, make_backup_or_none
from tbo.rules.stream_token import StreamKey
from tbo.settings import SettingsWrong
from tbo.settings.delivery import NETWORKS as KNOWN

from ..conftest import ANCHOR
from ..support.networks import ALIYUN, BELOW, HEX, NETWORKS, OSS, OTHER_PEM, PEM, SHARED, URL, settings_for
from ..support.shops import settings_of

ROOT = Path(__file__).resolve().parents[2]
KEYS = (StreamKey("k1", b"k" * 32),)
SESSION = "s" * 22
FILE = "video/480p/s0000.m4s"
NOW = ANCHOR.timestamp()
# Other keys of the same make.
OTHERS = {"nginx": SHARED[::-1], "bunny": SHARED[::-1], "akamai": HEX[::-1], "aliyun": ALIYUN[::-1]}
OTHERS |= {"oss": OSS["cdn_key"][::-1], "cloudfront": OTHER_PEM}


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """Settings of a shop that delivers by itself."""
    return settings_of(tmp_path_factory.mktemp("plain"), "")


def made(plain, name: str, url: str = URL):
    """The signer of a network."""
    return make(replace(plain, **settings_for(name, url)), KEYS)


def file_of(found, asset: str, file: str = FILE):
    """Return the address of a file as a player comes to it, and the cookies it sends along."""
    return file_address(found, asset, file, ANCHOR)


def test_every_network_of_the_settings_is_tried_here():
    assert {name.partition(" ")[0] for name in NETWORKS} | {"embedded"} == set(KNOWN)


@pytest.mark.parametrize("url", [URL, URL + BELOW])
@pytest.mark.parametrize("name", NETWORKS)
def test_a_signed_file_opens_until_its_second(plain, name, url):
    found = made(plain, name, url)
    address, cookies = file_of(found, "e001")
    assert address.startswith(URL)
    opens = NETWORKS[name].opens
    assert opens(address, cookies, NOW)
    assert opens(address, cookies, NOW + 239), "a minute is the coarsest clock"
    assert not opens(address, cookies, NOW + 301)


@pytest.mark.parametrize("name", NETWORKS)
def test_what_opens_one_folder_opens_no_other(plain, name):
    address, cookies = file_of(made(plain, name), "e001")
    assert not NETWORKS[name].opens(address.replace(f"/e001/{FILE}", f"/e0012/{FILE}"), cookies, NOW)


@pytest.mark.parametrize("name", NETWORKS)
def test_the_mode_says_how_the_player_goes_on(plain, name):
    found, network = made(plain, name), NETWORKS[name]
    address = found.address("e001", SESSION, ANCHOR)
    assert found.mode == address.mode == network.mode
    assert address.url.endswith("/e001/master.m3u8")
    assert address.url.startswith("/hls/" if network.mode == "rewrite" else URL)
    assert bool(address.cookies) == (network.mode == "cookie")
    assert bool(found.keys) == (network.mode == "rewrite"), "only where lists are at the shop does it answer tokens"


def test_cookies_cover_the_folder_and_both_hosts(plain):
    address = made(plain, "cloudfront", f"{URL}/films").address("e001", SESSION, ANCHOR)
    assert {cookie.path for cookie in address.cookies} == {"/films/e001/"}
    assert {cookie.domain for cookie in address.cookies} == {"shop.test"}


def test_an_end_that_is_given_is_kept(plain):
    for name in NETWORKS:
        until = ANCHOR + timedelta(seconds=7)
        assert made(plain, name).address("e001", SESSION, ANCHOR, until).expires_at == until


@pytest.mark.parametrize("name", NETWORKS)
def test_the_backup_key_signs_nothing_until_it_takes_the_others_place(plain, name):
    kept = settings_for(name)
    changing = replace(plain, **kept | {"cdn_key": OTHERS[kept["cdn"].partition("-")[0]]})
    changing = replace(changing, cdn_backup_key=kept["cdn_key"], cdn_backup_key_id=kept.get("cdn_key_id", ""))
    opens = NETWORKS[name].opens
    assert not opens(*file_of(make(changing, KEYS), "e001"), NOW)
    assert opens(*file_of(make_backup_or_none(changing, KEYS), "e001"), NOW)
    assert make_backup_or_none(plain, KEYS) is None


def test_names_that_the_console_was_given_are_used(plain):
    chosen = {"aliyun-f": (("s", "t"), "?s="), "akamai-path": (("tok",), "/tok=exp="), "aliyun-c": (("k", "t"), "?k=")}
    for name, (names, shown) in chosen.items():
        found = make(replace(plain, **settings_for(name), cdn_names=names), KEYS)
        assert shown in file_of(found, "e001")[0]


def test_type_f_in_sixteens(plain):
    found = make(replace(plain, **settings_for("aliyun-f"), cdn_hex_time=True), KEYS)
    assert file_of(found, "e001")[0].endswith(f"&time={int(NOW) + 300 - 1800:x}")


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"cdn": "nginx"}, ["TBO_CDN=nginx needs TBO_CDN_URL.", "TBO_CDN=nginx needs TBO_CDN_KEY."]),
        ({"cdn": "nginx", "cdn_url": URL, "cdn_key": "short"}, ["TBO_CDN_KEY does not fit TBO_CDN=nginx"]),
        ({"cdn": "nginx", "cdn_url": URL, "cdn_key": 'a"; return 200; # 123'}, ["TBO_CDN_KEY does not fit"]),
        ({"cdn": "aliyun-a", "cdn_url": URL, "cdn_key": ALIYUN[:15]}, ["allowed is 16 to 32 letters and digits"]),
        ({"cdn": "akamai-path", "cdn_url": URL, "cdn_key": HEX[1:]}, ["32 or more hexadecimal digits"]),
        ({"cdn": "bunny", "cdn_url": URL, "cdn_key": SHARED, "cdn_names": ("x",)}, ["it has none to choose"]),
        ({"cdn": "aliyun-f", "cdn_url": URL, "cdn_key": ALIYUN, "cdn_names": ("x",)}, ["as many as in sign,time"]),
        (
            {"cdn": "oss-v4", "cdn_url": URL, "cdn_key": "secretOfThirtySigns"},
            ["TBO_CDN_KEY_ID", "TBO_CDN_BUCKET", "TBO_CDN_REGION"],
        ),
        ({"cdn": "cloudfront-urls", "cdn_url": URL, "cdn_key": PEM[:300], "cdn_key_id": "K1"}, ["RSA private key"]),
        (
            {"cdn": "cloudfront-urls", "cdn_url": URL, "cdn_key": PEM.replace("A", "B"), "cdn_key_id": "K1"},
            ["TBO_CDN_KEY cannot be read"],
        ),
        (
            {"cdn": "akamai-cookie", "cdn_url": "https://films.elsewhere.test", "cdn_key": HEX},
            ["sends cookies from shop.test to films.elsewhere.test"],
        ),
        (
            {
                "cdn": "akamai-cookie",
                "cdn_url": "https://films.shop.test",
                "cdn_key": HEX,
                "cdn_cookie_domain": "op.test",
            },
            ["TBO_CDN_COOKIE_DOMAIN has to be a domain above both"],
        ),
        (
            {"cdn": "akamai-cookie", "cdn_url": "https://films.test", "cdn_key": HEX, "cdn_cookie_domain": "test"},
            ["TBO_CDN_COOKIE_DOMAIN has to be a domain above both"],
        ),
        ({"cdn_url": URL}, ["TBO_CDN_URL is set, but TBO_CDN names no network"]),
        ({"cdn_backup_key": ALIYUN}, ["TBO_CDN_BACKUP_KEY is set, but TBO_CDN names no network"]),
        (
            {"cdn": "aliyun-a", "cdn_url": URL, "cdn_key": ALIYUN, "cdn_backup_key": ALIYUN},
            ["TBO_CDN_BACKUP_KEY is the key that signs"],
        ),
    ],
)
def test_what_a_network_lacks_stops_the_start_with_sentences(plain, changed, says):
    with pytest.raises(SettingsWrong) as refused:
        make(replace(plain, **changed), KEYS)
    lines = str(refused.value).splitlines()
    assert len(lines) == len(says)
    assert all(said in line for said, line in zip(says, lines, strict=True)), lines


@pytest.mark.parametrize("name", ["aliyun-a", "cloudfront-urls"])
def test_a_backup_key_that_fits_no_lock_stops_the_start_too(plain, name):
    for key in ("short", PEM.replace("A", "B")):
        with pytest.raises(SettingsWrong, match=r"^TBO_CDN_BACKUP_KEY "):
            make_backup_or_none(replace(plain, **settings_for(name), cdn_backup_key=key), KEYS)


def test_no_sentence_shows_a_key(plain):
    with pytest.raises(SettingsWrong) as refused:
        make(replace(plain, cdn="aliyun-a", cdn_url=URL, cdn_key="much-too-secret"), KEYS)
    assert "secret" not in str(refused.value)


def test_one_host_for_shop_and_network_needs_no_domain(plain):
    changed = {"base_url": "https://shop.test", "cdn_url": "https://shop.test/films", "cdn_cookie_domain": ""}
    found = make(replace(plain, **settings_for("cloudfront") | changed), KEYS)
    assert found.address("e001", SESSION, ANCHOR).cookies[0].domain == ""


def test_the_shop_itself_delivers_unless_told_otherwise(app):
    assert signer().mode is Mode.PREFIX
    assert signer().address("e001", SESSION, ANCHOR).url.startswith("/hls/")


NAMES = re.compile(r"\b(?:akamai|bunny|cloudfront|nginx|oss-v|presign\w+|aliyun[-_]\w+)\b")


def test_networks_are_told_apart_in_the_factory_and_nowhere_else():
    may = {"tbo/playback/signers/factory.py", "tbo/settings/delivery.py", "tbo/settings/networks.py"}
    for folder, kind in (("tbo", "*.py"), ("static/js", "*.js"), ("templates", "*.html")):
        for file in (ROOT / folder).rglob(kind):
            place = file.relative_to(ROOT).as_posix()
            if place not in may and not place.startswith("tbo/rules/delivery/"):
                assert not NAMES.search(file.read_text(encoding="utf-8").lower()), place
