"""`flask tbo ledger …`: proving that every yuan has its story."""

import sys
from itertools import chain

import click
from flask.cli import AppGroup

from ..orders.books.check import Checked, differences
from ..vouchers.ledger_check import vouchers_that_differ

ledger_commands = AppGroup("ledger", help="Examine the ledger.")


@ledger_commands.command("verify")
def verify_command() -> None:
    """Prove that ledger, orders, payments, refunds, rights, vouchers and subscriptions agree; exit code 1 when not."""
    checked, wrong = Checked(), 0
    for sentence in chain(differences(checked), vouchers_that_differ()):
        click.echo(sentence)
        wrong += 1
    if wrong:
        click.echo(f"{wrong} differences in {checked.orders} orders", err=True)
        sys.exit(1)
    click.echo(f"{checked.orders} orders and their {checked.entries} entries agree")
