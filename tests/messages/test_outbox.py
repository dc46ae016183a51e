"""The outbox: written with what it tells of, sent at least once, and a code does not outlive its message."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tbo import clock, jobs
from tbo.db import commits, db
from tbo.jobs import Job
from tbo.messages import delivery, keeping, outbox
from tbo.messages.letter import CannotBeSent, NotSent
from tbo.messages.models import Message
from tbo.messages.wording import worded


class Post:
    """An adapter that takes letters, or fails as it is told."""

    def __init__(self):
        self.letters, self.trouble = [], None

    def send(self, letter):
        if self.trouble:
            raise self.trouble
        self.letters.append(letter)


@pytest.fixture
def post(app, monkeypatch):
    there = Post()
    monkeypatch.setattr(delivery, "_adapter", lambda _channel: there)
    return there


def write(key: str = "code:1", code: str | None = "123456") -> None:
    commits(outbox.post)("sms", "+8613800138000", "TBO 123456", "Your code is 123456.", key=key, code=code)


def message() -> Message:
    db.session.expire_all()
    return db.session.scalars(select(Message)).one()


def work() -> None:
    jobs.run_due_jobs()
    db.session.expire_all()


def test_a_message_is_sent_once_and_cleaned_of_its_code(post):
    write()
    work()
    work()
    assert [letter.code for letter in post.letters] == ["123456"]
    assert message().sent_at is not None
    assert "123456" not in message().subject + message().body + str(message().code)


def test_the_same_event_is_one_message(post):
    write()
    write()
    assert db.session.scalar(select(func.count()).select_from(Message)) == 1
    assert db.session.scalar(select(func.count()).select_from(Job)) == 1


def test_what_is_undone_is_not_sent(post):
    with pytest.raises(ZeroDivisionError):
        commits(_write_and_fail)()
    work()
    assert post.letters == []


def _write_and_fail():
    outbox.post("mail", "lin@example.com", "x", "y", key="receipt:1")
    raise ZeroDivisionError


def test_when_the_other_side_is_away_it_is_tried_again(post):
    write()
    post.trouble = NotSent("away")
    work()
    assert (message().sent_at, message().failed_at, message().code) == (None, None, "123456")
    post.trouble = None
    with clock.standing_at(clock.now() + timedelta(minutes=2)):
        work()
    assert (message().sent_at is not None, message().tries) == (True, 2)


def test_what_cannot_be_sent_is_given_up_and_cleaned(post):
    write()
    post.trouble = CannotBeSent("refused")
    work()
    assert message().failed_at is not None
    assert "123456" not in message().body


def test_a_code_is_never_sent_after_it_is_of_use(post):
    write()
    with clock.standing_at(clock.now() + timedelta(minutes=10)):
        work()
    assert post.letters == []
    assert message().failed_at is not None


def test_a_receipt_is_sent_however_late(post):
    write("receipt:1", code=None)
    with clock.standing_at(clock.now() + timedelta(days=2)):
        work()
    assert len(post.letters) == 1


def test_a_channel_that_is_none_is_refused(app):
    with pytest.raises(ValueError, match="pigeon"):
        outbox.post("pigeon", "x", "x", "x", key="x")


def test_a_letter_shows_nothing_of_itself_in_a_log(post):
    write()
    work()
    shown = repr(post.letters[0])
    assert "138" not in shown
    assert "123456" not in shown


@pytest.mark.parametrize(("language", "word"), [("zh-Hans", "验证码"), ("en", "code"), ("de", "ode"), ("xx", "验证码")])
def test_a_text_is_in_the_readers_language(app, language, word):
    subject, body = worded("sign_in_code", language, code="123456")
    assert "123456" in subject
    assert "123456" in body
    assert "\n" not in subject
    assert word in subject + body


def test_old_codes_go_and_proofs_stay(post):
    write("code:1")
    write("receipt:1", code=None)
    work()
    write("code:waits")
    with clock.standing_at(clock.now() + timedelta(days=31)):
        keeping.forget_old_codes()
    db.session.expire_all()
    assert set(db.session.scalars(select(Message.key))) == {"receipt:1", "code:waits"}


def test_a_letter_is_tried_for_a_week_and_then_of_no_use(post):
    write(key="receipt:1", code=None)
    post.trouble, began, now = NotSent("away"), clock.now(), clock.now()
    while message().failed_at is None:
        with clock.standing_at(now):
            work()
            now = max(now, db.session.scalars(select(Job.due_at)).one()) + timedelta(minutes=1)
    assert timedelta(days=7) <= message().failed_at - began < timedelta(days=7, hours=2)
    assert db.session.scalars(select(Job)).one().error is None


def test_a_code_goes_before_letters_that_waited_longer(post):
    for n in range(60):
        write(key=f"receipt:{n}", code=None)
    with clock.standing_at(clock.now() + timedelta(seconds=5)):
        write()
        jobs.run_due_jobs(1)
    assert [letter.code for letter in post.letters] == ["123456"]
