"""Subtitle files are believed only when every cue makes sense."""

import pytest

from tbo.media.refusals import DurationDiffers, FileMissing, SubtitlesBroken
from tbo.media.subtitles import Cue, check_length, read_cues, write_subtitles

GOOD = (
    "WEBVTT\n\nNOTE spring\n\n1\n00:01.000 --> 00:02.500 line:10%\n水没有睡。\n\n01:00:00.000 --> 01:00:01.000\nlate\n"
)


@pytest.fixture
def vtt(tmp_path):
    def write(text, encoding="utf-8"):
        path = tmp_path / "film.vtt"
        path.write_bytes(text.encode(encoding))
        return path

    return write


def test_cues_are_read_with_and_without_hours(vtt):
    assert read_cues(vtt(GOOD)) == (Cue(1.0, 2.5), Cue(3600.0, 3601.0))


def test_a_byte_order_mark_and_windows_line_ends_are_no_fault(vtt):
    assert len(read_cues(vtt("\ufeff" + GOOD.replace("\n", "\r\n")))) == 2


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("1\n00:00:01,000 --> 00:00:02,000\nsrt\n", "begin with WEBVTT"),
        ("", "begin with WEBVTT"),
        ("WEBVTTX\n\n00:01.000 --> 00:02.000\nx\n", "begin with WEBVTT"),
        ("WEBVTT\n\nno cue\n", "no cue"),
        ("WEBVTT\n\n00:01,000 --> 00:02,000\nx\n", "line 3"),
        ("WEBVTT\n\n00:02.000 --> 00:01.000\nx\n", "ends before it begins"),
        ("WEBVTT\n\n00:61.000 --> 00:62.000\nx\n", "not a pair of times"),
        (f"WEBVTT\n\n{'9' * 5000}:00:01.000 --> {'9' * 5000}:00:02.000\nx\n", "not a pair of times"),
        ("WEBVTT\n\n٠٠:01.000 --> 00:02.000\nx\n", "not a pair of times"),
    ],
)
def test_a_broken_file_is_refused_with_the_place(vtt, text, says):
    with pytest.raises(SubtitlesBroken, match=says):
        read_cues(vtt(text))


def test_a_file_in_another_encoding_is_refused(vtt):
    with pytest.raises(SubtitlesBroken, match="UTF-8"):
        read_cues(vtt(GOOD, "gb18030"))


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileMissing, match=r"gone\.vtt"):
        read_cues(tmp_path / "gone.vtt")


def test_a_cue_after_the_film_means_another_film():
    check_length((Cue(0, 61.0),), 60.0, "a.vtt")
    with pytest.raises(DurationDiffers, match=r"61\.1 s, the film at 60\.0 s"):
        check_length((Cue(0, 61.1),), 60.0, "a.vtt")


def test_the_playlist_has_one_segment_as_long_as_the_film(vtt, tmp_path):
    write_subtitles(vtt(GOOD), tmp_path / "zh", 3601.5)
    playlist = (tmp_path / "zh" / "list.m3u8").read_text()
    assert "#EXT-X-TARGETDURATION:3602\n" in playlist
    assert "#EXTINF:3601.500,\ntext.vtt\n#EXT-X-ENDLIST\n" in playlist
