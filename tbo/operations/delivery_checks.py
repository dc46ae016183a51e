"""The doctor's look at the network that delivers films: what was signed is given, and may be read, and nothing else."""

import json
from collections.abc import Iterator
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from sqlalchemy import select

from .. import clock
from ..catalog.models import Episode
from ..db import db
from ..media.stores import store
from ..playback.signers import Mode, backup_signer_or_none, file_address, signer
from ..settings import Settings
from .findings import Finding, wrong

PATIENCE_S = 5
# What is signed for a folder of this name opens no other.
STRANGE = "doctors-sample"
GIVEN = (200, 206)
READER, COOKIES = "Access-Control-Allow-Origin", "Access-Control-Allow-Credentials"
Said = dict[str, str | None]


def delivery(settings: Settings) -> Iterator[Finding]:
    """Ask for a file as players do, and once more with a signature that was made for another folder."""
    sample = _sample() if settings.cdn_url else None
    if sample is None:
        return
    asset, file = sample
    url, cookies = file_address(signer(), asset, file, clock.now())
    try:
        status, said = _ask(url, cookies, settings.origin)
        url, cookies = file_address(signer(), STRANGE, file, clock.now())
        forged, _ = _ask(url.replace(f"/{STRANGE}/", f"/{asset}/"), cookies, settings.origin)
        backup = _with_backup_or_none(settings, asset, file)
    except OSError as trouble:
        yield wrong(f"{settings.cdn_url} cannot be reached: {trouble}.")
        return
    yield from _judged(settings, f"{asset}/{file}", status, forged)
    if status in GIVEN:
        yield from _readable(settings, said)
        yield from _backup_judged(settings, backup)


def _with_backup_or_none(settings: Settings, asset: str, file: str) -> int | None:
    """Return what the network answers to the second key's signature, None without one."""
    backup = backup_signer_or_none()
    if backup is None:
        return None
    return _ask(*file_address(backup, asset, file, clock.now()), settings.origin)[0]


def _backup_judged(settings: Settings, status: int | None) -> Iterator[Finding]:
    if status in GIVEN:
        yield Finding(f"{settings.cdn_url} takes both keys: the one that signs, and TBO_CDN_BACKUP_KEY.")
    elif status is not None:
        yield wrong(
            f"{settings.cdn_url} answers {status} for what TBO_CDN_BACKUP_KEY signs: "
            "enter it at the network as its second key before the two change places."
        )


def _readable(settings: Settings, said: Said) -> Iterator[Finding]:
    """Where cookies go along, a browser lets no page read what is given to a star, or without a word of cookies."""
    with_cookies = signer().mode is Mode.COOKIE
    lacks = []
    if said[READER] != settings.origin and (with_cookies or said[READER] != "*"):
        lacks.append(f"{READER}: {settings.origin}")
    if with_cookies and said[COOKIES] != "true":
        lacks.append(f"{COOKIES}: true")
    if lacks:
        yield wrong(f"{settings.cdn_url} lets no page of the shop read films: it has to answer {' and '.join(lacks)}.")


def _judged(settings: Settings, file: str, status: int, forged: int) -> Iterator[Finding]:
    if forged in GIVEN:
        yield wrong(f"{settings.cdn_url} gives {file} to anybody: switch its check of signatures on.")
    elif status not in GIVEN:
        yield wrong(
            f"{settings.cdn_url} answers {status} for {file}, signed as TBO_CDN={settings.cdn}: "
            "compare the TBO_CDN_ settings with its console, and see whether the film is there."
        )
    else:
        yield Finding(f"{settings.cdn_url} gives what was signed for it, and refuses what was not.")


def _sample() -> tuple[str, str] | None:
    """Return an asset and a small file of it; None where nothing has been packaged."""
    for asset in db.session.scalars(select(Episode.asset).where(Episode.asset.is_not(None)).distinct().limit(20)):
        facts = store().get_or_none(f"{asset}/asset.json")
        if asset and facts:
            return asset, json.loads(facts)["rungs"][0]["playlist"].rpartition("/")[0] + "/init.mp4"
    return None


def _ask(url: str, cookies: dict[str, str], origin: str) -> tuple[int, Said]:
    """Return the status of an address, and what it says of who may read what it gives."""
    headers = {"Origin": origin, "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
    try:
        with urlopen(Request(url, headers=headers), timeout=PATIENCE_S) as answer:
            return answer.status, {name: answer.headers[name] for name in (READER, COOKIES)}
    except HTTPError as refusal:
        return refusal.code, {}
