"""Owns the sizes of the shop's pictures, and how one picture file becomes its renditions."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    from PIL.Image import Image

# The one table of sizes, largest first, in pixels: what is encoded, and what a srcset may name.
SIZES: dict[str, tuple[tuple[int, int], ...]] = {
    "poster": ((600, 900), (400, 600), (264, 396)),
    "wide": ((1600, 900), (960, 540), (504, 284)),
    "hero": ((780, 975), (480, 600)),
    "card": ((960, 540), (504, 284), (336, 189)),
    "still": ((368, 207),),
    "avatar": ((192, 192), (96, 96)),
    "glow": ((32, 18),),
    "og": ((1200, 630),),
}
FORMATS = {"glow": ("webp",), "og": ("jpg",)}  # all other kinds: AVIF, and WebP for older browsers
# Browsers without AVIF get one width where newer ones may choose; "wide" is asked for as a hero and as a card.
FALLBACK_WIDTHS = {"poster": (400,), "wide": (1600, 960), "hero": (780,), "card": (504,)}
ENCODERS: dict[str, tuple[str, dict[str, Any]]] = {  # Pillow's name, and how hard it tries
    "avif": ("AVIF", {"max_threads": 1}),
    "webp": ("WEBP", {"method": 6}),
    "jpg": ("JPEG", {"optimize": True, "progressive": True}),
}
MEDIA_TYPES = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}
STILLS = 6  # distinct crops that stand for the episodes of a title

ACCEPTED_FORMATS = ("JPEG", "PNG", "WEBP", "AVIF")
MAX_PIXELS = 40_000_000  # a 40-megapixel photograph is 120 MB once decoded
# Bytes that the sizes of a kind may weigh, largest first; a heavier picture is encoded again with less quality.
# A page's first view has 120 kB: some 32 for words, looks and script, less than half for its big picture.
BUDGETS = {
    ("poster", "avif"): (52_000, 20_000, 9_000),
    ("poster", "webp"): (130_000, 67_000, 32_000),
    ("wide", "avif"): (56_000, 26_000, 9_000),
    ("wide", "webp"): (393_000, 161_000, 41_000),
    ("hero", "avif"): (40_000, 18_000),
    ("card", "avif"): (26_000, 9_000, 5_000),
    ("card", "webp"): (161_000, 41_000),
    ("og", "jpg"): (90_000,),  # chat applications drop a preview picture that loads slowly
}
QUALITY_STEP = 6
QUALITY_FLOORS = {"avif": 26, "webp": 60, "jpg": 18}  # below, the picture would be worse than slow
BACKDROP = (12, 10, 9)  # the shop's ground, under pictures with transparent parts


class PictureRefused(ValueError):
    """A file that the shop does not take as a picture; the message says why and what to do."""


class NotAPicture(PictureRefused):
    """None of the formats that are taken, whatever its name says."""


class TooManyPixels(PictureRefused):
    """More than could be decoded without harm; known before anything is decoded."""


class PictureBroken(PictureRefused):
    """It ends too early, or cannot be decoded."""


class TooSmall(PictureRefused):
    """It would have to be blown up."""


@dataclass(frozen=True)
class Rendition:
    """One encoded size of a picture: its file name, and its width and height in pixels."""

    filename: str
    width: int
    height: int
    format: str
    quality: int
    budget: int | None = None


def renditions(kind: str, stem: str | None = None) -> tuple[Rendition, ...]:
    """All renditions of a kind, largest first; `stem` replaces the kind in file names (`still-3`)."""
    formats = FORMATS.get(kind, ("avif", "webp"))
    made = (_rendition(kind, stem or kind, size, form) for size in SIZES[kind] for form in formats)
    return tuple(rendition for rendition in made if _is_asked_for(kind, rendition))


def _is_asked_for(kind: str, rendition: Rendition) -> bool:
    widths = FALLBACK_WIDTHS.get(kind)
    return rendition.format != "webp" or widths is None or rendition.width in widths


def still_stems() -> tuple[str, ...]:
    """The stems of a title's episode stills: `still-1` and on."""
    return tuple(f"still-{number}" for number in range(1, STILLS + 1))


def _rendition(kind: str, stem: str, size: tuple[int, int], form: str) -> Rendition:
    width, height = size
    name = f"{stem}.{form}" if kind in FORMATS else f"{stem}-{width}.{form}"
    budget = dict(zip(SIZES[kind], BUDGETS.get((kind, form), ()), strict=False)).get(size)
    return Rendition(name, width, height, form, _quality(form, width * height), budget)


def _quality(form: str, pixels: int) -> int:
    """WebP spends most bytes on large pictures, where its losses show least."""
    if form == "avif":
        return 50
    if form == "jpg":
        return 84
    return 72 if pixels > 1_000_000 else 76 if pixels > 500_000 else 80


