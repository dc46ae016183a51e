"""`flask tbo staff …` and `flask tbo audit …`: what is done to the back office from the machine itself."""

import sys

import click
from flask.cli import AppGroup

from ..accounts.contacts import ContactUnreadable, read_contact
from ..rules.staff_rights import Role
from ..web.errors import Refusal
from . import audit
from .staff import hiring

staff_commands = AppGroup("staff", help="Who may enter the back office.")
audit_commands = AppGroup("audit", help="The log of what staff did.")


@staff_commands.command("add")
@click.argument("email")
@click.option("--name", required=True, help="How colleagues know them.")
@click.option("--role", "roles", required=True, multiple=True, type=click.Choice([role.value for role in Role]))
def add_command(email: str, name: str, roles: tuple[str, ...]) -> None:
    """Take somebody on; prints a password, the second factor is set up at the first sign-in."""
    try:
        address = read_contact(email)
    except ContactUnreadable:
        address = None
    if address is None or address.column != "email":
        raise click.BadParameter(f"{email} is no mail address", param_hint="EMAIL")
    password = _done(lambda: hiring.add_staff(address.value, name, [Role(role) for role in roles]))
    click.echo(f"{address.value} may sign in at /staff with the password {password}")


@staff_commands.command("roles")
@click.argument("email")
@click.option("--role", "roles", required=True, multiple=True, type=click.Choice([role.value for role in Role]))
def roles_command(email: str, roles: tuple[str, ...]) -> None:
    """Let somebody have these roles and no others."""
    _done(lambda: hiring.change_roles(email, [Role(role) for role in roles]))
    click.echo(f"{email} is {', '.join(roles)} from now on.")


@staff_commands.command("new-password")
@click.argument("email")
def new_password_command(email: str) -> None:
    """Give somebody a new password and print it; sessions end."""
    password = _done(lambda: hiring.new_password(email))
    click.echo(f"{email} may sign in at /staff with the password {password}")


@staff_commands.command("reset-factor")
@click.argument("email")
def reset_factor_command(email: str) -> None:
    """Let somebody who lost their telephone set the second factor up again."""
    _done(lambda: hiring.reset_factor(email))
    click.echo(f"{email} sets the second factor up at the next sign-in.")


@staff_commands.command("let-go")
@click.argument("email")
def let_go_command(email: str) -> None:
    """Close every door to somebody, now."""
    _done(lambda: hiring.let_go(email))
    click.echo(f"{email} is out; sessions have ended.")


@audit_commands.command("verify")
def verify_command() -> None:
    """Prove that no row of the audit log was changed or left out; the exit code is 1 when one was."""
    broken = audit.first_broken_or_none()
    click.echo("The audit log is whole." if broken is None else f"Row {broken} does not follow from the one before.")
    sys.exit(0 if broken is None else 1)


def _done(deed):
    try:
        return deed()
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from refusal
