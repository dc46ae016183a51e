"""`flask tbo refunds …`: many orders' money back, shown first and done only with the number that was shown."""

import sys
from contextlib import suppress
from pathlib import Path

import click
from flask.cli import AppGroup

from ..orders.refunds.bulk import NoSuchTitle, Plan, carry_out, plan_for_orders, plan_for_title
from ..rules.bulk_refunds import lines_named

refund_commands = AppGroup("refunds", help="Give money back.")
FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@refund_commands.command("plan")
@click.option("--title", metavar="SLUG", help="Every paid order of a title.")
@click.option("--orders", type=FILE, help="A file of order numbers, one a line; # begins a remark.")
@click.option("--reason", required=True, help="Why; it stands in the ledger.")
@click.option("--confirm", type=int, metavar="N", help="Do it, if it is still N orders.")
def plan_command(title: str | None, orders: Path | None, reason: str, confirm: int | None) -> None:
    """Show which orders' money would go back; with --confirm N ask it back.

    Without --confirm nothing is written. The exit code is 1 when N is not the number of orders, or one was refused.
    """
    if (title is None) == (orders is None):
        raise click.UsageError("name either --title or --orders")
    if not reason.strip():
        raise click.UsageError("a refund needs a reason")
    plan = _plan(title, orders)
    _show(plan)
    if confirm is None:
        click.echo(f"nothing was written; to do it, add --confirm {len(plan.refunds)}")
    elif confirm != len(plan.refunds):
        click.echo(f"{confirm} orders were confirmed, there are {len(plan.refunds)}: nothing was written", err=True)
        sys.exit(1)
    else:
        _do(plan, reason.strip())


def _plan(title: str | None, orders: Path | None) -> Plan:
    if orders is not None:
        return plan_for_orders(said for _line, said in lines_named(_text(orders)))
    try:
        return plan_for_title(title or "")
    except NoSuchTitle as unknown:
        raise click.BadParameter(str(unknown), param_hint="--title") from unknown


def _text(file: Path) -> str:
    """Read a list as spreadsheets write it: UTF-8, or the Chinese code page."""
    content = file.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        with suppress(UnicodeDecodeError):
            return content.decode(encoding)
    raise click.BadParameter(f"{file} is no text in UTF-8 or GB 18030", param_hint="--orders")


def _show(plan: Plan) -> None:
    for planned in plan.refunds:
        click.echo(f"{planned.number}  {planned.amount!s:>12} of {planned.paid!s:>12}  {planned.subject}")
        for one in planned.counted:
            where = one.order_number or "a plan that is being paid"
            click.echo(f"{planned.number}  beware: {one.amount} of it counts in {where} already, and goes back twice")
    for number, why in plan.left_out:
        click.echo(f"{number}  left out: {why}")
    click.echo(f"{len(plan.refunds)} orders, {plan.total}; {len(plan.left_out)} left out")


def _do(plan: Plan, reason: str) -> None:
    refused = 0
    for planned, why in carry_out(plan, reason):
        if why is not None:
            click.echo(f"{planned.number}  refused: {why}", err=True)
            refused += 1
    click.echo(f"{len(plan.refunds) - refused} refunds are on their way; the worker sends them")
    if refused:
        sys.exit(1)
