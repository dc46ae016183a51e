"""Keys, an account and a far side that answers, signed, whatever a test wants."""

import json
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from tbo.alipay import keys
from tbo.alipay.account import AlipayAccount
from tbo.alipay.gateway import Gateway
from tbo.alipay.trades import PaymentRequest
from tbo.rules.money import Money

from ..support.serving import listening


def pem(key, kind=PrivateFormat.TraditionalOpenSSL):
    return key.private_bytes(Encoding.PEM, kind, NoEncryption()).decode()


def public_pem(key):
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


@pytest.fixture(scope="session")
def our_key():
    return generate_private_key(65537, 2048)


@pytest.fixture(scope="session")
def alipay_key():
    return generate_private_key(65537, 2048)


@pytest.fixture(scope="session")
def account(our_key, alipay_key, far_server):
    url = f"http://127.0.0.1:{far_server.server_port}/gateway.do"
    return AlipayAccount("2021000000000001", "2088000000000001", url, pem(our_key), public_pem(alipay_key))


@pytest.fixture
def gateway(account):
    return Gateway(account)


@pytest.fixture
def payment():
    return PaymentRequest(
        number="TBO1",
        amount=Money(600),
        subject="长安夜行 第 2 集",
        expires_at=datetime(2026, 11, 10, 16, 30, tzinfo=UTC),
        notify_url="https://shop.example/alipay/notices",
        return_url="https://shop.example/orders/TBO1/return",
        quit_url="https://shop.example/orders/TBO1",
    )


@dataclass
class FarSide:
    """`answers` by method; a `trap` replaces the whole HTTP answer. `asked` is what arrived."""

    alipay_key: object
    our_key: object
    answers: dict = field(default_factory=dict)
    trap: object = None
    asked: list = field(default_factory=list)
    is_over: threading.Event = field(default_factory=threading.Event)

    def envelope(self, method, inner):
        """As Alipay writes it: slashes escaped, Chinese plain, signed over exactly that text."""
        text = json.dumps(inner, ensure_ascii=False).replace("/", "\\/")
        return f'{{"{method.replace(".", "_")}_response":{text},"sign":"{keys.sign(self.alipay_key, text)}"}}'.encode()

    def take(self, handler):
        body = handler.rfile.read(int(handler.headers["Content-Length"])).decode()
        fields = dict(parse_qsl(urlsplit(handler.path).query) + parse_qsl(body))
        content = "&".join(f"{k}={v}" for k, v in sorted(fields.items()) if k != "sign")
        assert keys.is_signed(self.our_key.public_key(), content, fields["sign"]), "the request is not signed by us"
        self.asked.append({**fields, **json.loads(fields["biz_content"])})
        if self.trap:
            self.trap(handler, self)
        else:
            reply(handler, self.envelope(fields["method"], self.answers[fields["method"]]))


def reply(handler, body, status=200, **headers):
    handler.send_response(status)
    for name, value in {"Content-Length": len(body), **headers}.items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body)


@pytest.fixture(scope="session")
def far_server():
    class Server(ThreadingHTTPServer):
        request_queue_size = 64

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            self.server.far_side.take(self)

        def log_message(self, *_):
            pass

    server = Server(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *_: None  # a client that hangs up is what some tests are about
    with listening(server):
        yield server


@pytest.fixture
def far_side(far_server, alipay_key, our_key):
    far_server.far_side = FarSide(alipay_key, our_key)
    yield far_server.far_side
    far_server.far_side.is_over.set()
