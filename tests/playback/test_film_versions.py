"""A new version of a film goes on air at once and whole: who watches the old one goes on, and its files go later."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tbo import clock
from tbo.catalog import films, version
from tbo.catalog.film_models import FilmVersion
from tbo.catalog.models import Episode, Title
from tbo.db import db, writing
from tbo.playback.retiring import KEPT, remove_replaced_films
from tbo.playback.signers import LONGEST_LIFE

from ..conftest import ANCHOR
from .screens import FREE, NEXT, SESSION, episode, player_config

OLD, NEW = "west-of-orion-1-1-v2", "west-of-orion-1-1-v3"


@pytest.fixture(autouse=True)
def _forget_the_catalogue(shop):
    """What a test put on air is undone, and no other test may see it."""
    yield
    version.forget()


@pytest.fixture
def film(media):
    """Makes an asset of a name; all are gone after the test."""
    made = []

    def make(name: str):
        folder = media / name
        folder.mkdir()
        (folder / "master.m3u8").write_text("#EXTM3U\n")
        (folder / "asset.json").write_text('{"duration_s": 60}')
        made.append(folder)
        return folder

    yield make
    for folder in made:
        if folder.exists():
            for file in folder.iterdir():
                file.unlink()
            folder.rmdir()


def versions() -> list[FilmVersion]:
    db.session.expire_all()
    return list(db.session.scalars(select(FilmVersion).order_by(FilmVersion.id)))


def asset_in(address: str) -> str:
    return address.split("/")[-2]


def put(place, asset: str, minutes: float = 0, **kind) -> None:
    with clock.standing_at(ANCHOR + timedelta(minutes=minutes)):
        films.give_film(episode(place).id, asset, **kind)


def test_each_version_has_a_name_of_its_own(shop):
    episode_id = episode(FREE).id
    assert films.new_asset_name(episode_id) == f"west-of-orion-1-1-e{episode_id}-v1"
    put(FREE, "x")
    assert films.new_asset_name(episode_id) == f"west-of-orion-1-1-e{episode_id}-v3", "what was there before counts too"


def test_the_next_page_plays_the_new_version(passer_by, film):
    film(OLD)
    before = episode(FREE).asset
    put(FREE, OLD)
    page = passer_by.open("/watch/west-of-orion/1/1")
    assert asset_in(player_config(page)["grant"]["url"]) == OLD
    assert [(one.asset, one.replaced_at is None) for one in versions()] == [(before, False), (OLD, True)]


def test_who_watches_goes_on_with_what_the_session_began_with(passer_by):
    put(FREE, OLD)
    with clock.standing_at(ANCHOR + timedelta(minutes=1)):
        assert asset_in(passer_by.renew(FREE).json["url"]) == OLD
    put(FREE, NEW, minutes=2)
    with clock.standing_at(ANCHOR + timedelta(minutes=5)):
        assert asset_in(passer_by.renew(FREE).json["url"]) == OLD
        assert asset_in(passer_by.renew(FREE, "n" * 22).json["url"]) == NEW, "a session of now plays what is on air"


def test_a_version_that_was_there_before_versions_were_kept_goes_on_too(passer_by):
    before = episode(FREE).asset
    db.session.commit()
    passer_by.renew(FREE)
    put(FREE, NEW, minutes=2)
    with clock.standing_at(ANCHOR + timedelta(minutes=5)):
        assert asset_in(passer_by.renew(FREE).json["url"]) == before


def test_files_go_when_the_last_address_is_over_and_not_before(shop, film, passer_by):
    folder = film(OLD)
    put(FREE, OLD, is_removable=True)
    passer_by.renew(FREE)
    put(FREE, NEW, minutes=1, is_removable=True)
    with clock.standing_at(ANCHOR + timedelta(minutes=1) + KEPT):
        assert remove_replaced_films() == 0
        assert folder.exists()
    with clock.standing_at(ANCHOR + timedelta(minutes=1, seconds=1) + KEPT):
        assert remove_replaced_films() == 1
        assert remove_replaced_films() == 0, "done is done"
        assert not folder.exists()
        assert asset_in(passer_by.renew(FREE, SESSION).json["url"]) == NEW, "nothing else is left to play"


def test_the_old_version_is_given_only_while_its_files_outlive_every_address(passer_by):
    put(FREE, OLD, is_removable=True)
    passer_by.renew(FREE)
    put(FREE, NEW, minutes=1, is_removable=True)
    replaced_at = ANCHOR + timedelta(minutes=1)
    with clock.standing_at(replaced_at + LONGEST_LIFE - timedelta(seconds=1)):
        last = passer_by.renew(FREE, native=True).json
        assert asset_in(last["url"]) == OLD
        assert last["expires_at"] <= (replaced_at + KEPT).timestamp()
    with clock.standing_at(replaced_at + LONGEST_LIFE):
        assert asset_in(passer_by.renew(FREE).json["url"]) == NEW


@pytest.mark.parametrize("still", ["episode", "trailer", "given by name"])
def test_files_that_something_still_plays_stay(shop, film, still):
    folder = film(OLD)
    put(FREE, OLD, is_removable=still != "given by name")
    put(FREE, NEW, minutes=1)
    with writing():
        if still == "episode":
            db.session.get(Episode, episode(NEXT).id).asset = OLD
        if still == "trailer":
            db.session.scalars(select(Title).limit(1)).one().trailer_asset = OLD
    with clock.standing_at(ANCHOR + timedelta(days=9)):
        assert remove_replaced_films() == 0
    assert folder.exists()


def test_the_same_version_again_changes_nothing(shop):
    put(FREE, OLD)
    put(FREE, OLD, minutes=1)
    assert len(versions()) == 2


def test_the_database_lets_one_version_of_an_episode_be_on_air(shop):
    put(FREE, OLD)
    with pytest.raises(IntegrityError), writing():
        db.session.add(FilmVersion(episode_id=episode(FREE).id, asset=NEW, on_air_at=clock.now()))
