"""Why a plan cannot be changed now, by name, with the sentence the payer reads."""

from collections.abc import Callable

from flask_babel import gettext as _

from ...rules.plan_changes import Unchangeable
from ...web.errors import Refusal


class CannotChange(Refusal):
    """The plan stays as it is; nothing was signed, and nothing is charged."""

    def __init__(self, why: Unchangeable) -> None:
        super().__init__(f"the plan cannot be changed: {why.value}")
        self.why = why

    def words(self) -> str:
        """Say why, and what to do first."""
        return why_words(self.why)


class ChangeDiffers(Refusal):
    """What was shown is not what it would be now; nothing was signed."""

    def words(self) -> str:
        """Say to look again."""
        return _("换方案的价格刚刚变了，请再看一眼。还没有签约，也没有扣款。")


def why_words(why: Unchangeable) -> str:
    """Say why a plan cannot be changed now, and what to do first."""
    return _WORDS[why]()


_WORDS: dict[Unchangeable, Callable[[], str]] = {
    Unchangeable.TRIAL: lambda: _("还在免费的日子里。付过第一期，就能换方案。"),
    Unchangeable.GRACE: lambda: _("这一期还没有扣成。先把它付好，再换方案。"),
    Unchangeable.CANCELLED: lambda: _("已经取消续费了。先恢复续费，再换方案；或者到期后直接开通别的。"),
    Unchangeable.PAUSED: lambda: _("会员正停着。先接上，再换方案。"),
    Unchangeable.BEING_DEDUCTED: lambda: _("支付宝正在扣一笔款，过几分钟再换。"),
    Unchangeable.WAITING: lambda: _("已经排好了一次更换。想换成别的，先撤回它。"),
    Unchangeable.TOO_LATE: lambda: _("离下一次扣款太近，来不及提前 5 天提醒你。这一次扣过之后就能换。"),
}
