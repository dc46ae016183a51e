from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from tbo import clock
from tbo.clock import standing_at
from tbo.db import db, writing
from tbo.jobs import Job, note_worker
from tbo.operations import doctor, near_checks
from tbo.operations.commands import tbo_commands

from ..support import keys
from ..support.serving import served


def complaints() -> list[str]:
    """What the doctor says is wrong."""
    return [finding.sentence for finding in doctor.examine() if finding.is_wrong]


def run(app):
    """Run the command as an operator does."""
    app.cli.add_command(tbo_commands)
    return app.test_cli_runner().invoke(args=["tbo", "doctor"])


def test_a_good_shop_is_well(at):
    result = run(at())
    assert result.exit_code == 0, result.output
    assert "✗" not in result.output
    assert "takes our signature, and we take its own" in result.output
    assert "The catalogue has 40 titles." in result.output


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"alipay_private_key": keys.STRANGER.private}, "invalid-signature"),
        ({"alipay_public_key": keys.STRANGER.public}, "the answer's signature is wrong"),
        ({"alipay_public_key": keys.SHOP.public, "alipay_private_key": keys.SHOP.private}, "is our own public key"),
        ({"alipay_private_key": "not a key"}, "the private key is neither PEM nor base64"),
        ({"alipay_private_key": "bm90IGEga2V5"}, "the private key is not an unencrypted PKCS1 or PKCS8 key"),
        ({"alipay_app_id": "2021000000000000"}, "invalid-app-id"),
        ({"alipay_gateway_url": "http://127.0.0.1:9/gateway.do"}, "127.0.0.1:9 cannot be reached"),
        ({"media_root": "/nowhere"}, "4 of 4 packaged assets are missing, first lantern-drift"),
        ({"messages": "real"}, "no code can be sent"),
        ({"messages": "real", "sms_access_key": "id:secret"}, "pip install alibabacloud-dysmsapi"),
        ({"notify_base_url": "https://" + "a" * 250 + ".example"}, "longer than the 256 characters"),
    ],
)
def test_what_is_wrong_is_said_once_and_fails(at, changed, says):
    result = run(at(**changed))
    assert result.exit_code == 1
    wrong = [line for line in result.output.splitlines() if line.startswith("✗")]
    assert len(wrong) == 1, result.output
    assert says in wrong[0]


@pytest.mark.parametrize(("env", "proxies", "mark"), [("production", 0, "!"), ("production", 1, "✓"), ("test", 0, "✓")])
def test_limits_that_all_visitors_may_share_are_a_hint(ready, env, proxies, mark):
    (found,) = near_checks.proxies(replace(ready, env=env, proxies=proxies))
    assert (found.mark, found.is_wrong) == (mark, False)
    assert ("TBO_PROXIES is 0" in found.sentence) == (mark == "!")


def test_a_gateway_that_is_something_else_is_not_believed(at):
    def hello(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/html")])
        return [b"<h1>It works!</h1>"]

    with served(hello) as url:
        at(alipay_gateway_url=url + "/gateway.do")
        assert any("gave no answer that can be believed" in sentence for sentence in complaints())


def test_a_worker_that_fell_silent_is_missed(at):
    at()
    with standing_at(clock.now() + timedelta(minutes=10)):
        wrong = complaints()
    assert any("No worker has been seen for 6" in sentence for sentence in wrong)
    assert any("s apart: set this machine's clock" in sentence for sentence in wrong)


def test_a_shop_that_never_had_a_worker_says_so(at):
    at()
    with writing():
        db.session.execute(sa.delete(Job).where(Job.key == "worker.seen"))
    try:
        assert complaints() == [
            "No worker has ever been seen: start the `worker` line of the Procfile beside the web process."
        ]
    finally:
        note_worker()


def test_work_that_waits_too_long_is_seen_although_a_worker_is_there(at):
    at()
    with writing():
        db.session.add(Job(key="slow", name="nothing", arguments={}, due_at=clock.now() - timedelta(minutes=6)))
    try:
        assert any("the oldest job has waited 36" in sentence for sentence in complaints())
    finally:
        with writing():
            db.session.execute(sa.delete(Job).where(Job.key == "slow"))


def test_a_job_that_was_given_up_is_named_without_whom_it_was_for(at):
    at()
    gone = clock.now() - timedelta(days=6)
    with writing():
        error = "SMTPRecipientsRefused: lin.family@example.com\nand a second line"
        db.session.add(Job(key="gone", name="tbo.x", arguments={}, due_at=gone, finished_at=gone, error=error))
    try:
        (said,) = complaints()
        assert said.startswith("Jobs that were given up after 12 tries in the last 7 days: 1.")
        assert "the last is tbo.x: SMTPRecipientsRefused: " in said
        assert "lin.family" not in said
        assert "second line" not in said
    finally:
        with writing():
            db.session.execute(sa.delete(Job).where(Job.key == "gone"))


def test_a_shop_behind_its_migrations_is_told_the_command(at, server):
    wrong = run(at(database_url=server.new()))
    assert wrong.exit_code == 1
    assert "run `flask db upgrade`" in wrong.output
    # What needs the tables fails too, and what does not is still looked at.
    assert "Looking at the catalogue failed" in wrong.output
    assert "takes our signature, and we take its own" in wrong.output


def test_a_database_of_newer_code_is_told_and_not_wrong(at):
    at()
    known = db.session.scalar(sa.text("SELECT version_num FROM alembic_version"))
    say = sa.text("UPDATE alembic_version SET version_num = :revision")
    with writing():
        db.session.execute(say, {"revision": "made_by_newer_code"})
    try:
        sentences = [finding.sentence for finding in doctor.examine()]
        assert "The database has migrations of newer code than this: finish the deploy." in sentences
        assert complaints() == []
        assert near_checks.database_trouble() is None
    finally:
        with writing():
            db.session.execute(say, {"revision": known})


def test_a_database_that_is_away_is_one_of_the_findings(at):
    at(database_url="postgresql+psycopg://nobody@127.0.0.1:9/nothing")
    wrong = complaints()
    assert any(sentence.startswith("Looking at the database failed: OperationalError") for sentence in wrong)
    assert not any("gateway" in sentence for sentence in wrong)
