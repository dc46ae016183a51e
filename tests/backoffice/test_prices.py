"""Prices of plans at the desk: shown before they are made, made once with a fresh code, told in the log, or refused."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from tbo import clock
from tbo.accounts.models import Household
from tbo.backoffice.models import StaffSession
from tbo.backoffice.prices.listing import read_plans
from tbo.db import db, writing
from tbo.offers.models import Plan, PlanVersion
from tbo.rules.staff_rights import Role
from tbo.subscriptions.models import Subscription

from ..support.parsing import page_of
from .desk import code_of, deeds, filled

PAGE = "/staff/prices/monthly"
CHANGE, ANNOUNCE, STOP = (f"#acts form[action*='{part}']" for part in ("/changes", "/announcements", "/end"))
CONFIRM = "#reach form"
NEW_YEAR = "2027-01-01T00:00"


@pytest.fixture
def finance(desk):
    """Somebody of finance; the code they came in with is good for ten minutes."""
    return desk(Role.FINANCE)


@pytest.fixture
def payers(shop) -> list[Subscription]:
    """Three who renew the month: two at its price, one of them with room in the agreement, and one at less."""
    found = []
    with writing():
        homes = db.session.scalars(select(Household.id).order_by(Household.id).limit(3)).all()
        for n, (home, fen, cap) in enumerate(zip(homes, (1900, 1900, 1500), (1900, 2500, 1500), strict=True)):
            same = {"household_id": home, "created_at": clock.now(), "period_ends_at": clock.now() + timedelta(days=20)}
            plan = {"plan_key": "monthly", "plan_version": 1, "months": 1, "price_fen": fen, "cap_fen": cap}
            named = {"number": f"TBOS20261118-PRICE{n}", "form_key": f"price {n}", "agreement_no": f"price {n}"}
            row = Subscription(state="active", period=1, planned_on=clock.now().date(), **same, **plan, **named)
            db.session.add(row)
            found.append(row)
    return found


def versions() -> list[tuple[int, int]]:
    db.session.rollback()
    mine = select(PlanVersion.version, PlanVersion.price_fen).join(Plan).where(Plan.key == "monthly")
    return [tuple(row) for row in db.session.execute(mine.order_by(PlanVersion.version))]


def facts(answer) -> dict[str, str]:
    """What a change would do, as its page says it."""
    rows = page_of(answer).select("#reach .facts > div")
    return {row.dt.get_text(strip=True): row.dd.get_text(strip=True) for row in rows}


def confirmed(browser, answer, **typed):
    """Press the button below what was shown."""
    form = page_of(answer).select_one(CONFIRM)
    fields = {field["name"]: field.get("value", "") for field in form.select("input[name]")}
    return browser.bare_post(form["action"].split("#")[0], **fields | {"reason": "new year prices"} | typed)


def stale() -> None:
    """Let everybody's last code be older than ten minutes."""
    with writing():
        db.session.execute(db.update(StaffSession).values(confirmed_at=clock.now() - timedelta(hours=1)))


def test_the_list_says_what_is_sold_planned_and_paid(finance, payers):
    row = next(row for row in finance.page("/staff/prices").select("tbody tr") if "monthly" in row.get_text())
    said = " ".join(row.get_text(" ", strip=True).split())
    assert "¥19.00" in said
    assert "¥15.00 × 1 · ¥19.00 × 2" in said


def test_a_cut_is_shown_first_and_made_once(finance, payers):
    before = versions()
    answer = filled(finance, PAGE, CHANGE, price="17", at=NEW_YEAR)
    assert answer.status_code == 200
    assert facts(answer) == {"在续的人": "3", "付新价的": "2", "不受影响的": "1", "每期一共多收": "−¥4.00"}
    assert versions() == before
    done = confirmed(finance, answer)
    assert (done.status_code, done.location) == (303, PAGE)
    assert confirmed(finance, answer).status_code == 303
    assert versions() == [*before, (before[-1][0] + 1, 1700)]
    entry = deeds("price-planned")[-1]
    assert (entry.subject, entry.reason, entry.after["fen"], entry.after["reached"]) == (
        "monthly",
        "new year prices",
        1700,
        2,
    )
    assert "2026-12-31T16:00:00" in entry.after["from"]
    assert "排好了" in finance.page(PAGE).main.get_text()


def test_a_rise_leaves_payers_until_it_is_announced_and_written_of(finance, payers):
    shown = filled(finance, PAGE, CHANGE, price="24.00", at=NEW_YEAR)
    assert (facts(shown)["付新价的"], facts(shown)["不受影响的"]) == ("0", "3")
    assert "再宣布" in page_of(shown).select_one("#reach").get_text()
    assert confirmed(finance, shown).status_code == 303
    version = versions()[-1][0]
    announced = filled(finance, PAGE, ANNOUNCE, version=str(version), at="2027-02-01T00:00")
    assert facts(announced) == {
        **{"在续的人": "3", "付新价的": "1", "签约上限不够，付旧价的": "2", "不受影响的": "0"},
        "每期一共多收": "¥5.00",
    }
    assert "满 30 天" in page_of(announced).select_one("#reach").get_text()
    assert confirmed(finance, announced).status_code == 303
    kept = select(PlanVersion.reaches_payers_at).join(Plan).where(Plan.key == "monthly", PlanVersion.version == version)
    assert db.session.scalar(kept).isoformat() == "2027-01-31T16:00:00+00:00"
    due = select(func.count()).where(Subscription.plan_key == "monthly", Subscription.next_look_at <= clock.now())
    assert db.session.scalar(due) == 3
    assert deeds("price-announced")[-1].after["version"] == version


