"""Why a coupon takes nothing off, by name, with the sentence the shopper reads."""

from collections.abc import Callable

from flask_babel import gettext as _
from flask_babel import ngettext

from ..rules.coupons import CouponFacts, NotUsable
from ..web.errors import Refusal
from ..web.filters import day, money


class CouponNotUsable(Refusal):
    """A code that was typed, or came with a link, does not count here; the price without it stands."""

    def __init__(self, why: NotUsable, facts: CouponFacts | None = None) -> None:
        super().__init__(f"the coupon takes nothing off: {why.value}")
        self.why, self.facts = why, facts

    def words(self) -> str:
        """Say why, with the date, the sum or the number in it."""
        if self.facts is not None and self.why in _OF_COUPON:
            return _OF_COUPON[self.why](self.facts)
        return _WORDS.get(self.why, _WORDS[NotUsable.UNKNOWN])()


class TooManyCoupons(Refusal):
    """This network or household typed very many wrong codes."""

    status = 429

    def words(self) -> str:
        """Say to wait; the order itself can be placed."""
        return _("优惠码试得太多了。过几分钟再试，或者先不用优惠码下单。")


def _over(facts: CouponFacts) -> str:
    return _("这个优惠码 %(day)s已经截止。", day=day(facts.ends_at)) if facts.ends_at else _("这个优惠码已经停用。")


_OF_COUPON: dict[NotUsable, Callable[[CouponFacts], str]] = {
    NotUsable.OVER: _over,
    NotUsable.NOT_YET: lambda facts: _("这个优惠码 %(day)s才开始。", day=day(facts.starts_at)),
    NotUsable.BELOW_MINIMUM: lambda facts: _("满 %(amount)s 才能用这个优惠码。", amount=money(facts.minimum)),
    NotUsable.USED_BY_YOU: lambda facts: ngettext(
        "你家已经用过了，每家限 %(num)s 次。", "你家已经用过了，每家限 %(num)s 次。", facts.household_limit or 1
    ),
    NotUsable.FIRST_ONLY: lambda facts: ngettext(
        "这个优惠码只用于头 %(num)s 期，你家已经有了。",
        "这个优惠码只用于头 %(num)s 期，你家已经有了。",
        facts.first_periods or 1,
    ),
}
_WORDS: dict[NotUsable, Callable[[], str]] = {
    NotUsable.UNKNOWN: lambda: _("没有这个优惠码。看看有没有抄错。"),
    NotUsable.STOPPED: lambda: _("这个优惠码已经停用。"),
    NotUsable.NOT_FOR_THIS: lambda: _("这个优惠码不能用在这里。"),
    NotUsable.NOT_FOR_GIFTS: lambda: _("礼物不能用优惠码。"),
    NotUsable.NEW_ONLY: lambda: _("这个优惠码只给新家庭。"),
    NotUsable.LAPSED_ONLY: lambda: _("这个优惠码只给会员到期、想回来的家庭。"),
    NotUsable.USED_UP: lambda: _("这个优惠码已用完。"),
    NotUsable.NOTHING_TO_DEDUCT: lambda: _("这个优惠码把一期减到 0 元，支付宝扣不了 0 元。只买一期就能用它。"),
    NotUsable.NOTHING_LEFT: lambda: _("已经不用付了，优惠码留着下次用。"),
}
