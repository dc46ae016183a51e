"""Packaging on real input, from a small film that ffmpeg draws for the test."""

import json
import shutil
import subprocess

import pytest
from click.testing import CliRunner

from tbo.media import ffmpeg
from tbo.media.commands import language_name, media_commands, parse_track
from tbo.media.init_segments import codec_of
from tbo.media.refusals import WrongArgument

needs_ffmpeg = pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")
VTT = "WEBVTT\n\n00:01.000 --> 00:02.000\n你好\n"


def draw(path, *inputs):
    sources = [word for text in inputs for word in ("-f", "lavfi", "-t", "9", "-i", text)]
    subprocess.run(["ffmpeg", "-v", "error", *sources, str(path)], check=True)
    return path


@pytest.fixture(scope="module")
def studio(tmp_path_factory):
    folder = tmp_path_factory.mktemp("studio")
    draw(folder / "film.mp4", "testsrc2=s=320x240:r=25", "sine")
    draw(folder / "other.m4a", "sine=880")
    draw(folder / "mute.mp4", "testsrc2=s=160x120:r=24")
    (folder / "zh.vtt").write_text(VTT, encoding="utf-8")
    return folder


def run(studio, out, *words):
    arguments = ["package", *(str(word) for word in words), "--preset", "veryfast", "--out", str(out)]
    return CliRunner().invoke(media_commands, arguments, catch_exceptions=False)


@needs_ffmpeg
def test_a_film_with_its_own_sound_becomes_a_playable_asset(studio, tmp_path):
    result = run(
        studio, tmp_path, studio / "film.mp4", "--asset", "film", "--subtitles", f"zh-Hans={studio / 'zh.vtt'}"
    )
    assert result.exit_code == 0, result.output
    asset = tmp_path / "film"
    manifest = json.loads((asset / "asset.json").read_text())
    assert (manifest["frame_rate"], manifest["duration_s"]) == (25, 9.0)
    assert [track["language"] for track in manifest["audio"]] == ["und"]
    assert codec_of(asset / "video/240p/init.mp4").startswith("avc1.4d40")
    seconds = (asset / "video/240p/list.m3u8").read_text().count("#EXTINF:4.000000") * 4 + 1
    assert seconds == 9
    ffmpeg.run_ffmpeg(["-i", str(asset / "master.m3u8"), "-f", "null", "-"])


@needs_ffmpeg
def test_a_film_without_sound_names_no_audio_group(studio, tmp_path):
    assert run(studio, tmp_path, studio / "mute.mp4", "--asset", "mute", "--rung", "120:60").exit_code == 0
    master = (tmp_path / "mute" / "master.m3u8").read_text()
    assert "AUDIO" not in master
    assert 'CODECS="avc1.' in master
    assert "mp4a" not in master


@needs_ffmpeg
def test_wrong_input_is_refused_in_a_sentence_and_leaves_nothing(studio, tmp_path):
    (studio / "words.mp4").write_text("this is no film")
    (studio / "long.vtt").write_text("WEBVTT\n\n01:00.000 --> 01:01.000\nx\n")
    (studio / "bad.vtt").write_text("hello")
    film = studio / "film.mp4"
    refused = {
        "cannot be read as a film": [studio / "words.mp4"],
        "there is no file": [studio / "gone.mp4"],
        "has no picture": [studio / "other.m4a"],
        "has no sound": [film, "--audio", f"zh={studio / 'mute.mp4'}:x"],
        "does not begin with WEBVTT": [film, "--subtitles", f"en={studio / 'bad.vtt'}"],
        "the film at 9.0 s": [film, "--subtitles", f"en={studio / 'long.vtt'}"],
        "given twice": [film, *["--subtitles", f"en={studio / 'zh.vtt'}"] * 2],
        "a rung is written": [film, "--rung", "tall"],
    }
    for sentence, words in refused.items():
        result = run(studio, tmp_path, *words, "--asset", "film")
        assert (result.exit_code, sentence in result.output) == (1, True), result.output
    assert list(tmp_path.iterdir()) == []


@needs_ffmpeg
def test_sound_of_another_length_is_refused(studio, tmp_path):
    subprocess.run(
        ["ffmpeg", "-v", "error", "-f", "lavfi", "-t", "5", "-i", "sine", str(tmp_path / "short.m4a")], check=True
    )
    result = run(studio, tmp_path, studio / "film.mp4", "--asset", "film", "--audio", f"zh={tmp_path / 'short.m4a'}:短")
    assert "short.m4a lasts 5.0 s, the film 9.0 s" in result.output


def test_a_machine_without_ffmpeg_is_told_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    result = run(tmp_path, tmp_path, tmp_path / "film.mp4", "--asset", "film")
    assert result.exit_code == 1
    assert "apt-get install ffmpeg" in result.output


def test_a_track_is_read_with_its_language_and_name(tmp_path):
    track = parse_track("zh=full.m4a:原声")
    assert (track.language, track.path.name, track.name) == ("zh", "full.m4a", "原声")
    assert parse_track("de=film.de.vtt").name == "Deutsch"


def test_a_file_may_have_a_colon_in_its_name(tmp_path):
    path = tmp_path / "S01:E01.vtt"
    path.touch()
    assert parse_track(f"en={path}").path == path


@pytest.mark.parametrize("text", ["film.vtt", "=film.vtt", "en=", "zh_CN=film.vtt", 'en=film.vtt:a"b', "en=f.vtt:a\nb"])
def test_a_track_that_cannot_be_understood_is_refused(text):
    with pytest.raises(WrongArgument):
        parse_track(text)


def test_languages_are_named_in_their_own_words():
    names = [language_name(code) for code in ("zh-Hans", "en", "de", "xx-Nope")]
    assert names == ["简体中文", "English", "Deutsch", "xx-Nope"]
