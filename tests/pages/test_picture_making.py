"""What a worker makes of pictures: once for each cut, again where a disk forgot, and never of what is gone."""

import io
from dataclasses import replace

import pytest

from tbo import clock, jobs
from tbo.catalog import version
from tbo.db import db, writing
from tbo.media import uploaded_pictures
from tbo.media.stores import StoreAway, store
from tbo.operations.picture_checks import pictures as checked
from tbo.pages import picture_library, picture_making
from tbo.pages.picture_making import LAST, folder_of, make_renditions, place_of, remake_forgotten
from tbo.pages.picture_models import Picture
from tbo.pages.promise import Promise
from tbo.pages.promises import promises

from ..conftest import ANCHOR
from ..support.pictures import drawing, encode_once
from .conftest import document

ALT = {"zh-Hans": "一盏灯", "en": "A lantern", "de": "Eine Laterne"}


@pytest.fixture
def added(shop, monkeypatch):
    """Adds a picture to the library; what is kept of it is forgotten afterwards."""
    encode_once(monkeypatch)

    def add(body: bytes = b"", alt: dict | None = None) -> Picture:
        taken = uploaded_pictures.take(io.BytesIO(body or drawing()))
        with writing():
            return picture_library.add(taken, "lamp.png", ALT if alt is None else alt, "Lan")

    yield add
    version.forget()


def again(picture_id: int) -> Picture:
    db.session.expire_all()
    return db.session.get_one(Picture, picture_id)


def is_there(picture: Picture) -> bool:
    return store().has(place_of(folder_of(picture.key, picture.version), LAST))


def test_a_job_that_comes_twice_or_too_late_makes_nothing_wrong(added):
    picture = added()
    make_renditions(picture.id, 1)
    assert again(picture.id).made_version == 1
    make_renditions(picture.id, 1)
    make_renditions(picture.id, 2)
    make_renditions(picture.id + 1000, 1)
    assert again(picture.id).made_version == 1


def test_what_was_cut_anew_while_it_was_made_is_not_shown_and_leaves_no_files(added, monkeypatch):
    picture = added()
    key, number = picture.key, picture.id
    made_of = picture_making.made_of

    def cut_meanwhile(master, frame):
        yield from made_of(master, frame)
        with writing():
            picture_library.cut(again(number), {**WHOLE, "left": "10"})

    monkeypatch.setattr(picture_making, "made_of", cut_meanwhile)
    make_renditions(number, 1)
    assert again(number).made_version is None
    assert not store().has(place_of(folder_of(key, 1), LAST))


WHOLE = {"left": "0", "top": "0", "right": "100", "bottom": "100", "focus_x": "50", "focus_y": "50"}


def test_a_store_that_is_away_is_said_and_tried_again(added, monkeypatch):
    picture = added()

    def away(_key, _body):
        raise StoreAway("the bucket took nothing")

    with monkeypatch.context() as patch:
        patch.setattr(type(store()), "put", lambda _self, key, body: away(key, body))
        jobs.run_due_jobs()
    assert (again(picture.id).made_version, again(picture.id).failure) == (None, "the bucket took nothing")
    with clock.standing_at(ANCHOR.replace(hour=13)):
        jobs.run_due_jobs()
    assert (again(picture.id).made_version, again(picture.id).failure) == (1, None)


def test_a_disk_that_forgot_gets_the_files_again_within_the_hour_and_the_doctor_says_so(added, shop, monkeypatch):
    picture = added()
    settings = shop.extensions["tbo.settings"]
    jobs.run_due_jobs()
    assert remake_forgotten() == 0
    assert [finding.is_wrong for finding in checked(settings)] == [False]
    store().remove(place_of(folder_of(picture.key, 1), "")[:-1])
    (found,) = checked(settings)
    assert found.is_wrong
    assert picture.key in found.sentence
    assert remake_forgotten() == 1
    assert remake_forgotten() == 1, "asked for once an hour, however often it is looked"
    assert jobs.run_due_jobs() == 1
    assert is_there(again(picture.id))
    monkeypatch.setenv("RENDER", "true")
    forgetful, _there = checked(settings)
    assert "Render" in forgetful.sentence
    in_bucket = replace(settings, media_store="s3://pictures")
    assert [finding.is_wrong for finding in checked(in_bucket)] == [False]


def test_a_shop_without_pictures_hears_nothing_of_them(shop):
    assert list(checked(shop.extensions["tbo.settings"])) == []


@pytest.fixture
def told(shop):
    """What the check before publishing says of an image block with a picture."""

    def check(**props) -> list[Promise]:
        with shop.test_request_context():
            found = promises(document(("image", props)), "campaign", ANCHOR, None)
        return [each for each in found if each.code == "b1"]

    return check


def test_the_check_tells_of_a_picture_that_is_missing_unmade_or_without_words(added, told):
    picture = added(alt={"en": "A lantern"})
    assert "还没有选图" in said(told())
    assert "已经没有这张图" in said(told(library="a" * 12))
    unmade = said(told(library=picture.key))
    assert "还在做" in unmade
    assert "没有中文的替代文字" in unmade
    jobs.run_due_jobs()
    assert said(told(library=picture.key, alt={"zh-Hans": "一盏灯"})) == ""
    warned = told(library=picture.key, alt={"zh-Hans": "一盏灯"})
    assert ["de" in each.words for each in warned if each.level == "warn"] == [True]


def test_the_check_tells_of_a_picture_that_is_too_heavy_or_soft(added, told):
    picture = added(drawing(700, 500))
    jobs.run_due_jobs()
    row = again(picture.id)
    assert row.heaviest < 80_000
    assert any("发虚" in each.words for each in told(library=picture.key))
    row.heaviest = 80_000
    db.session.commit()
    assert "KB" not in said(told(library=picture.key))
    row.heaviest = 81_000
    db.session.commit()
    assert "81 KB" in said(told(library=picture.key))


def said(found: list[Promise]) -> str:
    return " ".join(each.words for each in found if each.level == "stop")
