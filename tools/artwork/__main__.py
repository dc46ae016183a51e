"""The command line of the artwork: list titles, draw masters, compare with them, make the shop's pictures."""

from pathlib import Path

import click

from .titles import TITLES, module_of

FOLDER = Path(__file__).parent
MASTERS = FOLDER / "masters"
ART = FOLDER.parents[1] / "static" / "art"


class Slug(click.ParamType):
    """The slug of a drawn title."""

    name = "slug"

    def convert(self, value, param, ctx):
        """Refuse what titles.py does not name."""
        if value not in TITLES:
            self.fail(f"{value} is not drawn; `python -m tools.artwork list` says what is", param, ctx)
        return value


slugs = click.argument("slugs", nargs=-1, type=Slug(), metavar="[SLUG]…")


@click.group(help="Draws the demo shop's artwork. Without a SLUG a command works on every title; see README.md.")
def main() -> None:
    """Choose a command."""


@main.command("list")
def list_titles() -> None:
    """Say which titles are drawn, and what their pictures show."""
    for slug in TITLES:
        first_line = (FOLDER / "scenes" / f"{module_of(slug)}.py").read_text(encoding="utf-8").splitlines()[0]
        click.echo(f"{slug:<32} " + first_line.strip('"'))


@main.command()
@slugs
@click.option("--into", type=click.Path(path_type=Path), default=MASTERS, help="Another folder than masters.")
@click.option("--scale", type=click.FloatRange(0.05, 1), default=1.0, help="Smaller, for a quick look; needs --into.")
def draw(slugs: tuple[str, ...], into: Path, scale: float) -> None:
    """Draw posters, wide picture and lettering."""
    from . import drawing

    if scale < 1 and into == MASTERS:
        raise click.UsageError("masters have their full size; name another folder with --into")
    for slug in slugs or TITLES:
        drawing.save(slug, into, scale)
        click.echo(slug)


@main.command()
@slugs
def check(slugs: tuple[str, ...]) -> None:
    """Draw again and say how far each picture is from its master; fail where an eye would see it."""
    from . import comparing

    far = False
    for slug in slugs or TITLES:
        distances = comparing.distances(slug, MASTERS)
        far |= max(distances.values()) > comparing.VISIBLE
        click.echo(f"{slug:<32} " + "  ".join(f"{kind} {distance:.4f}" for kind, distance in distances.items()))
    raise SystemExit(int(far))


@main.command()
@slugs
def renditions(slugs: tuple[str, ...]) -> None:
    """Make the pictures that the demo shop is built with, from the masters, as the shop makes uploads."""
    from . import renditions as making

    making.render_all(slugs or TITLES, MASTERS, say=click.echo)


@main.command()
@click.option("--into", type=click.Path(path_type=Path), default=ART, help="Another folder than static/art.")
def sky(into: Path) -> None:
    """Draw the torn paper of a child's pages: day, moon and night, which the shop serves as they are."""
    from . import childs_sky

    for file in childs_sky.save(into):
        click.echo(f"{file.name:<24} {file.stat().st_size:,} bytes")


@main.command()
@click.option("--fonts", type=click.Path(path_type=Path), default=Path("/usr/share/fonts/opentype/noto"))
def letters(fonts: Path) -> None:
    """Cut the typeface of share cards out of Noto Serif CJK."""
    from .letters import cut

    click.echo(f"{cut(fonts):,} bytes")


if __name__ == "__main__":
    main()
