"""What a profile chose in the player stands on its other devices too."""

import pytest

from tbo.accounts.guests import new_household
from tbo.db import commits, db
from tbo.playback.choices import choices_of, keep

from ..support.at_once import at_once
from .screens import PAID, SAME_SITE, address, player_config, signed_in


def choose(screen, body, headers=SAME_SITE):
    """Say a choice as the player does."""
    return screen.open("/player/choices", "POST", json=body, headers=headers)


def test_a_choice_is_kept_with_the_profile_and_given_to_the_next_player(owner):
    assert choose(owner, {"audio": "zh"}).status_code == 204
    assert choose(owner, {"subtitles": "de", "speed": 1.25}).status_code == 204
    config = player_config(owner.open(address(PAID)))
    assert config["choices"] == {"audio": "zh", "subtitles": "de", "speed": 1.25}
    assert config["choices_url"] == "/player/choices"


def test_no_subtitles_is_a_choice(owner):
    choose(owner, {"subtitles": "de"})
    choose(owner, {"subtitles": None})
    assert choices_of(owner.profile.id) == {"subtitles": None}


def test_what_is_said_at_once_is_kept_together(committed_shop):
    told = [{"subtitles": "de"}, {"lastSubtitles": "de"}, {"audio": "zh"}, {"speed": 1.5}] * 3
    with committed_shop.app_context():
        profile_id = commits(lambda: new_household().profiles[0].id)()
        at_once(committed_shop, *[lambda said=said: keep(profile_id, said) for said in told])
        assert choices_of(profile_id) == {"subtitles": "de", "lastSubtitles": "de", "audio": "zh", "speed": 1.5}


@pytest.mark.parametrize(
    "body",
    [
        {"audio": "<b>"},
        {"audio": 7},
        {"audio": ["zh"]},
        {"speed": 3},
        {"speed": True},
        {"speed": "1"},
        {"volume": 0.5},
        {"audio": "x" * 300},
        {"subtitles": "zh\n"},
    ],
)
def test_what_is_no_choice_is_left_out(owner, body):
    assert choose(owner, body).status_code == 204
    assert choices_of(owner.profile.id) == {}


def test_choices_of_one_household_are_not_anothers(owner, shop):
    choose(owner, {"audio": "zh"})
    assert choices_of(signed_in(shop).profile.id) == {}


def test_a_visitors_choices_stay_in_the_browser(passer_by):
    assert choose(passer_by, {"audio": "zh"}).status_code == 204
    assert choices_of(None) == {}
    config = player_config(passer_by.open(address(("west-of-orion", 1, 1))))
    assert (config["choices_url"], config["choices"]) == (None, {})


def test_only_our_own_page_may_choose(owner):
    assert choose(owner, {"audio": "zh"}, headers={"Origin": "https://evil.example"}).status_code == 403
    assert choose(owner, ["audio"]).status_code == 400
    db.session.expire_all()
    assert choices_of(owner.profile.id) == {}
