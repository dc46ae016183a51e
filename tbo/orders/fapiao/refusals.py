"""Why a fapiao cannot be asked for, changed or made, by name, with the sentence that is read on the page."""

from flask_babel import gettext as _

from ...rules.fapiao import FapiaoState
from ...web.errors import Refusal


class NothingToInvoice(Refusal):
    """Nothing of the order's money is here any more, or it cost nothing."""

    def words(self) -> str:
        """Say why."""
        return _("这个订单没有可以开发票的金额：没有付过钱，或者已经退回。")


class FapiaoBegun(Refusal):
    """Somebody has begun to make it, or it is done; what the request says stays as it is."""

    def words(self) -> str:
        """Say to look at the request."""
        return _("财务已经在开这张发票，现在不能再改。要更正请找客服。")


class FapiaoMoved(Refusal):
    """The request is not where the page showed it: somebody was faster, or money went back meanwhile."""

    def __init__(self, said: str, state: FapiaoState):
        super().__init__(said)
        self.state = state

    def words(self) -> str:
        """Say to look again."""
        return _("这张申请刚刚变了，什么都没有做。请看看它现在的样子。")


class NothingToExport(Refusal):
    """No request waits."""

    def words(self) -> str:
        """Say it."""
        return _("没有等着开的申请，可能别人刚刚导出了。")


class FapiaoNumberTaken(Refusal):
    """Another request has this fapiao's number."""

    status = 422

    def words(self) -> str:
        """Say to look at the number."""
        return _("这个发票号码已经记在另一张申请上了。请核对号码。")
