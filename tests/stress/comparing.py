"""Comparing the account with both sides' books: states, money, who may watch what, the coupon, subscriptions."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from tbo.vouchers.redeeming import SOURCE as VOUCHER

from .account import SETTLED, Account, require
from .books import Here, There
from .watching import Watching

RUNNING = ("active", "grace", "cancelled", "paused")
LATEST = timedelta(hours=1)


def compare(account: Account, here: Here, there: There, watching: Watching, now: datetime) -> None:
    """Raise Difference when anything is not as the account has it."""
    _orders(account, here)
    _payments(account, here, there)
    _rights(account, here)
    watching.compare(account, here, now)
    _subscriptions(here)
    require(
        here.coupon_used == account.places, f"{here.coupon_used} places of the coupon are taken, not {account.places}"
    )


def compare_in_the_end(account: Account, here: Here, there: There, now: datetime) -> None:
    """Raise Difference when, after quiet days, news is missing, money is on no side, or something never ends."""
    for number, trade in there.trades.items():
        require(not trade["paid_at"] or number in account.money, f"{number} was paid, and nobody here knows of it")
    for number, paid in account.money.items():
        came, back = there.came(number), there.went_back(number)
        require(bool(came) == paid.is_known or back == came, f"{number}: {came} fen came, and nobody here knows")
        require(paid.back == back, f"{number}: {back} fen went back, the shop knows of {paid.back}")
        require(here.payments[number].refunding_fen == 0, f"{number}: a refund never ends")
        # Where Alipay refuses a refund for good, staff have been told.
        is_for_a_person = there.is_finished(number) or here.payments[number].flagged_because
        if number != paid.deal.payer and not is_for_a_person:
            require(came == back, f"{number}: {came - back} fen came and bought nothing")
    for deal in account.deals.values():
        require(deal.state != "pending" or now < deal.ends_at + LATEST, f"{deal.number} never ends")
    for row in here.tries:
        require(row.state != "open", f"{row.payment_number}: a deduction never ends")
    for row in here.subscriptions.values():
        # Whatever was signed and ended is ended at Alipay too.
        far = there.agreements.get(row.number)
        is_over = row.state in ("lapsed", "cancelled")
        require(not is_over or far is None or far["state"] != "NORMAL", f"{row.number} goes on at Alipay")


def _orders(account: Account, here: Here) -> None:
    for number, deal in account.deals.items():
        row = here.orders[number]
        require(row.state == deal.state, f"order {number} is {row.state}, not {deal.state}")
        require(row.paid_by == deal.payer, f"order {number} was paid by {row.paid_by}, not by {deal.payer}")
        require(row.total_fen == deal.total, f"order {number} costs {row.total_fen}, it cost {deal.total}")


def _payments(account: Account, here: Here, there: There) -> None:
    by_id = {row.id: number for number, row in here.payments.items()}
    asked, done = Counter[str](), Counter[str]()
    for name, row in here.refunds.items():
        number = by_id[row.payment_id]
        asked[number] += row.amount_fen if row.state == "requested" else 0
        done[number] += row.amount_fen if row.state == "done" else 0
        if row.state == "done" and (number, name) in there.refunds:
            require(there.refunds[number, name] == row.amount_fen, f"refund {name} is of another sum at Alipay")
    for number, paid in account.money.items():
        row, far = here.payments[number], there.trades.get(number)
        require(paid.back <= there.went_back(number), f"{number}: {paid.back} fen went back here, fewer at Alipay")
        require(row.refunded_fen == done[number] == paid.back, f"{number}: {row.refunded_fen} back, not {paid.back}")
        require(row.refunding_fen == asked[number], f"{number}: {row.refunding_fen} on their way, not {asked[number]}")
        require(paid.back + asked[number] <= paid.amount, f"{number}: more goes back than came")
        require(bool(row.paid_at) == paid.is_known, f"{number} is paid on one side only")
        require(row.state in _states(paid, far), f"{number} is {row.state}, not one of {_states(paid, far)}")
        if paid.is_known and number != paid.deal.payer:
            left = paid.amount - paid.back - asked[number]
            require(not left or row.flagged_because, f"{number}: {left} fen came, bought nothing and stay")


def _states(paid, far) -> tuple[str, ...]:
    if not paid.is_known:
        return ("waiting", "closed")
    if paid.back:
        return ("refunded",) if paid.back == paid.amount else ("partly_refunded",)
    return ("paid", "finished") if far["state"] == "TRADE_FINISHED" else ("paid",)


def _rights(account: Account, here: Here) -> None:
    # What vouchers gave, the vouchers' own check compares.
    bought = [row for row in here.rights if row.source_kind != VOUCHER]
    given = Counter((row.source_kind, row.source, row.household_id, row.revoked_at is None) for row in bought)
    due = Counter(
        (*deal.source, deal.opened_by if deal.is_gift else deal.household, not deal.is_gone)
        for deal in account.deals.values()
        if deal.given_at is not None and (deal.opened_by is not None or not deal.is_gift)
    )
    require(given == due, f"given and not due: {given - due}; due and not given: {due - given}")
    for number, deal in account.deals.items():
        gift = here.gifts.get(here.orders[number].id)
        is_made = deal.is_gift and deal.given_at is not None
        require((gift is not None) == is_made, f"order {number}: a gift was made without money, or not for it")
        if gift is not None:
            require((gift.revoked_at is not None) == deal.is_gone, f"order {number}: its gift is open, or is not")


def _subscriptions(here: Here) -> None:
    running = Counter(row.household_id for row in here.subscriptions.values() if row.state in RUNNING)
    require(max(running.values(), default=0) <= 1, "a household has two subscriptions that run")
    for row in here.subscriptions.values():
        tries = [one for one in here.tries if one.subscription_id == row.id]
        _once_a_period(row, tries)
        require(sum(one.state == "open" for one in tries) <= 1, f"{row.number} has two tries under way")
        orders = _only_one({one.order_number for one in tries if one.period == row.period})
        require(orders, f"{row.number}: its period has two orders")
        paid = {one.order_number for one in tries if one.state == "paid"}
        for one in tries:
            is_settled = here.orders[one.order_number].state in SETTLED
            require(is_settled == (one.order_number in paid), f"{row.number}: {one.order_number} is paid on one side")


def _once_a_period(row, tries: list) -> None:
    paid = Counter(one.period for one in tries if one.state == "paid")
    require(all(count == 1 for count in paid.values()), f"{row.number}: a period was paid twice")
    require(set(paid) == set(range(row.period)), f"{row.number}: {sorted(paid)} are paid, it counts {row.period}")


def _only_one(numbers: Iterable[str]) -> bool:
    return len(set(numbers)) <= 1
