"""The watch page: a player with what it needs, loaded here and nowhere else."""

import pytest

from tbo.catalog.models import Episode
from tbo.db import db
from tbo.playback import packaged, progress
from tbo.playback.packaged import Packaged

from ..support.parsing import parsed
from ..support.queries import recorded_queries
from .screens import FREE, NEXT, PAID, address, episode, player_config, signed_in

CHILDS, CHILDS_NEXT = ("undersea-garage", 1, 1), ("undersea-garage", 1, 2)


def config_of(screen, place) -> dict:
    """What the player is told."""
    answer = screen.open(address(place))
    assert answer.status_code == 200
    return player_config(answer)


def test_a_free_episode_needs_no_sign_in_and_leaves_no_cookie(passer_by):
    answer = passer_by.open(address(FREE))
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")
    config = player_config(answer)
    assert config["grant"]["url"].endswith(f"/{episode(FREE).asset}/master.m3u8")
    assert passer_by.open(config["grant"]["url"]).status_code == 200


def test_the_page_is_kept_nowhere_and_tells_nobody_where_it_is(passer_by):
    headers = passer_by.open(address(FREE)).headers
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["Referrer-Policy"] == "no-referrer"


def test_the_exception_of_the_policy_is_as_small_as_it_can_be(passer_by):
    policy = dict(
        part.split(" ", 1) for part in passer_by.open(address(FREE)).headers["Content-Security-Policy"].split("; ")
    )
    assert policy["script-src"] == "'self'"
    assert policy["style-src"] == "'self' 'unsafe-inline'"
    assert policy["media-src"] == "'self' blob: data:"
    assert policy["worker-src"] == "'self' blob:"


@pytest.mark.parametrize(
    "path", ["/", "/library", "/plans", "/search?q=a", f"/titles/{FREE[0]}", address(PAID), "/sign-in"]
)
def test_no_other_page_loads_the_player_or_has_the_exception(passer_by, path):
    answer = passer_by.open(path)
    page = parsed(answer.text)
    loaded = [tag.get("src") or tag.get("href") for tag in page.find_all(["script", "link"])]
    assert not [
        name for name in loaded if name and any(part in name for part in ("player", "hls", "media-chrome", "watch.css"))
    ]
    assert "unsafe-inline" not in answer.headers["Content-Security-Policy"]


def test_the_player_is_one_module_at_the_end_and_names_hls_for_later(passer_by):
    page = parsed(passer_by.open(address(FREE)).text)
    modules = page.select('script[type="module"]')
    assert [("player" in tag["src"], tag.find_parent(id="player") is not None) for tag in modules] == [(True, True)]
    assert "hls" in page.select_one("#player")["data-hls"]
    assert passer_by.open(page.select_one("#player")["data-hls"]).status_code == 200
    video = page.select_one("video")
    assert {"playsinline", "webkit-playsinline", "x5-playsinline"} <= set(video.attrs)
    assert "autoplay" not in video.attrs


def test_without_script_the_page_says_what_is_missing(passer_by):
    page = parsed(passer_by.open(address(FREE)).text)
    assert "JavaScript" in page.select_one("#player noscript").get_text()
    assert page.select(".tile")
    assert page.find("h1").get_text(strip=True) == "第 1 集 · 十九小时"


def test_every_address_of_the_config_is_in_the_pages_language(passer_by):
    config = player_config(passer_by.open("/de" + address(FREE)))
    assert config["grant_url"] == f"/de{address(FREE)}/grants"
    assert config["heartbeat_url"] == f"/de{address(FREE)}/beats"
    assert config["next"]["url"] == f"/de{address(PAID)}"
    assert "token" not in " ".join(config)


@pytest.mark.parametrize(
    ("prefix", "names"),
    [("", ["原声", "只有音乐"]), ("/en", ["Original sound", "Music only"]), ("/de", ["Originalton", "Nur Musik"])],
)
def test_sounds_that_films_share_are_named_in_the_pages_language(passer_by, prefix, names):
    sounds = player_config(passer_by.open(prefix + address(FREE)))["texts"]["sounds"]
    assert [sounds["原声"], sounds["zxx"]] == names


def test_it_goes_on_where_the_profile_was(owner):
    progress.note(owner.profile.id, episode(PAID), 40, 60)
    db.session.commit()
    assert config_of(owner, PAID)["resume_at_s"] == 35


def test_it_begins_at_the_start_for_who_was_never_there(owner, passer_by):
    assert config_of(owner, PAID)["resume_at_s"] == 0
    assert config_of(passer_by, FREE)["resume_at_s"] == 0


