"""What the demo shop plays is complete, relative, rightly described and small."""

import json
import re
from pathlib import Path

import pytest

import tbo.demo
from tbo.media.init_segments import codec_of
from tbo.media.playlists import measure

MEDIA = Path(tbo.demo.__file__).parent / "media"
CLIPS = ["lantern-drift", "night-train", "paper-birds", "still-water"]
URI = re.compile(r'URI="([^"]+)"|^([^#\s].*)$', re.MULTILINE)


def addresses(playlist):
    return [match[1] or match[2] for match in URI.finditer(playlist.read_text(encoding="utf-8"))]


def test_the_four_clips_weigh_no_more_than_20_mb():
    assert sorted(path.name for path in MEDIA.iterdir()) == CLIPS
    assert sum(file.stat().st_size for file in MEDIA.rglob("*") if file.is_file()) <= 20_000_000


@pytest.mark.parametrize("clip", CLIPS)
def test_every_address_in_a_playlist_is_relative_and_exists(clip):
    playlists = list((MEDIA / clip).rglob("*.m3u8"))
    assert len(playlists) == 1 + 3 + 2 + 3
    for playlist in playlists:
        for address in addresses(playlist):
            assert re.fullmatch(r"[A-Za-z0-9./-]+", address)
            assert not address.startswith(("/", ".."))
            assert (playlist.parent / address).is_file()


@pytest.mark.parametrize("clip", CLIPS)
def test_the_manifest_names_three_rungs_two_sounds_three_languages(clip):
    manifest = json.loads((MEDIA / clip / "asset.json").read_text(encoding="utf-8"))
    assert manifest["duration_s"] == 60
    assert [rung["height"] for rung in manifest["rungs"]] == [360, 240, 480]
    assert [track["language"] for track in manifest["audio"]] == ["zh", "zxx"]
    assert [track["name"] for track in manifest["subtitles"]] == ["简体中文", "English", "Deutsch"]
    named = [manifest["poster"], manifest["thumbnails"]["index"], *manifest["stills"]]
    assert all((MEDIA / clip / name).is_file() for name in named)


@pytest.mark.parametrize("clip", CLIPS)
def test_the_master_tells_the_truth_about_codec_and_rate(clip):
    master = (MEDIA / clip / "master.m3u8").read_text(encoding="utf-8")
    sound = measure(MEDIA / clip / "audio/zh/list.m3u8")
    for rung in json.loads((MEDIA / clip / "asset.json").read_text(encoding="utf-8"))["rungs"]:
        playlist = MEDIA / clip / rung["playlist"]
        codecs = f"{codec_of(playlist.with_name('init.mp4'))},mp4a.40.2"
        assert f'RESOLUTION={rung["width"]}x{rung["height"]},FRAME-RATE=24.000,CODECS="{codecs}"' in master
        assert rung["bandwidth"] >= measure(playlist).peak + sound.peak
        assert rung["average_bandwidth"] < rung["bandwidth"]


@pytest.mark.parametrize("clip", CLIPS)
def test_segments_are_four_seconds_and_previews_point_at_real_sheets(clip):
    text = (MEDIA / clip / "video/360p/list.m3u8").read_text()
    assert re.findall(r"#EXTINF:([0-9.]+)", text) == ["4.000000"] * 15
    index = (MEDIA / clip / "thumbnails/index.vtt").read_text()
    tiles = re.findall(r"^(\S+\.jpg)#xywh=(\d+),(\d+),160,90$", index, re.MULTILINE)
    assert len(tiles) == 30
    assert all((MEDIA / clip / "thumbnails" / sheet).is_file() for sheet, *_ in tiles)


@pytest.mark.parametrize("clip", CLIPS)
def test_pictures_start_at_zero_without_an_edit_list(clip):
    for init in (MEDIA / clip / "video").glob("*/init.mp4"):
        assert b"elst" not in init.read_bytes()
