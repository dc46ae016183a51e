"""Logs: one JSON line each with the request's number, and nothing in them that opens a door or names a person."""

import json
import subprocess
import sys

import pytest
import structlog

from tbo import clock
from tbo.db import db
from tbo.demo.examples import examples
from tbo.playback.signers import signer
from tbo.settings import ROOT
from tbo.web.unlogged import cut

from ..support.browser import Browser, last_code

PHONE, MAIL = "+12025550111", "lin@example.com"
TOKEN = "v1.k1.1795876240.abcdefghijklmnopqrstuv.c2lnbmF0dXJl"


def requests_of(lines) -> list[dict]:
    return [line for line in lines() if line["event"] == "request"]


def test_every_request_has_a_line_with_the_number_that_its_answer_carries(visitor, lines):
    answer = visitor.get("/plans")
    line = requests_of(lines)[-1]
    assert line["request"] == answer.headers["X-Request-Id"]
    assert (line["method"], line["path"], line["status"], line["level"]) == ("GET", "/plans", 200, "info")
    assert line["ms"] >= 0
    assert line["timestamp"].endswith("Z")


def test_two_requests_have_two_numbers_and_nobody_chooses_his_own(visitor):
    numbers = {visitor.get("/plans", headers={"X-Request-Id": "mine"}).headers["X-Request-Id"] for _ in range(2)}
    assert len(numbers) == 2
    assert "mine" not in numbers


def test_what_else_is_logged_in_a_request_carries_its_number(visitor, lines):
    visitor.get("/account/receipts?before=x")
    number = requests_of(lines)[-1]["request"]
    assert {line.get("request") for line in lines()} == {number}


def test_a_query_is_not_kept(visitor, lines):
    visitor.get("/search?q=13812345208")
    assert "13812345208" not in json.dumps(lines())


def test_signing_in_and_watching_leaves_nothing_that_opens_a_door(shop, lines):
    browser = Browser(shop)
    browser.sign_in(PHONE)
    code, secret = last_code(PHONE), browser.secret
    browser.page(examples()["paid_episode"])
    address = signer().address("lantern-drift", "s" * 22, clock.now()).url
    browser.get(address)
    browser.page("/account")
    browser.post("/sign-out")
    text = json.dumps(lines(), ensure_ascii=False)
    assert len(requests_of(lines)) > 5
    for kept_back in (PHONE, MAIL, secret, browser.token(), address.split("/hls/")[1].split("/")[0]):
        assert kept_back not in text
    assert code not in text


def test_an_exception_is_kept_whole_but_for_what_it_quotes(shop, lines):
    log = structlog.get_logger("test")
    try:
        raise ValueError(f"Key (phone)=({PHONE}) already exists; {MAIL}; GET /hls/{TOKEN}/a/master.m3u8")
    except ValueError:
        log.exception("job.failed", job="deliver")
    line = lines()[-1]
    assert "Traceback" in line["exception"]
    assert "+12 •••• 0111" in line["exception"]
    for kept_back in (PHONE, MAIL, TOKEN):
        assert kept_back not in line["exception"]


def test_an_exception_of_the_database_does_not_quote_what_was_bound(shop):
    with pytest.raises(Exception, match="SQL parameters hidden"):
        db.session.execute(db.text("SELECT :phone FROM nowhere"), {"phone": PHONE})


def test_a_line_cannot_be_forged(visitor, lines):
    visitor.get("/titles/a%0A{%22event%22:%22payment.told%22}")
    assert [line["event"] for line in lines()] == ["request"]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (f"/hls/{TOKEN}/clip/video/240p/s0001.m4s", "/hls/…/clip/video/240p/s0001.m4s"),
        (f"//hls/{TOKEN}/clip", "//hls/…/clip"),
        (f"/elsewhere/{TOKEN}/clip", "/elsewhere/…/clip"),
        ("/receipts/abc.def.ghi", "/receipts/…"),
        ("/en/restore/abc?x=1", "/en/restore/…?x=1"),
        ("/redeem/ABCDEF-GHJKMN", "/redeem/…"),
        ("/en/p/abcdefghij?x=1", "/en/p/…?x=1"),
        ("typed 13812345208 here", "typed 138 •••• 5208 here"),
        ("postgresql://me:hunter2@db.example/tbo", "postgresql://me:h••••@db.example/tbo"),
        ("TBO20261118-7F3K9QRD", "TBO20261118-7F3K9QRD"),
        ("TBO202611187F3K9QRD_1R1", "TBO202611187F3K9QRD_1R1"),
        ("2026111822001400000000000001", "2026111822001400000000000001"),
        ("took 13812 ms of 1795876240", "took 13812 ms of 1795876240"),
    ],
)
def test_what_is_cut_and_what_stays(text, kept):
    assert cut(text) == kept


def test_a_command_keeps_standard_output_for_its_answer(tmp_path):
    program = (
        "import os; os.environ['FLASK_RUN_FROM_CLI'] = 'true'\n"
        "from tbo.web import logs; import structlog; logs.configure('INFO')\n"
        "structlog.get_logger('x').info('beside'); print('answer')"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "answer\n"
    assert '"event": "beside"' in done.stderr


SAYING = """
import runpy
from gunicorn.config import Config
known = runpy.run_path("gunicorn.conf.py")
config = Config()
config.set("loglevel", known["loglevel"])
config.set("logger_class", known["logger_class"])
said = config.logger_class(config)
said.setup(config)
said.critical("WORKER TIMEOUT (pid:%s)", 7)
said.info("Booting worker")
try:
    raise ValueError("lin@example.com")
except ValueError:
    said.exception("Exception in worker process")
"""


@pytest.mark.once
def test_what_gunicorn_says_itself_is_a_json_line_too(tmp_path):
    environ = {"PATH": "/usr/bin:/bin", "TBO_INSTANCE": str(tmp_path)}
    asked = [sys.executable, "-c", SAYING]
    done = subprocess.run(asked, env=environ, cwd=ROOT, capture_output=True, text=True, check=True)
    timeout, broken = (json.loads(line) for line in done.stdout.splitlines())
    assert (timeout["event"], timeout["level"]) == ("WORKER TIMEOUT (pid:7)", "critical")
    assert broken["event"] == "Exception in worker process"
    assert "ValueError" in broken["exception"]
    assert "lin@" not in done.stdout
    assert done.stderr == ""
