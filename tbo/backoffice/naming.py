"""Names of states, kinds and deeds as staff read them; one wording for each."""

from flask_babel import gettext as _

from ..accounts.models import Household
from ..rules.contacts import masked
from ..rules.fapiao import FapiaoState
from ..rules.ledger import LedgerKind
from ..rules.money import Money
from ..rules.order_states import OrderState, PaymentState, RefundState
from ..rules.reconciliation import DifferenceKind, Story
from ..rules.subscription_states import SubscriptionState, TryState
from ..web.filters import money

COLOURS = {
    OrderState.PENDING: "amber",
    OrderState.PAID: "green",
    OrderState.FULFILLED: "green",
    OrderState.CLOSED: "grey",
    OrderState.PARTLY_REFUNDED: "amber",
    OrderState.REFUNDED: "red",
}
SUBSCRIPTION_COLOURS = {
    SubscriptionState.SIGNING: "blue",
    SubscriptionState.TRIAL: "blue",
    SubscriptionState.ACTIVE: "green",
    SubscriptionState.GRACE: "red",
    SubscriptionState.CANCELLED: "amber",
    SubscriptionState.PAUSED: "amber",
    SubscriptionState.LAPSED: "grey",
}
FAPIAO_COLOURS = {
    FapiaoState.ASKED: "amber",
    FapiaoState.MAKING: "blue",
    FapiaoState.CHANGED: "red",
    FapiaoState.ISSUED: "green",
    FapiaoState.TO_REVERSE: "red",
    FapiaoState.REVERSED: "grey",
    FapiaoState.REFUSED: "grey",
    FapiaoState.WITHDRAWN: "grey",
}


def household_words(household: Household) -> str:
    """Say a household: by its name, by a contact as staff see it, otherwise by the beginning of its number."""
    contact = household.phone or household.email
    if household.label or contact:
        return household.label or masked(contact or "")
    return _("游客 %(number)s", number=household.public_id[:6])


def order_state_words(state: str) -> str:
    """Say where an order stands."""
    known = {
        OrderState.PENDING: _("等付款"),
        OrderState.PAID: _("已付款"),
        OrderState.FULFILLED: _("已交付"),
        OrderState.CLOSED: _("已关闭"),
        OrderState.PARTLY_REFUNDED: _("部分退款"),
        OrderState.REFUNDED: _("已退款"),
    }
    return known[OrderState(state)]


def payment_state_words(state: str) -> str:
    """Say where a payment stands."""
    known = {
        PaymentState.WAITING: _("等付款"),
        PaymentState.PAID: _("已付款"),
        PaymentState.FINISHED: _("已付款，过了可退期"),
        PaymentState.CLOSED: _("已关闭"),
        PaymentState.PARTLY_REFUNDED: _("部分退款"),
        PaymentState.REFUNDED: _("已退款"),
    }
    return known[PaymentState(state)]


def refund_state_words(state: str) -> str:
    """Say where a refund stands."""
    known = {
        RefundState.REQUESTED: _("在路上"),
        RefundState.DONE: _("已退回"),
        RefundState.REFUSED: _("被支付宝拒绝"),
    }
    return known[RefundState(state)]


def host_words(host: str) -> str:
    """Say in which app somebody was."""
    known = {"taobao": _("淘宝"), "tmall": _("天猫"), "alipay": _("支付宝"), "wechat": _("微信"), "uc": "UC"}
    return known.get(host, _("天猫链接"))


def product_words(product: str) -> str:
    """Say by which way somebody went to pay."""
    known = {"page": _("电脑网页"), "wap": _("手机网页"), "precreate": _("扫码"), "deduct": _("自动扣款")}
    return known.get(product, product)


