"""Encrypts the segments of an asset with AES-128, as HLS has it: whole segments, a new key every few minutes.

Access control, not DRM: whoever may watch gets the keys, from the same origin by the same token.
"""

import re
import secrets
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

# Ten minutes of film: a key that got out opens no more.
SEGMENTS_A_KEY = 150
KEYS = "keys"
_BITS = 128
_SEGMENT = re.compile(r"^#EXTINF:[^\n]+\n(?P<file>[^\n#]+)\n", re.MULTILINE)
_SEQUENCE = re.compile(r"^#EXT-X-MEDIA-SEQUENCE:([0-9]+)$", re.MULTILINE)


def encrypt_asset(folder: Path) -> int:
    """Encrypt pictures and sound below `folder` with keys of this version; return how many keys there are.

    Beginnings (init.mp4), subtitles and previews stay as they are; all renditions of a stretch share its key.
    """
    keys: list[bytes] = []
    for playlist in sorted([*folder.glob("video/*/list.m3u8"), *folder.glob("audio/*/list.m3u8")]):
        _encrypt_stream(playlist, keys)
    (folder / KEYS).mkdir()
    for number, key in enumerate(keys):
        (folder / KEYS / _name(number)).write_bytes(key)
    return len(keys)


def encrypted(segment: bytes, key: bytes, sequence: int) -> bytes:
    """Return a segment in CBC with PKCS#7; its number in the list is the initialisation vector."""
    padder = PKCS7(_BITS).padder()
    cipher = Cipher(algorithms.AES(key), modes.CBC(sequence.to_bytes(16, "big"))).encryptor()
    return cipher.update(padder.update(segment) + padder.finalize()) + cipher.finalize()


def _encrypt_stream(playlist: Path, keys: list[bytes]) -> None:
    """Replace each segment by its encrypted one and name the keys: after EXT-X-MAP, which is not encrypted."""
    text = playlist.read_text(encoding="utf-8")
    first = int(_SEQUENCE.search(text)[1])  # type: ignore[index]
    lines, end = [], 0
    for number, segment in enumerate(_SEGMENT.finditer(text)):
        lines.append(text[end : segment.start()])
        at = number // SEGMENTS_A_KEY
        if at == len(keys):
            keys.append(secrets.token_bytes(16))
        if number % SEGMENTS_A_KEY == 0:
            lines.append(f'#EXT-X-KEY:METHOD=AES-128,URI="../../{KEYS}/{_name(at)}"\n')
        lines.append(segment[0])
        end = segment.end()
        _replace(playlist.with_name(segment["file"]), keys[at], first + number)
    playlist.write_text("".join(lines) + text[end:], encoding="utf-8")


def _replace(file: Path, key: bytes, sequence: int) -> None:
    """Write a new file: the old one may still stand in another folder under the same inode."""
    body = encrypted(file.read_bytes(), key, sequence)
    file.unlink()
    file.write_bytes(body)


def _name(number: int) -> str:
    return f"k{number:04d}.key"
