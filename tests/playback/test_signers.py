"""Signers: one is chosen by the settings, and its addresses open exactly one asset."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tbo import create_app
from tbo.playback.signers import EmbeddedOrigin, signer
from tbo.rules.stream_token import StreamKey, session_of
from tbo.settings import SettingsWrong

NOW = datetime(2026, 11, 18, 12, 0, 0, 900_000, tzinfo=UTC)
NEW, OLD = StreamKey("k2", b"n" * 32), StreamKey("k1", b"o" * 32)
SESSION = "s" * 22


def test_an_address_stands_below_a_token_so_that_relative_ones_inherit_it():
    address = EmbeddedOrigin((NEW, OLD), 300).address("e001", SESSION, NOW)
    _, root, token, asset, file = address.url.split("/")
    assert (root, asset, file, address.mode) == ("hls", "e001", "master.m3u8", "prefix")
    assert session_of(token, "e001", (NEW,), NOW.timestamp())[0] == SESSION


def test_it_lives_as_long_as_it_says_in_whole_seconds():
    address = EmbeddedOrigin((NEW,), 300).address("e001", SESSION, NOW)
    assert address.expires_at == NOW.replace(microsecond=0) + timedelta(seconds=300)


def test_an_end_that_is_given_is_kept():
    until = NOW + timedelta(seconds=7)
    address = EmbeddedOrigin((NEW,), 300).address("e001", SESSION, NOW, until)
    assert address.expires_at == until.replace(microsecond=0)


def test_the_newest_key_signs():
    assert ".k2." in EmbeddedOrigin((NEW, OLD), 300).address("e001", SESSION, NOW).url


def test_the_settings_name_the_keys_and_the_life(app, settings):
    assert signer().life == timedelta(seconds=settings.stream_seconds)
    assert [f"{key.id}" for key in signer().keys] == [line.partition(":")[0] for line in settings.stream_keys]


@pytest.mark.parametrize("line", ["k1", "k1:", "k1:short", "K1:" + "a" * 43, "k1:" + "a" * 42 + "!", "k1:" + "a" * 45])
def test_a_malformed_key_stops_the_start_with_a_sentence(settings, line):
    with pytest.raises(SettingsWrong, match="TBO_STREAM_KEYS cannot be read: a stream key is id:base64url"):
        create_app(replace(settings, stream_keys=(line,)))


def test_a_shop_without_a_key_does_not_start(settings):
    with pytest.raises(SettingsWrong, match="TBO_STREAM_KEYS is missing"):
        create_app(replace(settings, stream_keys=()))


@pytest.mark.parametrize("seconds", [-1, 0, 4, 6 * 3600 + 1])
def test_a_life_that_cannot_work_stops_the_start(settings, seconds):
    with pytest.raises(SettingsWrong, match="TBO_STREAM_SECONDS"):
        create_app(replace(settings, stream_seconds=seconds))
