"""A demo shop to measure: an instance of its own, a member who is signed in, a thousand addresses."""

import os
import secrets
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from tbo import create_app
from tbo.accounts.cookie import hashed
from tbo.accounts.models import Device, Profile
from tbo.catalog.models import Credit, Episode, Person, Season, Studio, Term, Title
from tbo.clock import now
from tbo.db import db
from tbo.playback.models import Progress
from tbo.settings import read_settings

from .servers import ROOT

PREFIXES = ("", "/en", "/de")
WORKERS, THREADS = 2, 4


@dataclass
class Shop:
    """The shop in this process, for preparing, and the environment that its servers start with."""

    app: Flask
    environ: dict[str, str]


def environment(folder: Path, database_url: str = "") -> dict[str, str]:
    """Return an environment in which nothing of the caller's own shop is left."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TBO_")}
    more = {"DATABASE_URL": database_url} if database_url else {}
    return (
        kept
        | more
        | {
            "TBO_INSTANCE": str(folder),
            "TBO_LOG_LEVEL": "WARNING",
            "TBO_GUESTS_PER_NETWORK": "0",
            "WEB_CONCURRENCY": str(WORKERS),
            "TBO_WEB_THREADS": str(THREADS),
            "FLASK_APP": "app",
        }
    )


def prepare(folder: Path, database_url: str = "") -> Shop:
    """Set a demo shop up in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    environ = environment(folder, database_url)
    flask = str(Path(sys.executable).parent / "flask")
    subprocess.run([flask, "tbo", "setup"], env=environ, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return Shop(create_app(read_settings(environ)), environ)


def member_secret(app: Flask) -> str:
    """Sign a browser in to the household with the longest history; return its device's secret."""
    secret = secrets.token_urlsafe(32)
    with app.app_context():
        watched = func.count(Progress.episode_id).desc()
        whose = select(Profile.household_id, Profile.id).join(Progress, Progress.profile_id == Profile.id)
        busiest = whose.group_by(Profile.household_id, Profile.id).order_by(watched)
        household_id, profile_id = db.session.execute(busiest).first()
        device = Device(
            public_id=secrets.token_urlsafe(16),
            household_id=household_id,
            profile_id=profile_id,
            secret_hash=hashed(secret),
            label="bench",
            kind="computer",
            came_by="code",
            created_at=now(),
            last_seen_at=now(),
        )
        db.session.add(device)
        db.session.commit()
    return secret


def addresses(app: Flask, count: int) -> list[str]:
    """Return different pages of the shop: titles, seasons, people, studios and choices of the library."""
    with app.app_context():
        titles = [f"/titles/{slug}" for slug in db.session.scalars(select(Title.slug))]
        seasons = db.session.execute(select(Title.slug, Season.number).join(Season, Season.title_id == Title.id))
        people = db.session.scalars(select(Person.slug).where(Person.id.in_(select(Credit.person_id))))
        found = titles + [f"/titles/{slug}/seasons/{number}" for slug, number in seasons]
        found += [f"/people/{slug}" for slug in people]
        found += [f"/studios/{slug}" for slug in db.session.scalars(select(Studio.slug))]
        years = list(db.session.scalars(select(Title.year).distinct()))
        genres = db.session.scalars(select(Term.key).where(Term.kind == "genre"))
        found += [f"/library?genre={genre}&year={year}" for genre in genres for year in years]
    every = [prefix + path for path in found for prefix in PREFIXES]
    if len(every) < count:
        raise RuntimeError(f"the demo shop has only {len(every)} different pages, {count} are wanted")
    return every[:count]


def paid_episode(app: Flask) -> tuple[int, int, str]:
    """Return an episode that is for sale: its id, its price in fen, and its series' address."""
    with app.app_context():
        wanted = (Title.kind == "series", Episode.is_free.is_(False), Episode.number > 1)
        query = select(Episode.id, Episode.price_fen, Title.slug).join(Title, Title.id == Episode.title_id)
        episode_id, fen, slug = db.session.execute(query.where(*wanted).order_by(Title.popularity.desc())).first()
    return episode_id, fen, f"/titles/{slug}"
