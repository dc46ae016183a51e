"""Why a change of a price is not made though it could be: what was shown is not what is."""

from flask_babel import gettext as _

from ...web.errors import Refusal


class ReachDiffers(Refusal):
    """Whom the change reaches is not what was shown: somebody signed, left or pays otherwise since."""

    def words(self) -> str:
        """Ask to look again."""
        return _("刚才看的这会儿，付这个套餐的人变了。请再看一眼；什么都还没有改。")
