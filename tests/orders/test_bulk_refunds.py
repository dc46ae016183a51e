"""Many orders' money back: shown without a trace, done only with the number shown, and only once."""

import pytest
from sqlalchemy import func, select

from tbo.catalog.models import Title
from tbo.db import db
from tbo.jobs import run_due_jobs
from tbo.operations.refunds import refund_commands
from tbo.orders.books.check import differences
from tbo.orders.books.ledger import LedgerEntry
from tbo.orders.models import Refund
from tbo.orders.refunds.bulk import carry_out, plan_for_title
from tbo.orders.refunds.sending import refund_order
from tbo.rules.ledger import LedgerKind
from tbo.rules.money import Money

from ..support.selling import buying, household, order_of, payment_of, sell_plan, sell_series
from .telling import tell


@pytest.fixture
def slug(series) -> str:
    return db.session.scalars(select(Title.slug).where(Title.id == series.title_id)).one()


@pytest.fixture
def sold(series, alipay) -> dict[str, str]:
    """Payments of one title and of another; a part of one went back, one trade is finished, one order waits."""
    wishes = {"episode": series.episode(1), "rental": series.rental(2), "season": series.season, "old": series.season}
    wishes |= {"other": sell_series().episode(1), "plan": sell_plan()}
    numbers = {name: buying(wish) for name, wish in wishes.items()}
    for number in numbers.values():
        tell(alipay.pays(number, payment_of(number).amount_fen))
    tell(alipay.finishes(numbers["old"]))
    refund_order(order_of(numbers["season"]).number, "a wish", Money(100))
    run_due_jobs()
    return numbers | {"unpaid": buying(series.episode(3))}


@pytest.fixture
def run(app):
    def run(*arguments: str):
        return app.test_cli_runner().invoke(refund_commands, ["plan", *arguments])

    return run


def refunds() -> int:
    return db.session.scalar(select(func.count(Refund.id)))


def number_of(sold, name: str) -> str:
    return order_of(sold[name]).number


def test_a_plan_shows_every_order_of_a_title_and_writes_nothing(sold, slug, run):
    result = run("--title", slug, "--reason", "withdrawn")
    assert result.exit_code == 0, result.output
    for name, amount in (("episode", "3.00"), ("rental", "1.20"), ("season", "8.00")):
        assert any(number_of(sold, name) in line and amount in line for line in result.output.splitlines())
    assert f"{number_of(sold, 'old')}  left out: Alipay refunds it no more" in result.output
    for name in ("other", "plan", "unpaid"):
        assert number_of(sold, name) not in result.output
    assert "3 orders, 12.20 yuan; 1 left out" in result.output
    assert "add --confirm 3" in result.output
    assert refunds() == 1


@pytest.mark.parametrize("is_back", [False, True])
def test_what_is_back_or_on_its_way_is_left_out_and_says_so(sold, slug, run, is_back):
    refund_order(number_of(sold, "episode"), "a wish")
    if is_back:
        run_due_jobs()
    said = run("--title", slug, "--reason", "withdrawn").output
    assert f"{number_of(sold, 'episode')}  left out: all of it is back or on its way" in said


def test_a_plan_says_what_would_go_back_twice(series, slug, run, alipay, tmp_path):
    lin = household()
    episode = buying(series.episode(1), lin)
    tell(alipay.pays(episode, 300))
    season = buying(series.season, lin)
    tell(alipay.pays(season, 600))
    named = tmp_path / "orders"
    named.write_text(order_of(episode).number)
    said = run("--orders", str(named), "--reason", "by mistake").output
    assert f"beware: 3.00 yuan of it counts in {order_of(season).number} already" in said
    assert "beware" not in run("--title", slug, "--reason", "withdrawn").output, "both go back"
    tell(alipay.finishes(season))
    assert "beware" in run("--title", slug, "--reason", "withdrawn").output


@pytest.mark.parametrize("confirmed", ["2", "4", "0", "-3"])
def test_another_number_than_the_one_shown_does_nothing(sold, slug, run, confirmed):
    result = run("--title", slug, "--reason", "withdrawn", "--confirm", confirmed)
    assert result.exit_code == 1
    assert "nothing was written" in result.output
    assert refunds() == 1


def test_the_number_shown_gives_it_all_back_once(sold, slug, run, alipay):
    result = run("--title", slug, "--reason", "withdrawn", "--confirm", "3")
    assert result.exit_code == 0, result.output
    run_due_jobs()
    assert [alipay.trades[sold[name]].refunded for name in ("episode", "rental", "season")] == [300, 120, 900]
    assert [alipay.trades[sold[name]].refunded for name in ("old", "other", "plan")] == [0, 0, 0]
    told = select(LedgerEntry.actor, LedgerEntry.reason).where(LedgerEntry.kind == LedgerKind.REFUND_REQUESTED)
    assert [tuple(row) for row in db.session.execute(told.order_by(LedgerEntry.id))][1:] == [
        ("command line", "withdrawn")
    ] * 3
    assert list(differences()) == []
    again = run("--title", slug, "--reason", "withdrawn", "--confirm", "3")
    assert again.exit_code == 1
    assert refunds() == 4


def test_orders_of_a_file_are_taken_once_and_strangers_named(sold, run, tmp_path):
    file = tmp_path / "orders.txt"
    lines = [f"\ufeff{number_of(sold, 'plan')} # complained", "", number_of(sold, "plan"), "# none", "TBO20261118-X"]
    file.write_text("\n".join([*lines, number_of(sold, "unpaid")]))
    result = run("--orders", str(file), "--reason", "sorry", "--confirm", "1")
    assert result.exit_code == 0, result.output
    assert "TBO20261118-X  left out: no such order" in result.output
    assert f"{number_of(sold, 'unpaid')}  left out: not paid" in result.output
    assert refunds() == 2


def test_what_changed_since_it_was_planned_is_refused_and_the_rest_done(sold, slug):
    plan = plan_for_title(slug)
    refund_order(number_of(sold, "episode"), "meanwhile", Money(1))
    outcome = {planned.number: why for planned, why in carry_out(plan, "withdrawn")}
    assert "left of order" in outcome[number_of(sold, "episode")]
    assert outcome[number_of(sold, "rental")] is None
    assert outcome[number_of(sold, "season")] is None
    assert refunds() == 4


@pytest.mark.parametrize(
    "arguments",
    [
        ("--reason", "x"),
        ("--title", "a", "--orders", __file__, "--reason", "x"),
        ("--title", "nothing-like-this", "--reason", "x"),
        ("--title", "a"),
        ("--title", "a", "--reason", " "),
    ],
)
def test_a_half_told_wish_is_a_mistake(app, run, arguments):
    assert run(*arguments).exit_code == 2
    assert refunds() == 0


def test_a_list_of_a_chinese_spreadsheet_is_read(sold, run, tmp_path):
    file = tmp_path / "orders.csv"
    file.write_bytes(f"# 一批\n{number_of(sold, 'episode')}\n".encode("gb18030"))
    assert "1 orders, 3.00 yuan" in run("--orders", str(file), "--reason", "withdrawn").output
    file.write_bytes(b"\xff\xff\xff\n")
    result = run("--orders", str(file), "--reason", "withdrawn")
    assert (result.exit_code, "is no text in UTF-8 or GB 18030" in result.output) == (2, True)
