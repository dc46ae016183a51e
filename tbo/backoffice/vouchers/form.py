"""The form of a batch of vouchers as it was typed, read field by field, each with what is wrong with it."""

from dataclasses import dataclass, field
from datetime import datetime

from flask import request
from flask_babel import gettext as _
from sqlalchemy import select

from ... import clock
from ...arrivals.models import TmallItem
from ...catalog.models import Episode, Season, Title
from ...db import db
from ...offers.models import Plan
from ...pages.asking import not_found
from ...pages.named import ref_named
from ...rules.attribution import item_number_or_none
from ...rules.coupons import Scope
from ...rules.money import Money
from ...rules.wall_times import NoSuchTime, instant, wall_time
from ...vouchers.making import MOST_CODES, BatchFacts, Giving
from ...vouchers.models import VoucherBatch
from ...web.errors import Refusal
from ..orders.refunding import read_amount
from ..refs import ref_or_none

KINDS = ("plan", "season", "title", "episode")
FIELDS = ("name", "kind", "ref", "count", "value", "item_id", "sku_id", "low_stock", "ends")
LONGEST, LONGEST_CODES = {"ref": 160}, 500_000
DIGITS = 6


@dataclass(slots=True)
class VoucherForm:
    """What stands in the form, with what is wrong by field."""

    typed: dict[str, str]
    codes: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    def giving(self) -> Giving | None:
        """Return what each code gives; what is wrong stands in `errors` afterwards."""
        found = giving_or_none(self.typed["kind"], self.typed["ref"])
        if found is None:
            self.errors["ref"] = not_found(self.typed["kind"], self.typed["ref"])
        return found

    def facts(self) -> BatchFacts:
        """Return the rest of a batch."""
        name = " ".join(self.typed["name"].split())[:60]
        if not name:
            self.errors["name"] = _("请给这一批起个名字。")
        elif db.session.scalar(select(VoucherBatch.id).where(VoucherBatch.name == name)) is not None:
            self.errors["name"] = _("已经有同名的一批了。")
        return BatchFacts(
            name=name,
            value=self._value(),
            item_id=self.item(),
            sku_id=self.typed["sku_id"] or None,
            low_stock=self.number("low_stock", least=0) or 0,
            ends_at=self.ends_at(),
        )

    def number(self, name: str, least: int = 1) -> int | None:
        """Return a whole number, None where nothing stands."""
        text = self.typed[name]
        if not text:
            return None
        if not (text.isascii() and text.isdigit() and len(text) < DIGITS and least <= int(text) <= MOST_CODES):
            self.errors[name] = _("写 %(least)s 到 %(most)s 的整数。", least=least, most=MOST_CODES)
            return None
        return int(text)

    def count(self) -> int:
        """Return how many codes are to be made."""
        found = self.number("count")
        if found is None:
            self.errors.setdefault("count", _("写 %(least)s 到 %(most)s 的整数。", least=1, most=MOST_CODES))
        return found or 0

    def ends_at(self) -> datetime | None:
        """Return from when on no code is redeemed any more, None for no end."""
        text = self.typed["ends"]
        try:
            found = instant(text, clock.shop_zone()) if text else None
        except NoSuchTime:
            self.errors["ends"] = _("时间写成 2026-12-01T00:00 这样。")
            return None
        if found is not None and found <= clock.now():
            self.errors["ends"] = _("这个时间已经过去了。")
        return found

    def _value(self) -> Money | None:
        if not self.typed["value"]:
            fen = db.session.scalar(select(TmallItem.price_fen).where(TmallItem.item_id == self.typed["item_id"]))
            return None if fen is None else Money(fen)
        try:
            return read_amount(self.typed["value"])
        except Refusal as refusal:
            self.errors["value"] = refusal.words()
            return None

    def item(self) -> str | None:
        """Return the item of the Tmall shop whose orders are sent these codes, None for none."""
        number = self.typed["item_id"]
        if not number:
            if self.typed["sku_id"]:
                self.errors["item_id"] = _("先写商品编号，再写规格。")
            return None
        if item_number_or_none(number) != number:
            self.errors["item_id"] = _("商品编号是 6 到 19 位数字，天猫链接里 id= 后面的那个。")
            return None
        item = db.session.scalar(select(TmallItem).where(TmallItem.item_id == number))
        if item is None:
            self.errors["item_id"] = _("这件商品不在“天猫商品”里，请先对上。")
        elif self.typed["sku_id"] and all(sku["sku_id"] != self.typed["sku_id"] for sku in item.skus):
            self.errors["sku_id"] = _("这件商品没有这个规格。")
        return number


def giving_or_none(kind: str, ref: str) -> Giving | None:
    """Return what a kind and a typed reference give: months of a plan, a season, an episode, a film by its title."""
    if kind == "plan":
        months = db.session.scalar(select(Plan.months).where(Plan.key == ref))
        return Giving(kind="plan", plan_key=ref, months=months) if months else None
    if kind == "season":
        found = ref_or_none(Scope.SEASON, ref)
        return Giving(kind="season", season_id=int(found)) if found else None
    if kind == "episode":
        found = ref_or_none(Scope.EPISODE, ref)
        return Giving(kind="episode", episode_id=int(found)) if found else None
    film = select(Episode.id).join(Season, Season.id == Episode.season_id).join(Title, Title.id == Season.title_id)
    found_id = db.session.scalar(film.where(Title.slug == ref, Title.kind == "film")) if kind == "title" else None
    return Giving(kind="episode", episode_id=found_id) if found_id else None


def form_typed() -> VoucherForm:
    """Return the form as it came."""
    typed = {name: request.form.get(name, "").strip()[: LONGEST.get(name, 80)] for name in FIELDS}
    typed["ref"] = ref_named(typed["kind"], typed["ref"])
    return VoucherForm(typed, request.form.get("codes", "")[:LONGEST_CODES])


def new_form(item: TmallItem | None = None) -> VoucherForm:
    """Return an empty form, or one for an item of the Tmall shop: what it sells, at its price there."""
    usual = dict.fromkeys(FIELDS, "") | {"kind": "plan", "count": "100", "low_stock": "20"}
    if item is None:
        return VoucherForm(usual)
    kind = item.offer_kind if item.offer_kind in KINDS else "plan"
    price = Money(item.price_fen).yuan_text if item.price_fen is not None else ""
    return VoucherForm(usual | {"kind": kind, "ref": item.offer_ref, "item_id": item.item_id, "value": price})


def form_of(batch: VoucherBatch) -> VoucherForm:
    """Return the form that changes a batch, as it stands."""
    ends = wall_time(batch.ends_at, clock.shop_zone()) if batch.ends_at else ""
    kept = {"item_id": batch.item_id or "", "sku_id": batch.sku_id or "", "low_stock": str(batch.low_stock)}
    return VoucherForm(dict.fromkeys(FIELDS, "") | kept | {"ends": ends})


def changes_typed(batch: VoucherBatch) -> tuple[VoucherForm, dict]:
    """Return the form that changes a batch, with the columns it asks for; `errors` says what is wrong."""
    form = form_typed()
    columns = {
        "item_id": form.item(),
        "sku_id": form.typed["sku_id"] or None,
        "low_stock": form.number("low_stock", least=0) or 0,
        "ends_at": form.ends_at(),
    }
    unchanged = form.typed["ends"] == form_of(batch).typed["ends"]
    if unchanged and "ends" in form.errors:
        # An end that is over already stays as it is.
        del form.errors["ends"]
        columns["ends_at"] = batch.ends_at
    return form, columns
