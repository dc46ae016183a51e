"""The audit log: chained, append-only on both engines, and shown to the owner alone."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tbo.backoffice import audit
from tbo.backoffice.audit import Deed, record
from tbo.backoffice.models import AuditEntry
from tbo.db import db, is_sqlite, writing
from tbo.operations.commands import tbo_commands
from tbo.rules.staff_rights import Role

from ..support.at_once import at_once
from .desk import staff_of


def write(count: int = 3) -> None:
    with writing():
        for number in range(count):
            record(None, Deed("refund", "order", f"TBO{number}", {"fen": number}, {"fen": 0}, "因为"))


def tampered(statement: str) -> bool:
    """Change the log behind the triggers' back, as somebody with the database's own keys could."""
    off = "DROP TRIGGER audit_entry_no_{}" if is_sqlite() else "DROP TRIGGER audit_entry_no_change ON audit_entry"
    for what in ("update", "delete") if is_sqlite() else ("",):
        db.session.execute(text(off.format(what)))
    db.session.execute(text(statement))
    return audit.first_broken_or_none() is not None


def test_rows_follow_one_another(app):
    write()
    assert audit.first_broken_or_none() is None
    rows = db.session.query(AuditEntry).order_by(AuditEntry.id).all()
    assert rows[0].previous_hash == audit.FIRST
    assert [row.previous_hash for row in rows[1:]] == [row.hash for row in rows[:-1]]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET reason = 'another' WHERE subject = 'TBO1'",
        "UPDATE audit_entry SET who = 'somebody else' WHERE subject = 'TBO0'",
        "UPDATE audit_entry SET at = '2020-01-01 00:00:00' WHERE subject = 'TBO1'",
        "DELETE FROM audit_entry WHERE subject = 'TBO1'",
        "DELETE FROM audit_entry WHERE subject = 'TBO0'",
    ],
)
def test_whoever_changes_or_takes_out_a_row_is_found(app, statement):
    write()
    assert tampered(statement)


@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit_entry SET reason = ''", "UPDATE audit_entry SET hash = hash", "DELETE FROM audit_entry"],
)
def test_the_database_itself_refuses(app, statement):
    write()
    with pytest.raises(DBAPIError, match="append-only"), db.session.begin_nested():
        db.session.execute(text(statement))
    assert audit.first_broken_or_none() is None


def test_many_at_once_make_one_chain(committed_app):
    assert at_once(committed_app, *[lambda: write(2)] * 8) == [None] * 8
    with committed_app.app_context():
        assert db.session.query(AuditEntry).count() == 16
        assert audit.first_broken_or_none() is None


def test_the_command_proves_it(app):
    app.cli.add_command(tbo_commands)
    write()
    run = app.test_cli_runner().invoke
    whole = run(args=["tbo", "audit", "verify"])
    assert (whole.exit_code, "whole" in whole.output) == (0, True)
    tampered("UPDATE audit_entry SET reason = 'another' WHERE subject = 'TBO1'")
    broken = run(args=["tbo", "audit", "verify"])
    assert (broken.exit_code, "Row" in broken.output) == (1, True)


def test_the_owner_reads_it_and_has_it_checked(desk):
    desk(Role.SUPPORT)
    browser = desk(Role.OWNER)
    page = browser.page("/staff/audit?check=1")
    assert page.select_one(".note.good")
    rows = [row.get_text(" ", strip=True) for row in page.select("#entries tbody tr")]
    assert "沈雨" in rows[0]
    assert "陈默" in rows[1]
    who = page.select("#entries tbody a")[0]["href"]
    assert {row.get_text(" ", strip=True)[20:22] for row in browser.page(who).select("#entries tbody tr")} == {"沈雨"}


def test_a_broken_chain_is_said_in_red(desk):
    browser = desk(Role.OWNER)
    staff = staff_of(Role.OWNER)
    tampered(f"UPDATE audit_entry SET reason = 'x' WHERE staff_id = {staff.id}")
    assert browser.page("/staff/audit?check=1").select_one(".note.bad")


def test_older_rows_are_on_further_pages(desk):
    write(40)
    browser, seen, address = desk(Role.OWNER), [], "/staff/audit"
    while address:
        page = browser.page(address)
        seen += [row.get_text() for row in page.select("#entries tbody td:nth-child(4)")]
        more = page.select_one(".more a")
        address = more["href"] if more else None
    assert {f"TBO{number}" for number in range(40)} <= set(seen)
