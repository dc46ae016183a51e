"""A place for random histories: one shop whose database is put back before each, and a sandbox at hand."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import event, update

from tbo import clock
from tbo.accounts.models import Household
from tbo.alipay.account import AlipayAccount
from tbo.db import db, writing
from tbo.sandbox import create_sandbox
from tbo.sandbox.options import SandboxSettings
from tbo.sandbox.sandbox import sandbox_of

from ..orders.subscribers import MORNING
from ..support.browser import Browser, become_guest
from ..support.coupons import offer_coupon
from ..support.databases import Postgres, Sqlite
from ..support.selling import Sold, sell_plan, sell_series

COUPON, PLACES = "HUANYING", 3
HOUSEHOLDS = 3
BEGINS_AT = MORNING - timedelta(days=1)


@dataclass(frozen=True)
class Person:
    """A household with an address, by its cookie; `buyer_id` is who pays for it at Alipay."""

    household_id: int
    secret: str
    buyer_id: str


@dataclass(frozen=True)
class Place:
    """A shop and its sandbox; `template` is the database that every history begins with."""

    app: Flask
    sandbox: Flask
    server: Sqlite | Postgres
    template: str
    series: Sold
    people: tuple[Person, ...]

    def put_back(self) -> None:
        """Begin anew, on both sides."""
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()
        self.server.put_back(self.app.config["SQLALCHEMY_DATABASE_URI"], self.template)
        with sandbox_of(self.sandbox).store.writing() as far:
            for (name,) in far.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                far.execute(f"DELETE FROM {name}")


@contextmanager
def place(app: Flask, server: Sqlite | Postgres, folder: Path, keys_folder: Path) -> Iterator[Place]:
    """Furnish the empty shop `app` and lend it with a sandbox."""
    series, people = furnish(app, keys_folder)
    sandbox = create_sandbox(SandboxSettings(folder=folder, keys_folder=keys_folder, retry_gaps=()))
    yield Place(app, sandbox, server, server.new(app.config["SQLALCHEMY_DATABASE_URI"]), series, people)


def furnish(app: Flask, keys_folder: Path) -> tuple[Sold, tuple[Person, ...]]:
    """Give an empty shop an account at a sandbox, goods and people; what it acknowledges may be lost with the power."""
    ours, theirs = ((keys_folder / name).read_text() for name in ("shop-private.pem", "sandbox-public.pem"))
    settings = app.extensions["tbo.settings"]
    address = "http://sandbox.test/gateway.do"
    account = AlipayAccount(settings.alipay_app_id, settings.alipay_seller_id, address, ours, theirs)
    app.extensions["tbo.alipay_account"] = account
    with app.app_context(), clock.standing_at(BEGINS_AT):
        event.listen(db.engine, "connect", _do_not_wait_for_the_disk)
        furnished = _furnished(app)
        db.session.remove()
        db.engine.dispose()
    return furnished


def _furnished(app: Flask) -> tuple[Sold, tuple[Person, ...]]:
    now = clock.now()
    series = sell_series(in_plan_at=now)
    sell_plan()
    offer_coupon(COUPON, total_limit=PLACES)
    return series, tuple(_person(app, nth) for nth in range(1, HOUSEHOLDS + 1))


def _person(app: Flask, nth: int) -> Person:
    browser = Browser(app, f"203.0.113.{nth}")
    household = become_guest(browser).id
    with writing():
        told = update(Household).where(Household.id == household).values(email=f"lin{nth}@example.com")
        db.session.execute(told)
    return Person(household, browser.secret or "", f"208873{nth:010}")


def _do_not_wait_for_the_disk(connection, _record) -> None:
    is_sqlite = isinstance(connection, sqlite3.Connection)
    with closing(connection.cursor()) as cursor:
        cursor.execute("PRAGMA synchronous=OFF" if is_sqlite else "SET synchronous_commit TO off")
    connection.commit()
