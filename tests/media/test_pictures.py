"""Holds the picture pipeline to its sizes, its refusals, and to giving away nothing but pixels."""

import io
from dataclasses import replace

import pytest
from PIL import Image, ImageDraw, ImageOps

from tbo.media import pictures


def drawing(width=1600, height=900, mode="RGB"):
    picture = Image.new(mode, (width, height))
    draw = ImageDraw.Draw(picture)
    for step in range(40):
        draw.ellipse((step * 37, step * 19, step * 37 + 300, step * 19 + 260), fill=(step * 6, 90, 255 - step * 6))
    return picture


def saved(picture, form, **options):
    content = io.BytesIO()
    picture.save(content, form, **options)
    content.seek(0)
    return content


@pytest.mark.parametrize("kind", pictures.SIZES)
def test_every_rendition_has_the_promised_name_format_and_size(kind):
    made = dict(pictures.render(drawing(1600, 1500), kind))
    assert list(made) == [rendition.filename for rendition in pictures.renditions(kind)]
    for rendition in pictures.renditions(kind):
        with Image.open(io.BytesIO(made[rendition.filename])) as picture:
            assert picture.size == (rendition.width, rendition.height)
            assert Image.MIME[picture.format] == pictures.MEDIA_TYPES[rendition.format]


def test_file_names_can_be_written_into_a_srcset_without_the_disk():
    names = [rendition.filename for rendition in pictures.renditions("poster") if rendition.format == "avif"]
    assert names == ["poster-600.avif", "poster-400.avif", "poster-264.avif"]
    assert [rendition.filename for rendition in pictures.renditions("still", "still-3")] == [
        "still-3-368.avif",
        "still-3-368.webp",
    ]
    assert [rendition.filename for rendition in pictures.renditions("og")] == ["og.jpg"]


@pytest.mark.parametrize("form", pictures.ACCEPTED_FORMATS)
def test_an_accepted_format_is_decoded(form):
    assert pictures.open_picture(saved(drawing(60, 40), form)).size == (60, 40)


@pytest.mark.parametrize("form", ["GIF", "TIFF", "BMP", "PPM"])
def test_other_raster_formats_are_refused_with_a_sentence(form):
    with pytest.raises(pictures.PictureRefused, match="not a JPEG, PNG, WebP or AVIF"):
        pictures.open_picture(saved(drawing(60, 40), form))


def test_svg_is_refused():
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    with pytest.raises(pictures.PictureRefused, match="not a JPEG"):
        pictures.open_picture(io.BytesIO(svg))


def test_an_empty_file_is_refused():
    with pytest.raises(pictures.PictureRefused):
        pictures.open_picture(io.BytesIO())


def test_a_picture_with_too_many_pixels_is_refused_before_it_is_decoded(monkeypatch):
    content = saved(drawing(300, 200), "PNG")
    monkeypatch.setattr(pictures, "MAX_PIXELS", 59_999)
    monkeypatch.setattr(pictures, "_plain", lambda picture: pytest.fail("it was decoded"))
    with pytest.raises(pictures.PictureRefused, match="300×200"):
        pictures.open_picture(content)


def test_a_png_that_claims_a_billion_pixels_is_refused_by_its_header():
    content = bytearray(saved(drawing(10, 10), "PNG").getvalue())
    content[16:24] = (60_000).to_bytes(4) + (60_000).to_bytes(4)
    with pytest.raises(pictures.PictureRefused):
        pictures.open_picture(io.BytesIO(bytes(content)))


@pytest.mark.parametrize("form", pictures.ACCEPTED_FORMATS)
def test_a_truncated_file_is_refused(form):
    content = saved(drawing(600, 400), form).getvalue()
    with pytest.raises(pictures.PictureRefused):
        pictures.open_picture(io.BytesIO(content[: len(content) // 2]))


def photograph(form: str) -> bytes:
    """A small picture of a camera that was held sideways and tells of itself."""
    exif = Image.Exif()
    exif.update({0x0112: 6, 0x011A: 72.0, 0x0128: 2, 0x0131: "a camera"})
    return saved(drawing(64, 48), form, exif=exif).getvalue()


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
@pytest.mark.parametrize("form", pictures.ACCEPTED_FORMATS)
def test_whichever_byte_is_wrong_it_is_a_picture_or_refused(form):
    content, refused = photograph(form), 0
    for place in range(min(len(content), 350)):
        for wrong in (0, 7, 255 - content[place]):
            spoilt = content[:place] + bytes([wrong]) + content[place + 1 :]
            try:
                pictures.open_picture(io.BytesIO(spoilt))
            except pictures.PictureRefused:
                refused += 1
    assert refused > 20


def test_a_picture_too_small_for_its_kind_is_refused_rather_than_blown_up():
    with pytest.raises(pictures.PictureRefused, match="1599×900; wide needs at least 1600×900"):
        list(pictures.render(drawing(1599, 900), "wide"))


def test_metadata_does_not_reach_a_rendition():
    exif = Image.Exif()
    exif[0x010E] = "the street I live in"
    source = saved(drawing(), "JPEG", exif=exif, comment=b"the street I live in")
    for _, content in pictures.render(pictures.open_picture(source), "still"):
        assert b"the street I live in" not in content
        assert not Image.open(io.BytesIO(content)).getexif()


def test_a_photograph_taken_sideways_is_turned_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    assert pictures.open_picture(saved(drawing(60, 40), "JPEG", exif=exif)).size == (40, 60)


def test_transparent_parts_show_the_ground_of_the_shop():
    picture = pictures.open_picture(saved(Image.new("RGBA", (20, 20), (255, 255, 255, 0)), "PNG"))
    assert picture.mode == "RGB"
    assert picture.getpixel((5, 5)) == pictures.BACKDROP


def test_the_focus_decides_which_part_a_crop_keeps():
    picture = Image.new("RGB", (2000, 600), "#000000")
    picture.paste("#ffffff", (1000, 0, 2000, 600))
    means = [
        Image.open(io.BytesIO(dict(pictures.render(picture, "avatar", focus=(across, 0.5)))["avatar-96.webp"]))
        .convert("L")
        .getpixel((48, 48))
        for across in (0.0, 1.0)
    ]
    assert means[0] < 10
    assert means[1] > 245


@pytest.mark.parametrize(("kind", "filename", "unrest"), [("og", "og.jpg", 18), ("card", "card-504.avif", 35)])
def test_a_heavy_picture_steps_its_quality_down_to_its_budget(kind, filename, unrest):
    busy = Image.effect_noise((1200, 1200), unrest).convert("RGB")
    rendition = next(each for each in pictures.renditions(kind) if each.filename == filename)
    unbounded = dict(_encoded(busy, kind, budget=None))[filename]
    assert len(unbounded) > rendition.budget
    assert len(dict(pictures.render(busy, kind))[filename]) <= rendition.budget


def _encoded(picture, kind, **changes):
    for rendition in pictures.renditions(kind):
        fitted = ImageOps.fit(picture, (rendition.width, rendition.height))
        yield rendition.filename, pictures.encode(fitted, replace(rendition, **changes))


def test_browsers_without_avif_get_one_width():
    names = [rendition.filename for rendition in pictures.renditions("poster") if rendition.format == "webp"]
    assert names == ["poster-400.webp"]
