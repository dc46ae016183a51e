"""`flask tbo demo`: fills an empty shop with the demo content."""

import click
from flask import current_app
from flask.cli import with_appcontext

from .build import load_demo


@click.command("demo")
@click.option("--yes", is_flag=True, help="Do it in production too.")
@with_appcontext
def demo_command(yes: bool) -> None:
    """Fill an empty shop with the demo content; does nothing when there are titles."""
    if current_app.extensions["tbo.settings"].is_production and not yes:
        raise click.ClickException("This is production: the demo shop would be sold to people. Say --yes to do it.")
    click.echo("The demo shop is there." if load_demo() else "There are titles already; nothing was changed.")
