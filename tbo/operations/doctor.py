"""The doctor: looks at what a running shop stands on and says in sentences what is missing or wrong."""

from collections.abc import Callable, Iterator

from flask import current_app

from ..db import db
from ..settings import Settings
from . import delivery_checks, far_checks, near_checks, picture_checks, voucher_checks
from .findings import Finding

Check = Callable[[Settings], Iterator[Finding]]
CHECKS: tuple[Check, ...] = (
    near_checks.address,
    near_checks.proxies,
    near_checks.database,
    near_checks.catalogue,
    far_checks.alipay,
    far_checks.clock_beside_the_gateway,
    near_checks.signing,
    near_checks.media,
    delivery_checks.delivery,
    picture_checks.pictures,
    voucher_checks.vouchers,
    near_checks.messages,
    near_checks.worker,
    near_checks.jobs,
    near_checks.disk,
)


def examine() -> list[Finding]:
    """Look at everything; one broken thing does not hide the next."""
    settings = current_app.extensions["tbo.settings"]
    return [finding for check in CHECKS for finding in _protected(check, settings)]


def _protected(check: Check, settings: Settings) -> list[Finding]:
    try:
        return list(check(settings))
    except Exception as error:
        # A check that breaks has found something, and PostgreSQL wants to hear that its transaction is over.
        db.session.rollback()
        what, first_line = check.__name__.replace("_", " "), (str(error).splitlines() or [""])[0]
        return [Finding(f"Looking at the {what} failed: {type(error).__name__}: {first_line[:200]}", is_wrong=True)]
