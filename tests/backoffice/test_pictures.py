"""The picture library at a browser without script: what is taken and what is not, words, cuts, use, taking away."""

import io
import struct
import zlib

import pytest
from PIL import Image
from sqlalchemy import select

from tbo.backoffice.paging import ON_PAGE
from tbo.catalog import version
from tbo.db import db
from tbo.jobs import run_due_jobs
from tbo.media.stores import store
from tbo.pages import kinds
from tbo.pages.picture_making import folder_of, place_of
from tbo.pages.picture_models import Picture, PictureFile
from tbo.rules.staff_rights import Role

from ..conftest import ANCHOR
from ..support.at_once import at_once
from ..support.pictures import PICTURES, drawing, encode_once, pictures, upload
from .conftest import door_of
from .desk import deeds, filled
from .landing import act, document, fields, publish, type_into


@pytest.fixture(autouse=True)
def _nothing_kept_after(shop, monkeypatch):
    encode_once(monkeypatch)
    yield
    version.forget()


@pytest.fixture
def made(marketer):
    """A picture of the library whose files are there."""
    assert upload(marketer, drawing()).status_code == 303
    run_due_jobs()
    version.forget()
    (found,) = pictures()
    assert found.made_version == 1, found.failure
    return found


def said(answer, status: int = 422) -> str:
    assert answer.status_code == status
    assert pictures() == [], "what is refused leaves nothing behind"
    return answer.text


def test_a_picture_is_uploaded_made_and_shown_with_its_words(marketer):
    answer = upload(marketer, drawing())
    (found,) = pictures()
    assert (answer.status_code, answer.location) == (303, f"{PICTURES}/{found.key}")
    page = marketer.page(answer.location)
    assert "正在做" in page.select_one("#made").get_text()
    assert page.select_one("#made")["hx-get"] == answer.location
    assert [field["value"] for field in page.select("#words-form input[lang]")] == [
        "一盏灯",
        "A lantern",
        "Eine Laterne",
    ]
    assert marketer.get(f"{answer.location}/preview").content_type == "image/jpeg"
    run_due_jobs()
    page = marketer.page(answer.location)
    assert "hx-get" not in page.select_one("#made").attrs, "what is done asks no more"
    shown = marketer.get(page.select_one("#made picture source")["srcset"].split()[-2])
    assert shown.status_code == 200
    assert (shown.content_type, shown.headers["X-Content-Type-Options"]) == ("image/avif", "nosniff")
    assert "immutable" in shown.headers["Cache-Control"]
    with Image.open(io.BytesIO(shown.data)) as picture:
        assert picture.size == (1600, 900)
    assert [deed.subject for deed in deeds("picture-added")] == [found.key]
    assert found.name in marketer.page(PICTURES).select_one("#library").get_text()


def bomb(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


@pytest.mark.filterwarnings("ignore:Image size")
@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "这不是"),
        (b"GIF89a<script>alert(1)</script>", "这不是"),
        (b"\xff\xd8\xff\xe0<?php system($_GET['x']); ?>", "坏了"),
        (b"", "这不是"),
        (drawing()[:3000], "坏了"),
        (drawing(form="JPEG")[:5000], "坏了"),
        (bomb(10_000, 10_000), "超过 4000 万像素"),
        (bomb(60_000, 60_000), "超过 4000 万像素"),
        (drawing(479, 900), "太小"),
    ],
    ids=[
        "svg",
        "gif",
        "polyglot",
        "nothing",
        "half a PNG",
        "half a JPEG",
        "100 megapixels",
        "3600 megapixels",
        "small",
    ],
)
def test_what_is_no_picture_is_refused_in_a_sentence_and_what_was_typed_stays(marketer, body, words):
    text = said(upload(marketer, body, "lamp.png"))
    assert words in text
    assert "Eine Laterne" in text


def test_a_form_without_a_file_and_one_that_is_too_large_are_refused_in_sentences(marketer):
    assert "请选一张图" in said(marketer.post(PICTURES))
    assert "最大 20 MB" in said(upload(marketer, b"\0" * (20 * 1024**2 + 1)), 413)


def test_a_form_that_is_too_large_is_refused_to_a_stranger_as_to_staff(visitor):
    answer = visitor.post("/staff/sign-in", data={"email": "x" * 3 * 1024**2})
    assert answer.status_code == 413
    assert "发来的东西太大" in answer.text


