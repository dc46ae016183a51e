"""The household's own pages: account, receipts, own list; each only for whom it belongs to."""

import secrets
from datetime import timedelta

import pytest

from tbo import clock
from tbo.accounts.models import ListedTitle, Profile
from tbo.db import db
from tbo.entitlements.grants import Given, grant
from tbo.orders.models import Order
from tbo.rules.order_states import new_order_number

from ..playback.screens import PAID, episode, signed_in
from .conftest import PART, SERIES, page, slugs, words

LIST = "/my-list/west-of-orion"


def order(screen, state="fulfilled", total=400) -> Order:
    """An order of this household."""
    now = clock.now()
    made = Order(
        number=new_order_number(now, secrets.choice),
        household_id=screen.household.id,
        idempotency_key=secrets.token_urlsafe(18),
        offer_kind="episode",
        episode_id=episode(PAID).id,
        subject="还灯 第 2 集",
        lines=[],
        total_fen=total,
        state=state,
        placed_at=now,
        paid_at=None if state in ("pending", "closed") else now,
        expires_at=now + timedelta(minutes=15),
    )
    db.session.add(made)
    db.session.commit()
    return made


def send(screen, address: str, headers=None, **fields):
    """Send a form with the token that stands on the title's page."""
    token = page(screen, SERIES).select_one("#list-button input[name=csrf_token]")["value"]
    return screen.open(address, "POST", data={"csrf_token": token, **fields}, headers=headers)


def test_a_stranger_is_led_to_signing_in_and_back(passer_by):
    for address in ("/account", "/account/receipts"):
        answer = passer_by.open(address)
        assert (answer.status_code, answer.location) == (303, f"/sign-in?next={address}")


def test_the_account_says_what_runs_and_until_when(family):
    assert "还不是会员" in words(page(family, "/account").select_one("#membership"))
    ends_at = clock.now() + timedelta(days=30)
    grant(
        family.household.id,
        Given(kind="plan", starts_at=clock.now(), plan_key="monthly", ends_at=ends_at),
        "order",
        "o1",
    )
    db.session.commit()
    lit = page(family, "/account").select_one("#membership")
    assert "unlit" not in lit["class"]
    assert words(lit.h2) == "TBO 会员 月卡", "as its receipts and a renewing one are called"
    assert "看到 2026 年 12 月 18 日" in words(lit)
    with clock.standing_at(ends_at):
        over = page(family, "/account").select_one("#membership")
    assert "unlit" in over["class"]
    assert "会员到期了" in words(over)


def test_this_device_cannot_be_sent_away_by_mistake_but_others_can(family):
    rows = page(family, "/account").select("#devices li")
    assert len(rows) == 1
    assert rows[0].select_one("form") is None


def test_receipts_are_of_paid_orders_of_this_household_alone(family, shop):
    kept = [order(family), order(family, "refunded"), order(family, "partly_refunded")]
    order(family, "pending"), order(family, "closed"), order(signed_in(shop))
    shown = {link["href"] for link in page(family, "/account/receipts").select("a")} & {
        f"/receipts/{row.number}" for row in db.session.query(Order)
    }
    assert shown == {f"/receipts/{row.number}" for row in kept}


def test_receipts_go_on_from_the_last_one_seen(family):
    made = [order(family).number for _nth in range(23)]
    found, shown = page(family, "/account/receipts"), []
    while True:
        shown += [link["href"].rsplit("/", 1)[1] for link in found.select(".receipts li > a:first-child")]
        more = found.select_one(".account-acts a")
        if more is None:
            break
        found = page(family, more["href"])
    assert shown == made[::-1]


@pytest.mark.parametrize("before", ["x", "-1", "1.5", "9" * 30, "１", "0" * 5000 + "1", "0" * 11 + "9" * 20])
def test_a_strange_place_among_receipts_is_refused(family, before):
    page(family, f"/account/receipts?before={before}", 400)


def test_a_title_goes_on_the_list_and_off_again(family):
    assert send(family, LIST).location == SERIES
    assert slugs(page(family, "/my-list")) == ["west-of-orion"]
    button = page(family, SERIES).select_one("#list-button")
    assert button["action"] == f"{LIST}/removal"
    assert button.button["aria-pressed"] == "true"
    assert send(family, button["action"], next="/my-list").location == "/my-list"
    assert slugs(page(family, "/my-list")) == []


def test_done_twice_changes_nothing(family):
    for address in (LIST, LIST, f"{LIST}/removal", f"{LIST}/removal"):
        assert send(family, address).status_code == 303
    assert db.session.query(ListedTitle).filter_by(profile_id=family.profile.id).count() == 0


def test_htmx_gets_the_other_button(family):
    answer = send(family, LIST, headers=PART)
    assert answer.status_code == 200
    assert f'action="{LIST}/removal"' in answer.text
    assert "<html" not in answer.text


def test_the_list_says_how_a_title_is_taken_off(family):
    send(family, LIST)
    form = page(family, "/my-list").select_one(".removable form")
    fields = {field["name"]: field["value"] for field in form.select("input")}
    assert family.open(form["action"], "POST", data=fields).location == "/my-list"
    found = page(family, "/my-list")
    assert words(found.h1) == "片单还空着"
    assert found.select_one("#shelf-free-now")


def test_each_profile_has_a_list_of_its_own(family):
    send(family, LIST)
    family.household.profiles.append(Profile(name="爸爸", kind="adult", avatar="boat"))
    db.session.flush()
    family.device.profile_id = family.household.profiles[1].id
    db.session.commit()
    assert slugs(page(family, "/my-list")) == []


def test_a_passer_by_signs_in_first(passer_by):
    link = page(passer_by, SERIES).select_one("#list-button")
    assert (link.name, link["href"]) == ("a", "/sign-in?next=/titles/west-of-orion&why=list")
    asked = page(passer_by, link["href"])
    assert "登录就有自己的片单" in words(asked.main)
    assert "why=list" in asked.select_one("form[action^='/sign-in']")["action"]
    assert "片单" not in words(page(passer_by, "/sign-in?next=/account&why=x").main)
    assert page(passer_by, "/my-list").select_one("a.watch")["href"] == "/sign-in?next=/my-list"


@pytest.mark.parametrize("address", ["/my-list/nothing", "/my-list/nothing/removal", "/continuing/nothing/removal"])
def test_what_is_not_there_cannot_be_listed(family, address):
    assert send(family, address).status_code == 404


@pytest.mark.parametrize("address", [LIST, f"{LIST}/removal", "/continuing/west-of-orion/removal"])
def test_a_list_changes_by_a_form_of_ours_only(family, address):
    assert family.open(address).status_code == 405
    assert family.open(address, "POST", data={}).status_code == 400
    stolen = send(family, address, headers={"Origin": "https://elsewhere.test"})
    assert stolen.status_code == 403


def test_nobody_is_sent_elsewhere_after_listing(family):
    assert send(family, LIST, next="https://elsewhere.test/").location == SERIES
    assert send(family, LIST, next="//elsewhere.test").location == SERIES
