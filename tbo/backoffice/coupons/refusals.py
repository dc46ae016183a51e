"""Why something cannot be done with a coupon, by name, with the sentence for marketing."""

from flask_babel import gettext as _
from flask_babel import ngettext

from ...web.errors import Refusal


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


class CodesRefused(Refusal):
    """Some codes of an import cannot be kept, so none of it was."""

    status = 422

    def __init__(self, codes: list[str]):
        super().__init__(f"{len(codes)} codes of an import cannot be kept")
        self.codes = codes

    def named(self) -> str:
        """Name the first of them."""
        return " ".join(code[:40] for code in self.codes[:5])


class CodesKnown(CodesRefused):
    """Codes that are there already, maybe of another coupon."""

    def words(self) -> str:
        """Name them."""
        said = ngettext("%(num)s 个码已经有了", "%(num)s 个码已经有了", len(self.codes))
        return _("%(said)s，什么都没有导入：%(codes)s", said=said, codes=self.named())


class CodesWeak(CodesRefused):
    """What is no code, or short or plain enough to be guessed."""

    def words(self) -> str:
        """Name them."""
        said = ngettext("%(num)s 个码太短、太单调或者认不出", "%(num)s 个码太短、太单调或者认不出", len(self.codes))
        return _(
            "%(said)s，什么都没有导入：%(codes)s。码要有 16 到 40 个字母和数字，至少 4 种不同的。",
            said=said,
            codes=self.named(),
        )


class CodesRunOn(CodesRefused):
    """Codes that count up: who has one has the next."""

    def words(self) -> str:
        """Name them, and say what to do."""
        said = ngettext("%(num)s 个码接着别的码", "%(num)s 个码接着别的码", len(self.codes))
        return _("%(said)s，什么都没有导入：%(codes)s。请用随机的码，不要编号。", said=said, codes=self.named())
