"""The words of a Tmall item's history."""

from flask_babel import gettext as _


def item_part_words(part: str) -> str:
    """Say which part of an item a history names."""
    known = {
        "leads_to": _("到哪里"),
        "page": _("先到的页面"),
        "status": _("状态"),
        "name": _("商品名"),
        "skus": _("规格"),
        "coupon": _("优惠码"),
        "price": _("天猫的价"),
    }
    return known.get(part, part)