def test_a_plan_is_taken_off_sale_and_its_payers_keep_it(finance, payers):
    shown = filled(finance, PAGE, STOP, at=NEW_YEAR)
    assert facts(shown)["不受影响的"] == "3"
    assert confirmed(finance, shown).status_code == 303
    page = finance.page(PAGE)
    assert "卖到那时" in page.main.get_text()
    assert page.select_one(STOP) is None
    assert deeds("plan-stopped")[-1].reason == "new year prices"
    later = next(plan for plan in read_plans(datetime(2027, 1, 2, tzinfo=UTC)) if plan.key == "monthly")
    assert (later.now, later.coming) == (None, None)


@pytest.mark.parametrize(
    ("selector", "typed", "field", "words"),
    [
        (CHANGE, {"price": "much", "at": NEW_YEAR}, "price", "12.00"),
        (CHANGE, {"price": "0", "at": NEW_YEAR}, "price", "12.00"),
        (CHANGE, {"price": "19", "at": NEW_YEAR}, "price", "已经是这个价格"),
        (CHANGE, {"price": "17", "at": "soon"}, "at", "2026-12-01T00:00"),
        (CHANGE, {"price": "17", "at": "2026-11-18T19:00"}, "at", "要晚于现在"),
        (ANNOUNCE, {"version": "2", "at": "2026-12-01T00:00"}, "reaches", "要提前 35 天"),
        (ANNOUNCE, {"version": "1", "at": "2027-02-01T00:00"}, "version", "没有涨价"),
        (ANNOUNCE, {"version": "x", "at": "2027-02-01T00:00"}, "version", "选一个"),
        (STOP, {"at": "2026-11-18T19:00"}, "ends", "要晚于现在"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_with_the_form_as_typed(finance, selector, typed, field, words):
    before = versions()
    for more in ({}, {"confirm": "1", "shown": "0.0.0.0", "reason": "because"}):
        answer = filled(finance, PAGE, selector, **typed, **more)
        page = page_of(answer)
        assert answer.status_code == 422
        assert words in page.select_one(f".field.wrong:has(#{field})").get_text()
        for name in {"price", "at"} & set(typed):
            assert page.select_one(f"{selector} [name={name}]")["value"] == typed[name]
        assert page.select_one("#reach") is None
    assert versions() == before


def test_a_price_stands_behind_the_last_that_is_planned(finance):
    assert confirmed(finance, filled(finance, PAGE, CHANGE, price="17", at=NEW_YEAR)).status_code == 303
    answer = filled(finance, PAGE, CHANGE, price="16", at="2026-12-24T00:00")
    assert "2027-01-01 00:00:00" in page_of(answer).select_one(".field.wrong").get_text()
    ends = filled(finance, PAGE, STOP, at="2026-12-24T00:00")
    assert "还排着一个价格" in page_of(ends).select_one(".field.wrong").get_text()
    twice = filled(finance, PAGE, ANNOUNCE, version="2", at="2027-02-01T00:00")
    assert confirmed(finance, twice).status_code == 303
    assert "已经宣布过" in confirmed(finance, twice, form_key="another-key-of-a-form").get_data(as_text=True)


@pytest.mark.parametrize(
    ("typed", "status", "words"), [({"reason": "x"}, 422, "写下原因"), ({"form_key": "short"}, 400, "表单不完整")]
)
def test_nothing_is_made_without_a_reason_or_the_key_of_the_form(finance, typed, status, words):
    before, shown = versions(), filled(finance, PAGE, CHANGE, price="17", at=NEW_YEAR)
    answer = confirmed(finance, shown, **typed)
    assert answer.status_code == status
    assert words in answer.text
    assert versions() == before


def test_an_old_code_is_asked_for_again(finance):
    before = versions()
    stale()
    shown = filled(finance, PAGE, CHANGE, price="17", at=NEW_YEAR)
    wrong = confirmed(finance, shown, code="000000")
    assert wrong.status_code == 422
    assert "六位码" in page_of(wrong).select_one(".note.bad").get_text()
    assert page_of(wrong).select_one("#reach [name=reason]")["value"] == "new year prices"
    assert versions() == before
    with clock.standing_at(clock.now() + timedelta(minutes=2)):
        assert confirmed(finance, shown, code=code_of(Role.FINANCE)).status_code == 303
    assert len(versions()) == len(before) + 1


def test_whom_it_reaches_now_is_shown_again_when_that_has_changed(finance, payers):
    before, shown = versions(), filled(finance, PAGE, CHANGE, price="17", at=NEW_YEAR)
    with writing():
        db.session.execute(
            db.update(Subscription).where(Subscription.number == payers[0].number).values(state="lapsed")
        )
    answer = confirmed(finance, shown)
    assert answer.status_code == 409
    assert "再看一眼" in page_of(answer).select_one(".note.bad").get_text()
    assert facts(answer)["付新价的"] == "1"
    assert versions() == before
    assert confirmed(finance, answer).status_code == 303


def test_who_may_only_look_has_no_form_and_a_plan_that_is_none_no_page(desk):
    marketing = desk(Role.MARKETING)
    assert marketing.page(PAGE).select("#acts form") == []
    assert marketing.post(f"{PAGE}/changes", price="1", at=NEW_YEAR, form_key="k" * 24, confirm="1").status_code == 403
    assert desk(Role.OWNER).get("/staff/prices/weekly").status_code == 404
    assert desk(Role.OWNER).post("/staff/prices/weekly/end", at=NEW_YEAR, form_key="k" * 24).status_code == 404
