"""The courier thread: watches the clock for late payments and expiries, and delivers due notices."""

import logging
import threading

from tbo.sandbox.delivery import deliver_due
from tbo.sandbox.passing import catch_up
from tbo.sandbox.sandbox import Sandbox

log = logging.getLogger(__name__)
PAUSE = 0.5
COURIERS = 3


def start_couriers(sandbox: Sandbox) -> None:
    """Start the threads of this process; a slow shop holds up one of them, not the others."""
    for number in range(COURIERS):
        threading.Thread(target=_work, args=(sandbox,), name=f"courier-{number}", daemon=True).start()


def _work(sandbox: Sandbox) -> None:
    while True:
        try:
            round_of_work(sandbox)
        except Exception:
            # The thread must outlive a full disk or a locked file: what was due is still due in its table.
            log.exception("the courier could not finish a round and tries again")
        sandbox.bell.wait(PAUSE)
        sandbox.bell.clear()


def round_of_work(sandbox: Sandbox) -> int:
    """Close what expired, pay what arrives late, deliver what is due; return the number of deliveries."""
    now = sandbox.now()
    with sandbox.store.writing() as db:
        catch_up(sandbox, db, now)
    return deliver_due(sandbox, now)
