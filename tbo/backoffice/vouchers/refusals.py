"""Why something cannot be done with vouchers, by name, with the sentence for whoever works here."""

from flask_babel import gettext as _

from ...web.errors import Refusal


class BatchGone(Refusal):
    """There is no such batch."""

    status = 404

    def words(self) -> str:
        """Say so."""
        return _("没有这一批。")


class AlreadyEnded(Refusal):
    """The voucher was revoked before."""

    def words(self) -> str:
        """Say so."""
        return _("这个码已经作废过了。")
