"""Vouchers in words: a batch in a sentence, where a batch or a code stands, and the parts of a batch's bar."""

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from ... import clock
from ...offers.wording import months_word
from ...rules.money import Money
from ...vouchers.life import Life
from ...vouchers.making import BatchFacts, Giving
from ...vouchers.models import Voucher, VoucherBatch
from ...vouchers.redeeming import ends_at
from ...vouchers.voucher_views import name_of
from ...web.filters import money, to_minute


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a bar: how many codes stand there, and where it begins and how long it is, of a thousand."""

    name: str
    words: str
    count: int
    start: int
    length: int


def batch_sentence(giving: Giving, facts: BatchFacts, count: int, doubled: int = 0) -> str:
    """Say what a batch would be; `doubled` lines name a code that stands there already."""
    shown = VoucherBatch(name=facts.name, **{name: getattr(giving, name) for name in giving.__slots__})
    parts = [
        ngettext("%(num)s 个码", "%(num)s 个码", count),
        _("每个给：%(thing)s", thing=given_words(shown)),
        _("天猫卖 %(price)s", price=money(facts.value)) if facts.value else "",
        _("%(moment)s 之前兑换", moment=to_minute(facts.ends_at)) if facts.ends_at else _("没有到期日"),
        ngettext("重复的 %(num)s 行只算一次", "重复的 %(num)s 行只算一次", doubled) if doubled else "",
    ]
    return _("，").join(part for part in parts if part) + _("。")


def given_words(batch: VoucherBatch) -> str:
    """Say what each code of a batch gives."""
    name = name_of(batch)
    return _("%(thing)s（%(months)s）", thing=name, months=months_word(batch.months)) if batch.months else name


def batch_state(batch: VoucherBatch, life: Life) -> tuple[str, str]:
    """Say where a batch stands, with its colour."""
    if batch.ends_at is not None and batch.ends_at <= clock.now():
        return _("过期了"), "grey"
    if life.revoked == life.made:
        return _("作废了"), "red"
    if not life.unsold:
        return _("没有了"), "amber"
    if batch.low_stock and life.unsold <= batch.low_stock:
        return _("快没了"), "amber"
    return _("在用"), "green"


def voucher_state(voucher: Voucher) -> tuple[str, str]:
    """Say where one code stands, with its colour."""
    if voucher.revoked_at is not None:
        return _("作废了"), "red"
    if voucher.redeemed_at is not None:
        return _("兑换了"), "green"
    end = ends_at(voucher)
    if end is not None and end <= clock.now():
        return _("过期了"), "grey"
    if voucher.handed_at is not None:
        return _("给出去了"), "blue"
    return (_("导出了"), "blue") if voucher.exported_at is not None else (_("还在店里"), "grey")


def call_words(what: str) -> str:
    """Say what Tmall is told."""
    known = {
        "send": _("发码"),
        "resend": _("重发"),
        "fail": _("没有码可发"),
        "consume": _("告诉天猫兑换了"),
        "reverse": _("告诉天猫收回了"),
        "delay": _("延期"),
    }
    return known.get(what, what)


def life_parts(life: Life) -> list[Part]:
    """List the parts of a batch's bar, in the order in which a code walks through them."""
    places = (
        ("redeemed", _("兑换了"), life.redeemed),
        ("handed", _("给出去了"), life.handed),
        ("exported", _("导出了"), life.exported),
        ("left", _("还在店里"), life.left),
        ("expired", _("过期了"), life.expired),
        ("revoked", _("作废了"), life.revoked),
    )
    parts, before = [], 0
    for name, words, count in places:
        start, end = before * 1000 // max(life.made, 1), (before + count) * 1000 // max(life.made, 1)
        parts.append(Part(name, words, count, start, end - start))
        before += count
    return parts


def pace_words(life: Life) -> str:
    """Say how long a batch lasts if it goes on as it went, nothing where none went."""
    if life.lasts is None:
        return ""
    hours = int(life.lasts.total_seconds()) // 3600
    if hours < 48:
        return ngettext("照最近七天的速度，还能用 %(num)s 小时。", "照最近七天的速度，还能用 %(num)s 小时。", hours)
    return ngettext("照最近七天的速度，还能用 %(num)s 天。", "照最近七天的速度，还能用 %(num)s 天。", hours // 24)


def value_words(batch: VoucherBatch) -> str:
    """Say what a code costs where it is sold."""
    return money(Money(batch.value_fen)) if batch.value_fen is not None else _("没有写")
