"""`flask tbo …`: the commands of the shop; a group with a subject of its own lives with that subject."""

import gc
import json
import sys

import click
from flask import current_app
from flask.cli import AppGroup, ScriptInfo
from sqlalchemy.exc import DBAPIError

from ..backoffice.commands import audit_commands, staff_commands
from ..demo.commands import demo_command
from ..offers.coupon_commands import coupon_commands
from ..rehearsal.commands import rehearse_command
from ..subscriptions.price_commands import price_commands
from . import doctor, facts, setting_up
from .films import media_commands
from .ledger import ledger_commands
from .near_checks import database_trouble
from .refunds import refund_commands


class ShopCommands(AppGroup):
    """Commands that say in a sentence that the shop is not set up, instead of what a driver says of it."""

    def invoke(self, ctx: click.Context):
        """Run a command; raises click.ClickException where its database is not there."""
        # What the shop consists of is there until the end: looking through it then takes a third of a short command.
        gc.freeze()
        try:
            return super().invoke(ctx)
        except DBAPIError as failed:
            with ctx.ensure_object(ScriptInfo).load_app().app_context():
                trouble = database_trouble()
            if trouble is None:
                raise
            raise click.ClickException(trouble) from failed


tbo_commands = ShopCommands("tbo", help="Run and examine the shop.")
tbo_commands.add_command(demo_command)
tbo_commands.add_command(coupon_commands)
tbo_commands.add_command(price_commands)
tbo_commands.add_command(media_commands)
tbo_commands.add_command(ledger_commands)
tbo_commands.add_command(refund_commands)
tbo_commands.add_command(staff_commands)
tbo_commands.add_command(audit_commands)
tbo_commands.add_command(rehearse_command)


@tbo_commands.command("setup")
def setup_command() -> None:
    """Prepare everything a development start needs, then say where the shop will be.

    What is being done goes to standard error, the words for the newcomer to standard output.
    """
    for sentence in setting_up.set_up(current_app.extensions["tbo.settings"]):
        click.echo(sentence, err=True)
    click.echo(facts.welcome())


@tbo_commands.command("info")
def info_command() -> None:
    """Print addresses, key files, sign-ins and example pages as JSON."""
    click.echo(json.dumps(facts.info(), ensure_ascii=False, indent=2))


@tbo_commands.command("doctor")
def doctor_command() -> None:
    """Say in sentences what is missing or wrong; the exit code is 1 when something is wrong."""
    findings = doctor.examine()
    for finding in findings:
        click.echo(f"{finding.mark} {finding.sentence}")
    sys.exit(1 if any(finding.is_wrong for finding in findings) else 0)
