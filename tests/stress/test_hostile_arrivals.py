"""Hostile arrivals by the thousand: no fault, no way out of the shop, no script that comes back, a bounded table."""

import os
import random
import time
from datetime import timedelta
from urllib.parse import unquote_to_bytes, urlsplit

from sqlalchemy import func, select

from tbo import clock
from tbo.arrivals import visits
from tbo.arrivals.models import Arrival
from tbo.db import db
from tbo.demo.content import content
from tbo.rules.attribution import LONGEST_VALUE, MOST_PARAMETERS, MOST_RAW_BYTES
from tbo.rules.staff_rights import Role

from ..backoffice.desk import sign_in
from ..conftest import ANCHOR
from ..support.browser import Browser
from ..support.databases import ENGINE

ARRIVALS = int(os.environ.get("HOSTILE_ARRIVALS", "400"))
# `make test` goes the same ways every time; `make soak` seeks new ones.
SEED = int(os.environ.get("SOAK_SEED", "20261118"))
FROM_EACH, APART = 2000, timedelta(milliseconds=10)
LINKS = content("tmall_items")["links"]
AGENTS = [*sorted({link["user_agent"] for link in LINKS}), "", "\x7f" * 300, "<script>alert(7)</script>"]
SCRIPTS = ("<script>alert(7)</script>", '"><svg/onload=alert(7)>', "javascript:alert(7)//", "'-alert(7)-'")
AWAY = ("//evil.example/", "https://evil.example", "/\\evil.example", "\thttps:evil.example", "%2f%2fevil.example")
NAMES = ("id", "skuId", "spm", "scm", "pid", "utm_source", "utm_campaign", "next", "url", "coupon", "__proto__", "a[]")
ODD = (
    "%00",
    "%0d%0aLocation:%20//evil.example",
    "%C0%AE",
    "%ED%A0%80",
    "%F0%9F%8F%AE",
    "%",
    "%zz",
    ";",
    "=",
    "+",
    "#",
    "\xff",
)


def test_hostile_arrivals_do_no_harm(committed_shop):
    shop, chance, began = committed_shop, random.Random(SEED), time.monotonic()
    networks = 1 + ARRIVALS // FROM_EACH
    client, statuses = shop.test_client(), dict[int, int]()
    with shop.app_context():
        before = db.session.scalar(select(func.count()).select_from(Arrival))
        db.session.rollback()
    for nth in range(ARRIVALS):
        path, query = _hostile(chance)
        said = {"PATH_INFO": path, "QUERY_STRING": query, "REMOTE_ADDR": f"198.51.{nth % networks % 250}.9"}
        with clock.standing_at(ANCHOR + nth * APART):
            answer = client.open(environ_overrides=said | {"HTTP_USER_AGENT": chance.choice(AGENTS)})
        statuses[answer.status_code] = statuses.get(answer.status_code, 0) + 1
        assert answer.status_code < 500, said
        assert _stays_here(answer.headers.get("Location", "/")), (said, answer.headers["Location"])
        assert "Set-Cookie" not in answer.headers or "\n" not in answer.headers["Set-Cookie"]
        assert not _speaks(answer.get_data(as_text=True)), said
    _is_bounded(shop, before, networks)
    _staff_reads_text_only(shop)
    took = time.monotonic() - began
    print(f"{ARRIVALS} hostile arrivals on {ENGINE} ({took:.0f} s, {ARRIVALS / took:.0f} a second), seed {SEED}")
    print(f"{sorted(statuses.items())}: no fault, no way out, no script, no row too many")
    assert statuses[302] > ARRIVALS / 10, "few of them were links at all"


def _hostile(chance: random.Random) -> tuple[str, str]:
    """Take a link of the demo shop, ordinary or odd, and spoil it further."""
    parts = urlsplit(chance.choice(LINKS)["url"].split("#")[0])
    path = unquote_to_bytes(parts.path).decode("latin-1")
    if chance.random() < 0.1:
        path = chance.choice(("/t/", "/l/", "/k/")) + _junk(chance)
    pairs = parts.query.split("&") if chance.random() < 0.8 else []
    pairs += [f"{chance.choice(NAMES)}={_junk(chance)}" for _more in range(chance.choice((0, 1, 1, 3, 90)))]
    chance.shuffle(pairs)
    query = "&".join(pairs)
    if chance.random() < 0.02:
        query += "&utm_term=" + "%E6%98%A5" * chance.choice((100, 800, 4000))
    return path, query.encode("utf-8", "surrogatepass").decode("latin-1")


def _junk(chance: random.Random) -> str:
    kinds = (SCRIPTS, AWAY, ODD, ("900000000105", "900000000999", "a1.b2.c3", "x" * 260, "-1", "9" * 60))
    return "".join(chance.choice(chance.choice(kinds)) for _part in range(chance.choice((1, 1, 2, 4))))


def _stays_here(location: str) -> bool:
    """A path, or the shop's own address before one (where slashes were doubled)."""
    path = location.removeprefix("http://localhost")
    is_path = path.startswith("/") and not path.startswith(("//", "/\\"))
    return is_path and not any(sign in path for sign in "\\\r\n\t")


def _speaks(page: str) -> bool:
    return any(mark in page for mark in ("<script>alert", "<svg/onload", 'href="javascript:', 'href="//evil'))


def _is_bounded(shop, before: int, networks: int) -> None:
    """So many as the limit lets through of each network, and none longer than a link may be."""
    windows = 1 + ARRIVALS * APART // visits.PER_NETWORK[0].window
    with shop.app_context():
        rows = select(Arrival).order_by(Arrival.id).offset(before)
        kept = 0
        for arrival in db.session.scalars(rows.execution_options(yield_per=500)):
            kept += 1
            assert len(arrival.path) <= 200
            assert len(arrival.raw) <= MOST_PARAMETERS
            assert sum(len(part.encode()) for pair in arrival.raw for part in pair) <= MOST_RAW_BYTES
            assert all(len(text) <= LONGEST_VALUE for text in arrival.known.values())
        db.session.rollback()
    assert 0 < kept <= networks * windows * visits.PER_NETWORK[0].count


def _staff_reads_text_only(shop) -> None:
    """The pages on which staff read what arrived say it as text."""
    with shop.app_context():
        marketer = Browser(shop, address="203.0.113.99")
        sign_in(marketer, Role.MARKETING)
        assert not _speaks(marketer.get("/staff/items").get_data(as_text=True))
        db.session.rollback()