def test_a_picture_of_many_megabytes_needs_its_token_all_the_same(marketer):
    body = drawing() + b"\0" * 3 * 1024**2
    form = {"picture": (io.BytesIO(body), "lamp.png")}
    assert "放得太久" in said(marketer.open(PICTURES, method="POST", data=form), 400)
    assert upload(marketer, body).status_code == 303


def test_a_form_that_is_sent_twice_adds_one_picture(marketer):
    key = marketer.page(PICTURES).select_one("#upload input[name=form_key]")["value"]
    first, second = (upload(marketer, drawing(), form_key=key) for _ in range(2))
    assert first.location == second.location
    assert len(pictures()) == 1
    assert upload(marketer, drawing(), form_key="").status_code == 400


def test_of_a_picture_only_pixels_are_kept_and_they_stand_upright(marketer):
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "where the photographer lives"
    body = drawing(1000, 700, "JPEG", exif=exif, comment=b"where the photographer lives") + b"<script>alert(1)</script>"
    assert upload(marketer, body, "../../lamp<b>.html").status_code == 303
    (found,) = pictures()
    assert (found.width, found.height) == (700, 1000)
    kept = db.session.scalars(select(PictureFile)).one()
    run_due_jobs()
    whole = kept.master + kept.preview
    whole += store().get_or_none(place_of(folder_of(found.key, 1), "og.jpg"))
    assert b"photographer" not in whole
    assert b"script" not in whole
    with Image.open(io.BytesIO(kept.master)) as picture:
        assert not picture.getexif()
        assert picture.getpixel((350, 750))[2] > 150, "the disc that was on the right is below now"


def test_words_are_wanted_in_every_language_and_stay_as_they_were_typed(marketer, made):
    address = f"{PICTURES}/{made.key}"
    answer = filled(marketer, address, "#words-form", **{"alt.de": "", "alt.en": "Another lamp"})
    assert answer.status_code == 422
    assert "还没有 de" in answer.text
    assert "Another lamp" in answer.text
    assert filled(marketer, address, "#words-form", **{"alt.de": "x" * 121}).status_code == 422
    assert pictures()[0].alt["en"] == "A lantern"
    assert filled(marketer, address, "#words-form", **{"alt.en": "Another lamp"}).status_code == 303
    assert pictures()[0].alt == {"zh-Hans": "一盏灯", "en": "Another lamp", "de": "Eine Laterne"}


def test_another_cut_is_made_at_another_address_and_the_older_files_go_later(marketer, made):
    address, old = f"{PICTURES}/{made.key}", folder_of(made.key, 1)
    answer = filled(marketer, address, "#cut-form", left="95")
    assert answer.status_code == 422
    assert "右大于左" in answer.text
    assert 'value="95"' in answer.text
    assert filled(marketer, address, "#cut-form", left="50", focus_x="75").status_code == 303
    assert filled(marketer, address, "#cut-form", left="50").status_code == 303, "the same again asks for nothing"
    found = pictures()[0]
    assert (found.version, found.made_version, found.crop_left, found.focus_x) == (2, 1, 50, 75)
    run_due_jobs()
    new = folder_of(made.key, 2)
    assert pictures()[0].made_version == 2
    assert store().has(place_of(old, "og.jpg")), "pages that are kept somewhere still name it"
    with Image.open(io.BytesIO(store().get_or_none(place_of(new, "hero-780.avif")))) as picture:
        assert picture.convert("RGB").getpixel((390, 487))[2] > 150, "the focal point is in the middle"


def test_cuts_at_once_follow_each_other_and_share_no_address(committed_shop):
    with committed_shop.app_context():
        browsers = [door_of(committed_shop)(role) for role in (Role.MARKETING, Role.OWNER)]
        upload(browsers[0], drawing(600, 500))
        (found,) = pictures()
        address, form = f"{PICTURES}/{found.key}/cut", dict.fromkeys(("left", "top", "focus_x", "focus_y"), "0")
        for left in range(0, 12, 2):
            typed = [form | {"right": "100", "bottom": "100", "left": str(left + each)} for each in (1, 2)]
            cuts = [lambda b=b, t=t: b.post(address, **t).status_code for b, t in zip(browsers, typed, strict=True)]
            assert at_once(committed_shop, *cuts) == [303, 303]
        assert pictures()[0].version == 13


def use(marketer, editor, made) -> None:
    """Add a block with the picture; the first of a new page are its hero and the legal line."""
    act(marketer, act="add", type="image:")
    assert type_into(marketer, editor("b3"), **{"f:b3.library": made.key}).status_code == 303
    assert {"library": made.key} in [block["props"] for block in document()["blocks"]]