def ledger_words(kind: LedgerKind, fen: int | None) -> str:
    """Say an event of the ledger, with its sum where it is not shown beside it."""
    known = {
        LedgerKind.QUOTED: _("报价"),
        LedgerKind.CREDITED: _("已付过的抵扣"),
        LedgerKind.DISCOUNTED: _("优惠"),
        LedgerKind.ORDERED: _("下单"),
        LedgerKind.CLOSED: _("订单关闭"),
        LedgerKind.PAID: _("收到付款"),
        LedgerKind.PAID_TWICE: _("又收到一次付款"),
        LedgerKind.FLAGGED: _("要人看"),
        LedgerKind.GRANTED: _("开通观看"),
        LedgerKind.REDEEMED: _("用兑换码开通"),
        LedgerKind.TAKEN_BACK: _("收回观看"),
        LedgerKind.REFUND_REQUESTED: _("要求退款"),
        LedgerKind.REFUNDED: _("钱退回去了"),
        LedgerKind.REFUND_REFUSED: _("退款被拒绝"),
        LedgerKind.AGREED: _("签了自动续费"),
        LedgerKind.AGREEMENT_ENDED: _("自动续费结束"),
        LedgerKind.DEDUCTION_FAILED: _("扣款没有成功"),
        LedgerKind.WRITTEN_OFF: _("核销"),
    }
    return known[kind] + (f" {money(Money(fen))}" if fen else "")


def told_words(told_by: str, what: str) -> str:
    """Say who told something of a payment, and whether anything followed."""
    known = {
        "notice": _("支付宝来了通知"),
        "query": _("问了支付宝"),
        "deduction": _("问了支付宝"),
        "return": _("付款后问了支付宝"),
        "sweeper": _("定时问了支付宝"),
        "bill": _("账单里有它"),
        "staff": _("员工问了支付宝"),
    }
    nothing = what.endswith("ignore")
    words = known.get(told_by, told_by)
    return _("%(what)s，没有改变", what=words) if nothing else words


def fapiao_state_words(state: str) -> str:
    """Say where a fapiao request stands."""
    known = {
        FapiaoState.ASKED: _("等着开"),
        FapiaoState.MAKING: _("正在开"),
        FapiaoState.CHANGED: _("开时退了款"),
        FapiaoState.ISSUED: _("已开"),
        FapiaoState.TO_REVERSE: _("要冲红"),
        FapiaoState.REVERSED: _("已冲红"),
        FapiaoState.REFUSED: _("没开"),
        FapiaoState.WITHDRAWN: _("撤回了"),
    }
    return known[FapiaoState(state)]


def subscription_state_words(state: str) -> str:
    """Say where a subscription stands."""
    known = {
        SubscriptionState.SIGNING: _("在签"),
        SubscriptionState.TRIAL: _("试用中"),
        SubscriptionState.ACTIVE: _("在续"),
        SubscriptionState.GRACE: _("没扣成"),
        SubscriptionState.CANCELLED: _("取消了"),
        SubscriptionState.PAUSED: _("停着"),
        SubscriptionState.LAPSED: _("结束了"),
    }
    return known[SubscriptionState(state)]


def try_words(state: str) -> str:
    """Say what became of a try to deduct."""
    return {TryState.OPEN: _("还不知道结果"), TryState.PAID: _("扣到了"), TryState.FAILED: _("没有扣成")}[
        TryState(state)
    ]


def difference_words(kind: str) -> str:
    """Say how a bill and our books disagree."""
    known = {
        DifferenceKind.MISSING_HERE: _("账单有，我们没记收款"),
        DifferenceKind.MISSING_THERE: _("我们有，账单没有"),
        DifferenceKind.DIFFERENT: _("金额不一样"),
        DifferenceKind.UNKNOWN: _("不是我们的付款号"),
    }
    return known[DifferenceKind(kind)]


def story_words(story: str) -> str:
    """Say what explains a difference."""
    known = {
        Story.FOUND_BY_ASKING: _("问过支付宝，已经入账"),
        Story.OTHER_DAY: _("在另一天的账单里"),
        Story.RECORDED: _("已经照账单记下"),
        Story.REFUNDED: _("已经退回"),
        Story.WRITTEN_OFF: _("核销"),
    }
    return known[Story(story)]
