"""How news reaches the shop in tests of settling: the way the notice route goes, without HTTP."""

from tbo.alipay.notices import verified_notice
from tbo.alipay.signed_form import NoticeRefused
from tbo.orders.asking import look
from tbo.orders.news import told_by_notice
from tbo.orders.provider import account
from tbo.orders.settlement import Settled, settle

from ..support.far_side import FORM


def tell(body: bytes) -> Settled | None:
    """Let a notice arrive; None when it is refused, as a forged one is."""
    try:
        notice = verified_notice(body, FORM, account())
    except NoticeRefused:
        return None
    telling = told_by_notice(notice)
    settled = settle(telling)
    if settled is Settled.TO_BE_ASKED:
        look(telling.payment_number, "notice")
    return settled
