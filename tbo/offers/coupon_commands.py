"""`flask tbo coupons …`: offer coupons, make batches of unique codes, list how they are used."""

import csv
import os
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import click
from flask.cli import AppGroup

from .. import clock
from ..rules.coupons import Audience, CouponFacts, Scope
from ..rules.money import Money, NotAnAmount
from .coupon_making import CouponUnmakeable, add_coupon, coupon_rows, keep_unique_codes, new_unique_codes

coupon_commands = AppGroup("coupons", help="Offer coupons and make unique codes.")
DAY = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"])


class Yuan(click.ParamType):
    """An amount such as 5.00."""

    name = "yuan"

    def convert(self, value, param, ctx) -> Money:
        """Read it strictly."""
        try:
            return value if isinstance(value, Money) else Money.from_yuan_text(value)
        except NotAnAmount as wrong:
            self.fail(str(wrong), param, ctx)


@coupon_commands.command("add")
@click.argument("code")
@click.option("--name", required=True, help="What shoppers read beside the code.")
@click.option("--percent", type=click.IntRange(1, 100), default=None, help="Percent taken off.")
@click.option("--amount", type=Yuan(), default=None, help="Yuan taken off, such as 5.00.")
@click.option("--scope", type=click.Choice([scope.value for scope in Scope]), default="all", show_default=True)
@click.option("--ref", "refs", multiple=True, help="A plan's key, or the id of a title, season or episode.")
@click.option("--for", "audience", type=click.Choice([one.value for one in Audience]), default="all", show_default=True)
@click.option("--minimum", type=Yuan(), default=Money(0), help="Least sum to pay, such as 20.00.")
@click.option("--total", type=click.IntRange(1), default=None, help="Most uses in all.")
@click.option("--per-household", type=click.IntRange(1), default=1, show_default=True)
@click.option("--first-periods", type=click.IntRange(1), default=None, help="Only for so many periods in a row.")
@click.option("--from", "starts_at", type=DAY, default=None, help="First day, in the shop's time zone; now by default.")
@click.option("--until", "ends_at", type=DAY, default=None, help="First day on which it is over.")
@click.option("--by-link", is_flag=True, help="Apply it by ?coupon=CODE on a Tmall link.")
@click.option("--unique", is_flag=True, help="Only codes of a batch are good, not CODE itself.")
def add_command(code: str, name: str, percent: int | None, amount: Money | None, **rest) -> None:
    """Offer a coupon under CODE."""
    if (percent is None) == (amount is None):
        raise click.UsageError("give either --percent or --amount")
    if amount is not None and not amount:
        raise click.UsageError("--amount takes nothing off")
    facts = CouponFacts(
        starts_at=_instant(rest["starts_at"]) or clock.now(),
        ends_at=_instant(rest["ends_at"]),
        percent=percent or 0,
        amount=amount or Money.zero(),
        scope=Scope(rest["scope"]),
        refs=frozenset(rest["refs"]),
        audience=Audience(rest["audience"]),
        minimum=rest["minimum"],
        total_limit=rest["total"],
        household_limit=rest["per_household"],
        first_periods=rest["first_periods"],
    )
    try:
        kept = add_coupon(code, {"zh-Hans": name}, facts, is_batch=rest["unique"], applies_by_link=rest["by_link"])
    except CouponUnmakeable as wrong:
        raise click.ClickException(str(wrong)) from None
    click.echo(f"{kept} is offered.")


@coupon_commands.command("batch")
@click.argument("code")
@click.option("--count", type=click.IntRange(1), required=True, help="How many codes.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="New CSV file.")
@click.option("--batch", default="", help="Name of the batch; the file's name by default.")
def batch_command(code: str, count: int, out: Path, batch: str) -> None:
    """Make unique codes of the coupon CODE, written once into a CSV file: the shop keeps only their hashes."""
    try:
        codes = new_unique_codes(count)
        _write(out, codes)
    except FileExistsError:
        raise click.ClickException(f"{out} is there already; codes are written once, into a new file") from None
    except OSError as wrong:
        raise click.ClickException(f"{out} cannot be written: {wrong.strerror}") from None
    except CouponUnmakeable as wrong:
        raise click.ClickException(str(wrong)) from None
    try:
        keep_unique_codes(code, batch or out.stem, codes)
    except BaseException as wrong:
        # What is not kept opens nothing; the file must not say otherwise.
        out.unlink()
        if isinstance(wrong, CouponUnmakeable):
            raise click.ClickException(str(wrong)) from None
        raise
    click.echo(f"{count} codes were written to {out}. They cannot be shown again.")


@coupon_commands.command("list")
def list_command() -> None:
    """List coupons with what they take off, how often they are used, and when they end."""
    for row in coupon_rows():
        used = f"{row.used} of {row.limit}" if row.limit is not None else str(row.used)
        codes = f", {row.unique_codes} unique codes" if row.unique_codes else ""
        ends = "stopped" if row.is_stopped else f"until {row.ends_at:%Y-%m-%d %H:%M} UTC" if row.ends_at else "no end"
        click.echo(f"{row.code}: {row.facts}; used {used}{codes}; {ends}")


def _write(out: Path, codes: Iterable[str]) -> None:
    """Write the file before its codes are kept, for nobody but its owner."""
    with os.fdopen(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["code"])
        rows.writerows([code] for code in codes)
        file.flush()
        os.fsync(file.fileno())


def _instant(day: datetime | None) -> datetime | None:
    if day is None:
        return None
    zone = clock.shop_zone()
    return day.replace(tzinfo=zone).astimezone(UTC)
