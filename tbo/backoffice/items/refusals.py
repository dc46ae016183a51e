"""Why something cannot be done with a Tmall item, by name, with the sentence for marketing."""

from flask_babel import gettext as _

from ...web.errors import Refusal


class ItemKnown(Refusal):
    """The item is in the map already."""

    def words(self) -> str:
        """Say so."""
        return _("这件商品已经在表里了。")


class ItemGone(Refusal):
    """There is no such item in the map."""

    status = 404

    def words(self) -> str:
        """Say so."""
        return _("表里没有这件商品，可能刚刚被拿掉了。")
