"""Why a gift does not open, by name, with the sentence that whoever has the code reads."""

from flask_babel import gettext as _

from ...web.errors import Refusal


class GiftUnknown(Refusal):
    """No gift with this code is open: never made, opened by others, or taken back; strangers learn no more."""

    status = 404

    def words(self) -> str:
        """Say the same whatever it is; whoever opened it is helped by that too."""
        return _(
            "这个码打不开。要是已经打开过，它归打开的人：请登录，或者回到当时的浏览器。"
            "没打开过的，看看有没有抄错，或者问问给你的人、卖给你的店。"
        )


class GiftNotNeeded(Refusal):
    """The household has all of it; the gift stays closed for somebody else."""

    def words(self) -> str:
        """Say that nothing was used."""
        return _("你家已经有了，所以没有打开。码没有用掉，还能给别人。")


class GiftClosed(Refusal):
    """What is given left the catalogue; the gift stays as it is."""

    def words(self) -> str:
        """Say that nothing was used."""
        return _("它现在不在片库里，所以没有打开。码没有用掉，也可以请卖或者送的人退款。")


class TooManyGiftCodes(Refusal):
    """This network or household typed very many wrong codes."""

    status = 429

    def words(self) -> str:
        """Say to wait."""
        return _("码试得太多了。过几分钟再试，码不会丢。")
