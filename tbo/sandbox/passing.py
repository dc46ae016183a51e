"""What the clock alone decides, for all that lives by it."""

import sqlite3
from datetime import datetime

from tbo.sandbox import deductions, trades
from tbo.sandbox.sandbox import Sandbox


def catch_up(sandbox: Sandbox, db: sqlite3.Connection, now: datetime) -> None:
    """Settle deductions under way, close what ran out, take money that was promised for later."""
    # First the deductions: a clock that jumped a day must not close what was to be paid within it.
    deductions.settle_pending(sandbox, db, now)
    trades.catch_up(sandbox, db, now)
