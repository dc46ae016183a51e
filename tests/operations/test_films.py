"""`flask tbo media package FILE --episode …`: a film is packaged, and its episode plays it without a restart."""

import shutil
import subprocess

import pytest
from sqlalchemy import update

from tbo.catalog import version
from tbo.catalog.episodes import episode_at
from tbo.catalog.films import new_asset_name
from tbo.catalog.models import Title
from tbo.catalog.titles import title_page
from tbo.db import db
from tbo.media.stores import StoreAway, store
from tbo.operations import films
from tbo.operations.films import media_commands

needs_ffmpeg = pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")


@pytest.fixture
def film(tmp_path):
    """A film of two seconds."""
    file = tmp_path / "film.mp4"
    source = ("-f", "lavfi", "-t", "2", "-i", "testsrc2=s=160x120:r=24")
    subprocess.run(["ffmpeg", "-v", "error", *source, str(file)], check=True)
    return file


@pytest.fixture
def run(shop):
    """Run a media command of the shop."""

    def command(*words):
        return shop.test_cli_runner().invoke(media_commands, ["package", *map(str, words)])

    yield command
    version.forget()


@needs_ffmpeg
def test_a_packaged_film_is_what_its_episode_plays(run, film, visitor, settings):
    answer = run(film, "--asset", "two-seconds", "--episode", "west-of-orion/1/1", "--preset", "ultrafast")
    assert answer.exit_code == 0, answer.output
    assert answer.output.endswith("/watch/west-of-orion/1/1 plays it.\n")
    assert (settings.media_folder / "two-seconds" / "master.m3u8").is_file()
    assert episode_at("west-of-orion", 1, 1).asset == "two-seconds"
    assert "/two-seconds/master.m3u8" in visitor.get("/watch/west-of-orion/1/1").text


@needs_ffmpeg
def test_an_episode_gets_its_next_version_where_no_asset_is_named(run, film, shop, settings):
    answer = run(film, "--episode", "west-of-orion/1/2", "--preset", "ultrafast")
    assert answer.exit_code == 0, answer.output
    episode = episode_at("west-of-orion", 1, 2)
    assert episode.asset == f"west-of-orion-1-2-e{episode.id}-v1"
    assert (settings.media_folder / episode.asset / "asset.json").is_file()


def test_a_film_on_air_is_not_packaged_over(run, tmp_path):
    on_air = episode_at("west-of-orion", 1, 1).asset
    answer = run(tmp_path / "no-film.mp4", "--asset", on_air)
    assert answer.exit_code == 1
    assert f"{on_air} is on air" in answer.output


def test_a_film_needs_a_name_or_an_episode(run, tmp_path):
    answer = run(tmp_path / "no-film.mp4")
    assert answer.exit_code == 1
    assert "--asset" in answer.output
    assert "--episode" in answer.output


@needs_ffmpeg
def test_a_folder_may_be_named(run, film, tmp_path, shop):
    assert run(film, "--asset", "two-seconds", "--out", tmp_path / "films", "--preset", "ultrafast").exit_code == 0
    assert (tmp_path / "films" / "two-seconds" / "asset.json").is_file()


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        ("west-of-orion/1/99", "the shop has no episode west-of-orion/1/99"),
        ("nothing/1/1", "the shop has no episode nothing/1/1"),
        ("west-of-orion", "an episode is named slug/season/number"),
        ("west-of-orion/1", "an episode is named slug/season/number"),
        ("west-of-orion/١/1", "an episode is named slug/season/number"),
        ("west-of-orion/1/1/1", "an episode is named slug/season/number"),
    ],
)
def test_an_episode_that_is_not_there_is_told_before_anything_is_encoded(run, tmp_path, place, sentence):
    answer = run(tmp_path / "no-film.mp4", "--asset", "x", "--episode", place)
    assert answer.exit_code == 1
    assert sentence in answer.output


def test_a_file_that_is_not_there_is_a_sentence(run, tmp_path):
    answer = run(tmp_path / "no-film.mp4", "--asset", "x")
    assert answer.exit_code == 1
    assert answer.output.startswith("Error: ")


def test_two_episodes_whose_titles_begin_alike_have_films_of_their_own(shop):
    long = "the-lighthouse-keepers-ledger-of-the-north-sea"
    titles = [title_page(slug) for slug in ("west-of-orion", "return-the-lantern")]
    for page, end in zip(titles, ("summer", "winter"), strict=True):
        db.session.execute(update(Title).where(Title.id == page.card.id).values(slug=f"{long}-{end}"))
    names = [new_asset_name(page.episodes[0].id) for page in titles]
    assert len(set(names)) == 2


@needs_ffmpeg
def test_a_bucket_that_is_away_is_said_with_where_the_film_lies(run, film, shop, monkeypatch):
    before = episode_at("west-of-orion", 1, 2).asset

    def away(_store, _asset):
        raise StoreAway("the bucket is away")

    monkeypatch.setattr(type(store()), "publish", away)
    monkeypatch.setattr(films.package_command, "callback", lambda **_given: None)
    answer = run(film, "--episode", "west-of-orion/1/2")
    assert answer.exit_code == 1
    assert "the bucket is away" in answer.output
    assert episode_at("west-of-orion", 1, 2).asset == before
