"""CODECS strings are read from the bytes, not guessed."""

from pathlib import Path

import pytest

import tbo.demo
from tbo.media.init_segments import codec_of
from tbo.media.refusals import PackagingFailed

CLIP = Path(tbo.demo.__file__).parent / "media" / "still-water"


def test_the_profile_and_level_come_from_the_avc_configuration(tmp_path):
    body = (CLIP / "video/480p/init.mp4").read_bytes()
    at = body.index(b"avcC") + 4
    changed = tmp_path / "init.mp4"
    changed.write_bytes(body[: at + 1] + bytes([0x64, 0x00, 0x28]) + body[at + 4 :])
    assert codec_of(changed) == "avc1.640028"


def test_low_complexity_aac_is_named():
    assert codec_of(CLIP / "audio/zh/init.mp4") == "mp4a.40.2"


@pytest.mark.parametrize("body", [b"", b"\0\0\0\x08moov", b"not a film at all, only words"])
def test_a_file_without_a_description_is_refused(tmp_path, body):
    path = tmp_path / "init.mp4"
    path.write_bytes(body)
    with pytest.raises(PackagingFailed, match=r"lacks its moov|lacks its trak"):
        codec_of(path)
