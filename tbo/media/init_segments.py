"""Reads the CODECS string of a stream out of its fMP4 initialisation segment."""

from collections.abc import Iterator
from pathlib import Path

from tbo.media.refusals import PackagingFailed

_VIDEO_ENTRY = 78
_AUDIO_ENTRY = 28
_PLAIN_PATH = ("moov", "trak", "mdia", "minf", "stbl")


def codec_of(init_segment: Path) -> str:
    """Return the RFC 6381 name, as in avc1.64001e or mp4a.40.2. Raises PackagingFailed."""
    body = init_segment.read_bytes()
    for name in _PLAIN_PATH:
        body = _child(body, name)
    sample_descriptions = _child(body, "stsd")[8:]
    for kind, entry in _boxes(sample_descriptions):
        if kind == "avc1":
            return _avc_name(_child(entry[_VIDEO_ENTRY:], "avcC"))
        if kind == "mp4a":
            return _aac_name(_child(entry[_AUDIO_ENTRY:], "esds"))
    raise PackagingFailed(f"{init_segment.name} holds neither H.264 nor AAC")


def _boxes(body: bytes) -> Iterator[tuple[str, bytes]]:
    at = 0
    while at + 8 <= len(body):
        size = int.from_bytes(body[at : at + 4], "big")
        if size < 8:
            return
        yield body[at + 4 : at + 8].decode("latin-1"), body[at + 8 : at + size]
        at += size


def _child(body: bytes, name: str) -> bytes:
    for kind, inner in _boxes(body):
        if kind == name:
            return inner
    raise PackagingFailed(f"an initialisation segment lacks its {name} box")


def _avc_name(configuration: bytes) -> str:
    """Profile, compatibility and level stand in bytes 1 to 3 of the AVC configuration."""
    return f"avc1.{configuration[1:4].hex()}"


def _aac_name(esds: bytes) -> str:
    """The decoder descriptor (tag 4) has the object type, tag 5 within it the AAC flavour."""
    stream = _descriptor(esds[4:], 3)[3:]
    decoder = _descriptor(stream, 4)
    flavour = _descriptor(decoder[13:], 5)[0] >> 3
    return f"mp4a.{decoder[0]:x}.{flavour}"


def _descriptor(body: bytes, tag: int) -> bytes:
    """Return the content of an MPEG-4 descriptor; its length is written 7 bits a byte."""
    if body[0] != tag:
        raise PackagingFailed(f"an audio description has tag {body[0]} where {tag} belongs")
    size, at = 0, 1
    while True:
        size = size << 7 | body[at] & 0x7F
        at += 1
        if not body[at - 1] & 0x80:
            return body[at : at + size]
