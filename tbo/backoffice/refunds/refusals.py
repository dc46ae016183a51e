"""Why a bulk refund is not begun or stopped: nothing was written."""

from flask_babel import gettext as _

from ...web.errors import Refusal


class CountDiffers(Refusal):
    """Another number of orders was typed than there is."""

    status = 422

    def __init__(self, typed: str, orders: int):
        super().__init__(f"{typed[:20]!r} orders were confirmed, there are {orders}")
        self.typed, self.orders = typed, orders

    def words(self) -> str:
        """Say both numbers."""
        typed = self.typed.strip()[:20] or "–"
        return _("你输入的是 %(typed)s，现在要退的是 %(orders)s 张。什么都没有写。", typed=typed, orders=self.orders)


class PlanChanged(Refusal):
    """Orders or sums are others than those that were shown."""

    status = 409

    def words(self) -> str:
        """Say that what is shown now is new."""
        return _("和你刚才看到的不一样了：订单或金额变过。什么都没有写；下面是现在的，请再看一遍。")


class OverAlready(Refusal):
    """A bulk refund that is to be stopped does not run any more."""

    status = 409

    def words(self) -> str:
        """Say that there is nothing to stop."""
        return _("这一批已经不在退了，没有可停的。")
