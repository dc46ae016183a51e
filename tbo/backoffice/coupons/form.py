"""The form of a coupon as it was typed, read field by field, each with what is wrong with it."""

import re
from dataclasses import dataclass, field
from datetime import datetime

from flask import request
from flask_babel import gettext as _
from sqlalchemy import select

from ... import clock
from ...db import db
from ...offers.coupon_models import Coupon
from ...pages.asking import question_or_none
from ...pages.named import ref_named, ref_words
from ...rules.coupons import Audience, CouponFacts, Scope, code_or_none
from ...rules.money import Money
from ...rules.wall_times import NoSuchTime, instant, wall_time
from ...web.errors import Refusal
from ..orders.refunding import read_amount
from ..refs import ref_or_none

TEXTS = ("code", "takes", "percent", "amount", "scope", "refs", "audience", "minimum", "total", "per_household")
MORE = ("first_periods", "starts", "ends", "by_link", "is_batch", "name_zh", "name_en", "name_de")
LANGUAGES = {"name_zh": "zh-Hans", "name_en": "en", "name_de": "de"}
LARGEST, MOST_REFS, LONGEST = 1_000_000, 50, {"refs": 2000}
_BETWEEN, _WORDS = re.compile(r"[\n,，、]+"), re.compile(r"\s+")


@dataclass(slots=True)
class CouponForm:
    """What stands in the form, with what is wrong by field."""

    typed: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)

    def facts(self) -> CouponFacts | None:
        """Return what the coupon promises, None when a field is wrong."""
        starts_at, ends_at = self.instant("starts") or clock.now(), self.instant("ends")
        if ends_at is not None and ends_at <= starts_at:
            self.errors.setdefault("ends", _("结束要在开始之后。"))
        scope = Scope(self.typed["scope"]) if self.typed["scope"] in list(Scope) else Scope.ALL
        is_percent = self.typed["takes"] != "amount"
        found = CouponFacts(
            starts_at=starts_at,
            ends_at=ends_at,
            percent=self.number("percent", 100, _("写 1 到 100。")) or 0 if is_percent else 0,
            amount=Money.zero() if is_percent else self._money("amount") or Money.zero(),
            scope=scope,
            refs=self._refs(scope),
            audience=Audience(self.typed["audience"]) if self.typed["audience"] in list(Audience) else Audience.ALL,
            minimum=self._money("minimum") if self.typed["minimum"].strip() else Money.zero(),
            total_limit=self.number("total"),
            household_limit=self.number("per_household"),
            first_periods=self.number("first_periods", 120),
        )
        if is_percent and not found.percent:
            self.errors.setdefault("percent", _("写 1 到 100。"))
        return None if self.errors else found

    def code(self) -> str:
        """Return the code that shoppers type."""
        code = code_or_none(self.typed["code"])
        if code is None:
            self.errors["code"] = _("优惠码是 3 到 40 个字母和数字，空格和横线不算。")
        elif db.session.scalar(select(Coupon.id).where(Coupon.code == code)) is not None:
            self.errors["code"] = _("已经有这个优惠码了。")
        return code or ""

    def name(self) -> dict[str, str]:
        """Return what shoppers read beside the code, by language; the Chinese one must be there."""
        named = {tag: " ".join(self.typed[one].split())[:60] for one, tag in LANGUAGES.items()}
        if not named["zh-Hans"]:
            self.errors["name_zh"] = _("请写下买家看到的名字。")
        return {tag: words for tag, words in named.items() if words}

    def number(self, name: str, most: int = LARGEST, said: str = "") -> int | None:
        """Return a whole number from 1 on, None where nothing stands."""
        text = self.typed[name].strip()
        if not text:
            return None
        if not (text.isascii() and text.isdigit() and len(text) < 8 and 1 <= int(text) <= most):
            self.errors[name] = said or _("写从 1 开始的整数，不限就空着。")
            return None
        return int(text)

    def instant(self, name: str) -> datetime | None:
        """Return an instant of the shop's time zone, None where nothing stands."""
        text = self.typed[name].strip()
        if not text:
            return None
        try:
            return instant(text, clock.shop_zone())
        except NoSuchTime:
            self.errors[name] = _("时间写成 2026-12-01T00:00 这样。")
            return None

    def refs_words(self) -> str:
        """Say by name what the coupon is limited to."""
        scope = self.typed["scope"]
        found = [ref_words(scope, ref_named(scope, name)) for name in _named(scope, self.typed["refs"])[:MOST_REFS]]
        return _("、").join(words for words in found if words)

    def _money(self, name: str) -> Money:
        try:
            return read_amount(self.typed[name])
        except Refusal as refusal:
            self.errors[name] = refusal.words()
            return Money.zero()

    def _refs(self, scope: Scope) -> frozenset[str]:
        named = _named(scope, self.typed["refs"])
        if scope is Scope.ALL or not named:
            return frozenset()
        found = {name: ref_or_none(scope, ref_named(scope, name)) for name in named[: MOST_REFS + 1]}
        unknown = [name for name, ref in found.items() if ref is None]
        if unknown:
            asked = (question_or_none(scope, ref_named(scope, name)) for name in unknown)
            words = _("没有找到：%(names)s。", names=" ".join(unknown)[:200])
            self.errors["refs"] = next((question for question in asked if question), words)
        elif len(named) > MOST_REFS:
            self.errors["refs"] = _("一次最多写 %(most)s 个。", most=MOST_REFS)
        return frozenset(ref for ref in found.values() if ref is not None)


def _named(scope: str, text: str) -> list[str]:
    """Return what stands in a line or between commas; codes may stand behind one another, names have spaces in them."""
    parts = [part.strip() for part in _BETWEEN.split(text) if part.strip()]
    whole = [[part] if ref_named(scope, part) != part else _WORDS.split(part) for part in parts]
    return [name for names in whole for name in names]


def form_typed() -> CouponForm:
    """Return the form as it came."""
    return CouponForm({name: request.form.get(name, "")[: LONGEST.get(name, 80)] for name in (*TEXTS, *MORE)})


def new_form() -> CouponForm:
    """Return an empty form, with what is usual."""
    usual = {"takes": "percent", "scope": "all", "audience": "all", "per_household": "1"}
    return CouponForm({name: usual.get(name, "") for name in (*TEXTS, *MORE)})


def form_of(coupon: Coupon) -> CouponForm:
    """Return the form that changes a coupon, as it stands."""
    ends = wall_time(coupon.ends_at, clock.shop_zone()) if coupon.ends_at else ""
    numbers = {"total": coupon.total_limit, "per_household": coupon.household_limit}
    known = {name: coupon.name.get(tag, "") for name, tag in LANGUAGES.items()} | {"ends": ends}
    known |= {name: str(number or "") for name, number in numbers.items()}
    return CouponForm({name: known.get(name, "") for name in (*TEXTS, *MORE)})
