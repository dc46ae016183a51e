"""What the shop will not sell, by name, with the sentence the shopper reads."""

from flask_babel import gettext as _

from ..rules.prices import NotSold
from ..web.errors import Refusal
from ..web.locale import in_language


class NotForSale(Refusal):
    """Nobody can buy this now."""

    def words(self) -> str:
        """Say so."""
        return _("这个现在不卖。回到剧集页看看别的方式。")


class NoSuchOffer(NotForSale):
    """There is nothing under this address."""

    status = 404

    def words(self) -> str:
        """Say so."""
        return _("没有这样东西可买。链接可能过期了。")


class PlanOffSale(NotForSale):
    """A plan that was sold once, and is sold to nobody new now."""

    status = 410

    def __init__(self, said: str, name: dict):
        super().__init__(said)
        self.name = name

    def words(self) -> str:
        """Say so, and that whoever has it keeps it."""
        return _("%(plan)s现在不卖了，没有下单，也没有扣款。已经在续的照旧，价格不变。", plan=in_language(self.name))


class AlreadyOwned(NotForSale):
    """The household has this; nothing owned is ever on sale."""

    def words(self) -> str:
        """Say so."""
        return _("这个已经是你的了，不用再付。")


class AlreadyOpen(AlreadyOwned):
    """The household may watch this already, by its plan or by a rental that runs."""

    def words(self) -> str:
        """Say so."""
        return _("你现在就能看，不用再付。")


class FreeNow(AlreadyOwned):
    """It costs nothing now."""

    def words(self) -> str:
        """Say so."""
        return _("现在免费，直接看就好。")


class NotForChildren(NotForSale):
    """This profile may neither watch nor buy it; no price is said."""

    status = 403

    def words(self) -> str:
        """Say who can."""
        return _("这里要请家里的大人来开。")


class NotForProfile(NotForSale):
    """What was bought is a title that does not exist for this profile; it is not said which."""

    status = 403

    def words(self) -> str:
        """Say where it can be seen."""
        return _("这里面有这个档案看不到的片子。换一个看得到它的档案来打开。")


REFUSALS: dict[NotSold, type[NotForSale]] = {
    NotSold.OWNED: AlreadyOwned,
    NotSold.RENTED: AlreadyOpen,
    NotSold.IN_PLAN: AlreadyOpen,
    NotSold.FREE: FreeNow,
    NotSold.NOT_OPEN: NotForSale,
    NotSold.NOT_OFFERED: NoSuchOffer,
    NotSold.NOT_FOR_PROFILE: NotForChildren,
}
