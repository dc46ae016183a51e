"""The judge: each promise is called broken where it is, and only there."""

from datetime import UTC, datetime, timedelta

import pytest

from tbo.rehearsal.cast import Person
from tbo.rehearsal.findings import Findings
from tbo.rehearsal.judging import charged_once, left_alone, told_before
from tbo.rehearsal.money import Bought, Paid
from tbo.rehearsal.play import Play
from tbo.rehearsal.telling import told
from tbo.rehearsal.watching import Given, joined, reckoned, without

NOON = datetime(2026, 12, 18, 4, 0, tzinfo=UTC)
DAY = timedelta(days=1)
LETTER = "你的月卡会在 2026 年 12 月 18 日 用支付宝自动续费 ¥19.00。"


def paid(payment="A_1", order="A", period=1, planned="2026-12-21", back=0, total=1900, signed=NOON - 30 * DAY):
    bought = Bought(order, 1, total, 1, False, "S", period)
    return Paid(payment, 1900, back, NOON, NOON, "S", planned, signed, bought)


def play(letters=(), cancelled=(), asked=()):
    person = Person(0, "1", household_id=1, cancelled=list(cancelled), asked_for=list(asked))
    made = Play({0: person})
    made.letters = list(letters)
    return made


def broken(check, *given) -> list[str]:
    findings = Findings()
    check(findings, *given)
    (kept,) = findings.promises.values()
    return kept.broken


@pytest.mark.parametrize(
    ("money", "count"),
    [
        ([paid()], 0),
        ([paid(), paid("B_1", "B", 2, "2027-01-21")], 0),
        ([paid(), paid("A_2")], 2),
        ([paid(), paid("A_2", back=1900)], 0),
        ([paid(), paid("A_2", back=1899)], 2),
        ([paid(), paid("B_1", "B")], 1),
        ([paid(total=1500)], 1),
        ([Paid("X", 1, 0, NOON, NOON, None, None, None, None)], 1),
    ],
)
def test_nobody_pays_twice(money, count):
    assert len(broken(charged_once, money)) == count


@pytest.mark.parametrize(
    ("letters", "asked", "is_broken"),
    [
        ([("renewal:S:1:2026-12-18", NOON - 5 * DAY, LETTER)], [], False),
        ([("renewal:S:1:2026-12-18", NOON - 5 * DAY + timedelta(seconds=1), LETTER)], [], True),
        ([("renewal:S:2:2026-12-18", NOON - 7 * DAY, LETTER)], [], True),
        ([("renewal:S:1:2026-12-18", NOON - 7 * DAY, LETTER.replace("19.00", "18.99"))], [], True),
        ([], [], True),
        ([], [NOON - timedelta(hours=1)], False),
        ([], [NOON + timedelta(hours=1)], True),
    ],
)
def test_nobody_is_charged_without_a_letter(letters, asked, is_broken):
    assert bool(broken(told_before, [paid()], play(letters, asked=asked))) is is_broken


@pytest.mark.parametrize(("signed", "count"), [(NOON, 0), (NOON - 2 * DAY, 1)])
def test_what_is_deducted_with_the_signing_needs_no_letter(signed, count):
    assert len(broken(told_before, [paid(period=0, signed=signed)], play())) == count


@pytest.mark.parametrize(("number", "at", "count"), [("S", NOON - DAY, 1), ("S", NOON + DAY, 0), ("T", NOON - DAY, 0)])
def test_nobody_is_charged_after_leaving(number, at, count):
    assert len(broken(left_alone, [paid()], play(cancelled=[(number, at)]))) == count


def test_findings_of_two_shops_add_up_and_say_so():
    one, other = Findings(households=3, bills=2, ledger_entries=5), Findings(households=4, bills=2, ledger_entries=6)
    one.count("2026-12", "renewed", 2)
    other.count("2026-12", "renewed")
    one.promise("once", "once").broken.append("S")
    both = Findings.from_json((one + other).to_json())
    assert (both.households, both.shops, both.bills, both.ledger_entries) == (7, 2, 4, 11)
    assert (both.totals["renewed"], both.is_good) == (3, False)
    said = "among 2 shops"
    assert [any(said in line for line in told(found, NOON.date(), 1, "1")) for found in (one, both)] == [False, True]


def test_what_is_not_covered_is_found():
    days = [(NOON + n * DAY, NOON + m * DAY) for n, m in ((0, 3), (3, 5), (7, 8))]
    assert joined(days) == [(NOON, NOON + 5 * DAY), days[2]]
    assert without([(NOON, NOON + 9 * DAY)], joined(days)) == [
        (NOON + 5 * DAY, days[2][0]),
        (days[2][1], NOON + 9 * DAY),
    ]
    assert without([(NOON, NOON + 4 * DAY)], joined(days)) == []


def test_periods_follow_each_other_and_what_went_back_gives_none():
    given = [Given(NOON, 1, True), Given(NOON + 28 * DAY, 1, True), Given(NOON + 40 * DAY, 1, False)]
    must, may = reckoned(given, NOON + 400 * DAY)
    assert must[1][0] - must[0][0] == 31 * DAY
    assert len(must) == 2
    assert len(may) == 3
