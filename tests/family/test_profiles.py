"""Profiles: who may be added, changed and removed by whom, and what goes with them."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tbo import clock
from tbo.accounts.models import ListedTitle, Profile
from tbo.catalog.cards import card_by_slug
from tbo.db import db
from tbo.entitlements.grants import Given, grant
from tbo.entitlements.models import Entitlement
from tbo.family.profiles import MOST_BLOCKED

from ..support.browser import Browser, become_guest, household_of
from ..support.parsing import page_of
from .conftest import PHONE, PIN, closed, profile_called, watches_as

CHILD = {"kind": "child", "rating_cap": "8", "pin": PIN}


def names(browser) -> list[str]:
    return [profile.name for profile in household_of(browser).profiles]


def test_a_parent_adds_a_child_and_the_pin_comes_along(parent):
    assert parent.page("/profiles/new").select_one("input[name=pin]")
    answer = parent.post("/profiles", name=" 糖  糖 ", **CHILD)
    child = profile_called(parent, "糖 糖")
    assert answer.location == f"/profiles/{child.id}?added=1"
    assert (child.kind, child.rating_cap, child.blocked_titles) == ("child", 8, [])
    assert household_of(parent).pin_hash.startswith("$argon2id$")
    assert household_of(parent).pin_to_buy
    assert not parent.page("/profiles/new").select_one("input[name=pin]")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "字" * 21}, "name"),
        ({"name": "我"}, "name"),
        ({"kind": "king"}, "kind"),
        ({"rating_cap": "16"}, "rating_cap"),
        ({"rating_cap": "7"}, "rating_cap"),
        ({"pin": "1234"}, "pin"),
        ({"pin": ""}, "pin"),
        ({"kind": "teen", "at_once": "many"}, "at_once"),
        ({"kind": "teen", "on_a_day": "-1"}, "on_a_day"),
    ],
)
def test_what_cannot_stand_is_said_beside_its_field_and_nothing_is_lost(parent, wrong, field):
    answer = parent.post("/profiles", **({"name": "糖糖"} | CHILD | wrong))
    assert answer.status_code == 422
    assert names(parent) == ["我"]
    assert household_of(parent).pin_hash is None
    assert f'name="{field}"' in answer.text
    assert 'role="alert"' in answer.text


def test_there_are_five_at_most(parent):
    for number in range(4):
        parent.post("/profiles", name=f"第{number}个", kind="adult")
    refused = parent.post("/profiles", name="第六个", kind="adult")
    assert refused.status_code == 409
    page = page_of(refused)
    assert page.select_one("input[name=name]")["value"] == "第六个"
    assert "最多 5 个档案" in page.select_one("[role=alert]").get_text()
    assert len(names(parent)) == 5


def test_only_an_account_has_more_than_one(shop):
    guest = Browser(shop)
    become_guest(guest)
    assert guest.post("/profiles", name="糖糖", **CHILD).status_code == 403
    assert guest.get("/family").status_code == 403


@pytest.mark.parametrize("name", ["糖糖", "阿哲"])
def test_a_minor_manages_nothing(family, name):
    watches_as(family, name)
    adult = profile_called(family, "我").id
    for address in ("/family", "/profiles/new", f"/profiles/{adult}", f"/profiles/{adult}/removal"):
        assert family.get(address).status_code == 403, address
    assert family.post("/profiles", name="x", kind="adult").status_code == 403
    assert family.post(f"/profiles/{adult}/removal").status_code == 403
    assert family.post("/family/pin-to-buy", wanted="0").status_code == 403
    assert family.get("/account/contact").status_code == 403


def test_managing_asks_for_the_pin_once_the_minutes_are_over(family):
    closed(family)
    assert family.get("/profiles/new").location == "/pin?next=/profiles/new"
    assert family.post("/pin?next=/profiles/new", pin=PIN).location == "/profiles/new"
    assert family.get("/profiles/new").status_code == 200


def typed_of(page) -> dict[str, str]:
    """What the form holds that waits for the PIN."""
    form = page.select_one("form:has([name=pin_beside])")
    fields = {each["name"]: each["value"] for each in form.select("input[type=hidden]:not([name=csrf_token])")}
    return fields | {"to": form["action"]}


def test_what_was_typed_waits_for_the_pin_and_is_kept(family):
    closed(family)
    told = {"name": "外婆", "kind": "adult", "avatar": "crane", "language": "de", "rating_cap": "16"}
    asked = family.post("/profiles", **told, pin="1357")
    assert asked.status_code == 403
    assert typed_of(page_of(asked)) == told | {"to": "/profiles"}
    assert "1357" not in asked.text
    wrong = family.post("/profiles", **told, pin_beside="1357")
    assert wrong.status_code == 422
    assert typed_of(page_of(wrong)) == told | {"to": "/profiles"}
    assert "外婆" not in names(family)
    assert family.post("/profiles", **told, pin_beside=PIN).status_code == 303
    made = profile_called(family, "外婆")
    assert (made.avatar, made.language, made.rating_cap) == ("crane", "de", 16)


@pytest.mark.parametrize("form", ["", "/time", "/blocked/west-of-orion", "/removal"])
def test_every_form_of_a_profile_goes_on_with_the_pin(family, form):
    closed(family)
    child = profile_called(family, "糖糖").id
    address, told = f"/profiles/{child}{form}", {"name": "糖豆", "kind": "child", "weekday": "40", "weekend": "50"}
    asked = family.post(address, **told)
    assert asked.status_code == 403
    assert typed_of(page_of(asked)) == told | {"to": address}
    assert family.post(address, **told, pin_beside=PIN).status_code == 303
    changed = db.session.get(Profile, child)
    if form == "/removal":
        assert changed is None
    else:
        seen = changed.name, changed.weekday_minutes, changed.blocked_titles
        assert seen != ("糖糖", None, [])


def test_no_child_guesses_beside_a_form(family):
    watches_as(family, "糖糖")
    for _ in range(5):
        assert family.post("/profiles", name="x", kind="adult", pin_beside="1357").status_code == 422
    assert family.post("/profiles", name="x", kind="adult", pin_beside=PIN).status_code == 429
    assert "x" not in names(family)


def test_a_profile_goes_with_its_list_and_the_purchases_stay(family):
    child, household = profile_called(family, "糖糖"), household_of(family)
    child_id = child.id
    title = card_by_slug("west-of-orion")
    db.session.add(ListedTitle(profile_id=child.id, title_id=title.id, listed_at=clock.now()))
    bought = Given(kind="episode", episode_id=title.facts[1].id, starts_at=clock.now())
    grant(household.id, bought, "order", "x1")
    tablet = Browser(family.app)
    with clock.standing_at(clock.now() + timedelta(minutes=2)):
        tablet.sign_in(PHONE)
        watches_as(tablet, "糖糖")
        assert "找不回来" in family.page(f"/profiles/{child_id}/removal").get_text()
        assert family.post(f"/profiles/{child_id}/removal").location == "/family"
    assert names(family) == ["我", "阿哲"]
    assert db.session.scalar(select(ListedTitle).where(ListedTitle.profile_id == child_id)) is None
    assert db.session.scalars(select(Entitlement.household_id).where(Entitlement.source == "x1")).one() == household.id
    # The tablet goes on as whoever may see least, not as a parent.
    assert sorted(device.profile.name for device in household_of(family).devices) == ["我", "阿哲"]


def test_one_grown_up_stays(family):
    me = profile_called(family, "我")
    assert family.post(f"/profiles/{me.id}/removal").status_code == 409
    refused = family.post(f"/profiles/{me.id}", name="小我", kind="child")
    assert refused.status_code == 409
    page = page_of(refused)
    assert page.select_one("input[name=name]")["value"] == "小我"
    assert page.select_one("input[name=kind][checked]")["value"] == "child"
    assert "至少要留一个大人" in page.select_one("fieldset [role=alert]").get_text()


def test_another_households_profile_does_not_exist(family, shop):
    stranger = Browser(shop, address="198.51.100.9")
    stranger.sign_in("+8613900139000")
    child = profile_called(family, "糖糖").id
    for address in ("", "/removal", "/door"):
        assert stranger.get(f"/profiles/{child}{address}").status_code == 404
    assert stranger.post(f"/profiles/{child}", name="x", kind="adult").status_code == 404
    assert stranger.post(f"/profiles/{child}/blocked/west-of-orion").status_code == 404


def test_a_title_is_put_away_by_search_and_comes_back(family):
    me = profile_called(family, "我").id
    found = family.page(f"/profiles/{me}?q=huandeng").select_one(".titles-put-away form")
    assert family.post(found["action"]).location == f"/profiles/{me}#blocked"
    slug = found["action"].rpartition("/")[2]
    assert profile_called(family, "我").blocked_titles == [slug]
    assert family.get(f"/titles/{slug}").status_code == 404
    assert family.post(f"{found['action']}/removal").status_code == 303
    assert family.get(f"/titles/{slug}").status_code == 200


def test_one_title_too_many_is_refused_with_a_sentence_and_none_comes_back(family):
    child = profile_called(family, "糖糖")
    child.blocked_titles = put_away = [f"title-{number}" for number in range(MOST_BLOCKED)]
    refused = family.post(f"/profiles/{child.id}/blocked/west-of-orion")
    assert refused.status_code == 409
    assert "最多收起 300 部" in refused.text
    assert profile_called(family, "糖糖").blocked_titles == put_away
    profile_called(family, "糖糖").blocked_titles = put_away = [*put_away[1:], "west-of-orion"]
    assert family.post(f"/profiles/{child.id}/blocked/west-of-orion").status_code == 303
    assert profile_called(family, "糖糖").blocked_titles == put_away
