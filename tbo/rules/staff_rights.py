"""Who of the staff may do what: one table of rights and roles, from which pages, refusals and tests are told."""

from collections.abc import Iterable
from datetime import timedelta
from enum import StrEnum

from .money import Money


class Role(StrEnum):
    """What somebody of the staff is there for; a person may have several roles."""

    OWNER = "owner"
    SUPPORT = "support"
    FINANCE = "finance"
    MARKETING = "marketing"
    CATALOGUE = "catalogue"


class Right(StrEnum):
    """What a page of the back office shows or does; every page names one."""

    TODAY = "today"
    OWN_SESSIONS = "own-sessions"
    SEARCH = "search"
    ORDERS = "orders"
    REFUND = "refund"
    BULK_REFUND = "bulk-refund"
    HOUSEHOLDS = "households"
    REVOKE_DEVICES = "revoke-devices"
    GIVE_ACCESS = "give-access"
    SUBSCRIPTIONS = "subscriptions"
    CHANGE_SUBSCRIPTIONS = "change-subscriptions"
    PRICES = "prices"
    CHANGE_PRICES = "change-prices"
    COUPONS = "coupons"
    MAKE_COUPONS = "make-coupons"
    GIFTS = "gifts"
    RESEND_GIFTS = "resend-gifts"
    VOUCHERS = "vouchers"
    MAKE_VOUCHERS = "make-vouchers"
    EXPORT_VOUCHERS = "export-vouchers"
    REVOKE_VOUCHERS = "revoke-vouchers"
    RECONCILIATION = "reconciliation"
    RESOLVE = "resolve"
    FAPIAO = "fapiao"
    MAKE_FAPIAO = "make-fapiao"
    STAFF = "staff"
    AUDIT = "audit"
    PAGES = "pages"
    EDIT_PAGES = "edit-pages"
    ITEMS = "items"
    EDIT_ITEMS = "edit-items"
    FILMS = "films"
    WATCHING = "watching"
    FIGURES = "figures"


EVERYBODY = frozenset(Role)
_MONEY = frozenset({Role.OWNER, Role.SUPPORT, Role.FINANCE})
_PEOPLE = frozenset({Role.OWNER, Role.SUPPORT})
_BOOKS = frozenset({Role.OWNER, Role.FINANCE})
_OFFERS = frozenset({Role.OWNER, Role.MARKETING})
# What is not here, nobody may.
HOLDERS: dict[Right, frozenset[Role]] = {
    Right.TODAY: EVERYBODY,
    Right.OWN_SESSIONS: EVERYBODY,
    Right.SEARCH: _MONEY,
    Right.ORDERS: _MONEY,
    Right.REFUND: _MONEY,
    Right.BULK_REFUND: _BOOKS,
    Right.HOUSEHOLDS: _PEOPLE,
    Right.REVOKE_DEVICES: _PEOPLE,
    Right.GIVE_ACCESS: _PEOPLE,
    Right.SUBSCRIPTIONS: _MONEY,
    Right.CHANGE_SUBSCRIPTIONS: _PEOPLE,
    Right.PRICES: EVERYBODY,
    Right.CHANGE_PRICES: _BOOKS,
    Right.COUPONS: frozenset({Role.OWNER, Role.MARKETING, Role.FINANCE}),
    Right.MAKE_COUPONS: _OFFERS,
    Right.GIFTS: _MONEY,
    Right.RESEND_GIFTS: _PEOPLE,
    Right.VOUCHERS: EVERYBODY - {Role.CATALOGUE},
    Right.MAKE_VOUCHERS: _OFFERS,
    Right.EXPORT_VOUCHERS: frozenset({Role.OWNER, Role.MARKETING, Role.FINANCE}),
    Right.REVOKE_VOUCHERS: frozenset({Role.OWNER, Role.MARKETING, Role.SUPPORT}),
    Right.RECONCILIATION: _BOOKS,
    Right.RESOLVE: _BOOKS,
    Right.FAPIAO: _MONEY,
    Right.MAKE_FAPIAO: _BOOKS,
    Right.STAFF: frozenset({Role.OWNER}),
    Right.AUDIT: frozenset({Role.OWNER}),
    Right.PAGES: EVERYBODY,
    Right.EDIT_PAGES: frozenset({Role.OWNER, Role.MARKETING}),
    Right.ITEMS: EVERYBODY - {Role.CATALOGUE},
    Right.EDIT_ITEMS: _OFFERS,
    Right.FILMS: frozenset({Role.OWNER, Role.CATALOGUE}),
    Right.WATCHING: frozenset({Role.OWNER, Role.CATALOGUE}),
    Right.FIGURES: frozenset({Role.OWNER, Role.MARKETING, Role.FINANCE}),
}
# What support alone gives back or gives away stays small; owner and finance have no such bound.
MOST_REFUNDED_BY_SUPPORT = Money(200_00)
LONGEST_GIVEN_BY_SUPPORT = timedelta(days=30)
LONGEST_GIVEN = timedelta(days=366)


def may(roles: Iterable[Role], right: Right) -> bool:
    """Whether one of these roles holds the right."""
    return not HOLDERS.get(right, frozenset()).isdisjoint(roles)


def most_refunded(roles: Iterable[Role]) -> Money | None:
    """Return the largest sum that these roles may give back of one order in all, None without a bound."""
    return None if not _BOOKS.isdisjoint(roles) else MOST_REFUNDED_BY_SUPPORT


def longest_given(roles: Iterable[Role]) -> timedelta:
    """Return how long access may last that these roles give away."""
    return LONGEST_GIVEN if Role.OWNER in set(roles) else LONGEST_GIVEN_BY_SUPPORT


def leaves_an_owner(roles_of_each: Iterable[Iterable[str]]) -> bool:
    """Whether one of those who would work here then says who does: a shop without an owner is nobody's."""
    return any(Role.OWNER in set(roles) for roles in roles_of_each)
