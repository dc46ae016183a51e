"""The doctor: looks at what a running shop stands on and says in sentences what is missing or wrong."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit
from urllib.request import urlopen

from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from .. import clock
from ..alipay.keys import are_a_pair, private_key, public_key
from ..catalog.models import Episode, Title
from ..db import db
from ..playback.signers import signer
from ..rules.stream_token import session_of
from ..settings import Settings
from ..web.health import LATE_S, migrations_at_head, seconds_waiting

LEAST_FREE_BYTES = 500 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence about one thing."""

    sentence: str
    is_wrong: bool = False

    @property
    def mark(self) -> str:
        """Return the sign before the sentence."""
        return "✗" if self.is_wrong else "✓"


def examine() -> list[Finding]:
    """Look at everything; one broken thing does not hide the next."""
    settings = current_app.extensions["tbo.settings"]
    findings: list[Finding] = []
    for check in (_address, _database, _alipay_keys, _gateway, _signing, _media, _messages, _worker, _disk):
        findings += _protected(check, settings)
    return findings


def _protected(check: Callable[[Settings], Iterator[Finding]], settings: Settings) -> list[Finding]:
    try:
        return list(check(settings))
    except (SQLAlchemyError, OSError, ValueError) as error:
        name = check.__name__.strip("_").replace("_", " ")
        return [Finding(f"{name}: {type(error).__name__}: {str(error).splitlines()[0][:200]}", is_wrong=True)]


def _address(settings: Settings) -> Iterator[Finding]:
    parts = urlsplit(settings.notify_url)
    is_local = parts.hostname in ("127.0.0.1", "localhost", "::1")
    yield Finding(f"The shop's address is {settings.base_url}.")
    if settings.is_production and (parts.scheme != "https" or is_local):
        yield Finding(f"Alipay cannot reach {settings.notify_url}: it needs a public https address.", is_wrong=True)
    elif len(settings.notify_url) > 256:
        yield Finding("The notify address is longer than the 256 characters Alipay takes.", is_wrong=True)
    else:
        yield Finding(f"Notices are expected at {settings.notify_url}.")


def _database(settings: Settings) -> Iterator[Finding]:
    engine = db.engine.dialect.name
    at_head = migrations_at_head()
    yield Finding(f"The database is {engine} and answers.")
    words = "has all migrations" if at_head else "lacks migrations: run `flask db upgrade`"
    yield Finding(f"The database {words}.", is_wrong=not at_head)
    if at_head:
        titles = db.session.scalar(select(func.count()).select_from(Title)) or 0
        yield Finding(f"The catalogue has {titles} titles.", is_wrong=titles == 0)


def _alipay_keys(settings: Settings) -> Iterator[Finding]:
    private, public = private_key(settings.alipay_private_key), public_key(settings.alipay_public_key)
    if are_a_pair(private, public):
        yield Finding("TBO_ALIPAY_PUBLIC_KEY is our own public key; take Alipay's from its console.", is_wrong=True)
    else:
        yield Finding(f"The Alipay keys can be read; application {settings.alipay_app_id}.")


def _gateway(settings: Settings) -> Iterator[Finding]:
    parts = urlsplit(settings.alipay_gateway_url)
    try:
        with urlopen(f"{parts.scheme}://{parts.netloc}/", timeout=3) as answer:
            yield Finding(f"The gateway's machine answers ({answer.status}): {parts.netloc}.")
    except OSError as error:
        yield Finding(f"The gateway {parts.netloc} does not answer: {error}.", is_wrong=True)


def _signing(settings: Settings) -> Iterator[Finding]:
    now = clock.now()
    address = signer().address("sample", "s" * 22, now)
    token = address.url.split("/")[2]
    session_of(token, "sample", signer().keys, now.timestamp())
    yield Finding(f"A sample playback address was signed and checked; it lives {settings.stream_seconds} s.")


def _media(settings: Settings) -> Iterator[Finding]:
    assets = set(db.session.scalars(select(Episode.asset).where(Episode.asset.is_not(None)).distinct()))
    missing = sorted(asset for asset in assets if not (settings.media_folder / asset / "master.m3u8").is_file())
    if missing:
        yield Finding(f"{len(missing)} packaged assets are missing, first {missing[0]}.", is_wrong=True)
    else:
        yield Finding(f"All {len(assets)} packaged assets are in {settings.media_folder}.")


def _messages(settings: Settings) -> Iterator[Finding]:
    if settings.messages == "sandbox":
        yield Finding("Codes and mails go to the sandbox's inbox.", is_wrong=settings.is_production)
    elif not settings.smtp_url and not settings.sms_access_key:
        yield Finding("Neither TBO_SMTP_URL nor TBO_SMS_ACCESS_KEY is set: no code can be sent.", is_wrong=True)
    else:
        yield Finding("Codes and mails have a way out.")


def _worker(settings: Settings) -> Iterator[Finding]:
    waiting_s = seconds_waiting()
    if waiting_s > LATE_S:
        yield Finding(f"The oldest job has waited {waiting_s} s: is a worker running?", is_wrong=True)
    else:
        yield Finding(f"No job has waited longer than {waiting_s} s.")


def _disk(settings: Settings) -> Iterator[Finding]:
    free = shutil.disk_usage(settings.instance_folder).free
    yield Finding(f"{free // 1024**2} MB are free beside the instance folder.", is_wrong=free < LEAST_FREE_BYTES)
