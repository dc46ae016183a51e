"""A small rehearsal: it balances on both engines, is the same for the same seed, and says what somebody broke."""

import pytest

from tbo.db import db
from tbo.orders.renewals import sweep as renewal_sweep
from tbo.rehearsal.findings import Findings
from tbo.rehearsal.running import run
from tbo.rehearsal.telling import told
from tbo.subscriptions import reading

from ..conftest import ANCHOR, empty_copy, new_app

MIDNIGHT = ANCHOR.replace(hour=16, minute=0)


@pytest.fixture
def rehearsed(empty_app, server, tmp_path):
    """Let some households live in a shop of their own."""

    def live(people: int, days: int, seed: str = "1", name: str = "shop") -> Findings:
        app = new_app(empty_app, empty_copy(empty_app, server))
        with app.app_context():
            try:
                return run(app, tmp_path / name, range(people), seed, MIDNIGHT, days)
            finally:
                db.session.remove()
                db.engine.dispose()

    return live


def broken(findings: Findings) -> set[str]:
    return {name for name, kept in findings.promises.items() if kept.broken}


def test_seventy_days_balance_and_are_told(rehearsed):
    found = rehearsed(10, 70)
    assert broken(found) == set()
    assert found.totals["renewed"] >= 6
    assert found.unexplained_fen == 0
    text = "\n".join(told(found, MIDNIGHT.date(), 70, "1"))
    assert "Every promise was kept." in text
    assert "unexplained ¥0.00" in text


def test_the_same_seed_makes_the_same_report(rehearsed):
    once, again = (rehearsed(3, 35, "7", name).to_json() for name in ("once", "again"))
    assert once == again
    assert Findings.from_json(once).to_json() == once


def test_a_shop_that_tells_nobody_is_found_out(rehearsed, monkeypatch):
    long_ago = MIDNIGHT.replace(year=2020)
    monkeypatch.setattr(
        renewal_sweep, "_STEPS", tuple(s for s in renewal_sweep._STEPS if s[1].__name__ != "give_notice")
    )
    monkeypatch.setattr(reading, "told_at", lambda subscription: long_ago)
    assert "told" in broken(rehearsed(2, 58))
