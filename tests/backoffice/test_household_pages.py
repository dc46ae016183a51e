"""Households as support sees them: why they can (not) watch, what they own, devices, and access given away."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tbo import clock
from tbo.accounts.models import Device, Household, Profile
from tbo.catalog.models import Episode, Season, Title
from tbo.db import db
from tbo.entitlements.grants import fresh_entitlements_of
from tbo.entitlements.models import Entitlement
from tbo.rules.staff_rights import Role

from ..support.browser import Browser, household_of
from ..support.parsing import page_of
from .desk import code_of, deeds, filled

TITLE = "return-the-lantern"
QUESTION = f"?title={TITLE}&season=1&episode=4"
GIVE = "#why details form"
REASON = "第 4 集放映出错"


@pytest.fixture
def owner(shop) -> Browser:
    """Somebody with an account who owns nothing."""
    browser = Browser(shop, address="203.0.113.50")
    browser.sign_in("+8613800138000")
    return browser


@pytest.fixture
def household(owner) -> Household:
    return household_of(owner)


@pytest.fixture
def address(household) -> str:
    return f"/staff/households/{household.public_id}"


def answer_on(page) -> str:
    return page.select_one("#why .answer").get_text(" ", strip=True)


def status_of(owner: Browser) -> int:
    return owner.get(f"/watch/{TITLE}/1/4").status_code


@pytest.mark.parametrize(
    "asked",
    [
        f"title={TITLE}",
        "title=还灯",
        "title=huandeng",
        f"title=/watch/{TITLE}/1/4",
        f"title=https://shop.test/en/watch/{TITLE}/1/4",
    ],
)
def test_a_title_is_found_by_name_pinyin_slug_and_link(desk, address, asked):
    page = desk(Role.SUPPORT).page(f"{address}?{asked}&season=1&episode=4")
    assert page.select_one("#title")["value"] == "还灯"
    assert answer_on(page).startswith("不能看")


def test_the_answer_is_the_one_the_player_gives(desk, address, owner):
    page = desk(Role.SUPPORT).page(f"{address}?title={TITLE}&season=1&episode=1")
    assert answer_on(page).startswith("能看")
    assert owner.get(f"/watch/{TITLE}/1/1").status_code == 200
    assert answer_on(desk(Role.SUPPORT).page(address + QUESTION)).startswith("不能看")
    assert status_of(owner) == 402


def test_what_is_early_for_members_is_told_in_the_shops_own_words(desk, address, owner):
    early = select(Title.slug, Season.number, Episode.number).select_from(Episode).join(Season).join(Title)
    early = early.where(Episode.in_plan_at > clock.now(), Title.kind == "series").order_by(Episode.id)
    slug, season, number = db.session.execute(early).first()
    told = owner.page(f"/watch/{slug}/{season}/{number}", 402).select_one(".choices ~ .small").text
    assert "起可以看" in told
    page = desk(Role.SUPPORT).page(f"{address}?title={slug}&season={season}&episode={number}")
    assert answer_on(page) == f"不能看 {told}"


def test_a_profile_that_may_not_is_told_before_money_is_spoken_of(desk, address, household):
    db.session.execute(db.update(Profile).where(Profile.household_id == household.id).values(blocked_titles=[TITLE]))
    db.session.commit()
    page = desk(Role.SUPPORT).page(address + QUESTION)
    assert "收起来了" in answer_on(page)
    assert len(page.select("#why .rows .minus")) == 1
    assert len(page.select("#why .rows .good")) == 1


@pytest.mark.parametrize(("language", "says"), [("", "分级到 16 岁为止"), ("/de", "Freigabe bis 16 Jahre")])
def test_the_age_up_to_which_a_profile_sees_titles_is_said(desk, address, household, language, says):
    db.session.execute(db.update(Profile).where(Profile.household_id == household.id).values(rating_cap=16))
    db.session.commit()
    assert says in desk(Role.SUPPORT).page(language + address).get_text()


@pytest.mark.parametrize(
    "asked", ["title=nothing-like-this", "title=//[", f"title={TITLE}&season=9", f"title={TITLE}&episode=999"]
)
def test_what_the_library_has_not_is_said_to_be_missing(desk, address, asked):
    page = desk(Role.SUPPORT).page(f"{address}?{asked}")
    assert page.select_one("#why .empty")
    assert not page.select("#why .answer")


def test_given_access_opens_the_episode_until_its_end_and_is_written_down(desk, address, household, owner):
    answer = filled(desk(Role.SUPPORT), address + QUESTION, GIVE, days="3", reason=REASON)
    assert answer.status_code == 303
    assert status_of(owner) == 200
    given = db.session.scalars(select(Entitlement).where(Entitlement.source_kind == "staff")).one()
    assert (given.kind, given.paid_fen, given.reason) == ("episode", 0, REASON)
    assert given.ends_at == clock.now() + timedelta(days=3)
    deed = deeds("access-given")[0]
    assert (deed.subject, deed.reason, deed.after["days"]) == (household.public_id, REASON, 3)
    with clock.standing_at(clock.now() + timedelta(days=3)):
        assert status_of(owner) == 402


def test_a_season_can_be_given_and_one_form_gives_once(desk, address, household):
    browser = desk(Role.OWNER)
    form = browser.page(address + QUESTION).select_one(GIVE)
    key = form.find("input", attrs={"name": "form_key"})["value"]
    for _ in range(2):
        sent = browser.post(form["action"].split("#")[0], form_key=key, what="season", days="40", reason=REASON)
        assert sent.status_code == 303
    assert [right.kind for right in fresh_entitlements_of(household.id)] == ["season"]
    assert len(deeds("access-given")) == 1


@pytest.mark.parametrize(
    ("role", "typed", "says"),
    [
        (Role.SUPPORT, {"days": "31"}, "1 到 30"),
        (Role.SUPPORT, {"days": "0"}, "1 到 30"),
        (Role.OWNER, {"days": "367"}, "1 到 366"),
        (Role.OWNER, {"days": "٣"}, "1 到 366"),
        (Role.OWNER, {"reason": ""}, "原因"),
    ],
)
def test_a_gift_that_is_too_long_or_without_reason_is_refused_and_kept_as_typed(
    desk, address, household, role, typed, says
):
    sent = {"days": "7", "reason": REASON, "what": "season"} | typed
    answer = filled(desk(role), address + QUESTION, GIVE, **sent)
    page = page_of(answer)
    assert answer.status_code == 422
    assert says in page.select_one("#why .note.bad").get_text()
    assert page.select_one("input[name=what][checked]")["value"] == "season"
    assert page.select_one("#reason")["value"] == sent["reason"]
    assert fresh_entitlements_of(household.id) == ()


def test_giving_asks_for_a_fresh_code(desk, address, household):
    browser = desk(Role.SUPPORT)
    with clock.standing_at(clock.now() + timedelta(minutes=11)):
        assert filled(browser, address + QUESTION, GIVE, reason=REASON, code="1").status_code == 422
        assert fresh_entitlements_of(household.id) == ()
        assert filled(browser, address + QUESTION, GIVE, reason=REASON, code=code_of(Role.SUPPORT)).status_code == 303


def test_a_device_is_sent_out_at_once(desk, address, owner):
    assert owner.get("/account").status_code == 200
    form = desk(Role.SUPPORT).page(address).select_one('form[action$="/revocation"]')
    for _ in range(2):
        assert desk(Role.SUPPORT).post(form["action"]).status_code == 303
    assert owner.get("/account").status_code == 303
    assert [deed.before["device"] for deed in deeds("device-revoked")] == ["Windows · Chrome"]


def test_the_device_of_another_household_cannot_be_sent_out_through_this_one(desk, address, shop, household):
    other = db.session.scalars(select(Device.public_id).where(Device.household_id != household.id)).first()
    assert desk(Role.SUPPORT).post(f"{address}/devices/{other}/revocation").status_code == 404


def test_opening_a_household_is_written_down_once_in_ten_minutes(desk, address, household):
    for _ in range(3):
        desk(Role.SUPPORT).page(address)
    assert [deed.subject for deed in deeds("household-opened")] == [household.public_id]
    desk(Role.OWNER).page(address)
    assert len(deeds("household-opened")) == 2


def test_a_merged_household_leads_to_the_one_it_became(desk, address, household, shop):
    old = Household(public_id="merged-away", created_at=clock.now(), merged_into_id=household.id)
    db.session.add(old)
    db.session.commit()
    page = desk(Role.SUPPORT).page("/staff/households/merged-away")
    assert page.h1.get_text() == desk(Role.SUPPORT).page(address).h1.get_text()


def test_every_household_of_the_demo_has_a_page(desk, shop):
    browser = desk(Role.OWNER)
    for public_id in db.session.scalars(select(Household.public_id)).all():
        page = browser.page(f"/staff/households/{public_id}?title={TITLE}&season=1&episode=2")
        assert page.select_one("#why .answer")
    assert db.session.scalar(select(Episode.id).join(Season).join(Title, Title.id == Season.title_id).limit(1))


def test_the_profile_that_was_chosen_is_asked_about_however_long_its_number(desk, address, household):
    child = Profile(id=1234567, household_id=household.id, name="豆", kind="child", rating_cap=8, avatar="moon")
    db.session.add(child)
    db.session.commit()
    page = desk(Role.SUPPORT).page(f"{address}?title={TITLE}&season=1&episode=4&profile={child.id}")
    assert page.select_one("#profile option[selected]")["value"] == str(child.id)
