"""A playback token opens one asset for one session until one second, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tbo.rules.stream_token import (
    Opened,
    StreamKey,
    TokenExpired,
    TokenRefused,
    media_type_or_none,
    opened_or_none,
    read_keys,
    session_of,
    sign,
    with_opened,
)

OLD = StreamKey("k1", b"o" * 32)
NEW = StreamKey("k2", b"n" * 32)
SESSION = "s" * 22
EXPIRES = 1_900_000_000


def test_a_token_opens_its_asset_until_the_second_it_expires():
    token = sign(NEW, SESSION, "e001", EXPIRES)
    assert session_of(token, "e001", (NEW,), EXPIRES - 1) == (SESSION, EXPIRES)
    with pytest.raises(TokenExpired):
        session_of(token, "e001", (NEW,), EXPIRES)


@pytest.mark.parametrize("asset", ["e0012", "e00", "E001", "e001/", "../e001", "", "e001%2f"])
def test_a_token_opens_no_other_asset(asset):
    with pytest.raises(TokenRefused):
        session_of(sign(NEW, SESSION, "e001", EXPIRES), asset, (NEW,), EXPIRES - 1)


def test_a_token_of_the_previous_key_opens_while_the_key_is_kept():
    token = sign(OLD, SESSION, "e001", EXPIRES)
    assert session_of(token, "e001", (NEW, OLD), 0)[0] == SESSION
    with pytest.raises(TokenRefused):
        session_of(token, "e001", (NEW,), 0)


@pytest.mark.parametrize("digits", ["1900000000", "１９００００００００", "1_90000000", "+190000000", "٠١٢٣٤٥٦٧٨٩"])
def test_only_ascii_digits_are_a_time(digits):
    token = sign(NEW, SESSION, "e001", EXPIRES).replace("1900000000", digits)
    if digits == "1900000000":
        assert session_of(token, "e001", (NEW,), 0)
    else:
        with pytest.raises(TokenRefused):
            session_of(token, "e001", (NEW,), 0)


@given(st.data())
def test_no_change_of_one_character_is_accepted(data):
    token = sign(NEW, SESSION, "e001", EXPIRES)
    at = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(st.characters(codec="utf-8").filter(lambda character: character != token[at]))
    with pytest.raises(TokenRefused):
        session_of(token[:at] + other + token[at + 1 :], "e001", (NEW, OLD), 0)


@given(st.text(max_size=120))
def test_no_text_is_a_token_by_chance(text):
    with pytest.raises(TokenRefused):
        session_of(text, "e001", (NEW,), 0)


@pytest.mark.parametrize(
    ("path", "known"),
    [
        ("master.m3u8", True),
        ("video/480p/s0000.m4s", True),
        ("subtitles/zh-Hans/s0.vtt", True),
        ("../asset.json", False),
        ("video/../../x.m4s", False),
        (".hidden.m4s", False),
        ("asset.json", False),
        ("video//x.m4s", False),
        ("x.m4s\x00", False),
        ("a/b/c/d/e.m4s", False),
        ("", False),
    ],
)
def test_only_paths_of_media_have_a_type(path, known):
    assert (media_type_or_none(path) is not None) is known


def test_a_short_key_is_refused():
    with pytest.raises(ValueError, match="32 bytes"):
        read_keys(["k1:c2hvcnQ"])


def test_why_an_address_does_not_open_is_said_in_the_log():
    key, other = StreamKey("k1", b"a" * 32), StreamKey("k1", b"b" * 32)
    token = sign(key, "s" * 16, "e001", 1764000000)
    for told, keys, asset, now, why in (
        (token + "x", [key], "e001", 0, "malformed"),
        (token, [key], "/", 0, "malformed"),
        (token, [], "e001", 0, "unknown key"),
        (token, [other], "e001", 0, "signature differs"),
        (token, [key], "e002", 0, "signature differs"),
        (token, [key], "e001", 1764000000, "expired"),
    ):
        with pytest.raises(TokenRefused, match=f"^{why}$"):
            session_of(told, asset, keys, now)
    assert session_of(token, "e001", [key], 1763999999) == ("s" * 16, 1764000000)


OPENED = Opened(7, 4_000_000_000, 0)


def test_a_token_says_who_opened_its_page_and_only_the_key_can_tell():
    named = with_opened(NEW, SESSION, OPENED)
    token = sign(NEW, named, "e001", EXPIRES)
    assert session_of(token, "e001", (NEW, OLD), 0) == (named, EXPIRES)
    assert opened_or_none(token, (OLD, NEW)) == (SESSION, OPENED)
    assert with_opened(OLD, SESSION, OPENED) != named
    covered = {with_opened(NEW, session, OPENED)[22:] for session in ("a" * 22, "b" * 22, SESSION)}
    assert len(covered) == 3
    with pytest.raises(TokenRefused):
        session_of(token.replace(named, named[:-1] + ("A" if named[-1] != "A" else "B")), "e001", (NEW,), 0)


@pytest.mark.parametrize("session", [SESSION, "s" * 16, "s" * 48])
def test_a_session_that_is_written_stands_alone(session):
    assert opened_or_none(sign(NEW, session, "e001", EXPIRES), (NEW,)) == (session, None)
