"""Who works here, as the owner's pages change it: passwords shown once, codes asked again, an owner always left."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tbo import clock
from tbo.backoffice.models import Staff
from tbo.backoffice.staff import hiring
from tbo.db import db
from tbo.rules.staff_rights import Role

from ..support.browser import Browser
from ..support.parsing import page_of
from ..support.queries import recorded_queries
from .desk import code_of, deeds, email_of, filled, sign_in, staff_of, type_password

PEOPLE = "/staff/people"
NEW = {"email": "New@TBO.example", "name": " 新  来的 ", "role": ["finance", "support"]}


@pytest.fixture
def owner(desk):
    return desk(Role.OWNER)


def page_of_person(role: Role) -> str:
    return f"{PEOPLE}/{staff_of(role).id}"


def somebody(email: str = "new@tbo.example") -> Staff | None:
    db.session.rollback()
    return db.session.scalar(select(Staff).where(Staff.email == email))


def added(owner, **typed):
    return filled(owner, PEOPLE, "#adding form", **NEW | typed)


def ticked(page, selector: str = "#roles") -> list[str]:
    return [box["value"] for box in page.select(f"{selector} input[name=role][checked]")]


def test_the_list_says_roles_when_somebody_was_seen_and_whether_the_factor_is_set_up(owner, desk):
    hiring.add_staff("new@tbo.example", "新来的", [Role.SUPPORT])
    rows = [row.get_text(" ", strip=True) for row in owner.page(PEOPLE).select("#working tbody tr")]
    assert len(rows) == 6
    assert rows[0].startswith("沈雨 owner@tbo.example 店主 2026-11-18")
    assert "还没来过" in rows[1]
    assert rows[1].endswith("设好了")
    assert rows[5].endswith("还没来过 还没设")


def test_somebody_is_taken_on_with_a_password_that_is_shown_once(owner, shop):
    answer = added(owner)
    assert answer.status_code == 200
    page = page_of(answer)
    password = page.select_one("#password")["value"]
    assert page.select_one("#address")["value"].endswith("/staff/sign-in")
    staff = somebody()
    assert (staff.name, staff.roles) == ("新 来的", ["support", "finance"])
    (deed,) = deeds("staff-added")
    assert (deed.subject, deed.who.split(" <")[0]) == ("new@tbo.example", "沈雨")
    assert password not in str([deed.after, staff.password_hash, deed.reason])
    browser = Browser(shop, address="192.0.2.7")
    browser.post("/staff/sign-in", email="new@tbo.example", password=password)
    assert browser.page("/staff/code").select_one("svg.qr-code")


def test_a_form_sent_twice_takes_on_once_and_shows_the_password_once(owner):
    form = owner.page(PEOPLE).select_one("#adding form")
    sent = {"form_key": form.select_one("[name=form_key]")["value"], **NEW}
    first, second = (owner.post(PEOPLE, **sent) for _ in range(2))
    assert page_of(first).select_one("#password")["value"]
    assert page_of(second).select_one("#password") is None
    assert "出现过一次" in page_of(second).h1.get_text()
    assert len(deeds("staff-added")) == 1


@pytest.mark.parametrize(
    ("typed", "status", "says"),
    [
        ({"email": "nobody"}, 422, "不像邮箱"),
        ({"email": "13800138000"}, 422, "不像邮箱"),
        ({"email": ""}, 422, "不像邮箱"),
        ({"email": "a" * 300 + "@tbo.example"}, 422, "不像邮箱"),
        ({"name": "  "}, 422, "怎么称呼"),
        ({"role": []}, 422, "至少选一个角色"),
        ({"role": ["king"]}, 422, "至少选一个角色"),
        ({"email": "Owner@tbo.example"}, 409, "已经有人用"),
    ],
)
def test_what_cannot_be_is_refused_with_the_form_as_it_was_typed(owner, typed, status, says):
    answer = added(owner, **typed)
    assert answer.status_code == status
    page, sent = page_of(answer), NEW | typed
    assert says in page.select_one(".note.bad").get_text()
    assert page.select_one("#email")["value"] == sent["email"][:254]
    assert set(ticked(page, "#adding")) == set(sent["role"]) & set(Role)
    assert deeds("staff-added") == []


def test_roles_change_what_opens_from_the_next_click_on(owner, desk):
    finance = desk(Role.FINANCE)
    assert finance.get("/staff/refunds").status_code == 200
    address = page_of_person(Role.FINANCE)
    assert ticked(owner.page(address)) == ["finance"]
    token = {"csrf_token": owner.token()}
    assert owner.bare_post(f"{address}/roles", role=["marketing", "catalogue"], **token).status_code == 303
    assert finance.get("/staff/refunds").status_code == 403
    assert finance.get("/staff/films").status_code == 200
    (deed,) = deeds("staff-roles")
    assert (deed.before, deed.after) == ({"roles": ["finance"]}, {"roles": ["marketing", "catalogue"]})
    assert owner.bare_post(f"{address}/roles", role=["marketing", "catalogue"], **token).status_code == 303
    assert len(deeds("staff-roles")) == 1, "what changes nothing is no deed"


def test_the_only_owner_stays_one(owner):
    address = page_of_person(Role.OWNER)
    fewer = owner.post(f"{address}/roles", role="support")
    assert fewer.status_code == 409
    assert "唯一的店主" in page_of(fewer).select_one(".note.bad").get_text()
    assert ticked(page_of(fewer)) == ["support"], "as it was typed"
    assert owner.post(f"{address}/end").status_code == 409
    assert staff_of(Role.OWNER).roles == ["owner"]
    assert owner.post(f"{address}/roles", role=["owner", "support"]).status_code == 303
    assert owner.post(f"{page_of_person(Role.FINANCE)}/roles", role=["owner"]).status_code == 303
    assert owner.post(f"{address}/roles", role="support").status_code == 303
    assert owner.get(PEOPLE).status_code == 403, "who gave the role away has it no more"


def test_an_owner_who_left_does_not_count_as_one(owner):
    finance = page_of_person(Role.FINANCE)
    owner.post(f"{finance}/roles", role=["owner"])
    assert owner.post(f"{finance}/end").status_code == 303
    assert owner.post(f"{page_of_person(Role.OWNER)}/end").status_code == 409


def test_a_lost_telephone_and_a_forgotten_password_end_what_is_open(owner, desk, shop):
    finance, address = desk(Role.FINANCE), page_of_person(Role.FINANCE)
    old = code_of(Role.FINANCE)
    assert filled(owner, address, "#factor form").status_code == 303
    assert finance.get("/staff").location.startswith("/staff/sign-in")
    browser = Browser(shop, address="192.0.2.8")
    type_password(browser, Role.FINANCE)
    assert browser.post("/staff/code", code=old).status_code == 422
    password = page_of(filled(owner, address, "#password form")).select_one("#password")["value"]
    assert browser.get("/staff/code").location.startswith("/staff/sign-in"), "a door half open is shut too"
    assert type_password(browser, Role.FINANCE).status_code == 422
    assert type_password(browser, Role.FINANCE, password).status_code == 303
    assert [len(deeds(what)) for what in ("factor-reset", "password-reset")] == [1, 1]


def test_who_is_to_leave_is_asked_about_and_is_out_at_once(owner, desk, shop):
    finance, address = desk(Role.FINANCE), page_of_person(Role.FINANCE)
    asked = owner.page(f"{address}/end")
    assert "何敏" in asked.h1.get_text()
    assert finance.get("/staff").status_code == 200, "nothing happened yet"
    assert filled(owner, f"{address}/end", "#end form").status_code == 303
    assert finance.get("/staff").location.startswith("/staff/sign-in")
    assert type_password(Browser(shop), Role.FINANCE).status_code == 422
    assert owner.post(f"{address}/end").status_code == 303, "a second click finds them gone"
    assert len(deeds("staff-let-go")) == 1
    assert [link.get_text() for link in owner.page(PEOPLE).select("#gone a")] == ["何敏"]
    assert owner.page(address).select("form[action^='/staff/people']") == []
    assert owner.post(f"{address}/roles", role="owner").status_code == 404
    back = added(owner, email=email_of(Role.FINANCE), name="何敏", role=["finance"])
    assert page_of(back).select_one("#password")["value"]
    assert staff_of(Role.FINANCE).code_confirmed_at is None
    assert type_password(Browser(shop), Role.FINANCE).status_code == 422, "the old password stays dead"


@pytest.mark.parametrize("what", ["", "roles", "factor/removal", "password", "end"])
def test_a_code_older_than_ten_minutes_is_asked_for_again(owner, what):
    address = page_of_person(Role.FINANCE)
    target = f"{address}/{what}" if what else PEOPLE
    sent = {"form_key": "k" * 24, **NEW}
    with clock.standing_at(clock.now() + timedelta(minutes=10)):
        without = owner.post(target, **sent, code="000000")
        assert without.status_code == 422
        assert "六位码" in page_of(without).select_one(".note.bad").get_text()
        assert [deeds(one) for one in ("staff-added", "staff-roles", "factor-reset", "password-reset")] == [[]] * 4
        assert staff_of(Role.FINANCE).left_at is None
        assert owner.post(target, **sent, code=code_of(Role.OWNER)).status_code in (200, 303)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OWNER])
def test_nobody_else_sees_or_changes_who_works_here(desk, role):
    browser, address = desk(role), page_of_person(role)
    assert browser.get(PEOPLE).status_code == 403
    assert browser.post(f"{address}/roles", role="owner").status_code == 403
    assert browser.post(PEOPLE, form_key="k" * 24, **NEW).status_code == 403
    assert staff_of(role).roles == [role.value]


@pytest.mark.parametrize("number", ["0", "99999", "99999999999999999999"])
def test_nobody_of_this_number_is_nowhere(owner, number):
    assert owner.get(f"{PEOPLE}/{number}").status_code == 404
    assert owner.post(f"{PEOPLE}/{number}/end").status_code == 404


def test_the_list_of_many_asks_no_more_often_than_of_few(owner, shop):
    asked = []
    for number in range(2):
        owner.page(PEOPLE)
        with recorded_queries() as statements:
            owner.page(PEOPLE)
        asked.append(len(statements))
        for nth in range(6):
            hiring.add_staff(f"n{number}{nth}@tbo.example", "N", [Role.SUPPORT])
    assert asked[0] == asked[1]


def test_commands_change_roles_and_passwords_by_the_same_functions(shop):
    from tbo.backoffice.commands import staff_commands

    run = shop.test_cli_runner().invoke
    told = run(staff_commands, ["roles", email_of(Role.FINANCE), "--role", "support", "--role", "finance"])
    assert told.exit_code == 0, told.output
    assert staff_of(Role.FINANCE).roles == ["support", "finance"]
    assert run(staff_commands, ["roles", email_of(Role.OWNER), "--role", "support"]).exit_code == 1
    password = run(staff_commands, ["new-password", email_of(Role.FINANCE)]).output.split()[-1]
    browser = Browser(shop)
    assert type_password(browser, Role.FINANCE).status_code == 422
    assert type_password(browser, Role.FINANCE, password).status_code == 303
    refused = run(staff_commands, ["add", "notamail", "--name", "x", "--role", "support"])
    assert (refused.exit_code, "notamail is no mail address" in refused.output) == (2, True)
    assert run(staff_commands, ["new-password", "nobody@tbo.example"]).exit_code == 1


def test_a_second_owner_signs_in_and_sees_the_same(owner, shop):
    owner.post(f"{page_of_person(Role.FINANCE)}/roles", role=["owner"])
    browser = Browser(shop, address="192.0.2.9")
    sign_in(browser, Role.FINANCE)
    assert browser.get(PEOPLE).status_code == 200
