"""Trailers are public: whoever may see the title may play its trailer, and nothing is noted of it."""

import pytest
from sqlalchemy import func, select

from tbo import clock
from tbo.catalog.models import Episode, Title
from tbo.db import db
from tbo.playback.models import PlaybackSession
from tbo.playback.signers import signer
from tbo.rules.stream_token import TokenRefused, session_of

from ..playback.screens import SAME_SITE, player_config
from .conftest import FILM, SERIES, page, words

TRAILER = f"{SERIES}/trailer"


def test_the_title_page_offers_it_beside_what_may_be_watched(passer_by):
    found = page(passer_by, SERIES)
    assert found.select_one(".hero-acts .trailer")["href"] == TRAILER
    assert words(found.select_one(".hero-acts .watch")) == "播放 第 1 集"


def test_where_nothing_may_be_watched_the_trailer_is_the_big_button(passer_by):
    found = page(passer_by, FILM)
    assert [(words(each), each["href"]) for each in found.select(".hero-acts .watch")] == [
        ("看预告片", f"{FILM}/trailer")
    ]


def test_it_plays_for_a_passer_by_and_writes_nothing(passer_by):
    before = db.session.scalar(select(func.count()).select_from(PlaybackSession))
    answer = passer_by.open(TRAILER)
    assert answer.headers["Cache-Control"] == "private, no-store"
    config = player_config(answer)
    assert config["heartbeat_url"] is None
    assert passer_by.open(config["grant"]["url"]).status_code == 200
    assert db.session.scalar(select(func.count()).select_from(PlaybackSession)) == before


def test_its_address_is_signed_anew_for_as_long_as_it_plays(passer_by):
    first = player_config(passer_by.open(TRAILER))["grant"]
    again = passer_by.open(f"{TRAILER}/grants", "POST", json={"session": first["session"]}, headers=SAME_SITE)
    assert again.status_code == 200
    assert again.json["url"] != first["url"]
    assert passer_by.open(again.json["url"]).status_code == 200


def test_its_address_opens_its_own_folder_and_ends(passer_by):
    grant = player_config(passer_by.open(TRAILER))["grant"]
    token, asset = grant["url"].split("/")[2:4]
    assert asset == db.session.query(Title.trailer_asset).filter_by(slug="west-of-orion").scalar()
    with pytest.raises(TokenRefused):
        session_of(token, "another", signer().keys, clock.now().timestamp())
    with pytest.raises(TokenRefused):
        session_of(token, asset, signer().keys, grant["expires_at"])


@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.test"}])
def test_another_site_gets_no_signature(passer_by, headers):
    assert passer_by.open(f"{TRAILER}/grants", "POST", json={}, headers=headers).status_code == 403


def test_a_child_gets_the_trailers_of_its_pool_and_no_other(child):
    assert child.open("/titles/undersea-garage/trailer").status_code == 200
    assert child.open(TRAILER).status_code == 404
    assert child.open(f"{TRAILER}/grants", "POST", json={}, headers=SAME_SITE).status_code == 404
    assert not page(child, "/titles/undersea-garage/trailer").select(".price, .hero-note")


def test_what_has_left_the_shop_shows_no_trailer_any_more(passer_by, changed_catalogue):
    db.session.query(Title).filter_by(slug="west-of-orion").update({"closes_at": clock.now()})
    changed_catalogue()
    assert not page(passer_by, SERIES).select(".hero-acts, [href$='/trailer']")
    page(passer_by, TRAILER, 404)


def test_a_title_without_one_has_neither_button_nor_page(passer_by, changed_catalogue):
    db.session.query(Title).filter_by(slug="west-of-orion").update({"trailer_asset": None})
    changed_catalogue()
    assert page(passer_by, SERIES).select_one(".trailer") is None
    page(passer_by, TRAILER, 404)


def test_no_trailer_of_the_demo_shop_is_the_titles_own_film(shop):
    films = db.session.query(Title.slug).join(Episode, Episode.title_id == Title.id)
    assert films.filter(Title.trailer_asset == Episode.asset).all() == []
    assert db.session.query(Title).filter(Title.trailer_asset.is_(None)).count() == 0


def test_a_film_is_never_given_away_as_a_trailer(passer_by, changed_catalogue):
    of_film = db.session.query(Title.id, Episode.asset).join(Episode, Episode.title_id == Title.id)
    number, asset = of_film.filter(Title.slug == "west-of-orion").first()
    db.session.query(Title).filter_by(id=number).update({"trailer_asset": asset})
    changed_catalogue()
    assert page(passer_by, SERIES).select_one(".trailer") is None
    page(passer_by, TRAILER, 404)
    assert passer_by.open(f"{TRAILER}/grants", "POST", json={}, headers=SAME_SITE).status_code == 404
