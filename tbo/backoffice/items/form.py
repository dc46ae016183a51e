"""The form of a Tmall item as it was typed, read field by field, each with what is wrong with it."""

import re
from collections import Counter
from dataclasses import dataclass, field

from flask import request
from flask_babel import gettext as _
from sqlalchemy import select

from ...arrivals.models import TmallItem
from ...db import db
from ...pages.asking import not_found
from ...pages.models import Page
from ...pages.named import ref_named
from ...rules.attribution import item_number_or_none
from ...rules.coupons import code_or_none
from ...rules.money import Money
from ...web.errors import Refusal
from ..links.leading import OFFERS, Lead, check_coupon, is_for_links, lead_or_none
from ..orders.refunding import read_amount
from .making import page_of

FIELDS = ("item_id", "name_zh", "name_en", "name_de", "kind", "ref", "page", "status", "coupon", "price")
SKU_FIELDS = ("sku_id", "sku_name", "sku_kind", "sku_ref")
LANGUAGES = {"name_zh": "zh-Hans", "name_en": "en", "name_de": "de"}
MOST_SKUS, EMPTY_ROWS = 40, 2
_SKU = re.compile(r"[1-9][0-9]{5,18}")


@dataclass(slots=True)
class ItemForm:
    """What stands in the form, its rows of skus, and what is wrong by field; a row's mistake is under its place."""

    typed: dict[str, str]
    skus: list[dict[str, str]]
    errors: dict[str, str] = field(default_factory=dict)

    def rows(self) -> list[dict[str, str]]:
        """Return the rows of skus with some empty ones behind, as long as there may be more."""
        empty = min(EMPTY_ROWS, MOST_SKUS - len(self.skus))
        return self.skus + [dict.fromkeys(SKU_FIELDS, "") for _row in range(empty)]

    def lead(self) -> Lead | None:
        """Return where the item leads, with the price after its coupon."""
        found = (
            lead_or_none(self.typed["kind"], self.typed["ref"], self.coupon()) if self.typed["kind"] in OFFERS else None
        )
        if found is None:
            self.errors["ref"] = not_found(self.typed["kind"], self.typed["ref"])
        return found

    def coupon(self) -> str:
        """Return the coupon that is tried, "" for none and for one that may not stand here."""
        return self.typed["coupon"] if self.typed["coupon"] and is_for_links(self.typed["coupon"]) else ""

    def page_id(self) -> int | None:
        """Return the landing page that stands before the offer while it is shown."""
        if not self.typed["page"]:
            return None
        found = db.session.scalar(select(Page.id).where(Page.slug == self.typed["page"]))
        if found is None:
            self.errors["page"] = _("没有找到：%(names)s。", names=self.typed["page"])
        return found

    def columns(self, known: TmallItem | None) -> dict:
        """Return the columns of the item; what is wrong stands in `errors` afterwards."""
        names = {tag: " ".join(self.typed[one].split())[:80] for one, tag in LANGUAGES.items()}
        if not names["zh-Hans"]:
            self.errors["name_zh"] = _("请写下商品在天猫上的名字。")
        self._check_number(known)
        check_coupon(self.typed["coupon"], self.errors)
        self.lead()
        return {
            "item_id": known.item_id if known else self.typed["item_id"],
            "name": {tag: words for tag, words in names.items() if words},
            "offer_kind": self.typed["kind"],
            "offer_ref": self.typed["ref"],
            "skus": self._skus({sku["sku_id"]: sku for sku in known.skus} if known else {}),
            "status": "withdrawn" if self.typed["status"] == "withdrawn" else "active",
            "coupon": code_or_none(self.typed["coupon"]),
            "price_fen": self._price_fen(),
        }

    def _check_number(self, known: TmallItem | None) -> None:
        number = self.typed["item_id"]
        if known is not None:
            return
        if item_number_or_none(number) != number:
            self.errors["item_id"] = _("商品编号是 6 到 19 位数字，天猫链接里 id= 后面的那个。")
        elif db.session.scalar(select(TmallItem.id).where(TmallItem.item_id == number)) is not None:
            self.errors["item_id"] = _("这件商品已经在表里了。")

    def _price_fen(self) -> int | None:
        if not self.typed["price"]:
            return None
        try:
            return read_amount(self.typed["price"]).fen
        except Refusal as refusal:
            self.errors["price"] = refusal.words()
            return None

    def _skus(self, known: dict[str, dict]) -> list[dict]:
        """Read the rows; what the form does not ask for (other languages, Tmall's price) stays as it was."""
        if len(self.skus) > MOST_SKUS:
            self.errors["skus"] = _("一件商品最多 %(most)s 个规格。", most=MOST_SKUS)
        often = Counter(row["sku_id"] for row in self.skus)
        for place, row in enumerate(self.skus):
            wrong = self._wrong(row, often[row["sku_id"]])
            if wrong:
                self.errors[f"sku-{place}"] = wrong
        return [_sku(row, known.get(row["sku_id"], {})) for row in self.skus]

    def _wrong(self, row: dict[str, str], often: int) -> str:
        if not _SKU.fullmatch(row["sku_id"]):
            return _("规格编号是 6 到 19 位数字。")
        if often > 1:
            return _("同一个规格写了两次。")
        if row["sku_kind"] and (row["sku_kind"] not in OFFERS or lead_or_none(row["sku_kind"], row["sku_ref"]) is None):
            return not_found(row["sku_kind"], row["sku_ref"])
        return ""


