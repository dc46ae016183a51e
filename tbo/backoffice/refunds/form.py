"""The form of a bulk refund as it was typed, read field by field, each with what is wrong with it."""

import hashlib
from dataclasses import dataclass, field
from datetime import date

from flask import request
from flask_babel import gettext as _
from flask_babel import ngettext

from ...orders.refunds.bulk import NoSuchTitle, Plan, Window, count_of_title, plan_for_orders, plan_for_title
from ...pages.asking import not_found
from ...pages.named import ref_named
from ...rules.bulk_refunds import LeftOut, read_numbers
from ...rules.wall_times import YEARS
from ...web.errors import Refusal
from .. import days
from ..forms import reason_of_form
from .running import Chosen, waiting_elsewhere

LONGEST = 500_000
FIELDS = {"title": 160, "first": 10, "last": 10, "orders": LONGEST, "reason": 200, "count": 20}
MOST_ORDERS, MOST_NAMED = 5000, 5


@dataclass(slots=True)
class BulkForm:
    """What stands in the form, with what is wrong by field."""

    typed: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)

    def chosen(self) -> Chosen | None:
        """Return the orders that are meant, None when something is wrong with how."""
        by_title, by_number = self.typed["title"], self.typed["orders"].strip()
        if by_title and by_number:
            self.errors["orders"] = _("片子和订单号只写一样。")
        chosen = self._by_number() if by_number else self._by_title()
        try:
            self.typed["reason"] = reason_of_form()
        except Refusal as refusal:
            self.errors["reason"] = refusal.words()
        return None if self.errors else chosen

    def _by_title(self) -> Chosen:
        slug, first, last = self.typed["title"], self._day("first"), self._day("last")
        if first is not None and last is not None and last < first:
            self.errors["last"] = _("最后一天不能在第一天之前。")
        chosen = Chosen(title=slug, first_day=first, last_day=last)
        try:
            count = count_of_title(slug, _window(chosen))
        except NoSuchTitle:
            self.errors["title"] = not_found("title", slug) if slug else _("请选一部片子，或者贴上订单号。")
            return chosen
        if count > MOST_ORDERS:
            self.errors["title"] = _(
                "这里有 %(count)s 张订单，一次最多退 %(most)s 张。请把天数选少一些，分几批退。",
                count=count,
                most=MOST_ORDERS,
            )
        return chosen

    def _by_number(self) -> Chosen:
        pasted = read_numbers(self.typed["orders"])
        if len(self.typed["orders"]) > LONGEST:
            self.errors["orders"] = _("贴的字太多了。只要订单号，请分几批退。")
        elif pasted.unreadable:
            named = _("、").join(
                _("第 %(line)s 行“%(text)s”", line=line, text=text[:30])
                for line, text in pasted.unreadable[:MOST_NAMED]
            )
            more = len(pasted.unreadable) - MOST_NAMED
            rest = ngettext("，另外还有 %(num)s 处", "，另外还有 %(num)s 处", more) if more > 0 else ""
            said = {"named": named, "rest": rest}
            self.errors["orders"] = _("不是订单号：%(named)s%(rest)s。订单号像 TBO20261118-2345ABCD。", **said)
        elif not pasted.numbers:
            self.errors["orders"] = _("这里没有订单号。一行写一个。")
        elif len(pasted.numbers) > MOST_ORDERS:
            said = {"count": len(pasted.numbers), "most": MOST_ORDERS}
            self.errors["orders"] = _("这里有 %(count)s 个订单号，一次最多退 %(most)s 张。请分几批退。", **said)
        return Chosen(numbers=pasted.numbers)

    def _day(self, name: str) -> date | None:
        text = self.typed[name].strip()
        if not text:
            return None
        try:
            day = date.fromisoformat(text) if len(text) == 10 else None
        except ValueError:
            day = None
        if day is None or day.year not in YEARS:
            self.errors[name] = _("日期写成 2026-12-01 这样。")
            return None
        return day


def form_typed() -> BulkForm:
    """Return the form as it came."""
    typed = {name: request.form.get(name, "")[: longest + 1] for name, longest in FIELDS.items()}
    typed["title"] = ref_named("title", typed["title"].strip())
    return BulkForm(typed)


def new_form() -> BulkForm:
    """Return an empty form."""
    return BulkForm(dict.fromkeys(FIELDS, ""))


def plan_of(chosen: Chosen) -> Plan:
    """Plan for what was chosen; an order that waits in another bulk refund is left out. Raises NoSuchTitle."""
    plan = plan_for_orders(chosen.numbers) if chosen.title is None else plan_for_title(chosen.title, _window(chosen))
    waiting = waiting_elsewhere([planned.number for planned in plan.refunds])
    plan.left_out += [(planned.number, LeftOut.WAITING) for planned in plan.refunds if planned.number in waiting]
    plan.refunds = [planned for planned in plan.refunds if planned.number not in waiting]
    return plan


def mark_of(plan: Plan) -> str:
    """Return what tells this plan's orders and sums from any other's, for the form that confirms it."""
    said = "\n".join(f"{planned.number} {planned.amount.fen}" for planned in plan.refunds)
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def _window(chosen: Chosen) -> Window:
    since = days.begins_at(chosen.first_day) if chosen.first_day else None
    until = days.begins_at(days.days_before(chosen.last_day, -1)) if chosen.last_day else None
    return Window(since, until)
