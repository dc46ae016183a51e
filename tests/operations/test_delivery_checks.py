"""The doctor asks the network that delivers films: does it give what was signed, and nothing else?"""

from pathlib import Path

import pytest

from tbo.operations import doctor

from ..support import edges
from ..support.file_network import running_network
from ..support.networks import ALIYUN, CLOUDFRONT, PUBLIC, VALIDITY


@pytest.fixture
def network(ready):
    """A network that checks each address, and lets the shop's pages read."""
    with running_network(Path(ready.instance) / "media", ready.origin, type_a) as running:
        yield running


def type_a(target: str, _cookies: dict, now: float) -> str | None:
    """Open what was signed as type A."""
    return target.partition("?")[0] if edges.aliyun("a", (ALIYUN,), VALIDITY, target, now) else None


def told(at, network, wrong: bool, **changed) -> list[str]:
    """What the doctor says of a shop behind a network, good or wrong."""
    at(**{"cdn": "aliyun-a", "cdn_key": ALIYUN, "cdn_url": network.url} | changed)
    return [finding.sentence for finding in doctor.examine() if finding.is_wrong is wrong]


def test_a_network_that_keeps_what_was_agreed_is_well(at, network):
    good = told(at, network, wrong=False)
    assert f"{network.url} gives what was signed for it, and refuses what was not." in good
    lists = "Lists are served here and name every file by an address signed for it alone"
    assert f"{lists} at {network.url} (aliyun-a)." in good
    assert "A sample playback address was signed and checked; it lives as long as its film and two hours." in good
    assert network.answers == {200: 1, 403: 1}


def cookies_open(network) -> dict[str, str]:
    """Let a network open by CloudFront's cookies; return the settings that go with it."""

    def opens(target: str, cookies: dict, now: float) -> str | None:
        signed = {name.removeprefix("CloudFront-"): value for name, value in cookies.items()}
        return target if edges.cloudfront(PUBLIC, CLOUDFRONT["cdn_key_id"], signed, network.url + target, now) else None

    network.opens, network.shop = opens, "http://127.0.0.1:8000"
    return {"cdn": "cloudfront", "base_url": network.shop} | CLOUDFRONT


def test_cookies_are_sent_along(at, network):
    good = told(at, network, wrong=False, **cookies_open(network))
    assert f"{network.url} gives what was signed for it, and refuses what was not." in good
    assert "A sample playback address was signed; it lives 300 s." in good
    assert f"Cookies open the asset's folder at {network.url} (cloudfront)." in good


def test_with_cookies_a_star_opens_nothing_to_a_page(at, network):
    changed = cookies_open(network)
    network.shop, network.lets_cookies = "*", False
    assert told(at, network, wrong=True, **changed) == [
        f"{network.url} lets no page of the shop read films: it has to answer Access-Control-Allow-Origin: "
        f"{changed['base_url']} and Access-Control-Allow-Credentials: true."
    ]


def test_without_cookies_a_star_is_enough(at, network):
    network.shop, network.lets_cookies = "*", False
    assert told(at, network, wrong=True) == []


def test_another_key_is_noticed(at, network):
    sentences = told(at, network, wrong=True, cdn_key=ALIYUN[::-1])
    assert len(sentences) == 1
    assert f"{network.url} answers 403 for " in sentences[0]


def test_the_backup_key_is_tried_too(at, network):
    backup = {"cdn_backup_key": ALIYUN[::-1]}
    assert told(at, network, wrong=True, **backup) == [
        f"{network.url} answers 403 for what TBO_CDN_BACKUP_KEY signs: "
        "enter it at the network as its second key before the two change places."
    ]
    keys = ALIYUN, ALIYUN[::-1]
    network.opens = lambda target, _cookies, now: (
        target.partition("?")[0] if edges.aliyun("a", keys, VALIDITY, target, now) else None
    )
    assert told(at, network, wrong=True, **backup) == []
    assert f"{network.url} takes both keys: the one that signs, and TBO_CDN_BACKUP_KEY." in told(
        at, network, wrong=False, **backup
    )


def test_a_network_that_gives_films_to_anybody_is_noticed(at, network):
    network.opens = lambda target, _cookies, _now: target.partition("?")[0]
    sentences = told(at, network, wrong=True)
    assert len(sentences) == 1
    assert sentences[0].endswith("to anybody: switch its check of signatures on.")


def test_a_network_that_no_page_may_read_is_noticed(at, network, ready):
    network.shop = "https://elsewhere.test"
    assert told(at, network, wrong=True) == [
        f"{network.url} lets no page of the shop read films: it has to answer "
        f"Access-Control-Allow-Origin: {ready.origin}."
    ]


def test_a_network_that_is_away_is_one_of_the_findings(at, network):
    sentences = told(at, network, wrong=True, cdn_url="http://127.0.0.1:9")
    assert len(sentences) == 1
    assert sentences[0].startswith("http://127.0.0.1:9 cannot be reached: ")
