"""The doctor's looks at this machine: address, database, signing, media, messages, worker, disk."""

import shutil
from collections.abc import Iterator
from urllib.parse import urlsplit

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from .. import clock
from ..catalog.models import Episode, Title
from ..db import db
from ..jobs import MOST_TRIES, SHOWN, given_up, worker_seen_at
from ..media.stores import StoreAway, store
from ..messages import sms
from ..playback.signers import Mode, signer
from ..rules.stream_token import session_of
from ..settings import Settings
from ..web.health import LATE_S, WORKER_SILENT_S, Migrations, migrations, seconds_waiting
from ..web.unlogged import cut
from .findings import Finding, hint, wrong

LACKS_MIGRATIONS = "The database lacks migrations: run `flask db upgrade`."
LEAST_FREE_BYTES = 500 * 1024 * 1024
LONGEST_NOTIFY_URL = 256


def address(settings: Settings) -> Iterator[Finding]:
    """Look at where people and notices arrive."""
    parts = urlsplit(settings.notify_url)
    is_local = parts.hostname in ("127.0.0.1", "localhost", "::1")
    yield Finding(f"The shop's address is {settings.base_url}.")
    if settings.is_production and (parts.scheme != "https" or is_local):
        yield wrong(f"Alipay cannot reach {settings.notify_url}: it needs a public https address.")
    elif len(settings.notify_url) > LONGEST_NOTIFY_URL:
        yield wrong(f"The notify address is longer than the {LONGEST_NOTIFY_URL} characters Alipay takes.")
    else:
        yield Finding(f"Notices are expected at {settings.notify_url}.")


def proxies(settings: Settings) -> Iterator[Finding]:
    """Hint at limits that all visitors may share."""
    if settings.proxies or not settings.is_production:
        yield Finding(f"Visitors are known by their own networks, with {settings.proxies} proxies in front.")
    else:
        yield hint(
            "TBO_PROXIES is 0, which is right only where no proxy stands in front: behind a platform's router all "
            "visitors seem to come from one network and share its limits. Set how many there are, usually 1."
        )


def database(settings: Settings) -> Iterator[Finding]:
    """Look whether the database answers and has the tables of this code."""
    state = migrations()
    yield Finding(f"The database is {db.engine.dialect.name} and answers.")
    if state is Migrations.BEHIND:
        yield wrong(LACKS_MIGRATIONS)
    elif state is Migrations.AHEAD:
        yield Finding("The database has migrations of newer code than this: finish the deploy.")
    else:
        yield Finding("The database has all migrations.")


def database_trouble() -> str | None:
    """Say why no command can work with this database; None when it answers and has every table."""
    try:
        return LACKS_MIGRATIONS if migrations() is Migrations.BEHIND else None
    except SQLAlchemyError:
        return "The database does not answer: `flask tbo doctor` says more."


def catalogue(settings: Settings) -> Iterator[Finding]:
    """Look whether there is something to sell."""
    titles = db.session.scalar(select(func.count()).select_from(Title))
    if titles:
        yield Finding(f"The catalogue has {titles} titles.")
    else:
        yield wrong("The catalogue is empty: `flask tbo demo` fills it with the demo shop.")


SIGNED = {
    Mode.PREFIX: "A token in its path opens the asset's folder",
    Mode.COOKIE: "Cookies open the asset's folder",
    Mode.REWRITE: "Lists are served here and name every file by an address signed for it alone",
}


def signing(settings: Settings) -> Iterator[Finding]:
    """Sign a sample playback address and check it as the origin does."""
    now = clock.now()
    address = signer().address("sample", "s" * 22, now)
    is_ours = bool(signer().keys)
    if is_ours:
        session_of(address.url.split("/")[2], "sample", signer().keys, now.timestamp())
    life = "as long as its film and two hours" if address.mode is Mode.REWRITE else f"{settings.stream_seconds} s"
    yield Finding(f"A sample playback address was signed{' and checked' if is_ours else ''}; it lives {life}.")
    if settings.cdn_url:
        yield Finding(f"{SIGNED[address.mode]} at {settings.cdn_url} ({settings.cdn}).")


def media(settings: Settings) -> Iterator[Finding]:
    """Look whether what the catalogue plays has been packaged."""
    assets = sorted(asset for asset in db.session.scalars(select(Episode.asset).distinct()) if asset)
    try:
        missing = [asset for asset in assets if not store().has(f"{asset}/master.m3u8")]
    except StoreAway as away:
        yield wrong(f"Where films are kept cannot be asked: {away}")
        return
    if missing:
        yield wrong(f"{len(missing)} of {len(assets)} packaged assets are missing, first {missing[0]}.")
    else:
        yield Finding(f"All {len(assets)} packaged assets are in {settings.media_store or settings.media_folder}.")


def messages(settings: Settings) -> Iterator[Finding]:
    """Look whether codes and mails have a way out."""
    if settings.messages == "sandbox":
        yield Finding("Codes and mails go to the sandbox's inbox.", is_wrong=settings.is_production)
    elif not settings.smtp_url and not settings.sms_access_key:
        yield wrong("Neither TBO_SMTP_URL nor TBO_SMS_ACCESS_KEY is set: no code can be sent.")
    elif settings.sms_access_key and not sms.is_installed():
        yield wrong(f"Text messages need a package that is not there: pip install {sms.EXTRA}")
    else:
        yield Finding("Codes and mails have a way out.")


def worker(settings: Settings) -> Iterator[Finding]:
    """Look for a worker, and whether it keeps up."""
    seen_at = worker_seen_at()
    silent_s = int((clock.now() - seen_at).total_seconds()) if seen_at else 0
    waiting_s = seconds_waiting()
    if seen_at is None:
        yield wrong("No worker has ever been seen: start the `worker` line of the Procfile beside the web process.")
    elif silent_s > WORKER_SILENT_S:
        yield wrong(f"No worker has been seen for {silent_s} s: start the `worker` line of the Procfile again.")
    elif waiting_s > LATE_S:
        yield wrong(f"A worker is there, but the oldest job has waited {waiting_s} s: start another one.")
    else:
        yield Finding(f"A worker is there; no job has waited longer than {waiting_s} s.")


def jobs(settings: Settings) -> Iterator[Finding]:
    """Look for work that was given up: nothing else tells of it, and nobody does it any more."""
    lost, last = given_up()
    if lost:
        reason = cut(last.splitlines()[0][:200])
        since = f"after {MOST_TRIES} tries in the last {SHOWN.days} days"
        yield wrong(f"Jobs that were given up {since}: {lost}. Nobody does them any more; the last is {reason}")
    else:
        yield Finding(f"No job was given up in the last {SHOWN.days} days.")


def disk(settings: Settings) -> Iterator[Finding]:
    """Look whether there is room."""
    free = shutil.disk_usage(settings.instance_folder).free
    yield Finding(f"{free // 1024**2} MB are free in the instance folder.", is_wrong=free < LEAST_FREE_BYTES)
