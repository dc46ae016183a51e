"""Everything below /staff; the modules add their pages to the one blueprint."""

from flask import Flask
from flask_babel import format_date

from ..rules.money import Money
from ..rules.renewal_schedule import charge_day
from ..web import errors
from ..web.filters import money
from ..web.template_names import give
from . import audit_pages, deeds, naming, reasons, searching, today, words
from .blueprint import pages
from .books import pages as reconciliation_pages
from .coupons import pages as coupon_pages
from .coupons import words as coupon_words
from .editing.routes import PAGE_WORDS
from .fapiao import listing as fapiao_list
from .fapiao import pages as fapiao_pages
from .figures import funnel_pages, watching_pages
from .films import pages as film_pages
from .films import refusals as film_refusals
from .households import explaining, gift_pages, owning
from .households import listing as household_list
from .households import pages as household_pages
from .items import pages as item_pages
from .items import words as item_words
from .links import leading
from .links import pages as link_pages
from .orders import listing as order_list
from .orders import pages as order_pages
from .prices import pages as price_pages
from .refunds import pages as bulk_refund_pages
from .refunds import words as bulk_refund_words
from .staff import guard, people_pages, sessions, sign_in_pages
from .subscriptions import listing as subscription_list
from .subscriptions import pages as subscription_pages
from .vouchers import code_pages as voucher_code_pages
from .vouchers import pages as voucher_pages
from .vouchers import words as voucher_words

__all__ = ["pages"]
PAGES = (
    *(audit_pages, coupon_pages, fapiao_list, fapiao_pages, film_pages, gift_pages, guard, household_list),
    *(household_pages, order_list),
    *(order_pages, reconciliation_pages, searching, sign_in_pages, subscription_list, subscription_pages, today),
    *(item_pages, link_pages, funnel_pages, watching_pages, voucher_pages, price_pages),
    *(voucher_code_pages, bulk_refund_pages, people_pages),
)
WORDS = (
    *(naming.order_state_words, naming.payment_state_words, naming.refund_state_words, naming.host_words),
    *(naming.household_words, reasons.reason_words),
    *(naming.difference_words, naming.story_words, deeds.deed_words, explaining.because_words),
    *(naming.fapiao_state_words, naming.subscription_state_words, charge_day),
    *(film_pages.upload_words, film_refusals.failure_words),
    *(leading.lead_kind_words, item_words.item_part_words),
    *(coupon_words.coupon_state, coupon_words.sentence_of),
    *(voucher_words.batch_state, voucher_words.voucher_state, voucher_words.life_parts),
    *(bulk_refund_words.bulk_state, bulk_refund_words.bulk_turn_words, bulk_refund_words.bulk_not_asked_words),
    bulk_refund_words.orders_words,
    *(words.staff_places, words.role_words, words.roles_words, words.shop_time, words.owned_words, words.profile_words),
)


def init_app(app: Flask) -> None:
    """Give staff templates who is at work, and their words."""
    errors.below(app, "/staff", guard.lost)
    give(app, **{function.__name__: function for function in WORDS})
    give(
        app,
        clerk_or_none=sessions.clerk_or_none,
        state_colours=naming.COLOURS,
        fapiao_colours=naming.FAPIAO_COLOURS,
        subscription_colours=naming.SUBSCRIPTION_COLOURS,
        money_of=lambda fen: money(Money(fen)),
        right_span=owning.span_words,
    )
    give(app, **PAGE_WORDS)
    app.jinja_env.filters.update(shop_day=lambda day: format_date(day, "full"))
