"""Why a voucher is not redeemed or made, by name, with the sentence that whoever holds its code reads."""

from datetime import datetime

from flask_babel import gettext as _

from ..web.errors import Refusal
from ..web.filters import day_and_time


class CodeMistyped(Refusal):
    """A code as long as ours, which none of ours can be: a letter is wrong, or two changed places."""

    status = 404

    def words(self) -> str:
        """Say that it is a slip, so that nobody goes back to the seller for another."""
        return _("抄错了一个字母或数字，或者前后颠倒了。码里没有 0、1、I、L、O、U，请对着再看一遍。")


class VoucherOver(Refusal):
    """Its time is over; who holds the code is told, for the seller owes an answer."""

    status = 410

    def __init__(self, said: str, ended_at: datetime):
        super().__init__(said)
        self.ended_at = ended_at

    def words(self) -> str:
        """Say since when."""
        return _("这个兑换码在 %(moment)s 过期了，没有兑换。请联系卖给你的店。", moment=day_and_time(self.ended_at))


class VoucherRevoked(Refusal):
    """It was ended before or after it was redeemed, and whoever reads this holds it."""

    status = 410

    def words(self) -> str:
        """Say so."""
        return _("这个兑换码作废了：多半是买它的那笔钱退了。请联系卖给你的店。")


class NothingInStock(Refusal):
    """No code is left that could be handed out."""

    def words(self) -> str:
        """Say what to do."""
        return _("这一批没有能给出去的码了：都给了，或者已经导出。请再做一批。")


class BatchExported(Refusal):
    """Its codes were given in a file before; they cannot be read again."""

    def words(self) -> str:
        """Say what to do."""
        return _("这一批已经导出过，码只给一次，不能再看。不放心就作废这一批，再做新的。")


class BatchUnmakeable(Refusal):
    """A batch cannot be made so."""

    status = 422

    def words(self) -> str:
        """Say which."""
        return _("没有做成：同名的一批已经有了，或者数目不对。")
