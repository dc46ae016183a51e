"""`flask tbo prices …`: list what plans cost, plan changes after seeing whom they reach, and announce rises."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

import click
from flask.cli import AppGroup

from .. import clock
from ..offers.coupon_commands import DAY, Yuan
from ..offers.price_making import (
    plan_price,
    price_rows,
    require_announceable,
    require_plannable,
    require_stoppable,
    stop_selling,
)
from ..offers.price_refusals import PriceUnplannable
from ..rules.money import Money
from .price_reach import Reach, announce_rise, payers_of, reach_of_change, reach_of_rise

T = TypeVar("T")
price_commands = AppGroup("prices", help="Change what plans cost.")


@price_commands.command("list")
def list_command() -> None:
    """List every version of every plan's price, with its days in the shop's time zone."""
    for row in price_rows():
        until = f" until {_local(row.sold_until)}" if row.sold_until else ""
        reaches = f", announced to payers from {_local(row.reaches_payers_at)}" if row.reaches_payers_at else ""
        click.echo(f"{row.plan_key} {row.version}: {row.price} from {_local(row.sold_from)}{until}{reaches}")


@price_commands.command("plan")
@click.argument("key")
@click.argument("price", type=Yuan())
@click.option("--from", "starts_at", type=DAY, required=True, help="When it begins, in the shop's time zone.")
@click.option("--confirm", is_flag=True, help="Do it; without it nothing is written.")
def plan_command(key: str, price: Money, starts_at: datetime, confirm: bool) -> None:
    """Let the plan KEY cost PRICE from a moment on, and show first which payers that reaches.

    A cut reaches payers at the first period that begins after it, for good: for a campaign, offer a coupon. A rise
    leaves them on what they have; see announce.
    """
    at = _instant(starts_at)
    _try(lambda: require_plannable(key, price, at))
    _show(reach_of_change(key, price), "at their next renewal")
    _write(confirm, lambda: plan_price(key, price, at), f"{key} costs {price} from {_local(at)}")


@price_commands.command("announce")
@click.argument("key")
@click.argument("version", type=click.IntRange(1))
@click.option("--from", "reaches_at", type=DAY, required=True, help="First day of periods that cost the new price.")
@click.option("--confirm", is_flag=True, help="Do it, and write to each payer; without it nothing is written.")
def announce_command(key: str, version: int, reaches_at: datetime, confirm: bool) -> None:
    """Let the rise VERSION of the plan KEY reach payers too, each after a letter that left 30 days before.

    Whose letter is not proved to have left in time pays the old price for one more period. Above what an agreement
    lets us deduct, the old price stays until the payer signs another one.
    """
    at = _instant(reaches_at)
    found = _try(lambda: require_announceable(key, version, at))
    _show(reach_of_rise(key, Money(found.price_fen)), f"from {_local(at)}")
    _write(confirm, lambda: announce_rise(key, version, at), f"{key} {version} reaches payers from {_local(at)}")


@price_commands.command("stop")
@click.argument("key")
@click.option("--from", "at", type=DAY, required=True, help="When nobody new can buy it, in the shop's time zone.")
@click.option("--confirm", is_flag=True, help="Do it; without it nothing is written.")
def stop_command(key: str, at: datetime, confirm: bool) -> None:
    """Take the plan KEY off sale; whoever pays it keeps it, at what they pay."""
    moment = _instant(at)
    _try(lambda: require_stoppable(key, moment))
    click.echo(f"{payers_of(key)} payers keep {key}")
    _write(confirm, lambda: stop_selling(key, moment), f"{key} is sold until {_local(moment)}")


def _show(reach: Reach, when: str) -> None:
    click.echo(f"{reach.payers} payers: {reach.reached} are reached {when}, {reach.difference} a period in all;")
    above = f", {reach.above_cap} more because their agreement allows no more" if reach.above_cap else ""
    click.echo(f"{reach.kept} keep what they pay{above}")


def _write(confirm: bool, write: Callable[[], object], done: str) -> None:
    if confirm:
        _try(write)
    click.echo(done if confirm else "nothing was written; to do it, add --confirm")


def _try(step: Callable[[], T]) -> T:
    try:
        return step()
    except PriceUnplannable as wrong:
        raise click.ClickException(str(wrong)) from None


def _instant(day: datetime) -> datetime:
    return day.replace(tzinfo=clock.shop_zone()).astimezone(UTC)


def _local(moment: datetime) -> str:
    return f"{moment.astimezone(clock.shop_zone()):%Y-%m-%d %H:%M}"
