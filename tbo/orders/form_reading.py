"""What checkouts read of an address and a form: the price that was shown, and the episode that was wanted."""

import re

from flask import request

from ..rules.money import Money
from ..web.ids import read_id
from .checkout import FormTooOld

FEN = re.compile(r"[0-9]{1,10}")


def shown_price() -> Money:
    """Return the price that stood in the form. Raises FormTooOld."""
    typed = request.form.get("shown", "")
    if not FEN.fullmatch(typed):
        raise FormTooOld(f"{typed!r:.20} is not a price of ours")
    return Money(int(typed))


def trial_days() -> int:
    """Return the free days that stood in the form; 0 for none. Raises FormTooOld."""
    typed = request.form.get("trial", "0")
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 2):
        raise FormTooOld(f"{typed!r:.20} is not a trial of ours")
    return int(typed)


def wanted_id() -> int | None:
    """Return the number of the episode that brought somebody here; None when there is none, or no number."""
    return read_id(request.args.get("wanted", ""))
