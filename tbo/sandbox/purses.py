"""Who has money: as the buyer was invented, until a person or a test turns it round."""

import sqlite3
from dataclasses import replace

from tbo.sandbox.buyers import BUYERS, Buyer, buyer_or_none


def has_money(db: sqlite3.Connection, buyer_id: str) -> bool:
    """Whether this buyer can pay now."""
    row = db.execute("SELECT has_money FROM purses WHERE buyer_id = ?", (buyer_id,)).fetchone()
    buyer = buyer_or_none(buyer_id)
    return bool(row["has_money"]) if row else bool(buyer and buyer.has_money)


def fill(db: sqlite3.Connection, buyer_id: str, filled: bool) -> None:
    """Give this buyer money, or take it."""
    query = "INSERT INTO purses VALUES (?, ?) ON CONFLICT (buyer_id) DO UPDATE SET has_money = excluded.has_money"
    db.execute(query, (buyer_id, filled))


def buyers_now(db: sqlite3.Connection) -> list[Buyer]:
    """The buyers with names, each with or without money as it is now."""
    return [replace(buyer, has_money=has_money(db, buyer.id)) for buyer in BUYERS]
