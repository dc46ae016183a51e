"""`make bench`: start the shop and a bare Flask on equal settings, drive them by turns, print ratios beside goals."""

import argparse
import http.client
import os
import platform
import secrets
import statistics
import sys
import tempfile
import time
from pathlib import Path

from tests.support.databases import Postgres

from . import load
from .goals import print_fact, print_ratios
from .money import checkouts, notices
from .prepared import THREADS, WORKERS, Shop, addresses, member_secret, paid_episode, prepare
from .scenarios import Compared, compare, drive, in_turn, over_and_over, used_up
from .servers import Server, serving

BARE = "tools.bench.bare:app"
PAGES = 1000
NOTICES = 6000
CROWD = 256
STARTS = 3
FILLING_S = 40
SDK_SIGNS = 12


def main() -> int:
    """Measure on the engines asked for; 0 when every goal is met."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("engines", nargs="*", default=["sqlite", "postgresql"], metavar="sqlite|postgresql")
    engines = asked.parse_args().engines
    print(
        f"{os.cpu_count()} cores, Python {platform.python_version()}, gunicorn with {WORKERS} workers × {THREADS} "
        f"threads, 16 connections, load average {os.getloadavg()[0]:.1f}. Only ratios are worth comparing."
    )
    with tempfile.TemporaryDirectory() as folder:
        met = [_measure(engine, Path(folder)) for engine in engines]
    print("\nEvery goal is met." if all(met) else "\nSome goals are missed.")
    return 0 if all(met) else 1


def _measure(engine: str, folder: Path) -> bool:
    if engine == "sqlite":
        return _measure_shop(engine, prepare(folder / engine))
    server = Postgres(hurried=False)
    try:
        return _measure_shop(engine, prepare(folder / "with-postgresql", server.new()))
    finally:
        server.stop()


def _measure_shop(engine: str, shop: Shop) -> bool:
    first_s = min(_first_answer_s(shop) for _ in range(STARTS))
    told = notices(shop, NOTICES)
    with serving(BARE, shop.environ) as bare, serving("app:app", shop.environ) as server:
        found = _pages(shop, server, bare)
        mib = server.memory_mib()
        found += [_thousand(shop, server, bare), *_money(shop, server, bare, told)]
        is_met = print_ratios(engine, found)
        crowd = drive(server, over_and_over(load.get(server.host, "/")), {200}, connections=CROWD)
        at_last = server.memory_mib()
    times = _sdk_sign_s(shop) / (found[-1].shop_cpu_ms / 1000)
    facts = [
        print_fact(f"{CROWD} connections, wrong answers", f"{crowd.wrong} of {crowd.answers}", "0", not crowd.wrong),
        print_fact("checkout against the SDK's signing", f"{times:.1f} times", "≥ 20 times", times >= 20),
        print_fact("memory of two workers after load", f"{mib:.0f} MiB", "≤ 90 MiB", mib <= 90),
        print_fact("first answer after exec", f"{first_s:.2f} s", "≤ 0.5 s", first_s <= 0.5),
    ]
    print(f"With {PAGES} pages kept and payments made, two workers take {at_last:.0f} MiB.")
    return is_met and all(facts)


def _first_answer_s(shop: Shop) -> float:
    with serving("app:app", shop.environ) as server:
        return server.first_answer_s


def _pages(shop: Shop, server: Server, bare: Server) -> list[Compared]:
    asked = {
        "home": ("/",),
        "library": ("/library",),
        "title": (paid_episode(shop.app)[2],),
        "home, signed in": ("/", _member(shop, server)),
    }
    hello = bare, over_and_over(load.get(bare.host, "/"))
    found = []
    for name, words in asked.items():
        requests = over_and_over(load.get(server.host, *words))
        drive(server, requests, {200})
        found.append(compare(name, (server, requests), hello, {200}))
    return found


def _thousand(shop: Shop, server: Server, bare: Server) -> Compared:
    """Go through many pages; each worker has rendered every one of them once before it is measured."""
    pages = [load.get(server.host, path) for path in addresses(shop.app, PAGES)]
    load.drive(server.port, iter(pages * 6), seconds=FILLING_S)
    hello = bare, over_and_over(load.get(bare.host, "/"))
    return compare(f"{PAGES:,} pages", (server, in_turn(pages)), hello, {200})


def _money(shop: Shop, server: Server, bare: Server, told: list[bytes]) -> list[Compared]:
    take = bare, over_and_over(load.post(bare.host, "/", told[0]))
    forms = iter([load.post(server.host, "/alipay/notices", body) for body in told])
    return [
        compare("notice", (server, used_up(forms)), take, {200}),
        compare("checkout", (server, used_up(checkouts(shop, server))), take, {303}),
    ]


def _member(shop: Shop, server: Server) -> str:
    """Return the cookies of a member's browser, as it has them after its first page."""
    device = f"tbo-device={member_secret(shop.app)}"
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    connection.request("GET", "/", headers={"Host": server.host, "Cookie": device})
    answer = connection.getresponse()
    answer.read()
    given = [value.partition(";")[0] for name, value in answer.getheaders() if name == "Set-Cookie"]
    return "Cookie: " + "; ".join([device, *(cookie for cookie in given if not cookie.startswith("tbo-device="))])


def _sdk_sign_s(shop: Shop) -> float:
    """Return how long the official SDK takes to sign one request, in seconds."""
    from alipay.aop.api.util.SignatureUtils import sign_with_rsa2

    key = shop.app.extensions["tbo.settings"].alipay_private_key
    der = "".join(line for line in key.splitlines() if "-----" not in line)
    times = []
    for _ in range(SDK_SIGNS):
        began = time.process_time()
        sign_with_rsa2(der, secrets.token_hex(400), "utf-8")
        times.append(time.process_time() - began)
    return statistics.median(times)


if __name__ == "__main__":
    sys.exit(main())
