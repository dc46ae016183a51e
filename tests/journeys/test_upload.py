"""Somebody of the catalogue uploads a film: it is packaged by the worker, goes on air, and plays in a browser."""

import re
import shutil
import subprocess

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from tbo.catalog.models import Episode, Season, Title
from tbo.db import db

from ..support.axe import assert_usable
from ..support.coming_in import sign_in
from ..support.inside import inside
from ..support.watching import assert_plays

pytestmark = pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")
SUBTITLES = "WEBVTT\n\n00:00.500 --> 00:09.000\n灯亮着\n"


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    """Ten seconds with sound, in more than one piece."""
    path = tmp_path_factory.mktemp("film") / "film.mp4"
    inputs = [word for text in ("testsrc2=s=320x240:r=24", "sine") for word in ("-f", "lavfi", "-t", "10", "-i", text)]
    quick = ["-preset", "ultrafast", "-b:v", "1500k", "-minrate", "1500k", "-maxrate", "1500k", "-bufsize", "3000k"]
    subprocess.run(["ffmpeg", "-v", "error", *inputs, *quick, "-x264-params", "nal-hrd=cbr", str(path)], check=True)
    path.with_name("film.zh-Hans.vtt").write_text(SUBTITLES)
    for language, tone in (("zh", 440), ("en", 880)):
        sound = ["-f", "lavfi", "-t", "10", "-i", f"sine=f={tone}", str(path.with_name(f"film.{language}.m4a"))]
        subprocess.run(["ffmpeg", "-v", "error", *sound], check=True)
    return path


def last_free_episode(running) -> str:
    """A free episode that no other journey plays, as slug/season/number."""
    free = select(Title.slug, Season.number, Episode.number).join(Season, Season.title_id == Title.id)
    free = free.join(Episode, Episode.season_id == Season.id).where(Episode.is_free, Title.kind == "series")
    with inside(running):
        rows = db.session.execute(free.where(Title.min_age == 0).order_by(Episode.id)).all()
    return "{}/{}/{}".format(*rows[-1])


def test_an_encrypted_upload_goes_on_air_and_plays(new_browser, running, film, is_turned):
    page, place = new_browser(phone=is_turned), last_free_episode(running)
    sign_in(page, running, "catalogue")
    page.goto("/staff/films")
    page.fill("#place", place)
    page.set_input_files("#film", film)
    page.set_input_files("#texts", film.with_name("film.zh-Hans.vtt"))
    page.set_input_files("#sounds", [film.with_name(f"film.{language}.m4a") for language in ("zh", "en")])
    page.check("input[name=encrypted]")
    assert_usable(page)
    page.click("#film-form button.main")
    row = page.locator("#uploads li").first
    expect(row).to_contain_text(place)
    # The list follows the worker by itself.
    expect(row.locator(".badge")).to_have_text("已上线", timeout=120_000)
    assert_usable(page)
    keys = []
    page.on("response", lambda answer: keys.append(answer.status) if answer.url.endswith(".key") else None)
    row.get_by_role("link", name="看").click()
    expect(page).to_have_url(re.compile(f"/watch/{place}$"))
    assert_plays(page, f"/watch/{place}")
    video = page.locator("#player-video")
    video.evaluate("video => video.pause()")
    page.locator("#player-tracks").click()
    expect(page.locator("#player-panel label")).to_have_text(["关闭", "简体中文", "中文", "English"])
    assert keys
    assert set(keys) == {200}
