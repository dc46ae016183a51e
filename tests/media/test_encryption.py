"""Encrypted segments: what comes out is what HLS players expect, and opens to nothing but its key."""

import json
import shutil
import subprocess

import pytest
from click.testing import CliRunner

from tbo.media import encryption
from tbo.media.commands import media_commands
from tbo.media.encryption import encrypt_asset, encrypted
from tbo.media.playlists import measure

needs_ffmpeg = pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")
HEAD = '#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-MAP:URI="init.mp4"\n'
KEY = bytes(range(16))


def stream(folder, count: int) -> list[bytes]:
    """Write a stream of so many segments; return them."""
    folder.mkdir(parents=True)
    (folder / "init.mp4").write_bytes(b"beginning")
    bodies = [bytes([number]) * (number * 16 + 5) for number in range(count)]
    for number, body in enumerate(bodies):
        (folder / f"s{number:04d}.m4s").write_bytes(body)
    lines = "".join(f"#EXTINF:4.000000,\ns{number:04d}.m4s\n" for number in range(count))
    (folder / "list.m3u8").write_text(HEAD + lines + "#EXT-X-ENDLIST\n")
    return bodies


def opened(body: bytes, key: bytes, sequence: int) -> bytes:
    """Decrypt with another implementation than ours."""
    words = ["openssl", "enc", "-d", "-aes-128-cbc", "-K", key.hex(), "-iv", f"{sequence:032x}"]
    return subprocess.run(words, input=body, capture_output=True, check=True).stdout


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
@pytest.mark.parametrize("length", [0, 1, 15, 16, 17, 5000])
def test_a_segment_is_what_every_implementation_of_aes_opens(length):
    body = bytes(n % 251 for n in range(length))
    secret = encrypted(body, KEY, 300)
    assert len(secret) == (length // 16 + 1) * 16
    assert opened(secret, KEY, 300) == body


def test_a_key_is_named_after_the_beginning_and_changes_with_its_stretch(tmp_path, monkeypatch):
    monkeypatch.setattr(encryption, "SEGMENTS_A_KEY", 2)
    stream(tmp_path / "video/240p", 5)
    stream(tmp_path / "audio/zh", 5)
    assert encrypt_asset(tmp_path) == 3
    lines = (tmp_path / "video/240p/list.m3u8").read_text().splitlines()
    places = [at for at, line in enumerate(lines) if line.startswith("#EXT-X-KEY")]
    assert lines[places[0] - 1].startswith("#EXT-X-MAP")
    assert [lines[at + 2] for at in places] == ["s0000.m4s", "s0002.m4s", "s0004.m4s"]
    assert [lines[at] for at in places] == [
        f'#EXT-X-KEY:METHOD=AES-128,URI="../../keys/k000{number}.key"' for number in range(3)
    ]
    keys = [file.read_bytes() for file in sorted((tmp_path / "keys").iterdir())]
    assert [len(key) for key in keys] == [16, 16, 16]
    assert len(set(keys)) == 3
    assert (tmp_path / "video/240p/init.mp4").read_bytes() == b"beginning"


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_each_segment_opens_with_its_key_and_its_number(tmp_path, monkeypatch):
    monkeypatch.setattr(encryption, "SEGMENTS_A_KEY", 2)
    bodies = stream(tmp_path / "video/240p", 3)
    encrypt_asset(tmp_path)
    for number, body in enumerate(bodies):
        key = (tmp_path / "keys" / f"k{number // 2:04d}.key").read_bytes()
        assert opened((tmp_path / "video/240p" / f"s{number:04d}.m4s").read_bytes(), key, number) == body


def test_another_folder_with_the_same_files_stays_as_it_was(tmp_path):
    (body,) = stream(tmp_path / "kept", 1)
    (tmp_path / "asset/video").mkdir(parents=True)
    shutil.copytree(tmp_path / "kept", tmp_path / "asset/video/240p", copy_function=lambda a, b: shutil.os.link(a, b))
    encrypt_asset(tmp_path / "asset")
    assert (tmp_path / "kept/s0000.m4s").read_bytes() == body


def test_every_version_has_keys_of_its_own(tmp_path):
    for version in ("one", "two"):
        stream(tmp_path / version / "video/240p", 1)
        encrypt_asset(tmp_path / version)
    assert (tmp_path / "one/keys/k0000.key").read_bytes() != (tmp_path / "two/keys/k0000.key").read_bytes()


@needs_ffmpeg
def test_a_film_is_packaged_encrypted_when_it_is_asked_for(tmp_path):
    film = tmp_path / "film.mp4"
    inputs = [word for text in ("testsrc2=s=160x120:r=24", "sine") for word in ("-f", "lavfi", "-t", "5", "-i", text)]
    subprocess.run(["ffmpeg", "-v", "error", *inputs, "-preset", "ultrafast", str(film)], check=True)
    words = ["package", str(film), "--asset", "film", "--out", str(tmp_path), "--preset", "ultrafast", "--encrypt"]
    result = CliRunner().invoke(media_commands, words, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    asset = tmp_path / "film"
    manifest = json.loads((asset / "asset.json").read_text(encoding="utf-8"))
    assert manifest["keys"] == ["keys/k0000.key"]
    assert manifest["rungs"][0]["bandwidth"] >= measure(asset / manifest["rungs"][0]["playlist"]).peak
    for kind in ("video/240p", "audio/und"):
        playlist = (asset / kind / "list.m3u8").read_text()
        assert playlist.count("#EXT-X-KEY") == 1
        assert b"moof" not in (asset / kind / "s0000.m4s").read_bytes()
    assert b"moov" in (asset / "video/240p/init.mp4").read_bytes()
