"""Pictures to send along: their sizes, the code that a camera reads, and never a box for a letter that is missing."""

import io

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from tbo.demo.drawn import FOLDER
from tbo.media.card_letters import FILE, NO_BEGINNING, drawable, fitted, has, letters, lines_of
from tbo.media.share_cards import LIGHT, QUIET, SIZES, CardFacts, code_box, draw, title_said

EVERY = [char for char in map(chr, range(0x21, 0x10000)) if not "\ud800" <= char <= "\udfff" and has(char)]
FACTS = CardFacts(titles=("还灯 · 第 1 季",), price="¥48.00", call="扫一扫", address="https://shop.test/de/k/ABCDEFGH")


def opened(kind: str, facts: CardFacts = FACTS, artwork: bytes | None = None) -> Image.Image:
    return Image.open(io.BytesIO(draw(facts, kind, artwork)))


def test_the_typeface_has_every_letter_that_it_is_said_to_have_and_its_licence_beside_it():
    font = letters(12)
    assert len(EVERY) > 6763
    assert [char for char in EVERY if font.getmask(char).getbbox() is None] == []
    assert FILE.stat().st_size < 2_500_000
    assert "SIL OPEN FONT LICENSE" in FILE.with_name("OFL.txt").read_text()


@pytest.mark.parametrize("text", ["燈", "𠮷野家", "灯🏮", "ひ", "İstanbul", "\ue000", "a\u0301"])
def test_a_text_with_a_letter_that_is_missing_is_not_drawn(text):
    assert drawable(text) == ""


def test_a_title_in_other_letters_gives_way_to_one_that_can_be_written():
    assert title_said(("還燈", "Return the Lantern")) == "Return the Lantern"
    assert title_said(("還燈", "𠮷")) == ""
    nameless = CardFacts(titles=("𠮷",), price="", call="", address=FACTS.address)
    assert draw(nameless, "card", None) == draw(
        CardFacts(titles=(), price="", call="", address=FACTS.address), "card", None
    )


def test_prices_of_every_language_can_be_written():
    assert drawable("48,00\xa0¥") == "48,00 ¥"
    assert drawable("¥1,980.00") == "¥1,980.00"


@pytest.mark.parametrize("kind", SIZES)
@pytest.mark.parametrize("has_artwork", [True, False])
def test_a_card_has_its_size_and_the_code_of_its_address(kind, has_artwork):
    artwork = io.BytesIO()
    Image.new("RGB", (1600, 900), "#336699").save(artwork, "WEBP")
    picture = opened(kind, artwork=artwork.getvalue() if has_artwork else None)
    assert (picture.format, picture.size) == ("JPEG", SIZES[kind])
    left, top, side = code_box(kind)
    rows = segno.make(FACTS.address, error="m", micro=False).matrix
    module = side // (len(rows) + 2 * QUIET)
    edge = (side - module * len(rows)) // 2
    seen = picture.convert("L")
    for down, row in enumerate(rows):
        at = [
            (left + edge + across * module + module // 2, top + edge + down * module + module // 2)
            for across in range(len(row))
        ]
        assert [seen.getpixel(place) < 128 for place in at] == [bool(each) for each in row]


def test_the_artwork_is_what_is_seen_and_the_lamp_where_there_is_none():
    artwork = io.BytesIO()
    Image.new("RGB", (1600, 900), "#336699").save(artwork, "PNG")
    red, green, blue = opened("card", artwork=artwork.getvalue()).getpixel((540, 200))
    assert abs(red - 0x33) + abs(green - 0x66) + abs(blue - 0x99) < 12
    red, green, blue = opened("card").getpixel((540, 430))
    assert red > 240 > blue + 80


@given(st.text(alphabet=st.sampled_from("灯亮着就能看，。a bcW·-"), max_size=80), st.integers(1, 3))
def test_lines_stay_within_their_width_and_none_begins_with_a_mark_that_ends(text, most):
    said = drawable(text)
    size, lines = fitted(said, (40, 24), 300, most)
    assert len(lines) <= most
    assert all(letters(size).getlength(line) <= 300 for line in lines)
    whole = lines_of(said, 24, 300)
    assert "".join(whole).replace(" ", "").replace("·", "") == said.replace(" ", "").replace("·", "")
    assert not [line for line in whole[1:] if line and line[0] in NO_BEGINNING - {"·"}]


def test_a_title_has_few_lines_before_it_has_large_letters():
    assert fitted("双11：全家年卡", (80, 68, 48), 540, 3) == (68, ["双11：全家年卡"])
    assert fitted("年卡", (80, 68, 48), 540, 3) == (80, ["年卡"])
    assert fitted("灯亮着就能看的那一部", (80, 68, 48), 540, 3)[0] == 80, "it needs two lines anyway"


def test_the_wide_one_stays_light_whatever_the_artwork_and_the_tall_one_stays_sharp():
    # Dots of a raster are the heaviest that the demo shop's artwork has.
    artwork = (FOLDER / "qius-kitchen" / "wide-1600.webp").read_bytes()
    assert len(draw(FACTS, "og", artwork)) <= LIGHT["og"] < len(draw(FACTS, "card", artwork))
