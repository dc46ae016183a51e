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
    server = Postgres(folder)
    try:
        return _measure_shop(engine, prepare(folder / "with-postgresql", server.new()))
    finally:
        server.stop()


def _measure_shop(engine: str, shop: Shop) -> bool:
    starts = [_first_answers(shop) for _ in range(3)]
    told = notices(shop, NOTICES)
    with serving(BARE, shop.environ) as bare, serving("app:app", shop.environ) as server:
        found, sdk_times = _ratios(shop, server, bare, told)
        is_met = print_ratios(engine, found)
        crowd = drive(server, over_and_over(load.get(server.host, "/")), {200}, connections=256)
        mib = server.memory_mib()
        facts = [
            print_fact("256 connections, wrong answers", f"{crowd.wrong} of {crowd.answers}", "0", not crowd.wrong),
            print_fact("checkout against the SDK's signing", f"{sdk_times:.1f} times", "≥ 20 times", sdk_times >= 20),
            print_fact("memory of two workers", f"{mib:.0f} MiB", "≤ 90 MiB", mib <= 90),
        ]
    first = min(shop_s for _bare_s, shop_s in starts)
    words = f"{first:.2f} s (bare {min(bare_s for bare_s, _shop_s in starts):.2f} s)"
    facts.append(print_fact("first answer after exec", words, "≤ 0.5 s", first <= 0.5))
    return is_met and all(facts)


def _first_answers(shop: Shop) -> tuple[float, float]:
    with serving(BARE, shop.environ) as bare:
        pass
    with serving("app:app", shop.environ) as server:
        return bare.first_answer_s, server.first_answer_s


def _ratios(shop: Shop, server: Server, bare: Server, told: list[bytes]) -> tuple[list[Compared], float]:
    hello = bare, over_and_over(load.get(bare.host, "/"))
    series = paid_episode(shop.app)[2]
    pages = [load.get(server.host, path) for path in addresses(shop.app, PAGES)]
    drive(server, in_turn(pages), {200})
    found = []
    for name, requests in (
        ("home", over_and_over(load.get(server.host, "/"))),
        ("library", over_and_over(load.get(server.host, "/library"))),
        ("title", over_and_over(load.get(server.host, series))),
        ("1,000 pages", in_turn(pages)),
        ("home, signed in", over_and_over(load.get(server.host, "/", _member(shop, server)))),
    ):
        found.append(compare(name, (server, requests), hello, {200}))
    take = bare, over_and_over(load.post(bare.host, "/", told[0]))
    forms = iter([load.post(server.host, "/alipay/notices", body) for body in told])
    found.append(compare("notice", (server, used_up(forms)), take, {200}))
    ordered = compare("checkout", (server, used_up(checkouts(shop, server))), take, {303})
    found.append(ordered)
    return found, _sdk_sign_s(shop) / (ordered.shop_cpu_ms / 1000)


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