def test_a_place_beyond_a_shorter_new_file_begins_again(owner):
    progress.note(owner.profile.id, episode(PAID), 2000, 2460)
    db.session.commit()
    assert config_of(owner, PAID)["resume_at_s"] == 0


def test_the_next_episode_counts_down_only_where_it_may_be_watched(owner, passer_by):
    assert config_of(passer_by, FREE)["next"] == {"url": address(PAID), "counts": False}
    assert config_of(owner, FREE)["next"] == {"url": address(PAID), "counts": True}


def test_the_card_of_the_next_episode_says_its_lamp_and_price(passer_by):
    page = parsed(passer_by.open(address(FREE)).text)
    card = page.select_one("#player-next")
    assert card.select_one(".lamp").get_text(strip=True) == "¥4.00"
    assert card.select_one("#player-next-now")["href"] == address(PAID)
    assert card.select_one("#player-next-now").get_text(strip=True) == "去看下一集"


def test_a_child_is_never_counted_on_to_the_next_episode(shop):
    screen = signed_in(shop, kind="child", rating_cap=12)
    screen.own(CHILDS_NEXT)
    screen.own(CHILDS)
    db.session.commit()
    assert config_of(screen, CHILDS)["next"] == {"url": address(CHILDS_NEXT), "counts": False}


def test_a_child_is_not_led_to_an_episode_it_may_not_watch(child):
    child.own(CHILDS)
    db.session.commit()
    assert config_of(child, CHILDS)["next"] is None


def test_the_last_episode_has_no_next(family):
    last = ("west-of-orion", 1, 10)
    family.own(last)
    db.session.commit()
    assert config_of(family, last)["next"] is None


def test_the_page_names_who_watches(owner, passer_by):
    def name(screen):
        return parsed(screen.open(address(FREE)).text).select_one(".player-watcher")

    assert name(owner).get_text(strip=True) == owner.profile.name
    assert name(passer_by) is None


def test_a_film_that_has_not_arrived_says_so_and_keeps_the_right(owner, changed_catalogue):
    db.session.query(Episode).filter(Episode.id == episode(PAID).id).update({"asset": "not-packaged-yet"})
    changed_catalogue()
    page = parsed(owner.open(address(PAID)).text)
    assert not page.select("#player")
    assert "还没送到" in page.select_one(".no-film").get_text()


def test_a_film_that_is_packaged_later_is_found_without_a_restart(media, shop):
    (media / "late").mkdir()
    assert packaged.packaged_or_none("late") is None
    (media / "late" / "asset.json").write_text('{"duration_s": 12.5}')
    assert packaged.packaged_or_none("late") == Packaged(12.5, None)
    (media / "late" / "asset.json").write_text('{"duration_s": 13.25, "thumbnails": {"index": "t/index.vtt"}}')
    assert packaged.packaged_or_none("late") == Packaged(13.25, "t/index.vtt")
    assert packaged.packaged_or_none(None) is None


def test_marks_of_a_whole_film_are_the_catalogues(shop):
    view = episode(PAID)
    marks = packaged.marks(view, Packaged(float(view.duration_s), None))
    assert marks == {
        "intro": [view.marks.intro_start_s, view.marks.intro_end_s],
        "credits_s": view.marks.credits_s,
    }


def test_marks_of_a_clip_can_be_seen_and_used(shop):
    marks = packaged.marks(episode(PAID), Packaged(60.0, None))
    assert marks["intro"][1] - marks["intro"][0] == pytest.approx(8)
    assert 50 <= marks["credits_s"] <= 52


@pytest.mark.parametrize("screen", ["passer_by", "owner"])
def test_the_page_asks_the_database_little(request, screen):
    someone = request.getfixturevalue(screen)
    someone.open(address(FREE))
    with recorded_queries() as seen:
        someone.open(address(FREE))
    # The catalogue's version is asked for by the clock, once a second in each process.
    asked = [statement for statement in seen if "catalogue_version" not in statement]
    assert len(asked) == (0 if screen == "passer_by" else 3), asked


def test_only_the_address_of_an_episode_is_one(passer_by):
    for path in (
        "/watch/west-of-orion/1/0",
        "/watch/west-of-orion/1/-1",
        "/watch/west-of-orion/1/1.0",
        "/watch/x/1/99999999",
    ):
        assert passer_by.open(path).status_code == 404
    assert passer_by.open(address(NEXT), "POST").status_code in (400, 405)


def test_the_player_opens_by_itself_only_what_costs_nothing_to_have_seen(passer_by, owner):
    assert config_of(passer_by, FREE)["opens_when_played"] is False
    assert [config_of(owner, place)["opens_when_played"] for place in (FREE, PAID)] == [False, True]
