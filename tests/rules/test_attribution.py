"""Whatever a link carries is read without believing it; the demo shop's links are the cases."""

import json
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tbo.rules.attribution import LONGEST_VALUE, MOST_PARAMETERS, MOST_RAW_BYTES, read_link, tells_of_click
from tbo.rules.host_apps import host_app, is_phone

CONTENT = Path(__file__).parents[2] / "tbo" / "demo" / "content" / "tmall_items.json"
LINKS = [link for link in json.loads(CONTENT.read_text())["links"] if link["url"].startswith("/t/")]


def address(link: dict) -> tuple[str, bytes]:
    """Return path item and query of a link, the very long ones written out."""
    path, _, query = link["url"].split("#")[0].partition("?")
    raw = link.get("raw") or {}
    if "repeat" in raw:
        query = query.replace("REPEAT", quote(raw["repeat"]["value"]) * raw["repeat"]["times"])
    if "repeat_params" in raw:
        query += "".join(f"&{raw['repeat_params']['name']}={n}" for n in range(raw["repeat_params"]["times"]))
    return path.removeprefix("/t/"), query.encode()


@pytest.mark.parametrize("link", LINKS, ids=[link["id"] for link in LINKS])
def test_a_link_is_read_as_expected(link):
    facts, expected = read_link(*address(link)), link["expect"]
    if "item" in expected:
        assert facts.item_id == expected["item"]
    if "spm_parts" in expected:
        assert len((facts.spm or "").split(".")) * bool(facts.spm) == expected["spm_parts"]
    if "spm" in expected:
        assert facts.spm == expected["spm"]
    if "sku" in expected:
        assert facts.sku_id == expected["sku"]
    for name, value in expected.get("kept", {}).items():
        assert facts.known[name] == value
    if expected.get("kept") == {}:
        assert facts.known == {}
    raw_names = [name for name, _ in facts.raw]
    for name in [*expected.get("raw_kept", []), *expected.get("kept_raw", [])]:
        assert name in raw_names
    assert host_app(link["user_agent"]) == expected.get("host_app", host_app(link["user_agent"]))


def test_a_repeated_unknown_name_keeps_its_values_in_order():
    facts = read_link("900000000109", b"yyy=1&weird=%E6%98%A5&yyy=2")
    assert facts.raw == (("yyy", "1"), ("weird", "春"), ("yyy", "2"))


def test_a_query_that_contradicts_the_path_is_not_taken_for_known():
    facts = read_link("900000000106", b"id=900000000110")
    assert facts.item_id == "900000000106"
    assert "id" not in facts.known


@given(st.text(max_size=40), st.binary(max_size=9000))
def test_no_link_breaks_the_reader_or_its_bounds(item, query):
    facts = read_link(item, query)
    assert len(facts.raw) <= MOST_PARAMETERS
    assert sum(len(n.encode()) + len(v.encode()) for n, v in facts.raw) <= MOST_RAW_BYTES
    for value in facts.known.values():
        assert 0 < len(value) <= LONGEST_VALUE
        assert value.isprintable() or not any(ord(character) < 32 for character in value)


def test_a_tablet_is_no_place_for_a_qr_code_and_a_desktop_is():
    assert is_phone("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X)")
    assert not is_phone("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/128.0.0.0 Safari/537.36")


def test_what_is_kept_raw_ends_before_the_value_that_would_be_too_much():
    values = [f"v{number}" + "x" * 187 for number in range(30)]
    raw = read_link(None, "&".join(f"{number:010}={value}" for number, value in enumerate(values)).encode()).raw
    sizes = [len(name) + len(value) for name, value in raw]
    assert sum(sizes) <= MOST_RAW_BYTES < sum(sizes) + sizes[0] + 1
    assert [value for _, value in raw] == values[: len(raw)]


def test_a_name_of_ours_tells_of_a_click_however_it_is_written():
    assert tells_of_click(["page", "SPM"])
    assert tells_of_click(["utm_source"])
    assert not tells_of_click(["page", "xspm"])
    assert not tells_of_click([])


def test_raw_values_of_exactly_the_bound_are_kept():
    size = MOST_RAW_BYTES // 16
    query = "&".join(f"{number:0{size - 200}}={'x' * 200}" for number in range(16))
    assert size - 200 <= LONGEST_VALUE
    assert len(read_link(None, query.encode()).raw) == 16
