"""Why something happened, where the shop or Alipay wrote it down for the log: said in the language of the page.

What is kept stays as it is; the words of people are shown as they typed them.
"""

import re
from collections.abc import Callable

from flask_babel import gettext as _

from ..alipay.sub_codes import NextStep
from ..rules.money import Money
from ..rules.subscription_states import SubscriptionState
from ..web.filters import money
from .naming import subscription_state_words

_STEPS = "|".join(re.escape(step.value) for step in NextStep)
_STATES = "|".join(SubscriptionState)


def reason_words(reason: str | None) -> str:
    """Say why: what the shop wrote itself in the page's language, everything else as it stands."""
    text = reason or ""
    known = _known().get(text) or code_words(text)
    if known != text:
        return known
    for pattern, words in _PATTERNS:
        found = pattern.fullmatch(text)
        if found:
            return words(found)
    return text


def code_words(code: str) -> str:
    """Say a refusal of Alipay's; a code that nobody put into words stands as it is."""
    plain = code.removeprefix("aop.").removeprefix("ACQ.")
    return _codes().get(plain, code)


def _codes() -> dict[str, str]:
    over, state = _("签约已经结束了"), _("交易现在的状态不允许")
    most, sum_ = _("超过了签约时定的上限"), _("退款的金额不对")
    return {
        "BUYER_BALANCE_NOT_ENOUGH": _("买家的余额不够"),
        "BUYER_BANKCARD_BALANCE_NOT_ENOUGH": _("买家银行卡里的钱不够"),
        "NO_PAYMENT_INSTRUMENTS_AVAILABLE": _("买家没有能用的付款方式"),
        "PAYMENT_FAIL": _("支付宝没有扣成"),
        "SELLER_BALANCE_NOT_ENOUGH": _("店里支付宝的余额不够"),
        "SYSTEM_ERROR": _("支付宝出了故障"),
        "TRADE_NOT_EXIST": _("支付宝那边没有这笔交易"),
        "TRADE_HAS_SUCCESS": _("这笔已经付过了"),
        "TRADE_HAS_CLOSE": _("这笔交易已经关闭"),
        "TRADE_HAS_FINISHED": _("这笔交易过了可退期"),
        "TRADE_NOT_ALLOW_REFUND": _("这笔交易不能退"),
        "CONTEXT_INCONSISTENT": _("和上一次说的不一样"),
        "DISCORDANT_REPEAT_REQUEST": _("这个退款号用过别的金额"),
        "CYCLE_PAY_DATE_NOT_MATCH": _("不在能扣款的日子里"),
        **dict.fromkeys(("TRADE_STATUS_ERROR", "REASON_TRADE_STATUS_INVALID", "REASON_ILLEGAL_STATUS"), state),
        **dict.fromkeys(("REFUND_AMT_NOT_EQUAL_TOTAL", "REASON_TRADE_REFUND_FEE_ERR"), sum_),
        **dict.fromkeys(("AGREEMENT_NOT_EXIST", "USER_AGREEMENT_NOT_EXIST"), over),
        **dict.fromkeys(("AGREEMENT_INVALID", "AGREEMENT_STATUS_NOT_NORMAL"), over),
        **dict.fromkeys(("CYCLE_PAY_SINGLE_FEE_EXCEED", "CYCLE_PAY_TOTAL_FEE_EXCEED"), most),
        "CYCLE_PAY_TOTAL_TIMES_EXCEED": most,
    }


def _known() -> dict[str, str]:
    return {
        "asked back by the shopper, not played": _("买家自己退的，还没有看过"),
        "refunded in Alipay's console": _("在支付宝后台退的"),
        "the order was paid before": _("这张订单早已付过"),
        "paid before by another order": _("别的订单已经付过"),
        "what it bought is owned": _("买的东西早已拥有"),
        "what it bought is gone": _("买的东西已经没有了"),
        "what it bought is not covered any more": _("抵扣过的钱后来退走了"),
        "paid by the agreement whose place another one took": _("被换下的签约又扣了一次"),
        "it is paid here, and closed at Alipay without a refund": _("我们记着已付，支付宝却说关闭了，也没有退款"),
        "a refund was told before its payment": _("先说了退款，还没说付款"),
        "not paid in time": _("没有按时付"),
        "nobody paid in time": _("没有按时付"),
        "trial": _("试用"),
        "cancelled by the household": _("家庭自己取消的"),
        "the household has left": _("家庭取消了"),
        "the household pauses": _("家庭暂停了"),
        "the household keeps its plan": _("家庭留在原来的套餐"),
        "the household left while it was being paid": _("扣款时家庭取消了"),
        "ended in the wallet": _("在支付宝里解约的"),
        "ended by us": _("店里解约的"),
        "another one was begun": _("又签了另一个"),
        "another plan was chosen": _("选了别的套餐"),
        "what it credited has changed": _("抵扣的钱有了变化"),
        "signed too late to take the other's place": _("签得太晚，换不上了"),
        "whoever signed had a trial before": _("签约的人以前试用过"),
    }


def _sum(yuan: str) -> str:
    return money(Money.from_yuan_text(yuan))


_PATTERNS: tuple[tuple[re.Pattern, Callable[[re.Match], str]], ...] = (
    (re.compile(rf"([A-Za-z0-9._-]+): (?:{_STEPS})"), lambda found: code_words(found[1])),
    (re.compile(r"cancelled by staff: (.+)"), lambda found: _("员工取消的：%(why)s", why=reason_words(found[1]))),
    (re.compile(r"refunded: (.+)"), lambda found: _("退了款：%(why)s", why=reason_words(found[1]))),
    (re.compile(r"followed by (\w+)"), lambda found: _("换成了 %(number)s", number=found[1])),
    (re.compile(r"(\w+) has ended"), lambda found: _("%(number)s 结束了", number=found[1])),
    (
        re.compile(rf"over while ({_STATES})"),
        lambda found: _("到期了，当时：%(state)s", state=subscription_state_words(found[1])),
    ),
    (
        re.compile(r"([\d.]+) yuan was asked for, ([\d.]+) yuan was told"),
        lambda found: _("要的是 %(asked)s，支付宝说的是 %(told)s", asked=_sum(found[1]), told=_sum(found[2])),
    ),
    (
        re.compile(r"([\d.]+) yuan is said to be refunded of ([\d.]+) yuan"),
        lambda found: _("付了 %(paid)s，支付宝说退了 %(told)s", paid=_sum(found[2]), told=_sum(found[1])),
    ),
    (
        re.compile(r"refund (\w+) was refused with (.+)"),
        lambda found: _("退款 %(number)s 被拒：%(why)s", number=found[1], why=code_words(found[2])),
    ),
)
