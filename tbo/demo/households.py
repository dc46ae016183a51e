"""Fills in the demo shop's households: who pays, one of each kind that the shop knows.

The content tells more than there are tables for. Left out until there are: coupons (what one took off is part of the
price's line), gifts as goods (their order; what was redeemed is a right all the same), refused codes, ages and nights
of profiles, what children asked for, and fapiao. Without a sandbox near (see living.py) no plan renews: then a renewal
is a period bought again.
"""

import re

from ..accounts.models import Household
from ..accounts.slow_hashes import hashed
from ..rules.profiles import MINORS
from .content import Anchor, content
from .rows import ids_by, insert_all
from .stable import token

_BEFORE_COLON = re.compile(r"[^：:]+(?=[：:])")


def add_households(at: Anchor) -> None:
    """Insert every household; a guest has no way to sign in."""
    insert_all(Household, [_household(household, at) for household in content("households")])


def household_ids() -> dict[str, int]:
    """Return ids by slug."""
    ids = ids_by(Household, "public_id")
    return {household["slug"]: ids[public_id_of(household)] for household in content("households")}


def public_id_of(household: dict) -> str:
    """Return under which name a household of the content is found again."""
    return token("household", household["slug"])


def _household(household: dict, at: Anchor) -> dict:
    account = household["account"] or {}
    created_at = at.moment(household["created_at"])
    return {
        "public_id": public_id_of(household),
        "label": _name(household),
        "phone": account.get("phone"),
        "email": account.get("email"),
        "alipay_user_id": account.get("alipay_user_id"),
        "locale": household["locale"],
        "created_at": created_at,
        "became_account_at": (at.moment(household.get("became_account_at")) or created_at) if account else None,
        **_guarded(household),
    }


def pin_of(household: dict) -> str | None:
    """Return a household's PIN: it has one, the first that its content tells of."""
    return next((profile["pin"] for profile in household["profiles"] if profile["pin"]), None)


def _guarded(household: dict) -> dict:
    """Where minors watch, the PIN is asked for before buying."""
    pin = pin_of(household)
    has_minors = any(profile["kind"] in MINORS for profile in household["profiles"])
    return {"pin_hash": hashed(pin) if pin else None, "pin_to_buy": bool(pin) and has_minors}


def _name(household: dict) -> str | None:
    """Return the family's name, which stands before the colon of what it is there to show."""
    found = _BEFORE_COLON.match(household["label"][household["locale"]])
    return found[0] if found else None