def open_picture(source: str | Path | BinaryIO, enough: int | None = None) -> Image:
    """The picture upright, in sRGB and without metadata; a JPEG larger than `enough` is decoded smaller.

    Raises PictureRefused for formats outside ACCEPTED_FORMATS, more than MAX_PIXELS, or a broken file.
    """
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(source, formats=ACCEPTED_FORMATS) as picture:
            _refuse_too_many_pixels(*picture.size)  # known from the header, nothing is decoded yet
            if enough:
                picture.draft(None, (enough, enough))
            picture.load()
            return _plain(picture)
    except UnidentifiedImageError:
        raise NotAPicture("This is not a JPEG, PNG, WebP or AVIF picture; save it as one of these.") from None
    except Image.DecompressionBombError:
        raise TooManyPixels(f"The picture has more than {MAX_PIXELS:,} pixels; make it smaller.") from None
    except PictureRefused:
        raise
    # The decoder of AVIF says it with a RuntimeError.
    except (OSError, SyntaxError, ValueError, RuntimeError) as broken:
        raise PictureBroken(f"The picture file is broken ({broken}); export it again.") from broken


def render(picture: Image, kind: str, stem: str | None = None, focus=(0.5, 0.5)) -> Iterator[tuple[str, bytes]]:
    """File name and bytes of every rendition, cropped around `focus` (0–1 from the left and the top).

    Raises PictureRefused when the picture is smaller than the largest size of its kind.
    """
    _refuse_too_small(picture, kind)
    for rendition in renditions(kind, stem):
        yield rendition.filename, encode(_cropped(picture, rendition, focus), rendition)


def write(picture: Image, kind: str, folder: Path, stem: str | None = None, focus=(0.5, 0.5)) -> list[Path]:
    """Write every rendition of a kind into a folder; returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for filename, content in render(picture, kind, stem, focus):
        (folder / filename).write_bytes(content)
        written.append(folder / filename)
    return written


def encode(picture: Image, rendition: Rendition) -> bytes:
    """The bytes of one rendition; quality steps down until they fit its budget, to a floor."""
    floor = min(QUALITY_FLOORS[rendition.format], rendition.quality)
    for quality in range(rendition.quality, floor - 1, -QUALITY_STEP):
        content = _saved(picture, rendition.format, quality)
        if rendition.budget is None or len(content) <= rendition.budget:
            break
    return content


def _saved(picture: Image, form: str, quality: int) -> bytes:
    content = io.BytesIO()
    encoder, options = ENCODERS[form]
    picture.save(content, encoder, quality=quality, **options)
    return content.getvalue()


def _cropped(picture: Image, rendition: Rendition, focus: tuple[float, float]) -> Image:
    from PIL import Image, ImageOps

    return ImageOps.fit(picture, (rendition.width, rendition.height), Image.Resampling.LANCZOS, centering=focus)


def _refuse_too_many_pixels(width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        raise TooManyPixels(f"The picture is {width}×{height}, more than {MAX_PIXELS:,} pixels; make it smaller.")


def _refuse_too_small(picture: Image, kind: str) -> None:
    width, height = SIZES[kind][0]
    if picture.width < width or picture.height < height:
        raise TooSmall(
            f"The picture is {picture.width}×{picture.height}; {kind} needs at least {width}×{height} pixels."
        )


def _plain(picture: Image) -> Image:
    """Turned upright, on the shop's ground where transparent, in sRGB, with nothing but pixels."""
    from PIL import Image

    upright = _in_srgb(_turned(picture))
    if upright.has_transparency_data:
        upright = upright.convert("RGBA")
        ground = Image.new("RGBA", upright.size, (*BACKDROP, 255))
        upright = Image.alpha_composite(ground, upright)
    plain = upright.convert("RGB")
    plain.info = {}  # the encoders would copy EXIF, XMP and profiles from here
    return plain


def _turned(picture: Image) -> Image:
    """Upright, by the one number that says how: Pillow's way writes the rest anew, and fails where that is nonsense."""
    from PIL import ExifTags
    from PIL.Image import Transpose

    told = picture.getexif().get(ExifTags.Base.Orientation)
    turns = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }
    return picture.transpose(turns[told]) if told in turns else picture


def _in_srgb(picture: Image) -> Image:
    """Colours by the embedded profile; a profile that cannot be read is ignored, as browsers do."""
    from PIL import ImageCms

    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in ("RGB", "CMYK"):
        return picture
    try:
        embedded = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(picture, embedded, ImageCms.createProfile("sRGB"), outputMode="RGB") or picture
    except ImageCms.PyCMSError:
        return picture
