"""Every page below /staff before every role, before nobody and before a shopper: the table of rights decides."""

import pytest
from sqlalchemy import select

from tbo import clock
from tbo.accounts.models import Household
from tbo.backoffice.models import Staff
from tbo.backoffice.staff import hiring
from tbo.backoffice.staff.guard import Door, right_of
from tbo.db import db
from tbo.offers.coupon_models import Coupon
from tbo.orders.fapiao.models import FapiaoRequest
from tbo.orders.models import Order
from tbo.rules.staff_rights import HOLDERS, Right, Role, may
from tbo.subscriptions.models import Subscription

from ..support.browser import Browser
from .desk import type_password

PHONE = "+8613800138000"


def staff_rules(app):
    return [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/staff")]


def addresses(app) -> list[tuple[str, str, object]]:
    """Every staff route as (method, address, right), filled with things that are there."""
    things = {
        "number": db.session.scalars(select(Order.number).where(Order.paid_at.is_not(None))).first(),
        "public_id": db.session.scalars(select(Household.public_id)).first(),
        "fapiao_id": db.session.scalars(select(FapiaoRequest.id)).first(),
        "export": db.session.scalars(select(FapiaoRequest.export).where(FapiaoRequest.export.is_not(None))).first(),
        "agreement": a_subscription(),
        "code": db.session.scalars(select(Coupon.code)).first(),
        "item_id": "900000000105",
        "kind": "svg",
        "staff_id": somebody_who_left(),
        **{"key": "x", "piece": 0, "name": "en-og-0123456789abcdef.jpg"},
        **{"slug": "shuang11", "device": "x", "day": "2026-11-17", "difference_id": 1, "session_id": 2**31 - 1},
    }
    found = []
    with app.test_request_context():
        for rule in staff_rules(app):
            address = app.url_map.bind("shop.test").build(rule.endpoint, {k: things[k] for k in rule.arguments})
            method = "POST" if "POST" in rule.methods else "GET"
            found.append((method, address, right_of(rule.endpoint)))
    # Leaving comes last: who has left sees nothing more.
    return sorted(found, key=lambda one: one[1] == "/staff/sign-out")


def a_subscription() -> str:
    """The number of a subscription that has ended; the demo shop has none."""
    number, now = "TBOS20261118WALK", clock.now()
    if db.session.scalar(select(Subscription.id).where(Subscription.number == number)) is None:
        household_id = db.session.scalars(select(Household.id)).first()
        same = {"household_id": household_id, "created_at": now, "ended_at": now, "planned_on": now.date()}
        plan = {"plan_key": "monthly", "plan_version": 1, "months": 1, "price_fen": 1900}
        db.session.add(Subscription(number=number, form_key=number, state="lapsed", **same, **plan))
        db.session.commit()
    return number


def somebody_who_left() -> int:
    """The id of somebody to whom nothing more can happen while roles are walked through."""
    email = "left@tbo.example"
    found = select(Staff.id).where(Staff.email == email)
    if db.session.scalar(found) is None:
        hiring.add_staff(email, "走了的", [Role.SUPPORT])
        hiring.let_go(email)
    return db.session.scalars(found).one()


def ask(browser: Browser, method: str, address: str) -> int:
    answer = browser.get(address) if method == "GET" else browser.post(address)
    assert "no-store" in answer.headers["Cache-Control"]
    assert "noindex" in answer.headers["X-Robots-Tag"]
    return answer.status_code


def test_every_route_names_a_right_that_somebody_holds(shop):
    for rule in staff_rules(shop):
        with shop.app_context():
            right = right_of(rule.endpoint)
        assert right is not None, f"{rule} says nothing, so nobody may use it"
        assert isinstance(right, Door) or HOLDERS[right], rule


def test_every_page_of_the_back_office_is_below_staff(shop):
    for rule in shop.url_map.iter_rules():
        assert rule.rule.startswith("/staff") == rule.endpoint.startswith("backoffice."), rule


def test_every_right_is_asked_for_somewhere(shop):
    with shop.app_context():
        asked = {right_of(rule.endpoint) for rule in staff_rules(shop)}
    assert set(Right) <= asked


@pytest.mark.parametrize("role", list(Role))
def test_each_role_opens_what_the_table_says_and_nothing_else(shop, desk, role):
    browser = desk(role)
    for method, address, right in addresses(shop):
        status = ask(browser, method, address)
        if isinstance(right, Door):
            assert status in (303, 422), address
        elif may([role], right):
            assert status not in (401, 403), f"{role} may {right}: {method} {address} answered {status}"
        else:
            assert status == 403, f"{role} may not {right}: {method} {address} answered {status}"


@pytest.mark.parametrize("is_shopper", [False, True])
def test_nobody_and_shoppers_get_no_further_than_the_first_door(shop, is_shopper):
    browser = Browser(shop)
    if is_shopper:
        browser.sign_in(PHONE)
    for method, address, right in addresses(shop):
        if right is not Door.ANYBODY:
            answer = browser.get(address) if method == "GET" else browser.post(address)
            assert answer.status_code == 303, address
            assert answer.location.startswith("/staff/sign-in"), address


def test_with_the_password_alone_nothing_opens(shop):
    browser = Browser(shop)
    type_password(browser, Role.OWNER)
    for method, address, right in addresses(shop):
        if not isinstance(right, Door):
            answer = browser.get(address) if method == "GET" else browser.post(address)
            assert answer.status_code == 303, address
            assert answer.location.startswith("/staff/code"), address


def test_a_view_that_says_nothing_is_closed_to_the_owner_too(shop, desk, monkeypatch):
    browser = desk(Role.OWNER)
    assert browser.get("/staff/audit").status_code == 200
    monkeypatch.setitem(shop.view_functions, "backoffice.audit", lambda: "open")
    assert browser.get("/staff/audit").status_code == 403


def test_a_refusal_says_who_may(desk):
    page = desk(Role.MARKETING).page("/staff/audit", 403)
    assert "店主" in page.main.get_text()


def test_a_person_sees_only_the_places_they_may_open(desk):
    for role in Role:
        page = desk(role).page("/staff")
        links = [link["href"] for link in page.select(".places a")]
        assert ("/staff/audit" in links) == may([role], Right.AUDIT)
        assert ("/staff/orders" in links) == may([role], Right.ORDERS)
        assert bool(page.select(".find")) == may([role], Right.SEARCH)


def test_places_stand_in_groups_and_each_role_sees_those_it_has(desk):
    groups = {
        role: [group["aria-label"] for group in desk(role).page("/staff").select(".places .group[aria-label]")]
        for role in Role
    }
    assert groups[Role.OWNER] == ["销售", "片库和价格", "营销", "钱", "运行"]
    assert all(set(seen) <= set(groups[Role.OWNER]) for seen in groups.values())
    assert "营销" in groups[Role.MARKETING]
    empty = [group for role in Role for group in desk(role).page("/staff").select(".places .group") if not group.a]
    assert empty == []


def test_a_page_stands_below_one_place_of_the_navigation(desk):
    owner = desk(Role.OWNER)
    places = {
        "/staff": "今天",
        "/staff/orders": "所有订单",
        "/staff/items/new": "天猫商品",
        "/en/staff/items/900000000105": "Tmall items",
        "/staff/pages/home/publish": "页面",
        "/staff/pictures": "图片库",
        "/staff/calendar": "日历",
        "/staff/pages/home/experiment": "页面",
        "/staff/experiments": "所有实验",
        "/staff/links": "链接和二维码",
    }
    here = {address: owner.page(address).select(".places [aria-current=page] span") for address in places}
    assert {address: [each.text for each in found] for address, found in here.items()} == {
        address: [words] for address, words in places.items()
    }
    assert not owner.page("/staff/me").select(".places [aria-current]")
