"""The commands for coupons: what is offered is what was typed, codes are written once, and only hashes stay."""

import csv
import stat
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from tbo import clock
from tbo.db import db
from tbo.offers import coupon_commands, coupon_making
from tbo.offers.coupon_models import Coupon, CouponCode
from tbo.offers.coupons import find_coupon
from tbo.rules.coupons import code_or_none

from ..support.coupons import offer_coupon


@pytest.fixture
def run(app):
    """Runs a command of `flask tbo coupons`."""
    runner = app.test_cli_runner()

    def call(*words: str, fails: bool = False) -> str:
        result = runner.invoke(coupon_commands.coupon_commands, list(map(str, words)))
        assert (result.exit_code != 0) is fails, result.output
        return result.output

    return call


def coupon() -> Coupon:
    db.session.rollback()
    return db.session.scalars(select(Coupon)).one()


def test_a_coupon_is_offered_as_it_was_typed(run):
    words = ["add", "huan-ying", "--name", "首月七折", "--percent", 30, "--scope", "plan", "--ref", "monthly"]
    limits = ["--for", "new", "--minimum", "10.00", "--total", 200, "--first-periods", 1, "--by-link"]
    assert run(*words, *limits, "--from", "2026-11-01", "--until", "2026-12-01") == "HUANYING is offered.\n"
    found = coupon()
    assert (found.code, found.name, found.percent, found.amount_fen) == ("HUANYING", {"zh-Hans": "首月七折"}, 30, 0)
    assert (found.scope, found.refs, found.audience, found.minimum_fen) == ("plan", ["monthly"], "new", 1000)
    assert (found.total_limit, found.household_limit, found.first_periods) == (200, 1, 1)
    assert found.applies_by_link
    assert not found.is_batch
    assert found.starts_at == datetime(2026, 10, 31, 16, tzinfo=UTC), "days begin in the shop's time zone"
    assert found.ends_at == datetime(2026, 11, 30, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["X"], "is no code"),
        (["HUANYING"], "is there already"),
        (["NEW", "--from", "2026-12-02", "--until", "2026-12-02"], "would end before it begins"),
        (["NEW", "--amount", "5.00"], "either --percent or --amount"),
        (["NEW", "--minimum", "5"], "is not an amount"),
        (["NEW", "--per-household", "0"], "0 is not in the range"),
        (["NEW", "--scope", "everything"], "is not one of"),
    ],
)
def test_what_cannot_be_offered_is_said(run, words, sentence):
    offer_coupon()
    assert sentence in run("add", *words, "--name", "x", "--percent", 10, fails=True)
    assert db.session.scalar(select(func.count()).select_from(Coupon)) == 1


def test_an_amount_takes_something_off(run):
    assert "takes nothing off" in run("add", "NEW", "--name", "x", "--amount", "0.00", fails=True)
    run("add", "NEW", "--name", "x", "--amount", "5.00")
    assert (coupon().amount_fen, coupon().percent) == (500, 0)


def test_a_batch_is_written_once_and_kept_as_hashes(run, tmp_path):
    run("add", "YIJI", "--name", "请你看一集", "--percent", 100, "--scope", "episode", "--unique")
    file = tmp_path / "codes.csv"
    run("batch", "YIJI", "--count", 50, "--out", file)
    head, *rows = list(csv.reader(file.open()))
    codes = [row[0] for row in rows]
    assert (head, len(set(codes))) == (["code"], 50)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    kept = db.session.scalars(select(CouponCode)).all()
    assert {row.batch for row in kept} == {"codes"}
    bare = {code_or_none(code) for code in codes}
    assert not bare & {str(value) for row in kept for value in vars(row).values()}
    assert {row.prefix for row in kept} == {code[:4] for code in bare}
    assert all(find_coupon(code) for code in codes)
    assert find_coupon("YIJI") is None


def test_a_folder_that_is_not_there_is_said(run, tmp_path):
    offer_coupon("YIJI", is_batch=True)
    assert "cannot be written" in run("batch", "YIJI", "--count", 2, "--out", tmp_path / "no" / "x.csv", fails=True)


def test_a_file_that_is_there_is_left_alone_and_no_code_is_kept(run, tmp_path):
    offer_coupon("YIJI", is_batch=True)
    file = tmp_path / "codes.csv"
    file.write_text("mine")
    assert "is there already" in run("batch", "YIJI", "--count", 2, "--out", file, fails=True)
    assert (file.read_text(), db.session.scalar(select(func.count()).select_from(CouponCode))) == ("mine", 0)


@pytest.mark.parametrize("code", ["HUANYING", "NOBODY", "礼"])
def test_without_a_coupon_for_them_no_codes_are_left_in_a_file(run, tmp_path, code):
    offer_coupon()
    file = tmp_path / "codes.csv"
    assert "is no coupon of unique codes" in run("batch", code, "--count", 2, "--out", file, fails=True)
    assert not file.exists()


def test_when_keeping_fails_the_file_goes_too(run, tmp_path, monkeypatch):
    offer_coupon("YIJI", is_batch=True)

    def broken(*_):
        raise OSError("the disk is full")

    monkeypatch.setattr(coupon_commands, "keep_unique_codes", broken)
    file = tmp_path / "codes.csv"
    run("batch", "YIJI", "--count", 2, "--out", file, fails=True)
    assert not file.exists()


def test_a_batch_has_its_bound(run, tmp_path, monkeypatch):
    monkeypatch.setattr(coupon_making, "MOST_CODES", 3)
    offer_coupon("YIJI", is_batch=True)
    assert "a batch has 1 to 3" in run("batch", "YIJI", "--count", 4, "--out", tmp_path / "codes.csv", fails=True)


def test_the_list_says_what_each_takes_off_and_how_it_stands(run, tmp_path):
    offer_coupon(total_limit=9, used_count=4, ends_at=datetime(2027, 1, 1, tzinfo=UTC))
    offer_coupon("YIJI", is_batch=True, amount_fen=500, scope="season", refs=[7], stopped_at=clock.now())
    run("batch", "YIJI", "--count", 3, "--out", tmp_path / "codes.csv")
    assert run("list").splitlines() == [
        "YIJI: 5.00 yuan off season 7, for all; used 0, 3 unique codes; stopped",
        "HUANYING: 50 % off all *, for all; used 4 of 9; until 2027-01-01 00:00 UTC",
    ]
