"""What a refund would do, said before it is asked for: money, what is taken back and from whom, renewing, fapiao."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _

from ...orders.fapiao.money import paid_sum
from ...orders.fapiao.requests import newest_request
from ...orders.models import Order
from ...orders.refunds.requests import renewing_after
from ...orders.showing import bought_by_order
from ...playback.leases import screens_of
from ...rules.fapiao import OPEN, FapiaoState, PaidSum, after_money
from ...rules.money import Money
from ...web.filters import money
from ..households.owning import span_words
from ..naming import fapiao_state_words, household_words
from .given import WhatWasGiven, what_was_given
from .refunding import left_of


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What would happen, a sentence each with its sign and colour."""

    amount: Money
    lines: list[tuple[str, str, str]]


def foreseen_of(order: Order, amount: Money, ends_renewal: bool) -> Foreseen:
    """Tell what giving back this much of an order would do."""
    left, given = left_of(order), what_was_given(order)
    lines = [("banknote", "", _("%(sum)s 退回买家的支付宝，一般几分钟到。", sum=money(amount)))]
    if amount < left:
        lines += _of_a_part(left - amount, given)
    else:
        lines += [*_taken_back(order, given), *_renewing(order, ends_renewal)]
    return Foreseen(amount, [*lines, *_fapiao(order, amount)])


def _of_a_part(rest: Money, given: WhatWasGiven) -> Iterator[tuple[str, str, str]]:
    yield "receipt", "", _("这张订单还剩 %(left)s 可退。", left=money(rest))
    is_closed_gift = given.gift is not None and given.opener is None
    yield "key", "good", _("礼物还能打开。") if is_closed_gift else _("观看保留。")


def _taken_back(order: Order, given: WhatWasGiven) -> Iterator[tuple[str, str, str]]:
    """Of an opened gift it is taken from who opened it, not from who bought it."""
    if given.gift is not None and given.opener is None:
        yield "gift", "red", _("钱到后，礼物码作废，没有人能再打开。")
        return
    name = bought_by_order(order).name
    for right in given.rights:
        if right.revoked_at is not None:
            continue
        what = {"name": name, "span": span_words(right)}
        if given.opener is None:
            yield "key", "red", _("钱到后，收回买的家庭的观看：%(name)s，%(span)s。", **what)
        else:
            who = household_words(given.opener)
            yield "key", "red", _("钱到后，收回打开礼物的家庭（%(who)s）的观看：%(name)s，%(span)s。", who=who, **what)
    playing = screens_of(given.opener.id if given.opener else order.household_id)
    if playing:
        screens = _("、").join(screen.label for screen in playing)
        yield "play", "amber", _("这一家现在正在看：%(screens)s。", screens=screens)


def _renewing(order: Order, ends_renewal: bool) -> Iterator[tuple[str, str, str]]:
    renewing = renewing_after(order)
    if renewing is None:
        return
    if ends_renewal:
        yield "repeat", "red", _("%(number)s 以后不再自动续费。", number=renewing.number)
    else:
        yield "repeat", "", _("%(number)s 到下次扣款日照常续。", number=renewing.number)


def _fapiao(order: Order, amount: Money) -> Iterator[tuple[str, str, str]]:
    request = newest_request(order)
    if request is None or request.state not in OPEN:
        return
    paid, before = paid_sum(order.id), (FapiaoState(request.state), Money(request.amount_fen))
    state, asked = after_money(*before, PaidSum(kept=paid.kept - amount, left=paid.left - amount))
    if state != before[0]:
        yield "stamp", "amber", _("发票会变成“%(state)s”。", state=fapiao_state_words(state))
    elif asked != before[1]:
        yield "stamp", "amber", _("发票改开 %(sum)s。", sum=money(asked))
