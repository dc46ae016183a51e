"""The three ways out: the sandbox's inbox, a mail server, Alibaba Cloud's text messages."""

import json
import sys
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from socketserver import StreamRequestHandler, ThreadingTCPServer
from types import ModuleType, SimpleNamespace

import pytest

from tbo.messages import inbox, mail, sms
from tbo.messages.letter import CannotBeSent, Letter, NotSent

from ..support.serving import listening

CODE = Letter(key="code:1", channel="sms", recipient="+8613800138000", subject="s", body="b 123456", code="123456")
MAIL = Letter(key="receipt:TBO1", channel="mail", recipient="lin@example.com", subject="收据", body="谢谢。")


def use(app, monkeypatch, **values) -> None:
    monkeypatch.setitem(app.extensions, "tbo.settings", replace(app.extensions["tbo.settings"], **values))


class InboxPage(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.seen.append((self.headers["X-TBO-Inbox-Key"], json.loads(body)))
        self.send_response(self.server.answer)
        self.end_headers()

    def log_message(self, *_arguments):
        """Nobody reads it."""


@pytest.fixture
def inbox_page(app, monkeypatch, tmp_path):
    with listening(HTTPServer(("127.0.0.1", 0), InboxPage)) as server:
        server.seen, server.answer = [], 204
        (tmp_path / "keys").mkdir()
        (tmp_path / "keys" / "inbox-key").write_text("the key\n")
        use(app, monkeypatch, instance=str(tmp_path), sandbox_url=f"http://127.0.0.1:{server.server_port}")
        yield server


def test_the_inbox_gets_the_letter_with_its_key(inbox_page):
    inbox.send(CODE)
    key, letter = inbox_page.seen[0]
    assert key == "the key"
    assert (letter["to"], letter["code"], letter["channel"]) == ("+8613800138000", "123456", "sms")


@pytest.mark.parametrize(("answer", "trouble"), [(403, CannotBeSent), (400, CannotBeSent), (502, NotSent)])
def test_the_inbox_may_refuse_for_good_or_for_now(inbox_page, answer, trouble):
    inbox_page.answer = answer
    with pytest.raises(trouble, match=str(answer)):
        inbox.send(CODE)


def test_an_inbox_that_is_away_is_tried_again(inbox_page, app, monkeypatch):
    use(app, monkeypatch, sandbox_url="http://127.0.0.1:9")
    with pytest.raises(NotSent):
        inbox.send(CODE)


def test_without_its_key_the_inbox_gets_nothing(app, monkeypatch, tmp_path):
    use(app, monkeypatch, instance=str(tmp_path))
    with pytest.raises(CannotBeSent):
        inbox.send(CODE)


class MailServer(StreamRequestHandler):
    """Speaks as much SMTP as one mail needs; `server.refusal` answers a recipient."""

    def handle(self):
        self.say("220 here")
        while line := self.rfile.readline().decode().strip():
            verb = line[:4].upper()
            if verb == "DATA":
                self.say("354 go on")
                self.server.mails.append(self.text())
                self.say("250 taken")
            elif verb == "QUIT":
                return self.say("221 bye")
            else:
                self.say(self.server.refusal if verb == "RCPT" and self.server.refusal else "250 ok")
        return None

    def text(self) -> str:
        lines = []
        while (line := self.rfile.readline().decode()) != ".\r\n":
            lines.append(line)
        return "".join(lines)

    def say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")


@pytest.fixture
def mail_server(app, monkeypatch):
    with listening(ThreadingTCPServer(("127.0.0.1", 0), MailServer)) as server:
        server.mails, server.refusal = [], ""
        use(app, monkeypatch, smtp_url=f"smtp://127.0.0.1:{server.server_address[1]}", mail_from="TBO <post@shop.test>")
        app.extensions.pop("mailman", None)
        mail._configured(app.extensions["tbo.settings"])
        monkeypatch.setattr(app.extensions["mailman"], "backend", "smtp")
        yield server
        app.extensions.pop("mailman", None)


def test_a_mail_goes_out_with_a_number_that_shows_a_repeat(mail_server):
    mail.send(MAIL)
    text = mail_server.mails[0]
    assert "Message-ID: <receipt.TBO1@shop.test>" in text
    assert "Auto-Submitted: auto-generated" in text
    assert "To: lin@example.com" in text


@pytest.mark.parametrize(
    ("refusal", "trouble"),
    [("550 nobody here", CannotBeSent), ("451 later", NotSent), ("535 who are you", NotSent), ("554 quota", NotSent)],
)
def test_a_mail_server_may_refuse_for_good_or_for_now(mail_server, refusal, trouble):
    mail_server.refusal = refusal
    with pytest.raises(trouble):
        mail.send(MAIL)


def test_a_mail_server_that_is_away_is_tried_again(mail_server, app):
    mail_server.shutdown()
    mail_server.server_close()
    with pytest.raises(NotSent):
        mail.send(MAIL)


def test_without_a_sender_no_mail_leaves(app, monkeypatch):
    use(app, monkeypatch, mail_from="")
    with pytest.raises(NotSent, match="TBO_MAIL_FROM"):
        mail.send(MAIL)


@pytest.fixture
def cloud(app, monkeypatch):
    """Alibaba Cloud's package, which is an optional extra: what is asked of it, and what it answers."""
    asked, answer = [], SimpleNamespace(code="OK", error=None)

    class Client:
        def __init__(self, config):
            self.config = config

        def send_sms(self, request):
            asked.append((self.config, request))
            if answer.error:
                raise answer.error
            return SimpleNamespace(body=SimpleNamespace(code=answer.code))

    package, tea = ModuleType("alibabacloud_dysmsapi20170525"), ModuleType("alibabacloud_tea_openapi")
    package.models = SimpleNamespace(SendSmsRequest=lambda **facts: SimpleNamespace(**facts))
    package.client, tea.utils_models = ModuleType("client"), ModuleType("utils_models")
    package.client.Client, tea.utils_models.Config = Client, lambda **facts: SimpleNamespace(**facts)
    for module in (package, tea):
        monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setitem(sys.modules, package.__name__ + ".client", package.client)
    monkeypatch.setitem(sys.modules, tea.__name__ + ".utils_models", tea.utils_models)
    use(app, monkeypatch, sms_access_key="id:secret", sms_sign_name="TBO", sms_template="SMS_1")
    return SimpleNamespace(asked=asked, answer=answer)


def test_a_text_message_names_its_template_and_code(cloud):
    sms.send(CODE)
    config, request = cloud.asked[0]
    assert (config.access_key_id, config.access_key_secret) == ("id", "secret")
    assert (request.phone_numbers, request.sign_name, request.template_code) == ("8613800138000", "TBO", "SMS_1")
    assert json.loads(request.template_param) == {"code": "123456"}
    assert request.out_id == "code:1"


@pytest.mark.parametrize(
    ("code", "trouble"),
    [
        ("isv.BUSINESS_LIMIT_CONTROL", NotSent),
        ("Throttling.User", NotSent),
        ("isv.MOBILE_NUMBER_ILLEGAL", CannotBeSent),
        ("isv.AMOUNT_NOT_ENOUGH", CannotBeSent),
    ],
)
def test_the_cloud_may_refuse_for_good_or_for_now(cloud, code, trouble):
    cloud.answer.code = code
    with pytest.raises(trouble, match=code):
        sms.send(CODE)


@pytest.mark.parametrize(
    ("error", "trouble"),
    [(OSError("+8613800138000"), NotSent), (type("E", (Exception,), {"code": "x"})(), CannotBeSent)],
)
def test_the_clouds_own_errors_are_told_without_the_number(cloud, error, trouble):
    cloud.answer.error = error
    with pytest.raises(trouble) as raised:
        sms.send(CODE)
    assert "138" not in str(raised.value)


def test_only_codes_go_as_text_messages(cloud):
    with pytest.raises(CannotBeSent, match="template"):
        sms.send(MAIL)


def test_what_is_missing_is_named(app, monkeypatch):
    use(app, monkeypatch, sms_access_key="", sms_sign_name="TBO", sms_template="")
    with pytest.raises(CannotBeSent, match="TBO_SMS_ACCESS_KEY, TBO_SMS_TEMPLATE"):
        sms.send(CODE)
