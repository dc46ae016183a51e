"""The table of rights: nothing by default, the owner everything, and bounds that hold to the fen and the day."""

import pytest

from tbo.rules.money import Money
from tbo.rules.staff_rights import (
    HOLDERS,
    LONGEST_GIVEN,
    LONGEST_GIVEN_BY_SUPPORT,
    Right,
    Role,
    leaves_an_owner,
    longest_given,
    may,
    most_refunded,
)


def test_every_right_has_a_line_and_the_owner_holds_them_all():
    assert set(HOLDERS) == set(Right)
    assert all(may([Role.OWNER], right) for right in Right)


def test_who_has_no_role_may_nothing():
    assert not any(may([], right) for right in Right)


def test_a_right_without_a_line_is_nobodys(monkeypatch):
    monkeypatch.delitem(HOLDERS, Right.ORDERS)
    assert not any(may([role], Right.ORDERS) for role in Role)


@pytest.mark.parametrize("role", [Role.MARKETING, Role.CATALOGUE])
def test_whoever_makes_pages_sees_no_money_and_no_people(role):
    of_money = {Right.ORDERS, Right.SUBSCRIPTIONS, Right.RECONCILIATION, Right.FAPIAO, Right.GIFTS, Right.HOUSEHOLDS}
    assert not [right for right in of_money | {Right.REFUND, Right.SEARCH, Right.AUDIT} if may([role], right)]


def test_marketing_makes_coupons_and_finance_sees_them():
    assert [role for role in Role if may([role], Right.MAKE_COUPONS)] == [Role.OWNER, Role.MARKETING]
    assert may([Role.FINANCE], Right.COUPONS)
    assert not may([Role.SUPPORT], Right.COUPONS)


def test_finance_sees_no_households_and_support_no_books():
    assert not may([Role.FINANCE], Right.HOUSEHOLDS)
    assert not may([Role.SUPPORT], Right.RECONCILIATION)
    assert may([Role.SUPPORT, Role.FINANCE], Right.HOUSEHOLDS)
    assert may([Role.SUPPORT, Role.FINANCE], Right.RECONCILIATION)


@pytest.mark.parametrize(
    ("roles", "most"),
    [
        ([Role.SUPPORT], Money(20_000)),
        ([], Money(20_000)),
        ([Role.OWNER], None),
        ([Role.FINANCE], None),
        ([Role.SUPPORT, Role.FINANCE], None),
    ],
)
def test_support_alone_gives_back_at_most_two_hundred_yuan(roles, most):
    assert most_refunded(roles) == most


def test_support_gives_a_month_and_the_owner_a_year():
    assert longest_given([Role.SUPPORT]) == LONGEST_GIVEN_BY_SUPPORT
    assert longest_given([Role.SUPPORT, Role.OWNER]) == LONGEST_GIVEN


@pytest.mark.parametrize(
    ("each", "is_left"),
    [
        ([], False),
        ([()], False),
        ([["support"], ["finance", "marketing"]], False),
        ([["support"], ["finance", "owner"]], True),
        ([[Role.OWNER]], True),
    ],
)
def test_a_shop_where_nobody_is_an_owner_has_none_left(each, is_left):
    assert leaves_an_owner(each) is is_left


def test_support_gives_back_one_order_and_never_many_at_once():
    assert may([Role.SUPPORT], Right.REFUND)
    assert [role for role in Role if may([role], Right.BULK_REFUND)] == [Role.OWNER, Role.FINANCE]
    assert [role for role in Role if may([role], Right.STAFF)] == [Role.OWNER]
