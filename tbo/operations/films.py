"""`flask tbo media …`: the commands about media, with what they need of this shop."""

from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext

from ..catalog.films import NoSuchEpisode, encrypts_films, episode_id_at, give_film, is_on_air, new_asset_name
from ..media.commands import media_commands as without_shop
from ..media.commands import package_command
from ..media.stores import StoreAway, store

EPISODE = click.Option(["--episode"], metavar="SLUG/SEASON/NUMBER", help="The episode that plays it from then on.")
ASSET = click.Option(
    ["--asset"], help="Name of the asset, its folder and address; with an episode its next version by default."
)


def _param(param: click.Parameter) -> click.Parameter:
    """Films of this shop go where its origin looks for them, unless a folder is named."""
    if param.name == "asset":
        return ASSET
    if param.name != "folder":
        return param
    kind = click.Path(path_type=Path, file_okay=False)
    return click.Option(["--out", "folder"], type=kind, help="Folder of the assets; the shop's own by default.")


@click.pass_context
@with_appcontext
def _package(ctx: click.Context, episode: str | None, folder: Path | None, asset: str | None, **given: Any) -> None:
    try:
        episode_id = episode_id_at(episode) if episode else None
    except NoSuchEpisode as refused:
        raise click.ClickException(str(refused)) from None
    given["encrypt"] = given["encrypt"] or (episode_id is not None and encrypts_films(episode_id))
    name = _name(asset, episode_id)
    ctx.invoke(package_command, folder=folder or store().workplace, asset=name, **given)
    if folder is None:
        _publish(name)
    if episode_id is not None:
        give_film(episode_id, name, is_removable=asset is None)
        click.echo(f"/watch/{episode} plays it.")


def _publish(name: str) -> None:
    try:
        store().publish(name)
    except StoreAway as away:
        there = store().workplace / name
        raise click.ClickException(
            f"{away}. The film was not brought, and no episode plays it; it lies in {there}"
        ) from None


def _name(asset: str | None, episode_id: int | None) -> str:
    """Return what the asset is called: never like one that somebody may be watching."""
    if asset is None and episode_id is None:
        raise click.ClickException("name the asset with --asset, or the episode that plays it with --episode")
    name = asset or new_asset_name(episode_id or 0)
    if is_on_air(name):
        raise click.ClickException(f"{name} is on air, and people may be watching it; choose another name with --asset")
    return name


media_commands = click.Group("media", help=without_shop.help, commands=dict(without_shop.commands))
media_commands.add_command(
    click.Command(
        "package",
        params=[*map(_param, package_command.params), EPISODE],
        callback=_package,
        help=package_command.help,
    )
)
