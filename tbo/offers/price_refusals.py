"""Why a plan's price cannot be changed so, by name: for the command the exception's text, for a page its words."""

from datetime import datetime

from flask_babel import gettext as _

from .. import clock
from ..rules.renewal_prices import ANNOUNCE_AHEAD
from ..rules.wall_times import wall_time
from ..web.errors import Refusal


class PriceUnplannable(Refusal):
    """A price cannot be changed so; the sentence is for whoever works in the shop."""

    status = 422


class NoSuchPlan(PriceUnplannable):
    """There is no plan of this key."""

    status = 404

    def words(self) -> str:
        """Say so."""
        return _("没有这个套餐。")


class NotAhead(PriceUnplannable):
    """What was sold stays sold: prices are changed ahead."""

    def words(self) -> str:
        """Ask for a later time."""
        return _("要晚于现在：卖掉的不再变，价格只能提前改。")


class NotAPrice(PriceUnplannable):
    """A plan costs something."""

    def words(self) -> str:
        """Ask for a price."""
        return _("价格要大于零。")


class BeforeTheLast(PriceUnplannable):
    """A later price is planned already; versions follow one another."""

    def __init__(self, said: str, begins_at: datetime):
        super().__init__(said)
        self.begins_at = begins_at

    def words(self) -> str:
        """Say when the last one begins."""
        return _("最后一个价格从 %(moment)s 开始，新的要在它以后。", moment=_local(self.begins_at))


class SamePrice(PriceUnplannable):
    """It costs that already."""

    def words(self) -> str:
        """Say so."""
        return _("那时已经是这个价格了。")


class NotOnSale(PriceUnplannable):
    """It is not sold then, or another price is planned for later."""

    def words(self) -> str:
        """Say what stands in the way."""
        return _("那时它不在卖，或者后面还排着一个价格。")


class NotARise(PriceUnplannable):
    """Only what is dearer than the version before is announced."""

    def words(self) -> str:
        """Say what a cut does by itself."""
        return _("这个版本没有涨价：降价不用宣布，自己会到。")


class AnnouncedBefore(PriceUnplannable):
    """Payers were written to already."""

    def words(self) -> str:
        """Say so."""
        return _("这次涨价已经宣布过，信也写了。")


class TooSoon(PriceUnplannable):
    """Payers have to be told in time."""

    def __init__(self, said: str, earliest: datetime):
        super().__init__(said)
        self.earliest = earliest

    def words(self) -> str:
        """Say from when on it can be."""
        return _(
            "最早从 %(moment)s 起：要提前 %(days)s 天，也不能早于开卖。",
            moment=_local(self.earliest),
            days=ANNOUNCE_AHEAD.days,
        )


def _local(moment: datetime) -> str:
    return wall_time(moment, clock.shop_zone()).replace("T", " ")
