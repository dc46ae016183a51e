"""Pictures that people upload: taken as pixels and nothing else, kept as a master, made into what pages ask for."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from threading import Lock
from typing import TYPE_CHECKING, BinaryIO

from tbo.media.pictures import MEDIA_TYPES, SIZES, TooSmall, encode, open_picture, renditions
from tbo.rules.picture_frames import Frame

if TYPE_CHECKING:
    from PIL.Image import Image

MASTER = 3200  # pixels on the longer side: what is cut down to half is still sharp
PREVIEW = 720
LEAST = 480  # pixels on the shorter side; below, a phone would blow it up to twice its size
BUDGET = 190_000  # bytes for a file that has no budget of its own; quality goes down to its floor for it
KINDS = ("hero", "wide", "poster", "og")
NAMES = {each.filename: MEDIA_TYPES[each.format] for kind in KINDS for each in renditions(kind)}
# Decoding forty megapixels takes a hundred megabytes: one at a time in each process.
_decoding = Lock()


@dataclass(frozen=True, slots=True)
class Taken:
    """An uploaded picture as it is kept: two JPEGs without metadata, and the master's size."""

    master: bytes
    preview: bytes
    width: int
    height: int


def take(source: BinaryIO) -> Taken:
    """Decode a picture with limits and encode it anew. Raises PictureRefused."""
    with _decoding:
        picture = open_picture(source, enough=MASTER)
        if min(picture.size) < LEAST:
            raise TooSmall(f"The picture is {picture.width}×{picture.height}; {LEAST} pixels each way are needed.")
        picture.thumbnail((MASTER, MASTER))
        master, (width, height) = _jpeg(picture, 90), picture.size
        picture.thumbnail((PREVIEW, PREVIEW))
        return Taken(master, _jpeg(picture, 80), width, height)


def made_of(master: bytes, frame: Frame) -> Iterator[tuple[str, bytes]]:
    """Yield file name and bytes of everything that pages ask for; a small picture is blown up and looks soft."""
    from PIL import Image

    picture = open_picture(io.BytesIO(master))
    for kind in KINDS:
        box = frame.box(picture.width, picture.height, SIZES[kind][0])
        for each in renditions(kind):
            shaped = picture.resize((each.width, each.height), Image.Resampling.LANCZOS, box=box)
            yield each.filename, encode(shaped, replace(each, budget=each.budget or BUDGET))


def is_soft(width: int, height: int, frame: Frame) -> bool:
    """Whether the wide shape, as a large screen shows it, has to be blown up by more than a quarter."""
    shape = SIZES["wide"][0]
    left, _top, right, _bottom = frame.box(width, height, shape)
    return (right - left) * 5 < shape[0] * 4


def _jpeg(picture: "Image", quality: int) -> bytes:
    content = io.BytesIO()
    picture.save(content, "JPEG", quality=quality, optimize=True)
    return content.getvalue()