def form_typed() -> ItemForm:
    """Return the form as it came, with one sku more than there may be, so that too many are refused and not lost."""
    rows = zip(*(request.form.getlist(name) for name in SKU_FIELDS), strict=False)
    skus = [dict(zip(SKU_FIELDS, (text.strip()[:160] for text in row), strict=True)) for row in rows]
    for sku in skus:
        sku["sku_ref"] = ref_named(sku["sku_kind"], sku["sku_ref"])
    typed = {name: request.form.get(name, "").strip()[:160] for name in FIELDS}
    typed["ref"] = ref_named(typed["kind"], typed["ref"])
    return ItemForm(typed, [sku for sku in skus if any(sku.values())][: MOST_SKUS + 1])


def new_form(item_id: str) -> ItemForm:
    """Return an empty form for an item, maybe one that arrived unknown."""
    return ItemForm(dict.fromkeys(FIELDS, "") | {"item_id": item_id, "kind": "title", "status": "active"}, [])


def form_of(item: TmallItem) -> ItemForm:
    """Return the form of an item as it stands."""
    typed = {one: item.name.get(tag, "") for one, tag in LANGUAGES.items()}
    offer = {"item_id": item.item_id, "kind": item.offer_kind, "ref": item.offer_ref, "status": item.status}
    price = Money(item.price_fen).yuan_text if item.price_fen is not None else ""
    offer |= {"coupon": item.coupon or "", "price": price}
    return ItemForm(typed | offer | {"page": page_of(item.item_id)}, [_row(sku) for sku in item.skus])


def _row(sku: dict) -> dict[str, str]:
    offer, name = sku.get("offer") or {}, sku.get("title") or {}
    named = {"sku_id": sku["sku_id"], "sku_name": name.get("zh-Hans", "")}
    return named | {"sku_kind": offer.get("kind", ""), "sku_ref": offer.get("ref", "")}


def _sku(row: dict[str, str], known: dict) -> dict:
    kept = {key: told for key, told in known.items() if key != "offer"}
    names = (known.get("title") or {}) | {"zh-Hans": row["sku_name"]}
    offer = {"offer": {"kind": row["sku_kind"], "ref": row["sku_ref"]}} if row["sku_kind"] else {}
    return kept | {"sku_id": row["sku_id"], "title": names} | offer
