"""Why something cannot be done with a coupon, by name, with the sentence for marketing."""

from flask_babel import gettext as _

from ..web.errors import Refusal


class CouponGone(Refusal):
    """There is no such coupon."""

    status = 404


class BatchKnown(Refusal):
    """A batch of this name is there: its codes were shown once and cannot be shown again."""

    def words(self) -> str:
        """Say what to do."""
        return _("这一批已经做好，码只给一次，不能再看。要更多就换个批名；不放心就作废这一批。")


class NotAsMany(Refusal):
    """A batch has at least one code and not too many."""

    status = 422

    def words(self) -> str:
        """Say how many."""
        return _("一批 1 到 5000 个码，批名要写。")
