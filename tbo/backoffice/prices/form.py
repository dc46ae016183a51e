"""The forms of a plan's price as they were typed, each field with what is wrong with it."""

from dataclasses import dataclass, field
from datetime import datetime

from flask import request
from flask_babel import gettext as _

from ... import clock
from ...rules.money import Money
from ...rules.wall_times import NoSuchTime, instant
from ..orders.refunding import NotASum, read_amount
from .making import Change, Wish

FIELDS = ("price", "version", "at", "reason")


@dataclass(slots=True)
class PriceForm:
    """What stands in the form of a change, with what is wrong by field."""

    change: Change | None = None
    typed: dict[str, str] = field(default_factory=lambda: dict.fromkeys(FIELDS, ""))
    errors: dict[str, str] = field(default_factory=dict)

    def wish(self, key: str) -> Wish | None:
        """Return what is asked for, None when a field is wrong."""
        change = self.change or Change.PLAN
        at = self._instant()
        price = self._price() if change is Change.PLAN else Money.zero()
        version = self._version() if change is Change.ANNOUNCE else 0
        if self.errors or at is None:
            return None
        return Wish(change=change, key=key, at=at, price=price, version=version)

    def _instant(self) -> datetime | None:
        try:
            return instant(self.typed["at"], clock.shop_zone())
        except NoSuchTime:
            self.errors["at"] = _("时间写成 2026-12-01T00:00 这样。")
            return None

    def _price(self) -> Money:
        try:
            return read_amount(self.typed["price"])
        except NotASum as refusal:
            self.errors["price"] = refusal.words()
            return Money.zero()

    def _version(self) -> int:
        text = self.typed["version"]
        if text.isascii() and text.isdigit() and len(text) < 6:
            return int(text)
        self.errors["version"] = _("选一个涨价的版本。")
        return 0


def form_typed(change: Change) -> PriceForm:
    """Return a form as it came."""
    return PriceForm(change, {name: request.form.get(name, "").strip()[:200] for name in FIELDS})