def test_a_block_shows_a_picture_of_the_library_and_its_words(marketer, editor, made, visitor):
    use(marketer, editor, made)
    choice = editor("b3").select_one("[name='f:b3.library']")
    assert [option["value"] for option in choice.select("option")] == ["", made.key]
    assert type_into(marketer, editor("b3"), **{"f:b3.library": "a" * 12}).status_code == 422
    assert publish(marketer).status_code == 303
    picture = visitor.page("/en/l/winter").select_one("#block-b3 img")
    assert picture["alt"] == "A lantern"
    assert folder_of(made.key, 1) in picture["src"]
    assert picture["width"] == "960"


def test_an_older_picture_than_the_choice_lists_stays_when_the_form_is_sent_again(marketer, editor, made, monkeypatch):
    use(marketer, editor, made)
    monkeypatch.setattr(kinds, "MOST_PICTURES", 0)
    assert fields(editor("b3"))["f:b3.library"] == made.key
    assert type_into(marketer, editor("b3"), **{"f:b3.alt.en": "Another lamp"}).status_code == 303


def test_a_picture_in_use_is_not_taken_away_and_says_where_it_is_used(marketer, editor, made):
    use(marketer, editor, made)
    page = marketer.page(f"{PICTURES}/{made.key}")
    assert page.select_one("a[href='/staff/pages/winter']")
    answer = marketer.post(f"{PICTURES}/{made.key}/removal")
    assert answer.status_code == 409
    assert "winter" in answer.text
    assert publish(marketer).status_code == 303
    assert type_into(marketer, editor("b3"), **{"f:b3.library": ""}).status_code == 303
    assert marketer.post(f"{PICTURES}/{made.key}/removal").status_code == 409, "it is still published"
    assert len(pictures()) == 1


def test_a_picture_that_nothing_shows_is_taken_away(marketer, made):
    key = made.key
    assert marketer.post(f"{PICTURES}/{key}/removal").status_code == 303
    assert pictures() == []
    assert marketer.get(f"{PICTURES}/{key}").status_code == 404
    assert [deed.subject for deed in deeds("picture-removed")] == [key]


def test_every_picture_of_a_library_that_grew_is_reached(marketer, made):
    rows = [
        Picture(key=f"older-{n}", name=f"{n}.png", alt={}, width=900, height=900, made_at=ANCHOR, made_by="Lan")
        for n in range(ON_PAGE)
    ]
    db.session.add_all(rows)
    db.session.commit()
    page = marketer.page(PICTURES)
    assert len(page.select(".picture-grid li")) == ON_PAGE
    rest = marketer.page(page.select_one(".more a")["href"])
    assert [link["href"] for link in rest.select(".picture-grid a")] == [f"{PICTURES}/{made.key}"]
    assert not rest.select(".more")


def test_others_look_and_change_nothing(desk, made):
    support = desk(Role.SUPPORT)
    page = support.page(f"{PICTURES}/{made.key}")
    assert page.select("form[action^='/staff/pictures']") == []
    assert support.page(PICTURES).select("#upload") == []


def test_the_hero_of_a_campaign_shows_it_around_its_focal_point(marketer, editor, made, visitor):
    assert filled(marketer, f"{PICTURES}/{made.key}", "#cut-form", focus_x="75").status_code == 303
    run_due_jobs()
    version.forget()
    typed = {"f:b1.style": "campaign", "f:b1.headline.zh-Hans": "冬天的灯", "f:b1.library": made.key}
    assert type_into(marketer, editor("b1"), **typed).status_code == 303
    assert fields(editor("b1"))["f:b1.library"] == made.key
    assert publish(marketer).status_code == 303
    page = visitor.page("/de/l/winter")
    art = page.select_one("#hero .hero-art")
    assert {"focus-x-3", "focus-y-2"} <= set(art["class"])
    assert art.img["alt"] == "Eine Laterne"
    sources = [source["srcset"] for source in art.select("source")]
    assert len(sources) == 3
    assert all(folder_of(made.key, 2) in each for each in sources)
    card = page.select_one('meta[property="og:image"]')["content"]
    assert card == "http://shop.test/de/l/winter/card.jpg"
    assert folder_of(made.key, 2) in visitor.get("/de/l/winter/card.jpg").headers["Location"], "until that is made"
