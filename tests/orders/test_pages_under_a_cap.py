"""What a household bought, gave and was sent, before a profile for which its title does not exist."""

import pytest
from sqlalchemy import select

from tbo import clock
from tbo.accounts.models import Profile
from tbo.catalog.episodes import episode_at
from tbo.db import db
from tbo.orders.gifts.giving import code_of, gift_of, make_gift
from tbo.orders.models import Order
from tbo.vouchers.making import Giving

from ..playback.screens import Screen, signed_in
from ..storefront.conftest import page, words
from ..vouchers.made import batch_of, codes

TITLE, NAME, OTHER = "lighthouse-ledger", "灯塔账簿", "a-call-from-the-far-side"


@pytest.fixture
def screen(shop) -> Screen:
    """A household's browser, its one profile a grown-up's."""
    return signed_in(shop)


def narrow(screen: Screen, **changed) -> None:
    """Let titles not exist for the profile that watches."""
    profile = db.session.scalars(select(Profile).where(Profile.household_id == screen.household.id)).one()
    for name, value in changed.items():
        setattr(profile, name, value)
    db.session.commit()


def bought(screen: Screen, slug: str = TITLE, number: str = "TBO20261118-AAAAAAAA", **changed) -> Order:
    """An order of a film that was paid."""
    episode, now = episode_at(slug, 1, 1), clock.now()
    facts = {"offer_kind": "episode", "episode_id": episode.id, "wanted_episode_id": episode.id, "state": "fulfilled"}
    said = {"subject": f"《{episode.card.name['zh-Hans']}》", "lines": [], "total_fen": 1800, "idempotency_key": number}
    days = {"placed_at": now, "paid_at": now, "expires_at": now}
    order = Order(number=number, household_id=screen.household.id, **facts | said | days | changed)
    db.session.add(order)
    db.session.commit()
    return order


WAYS = [{"kind": "teen", "rating_cap": 8}, {"blocked_titles": [TITLE]}]


@pytest.mark.parametrize("way", WAYS)
def test_an_order_and_its_receipt_say_nothing_of_it(screen, way):
    number = bought(screen).number
    pages = [f"/orders/{number}", f"/receipts/{number}", f"/receipts/{number}/fapiao", f"/orders/{number}/refunds/new"]
    assert [screen.open(each).status_code for each in pages] == [200] * 4
    narrow(screen, **way)
    token = page(screen, "/redeem").select_one("input[name=csrf_token]")["value"]
    forms = (f"/orders/{number}/payments", f"/orders/{number}/refunds")
    answers = [screen.open(each) for each in pages]
    answers += [screen.open(each, "POST", data={"csrf_token": token, "product": "page"}) for each in forms]
    assert [answer.status_code for answer in answers] == [403] * 6
    assert not [answer for answer in answers if NAME in answer.text or TITLE in answer.text]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("address", ["/account", "/account/receipts"])
def test_a_line_of_receipts_keeps_its_day_and_its_money_and_neither_name_nor_link(screen, way, address):
    bought(screen, OTHER, "TBO20261118-BBBBBBBB")
    number = bought(screen).number
    narrow(screen, **way)
    hidden, shown = page(screen, address).select(".receipts > li")
    assert "18.00" in words(hidden)
    assert number[-4:] in words(hidden)
    assert NAME not in words(hidden)
    assert not hidden.select("a")
    assert "月背来电" in words(shown)
    assert shown.select_one("a")["href"] == "/receipts/TBO20261118-BBBBBBBB"


def test_an_order_of_months_leads_to_no_title_that_is_not_there(screen):
    wanted = {"offer_kind": "plan", "episode_id": None, "plan_key": "monthly", "plan_version": 1, "months": 1}
    number = bought(screen, **wanted, subject="月卡").number
    pages = [f"/orders/{number}", f"/receipts/{number}"]
    assert [f"/watch/{TITLE}/1/1" in screen.open(each).text for each in pages] == [True, True]
    narrow(screen, kind="teen", rating_cap=8)
    for each in pages:
        answer = screen.open(each)
        assert answer.status_code == 200
        assert TITLE not in answer.text


def test_gifts_that_are_not_there_are_not_listed_and_their_codes_say_nothing(screen):
    given = bought(screen, number="TBO20261118-CCCCCCCC", is_gift=True)
    make_gift(given, None)
    db.session.commit()
    code = code_of(gift_of(given))
    assert NAME in screen.open("/gifts").text
    assert NAME in screen.open(f"/redeem/{code}").text
    narrow(screen, kind="teen", rating_cap=8)
    assert NAME not in screen.open("/gifts").text
    answers = [screen.open(each) for each in (f"/redeem/{code}", f"/orders/{given.number}/gift")]
    assert [answer.status_code for answer in answers] == [403, 403]
    assert not [answer for answer in answers if NAME in answer.text or TITLE in answer.text]


def test_a_code_of_what_is_not_there_is_neither_told_nor_redeemed(screen):
    episode = episode_at(TITLE, 1, 1)
    code = codes(batch_of(Giving(kind="episode", episode_id=episode.id)))[0]
    assert NAME in screen.open(f"/redeem/{code}").text
    narrow(screen, kind="teen", rating_cap=8)
    token = page(screen, "/redeem").select_one("input[name=csrf_token]")["value"]
    form = {"csrf_token": token, "form_key": "k" * 24, "code": code}
    for address in ("/redeem", f"/redeem/{code}"):
        answer = screen.open(address, "POST", data=form)
        assert answer.status_code == 403
        assert NAME not in answer.text
    assert screen.open(f"/redeem/{code}").status_code == 403
