"""A bill is fetched from the address that Alipay names: one GET of a bounded size, over TLS from that name only."""

import datetime
import ipaddress
import socket
import ssl
import threading

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tbo.alipay import transport
from tbo.alipay.trouble import NotSent, OutcomeUnknown

OK = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s"


@pytest.fixture
def serve():
    """Answers one GET with what it is given; returns the port and, once asked, what was asked."""
    listeners = []

    def serving(raw, context=None):
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)
        asked = []

        def answer():
            try:
                connection, _ = listener.accept()
                connection = context.wrap_socket(connection, server_side=True) if context else connection
                with connection:
                    received = b""
                    while b"\r\n\r\n" not in received:
                        received += connection.recv(65536)
                    asked.append(received.decode())
                    connection.sendall(raw)
            except OSError:
                return

        threading.Thread(target=answer, daemon=True).start()
        return listener.getsockname()[1], asked

    yield serving
    for listener in listeners:
        listener.close()


def fetch(url, largest=100):
    return transport.fetch(url, 5.0, largest)


@pytest.mark.parametrize(
    ("address", "target"),
    [("/bill.zip?a=1&b=%2F", "/bill.zip?a=1&b=%2F"), ("/bill.zip", "/bill.zip"), ("", "/"), ("?day=1", "/?day=1")],
)
def test_one_plain_get_asks_for_the_path_and_the_query(serve, address, target):
    port, asked = serve(OK % (2, b"ok"))
    assert fetch(f"http://127.0.0.1:{port}{address}") == b"ok"
    first, *headers = asked[0].strip().split("\r\n")
    assert first == f"GET {target} HTTP/1.1"
    assert sorted(headers) == ["Accept-Encoding: identity", "Connection: close", f"Host: 127.0.0.1:{port}"]


@pytest.mark.parametrize(
    "address", ["", "bill.zip", "ftp://alipay.example/bill.zip", "file:///etc/passwd", "http:///x"]
)
def test_an_address_that_is_no_web_address_is_not_asked(address):
    with pytest.raises(NotSent, match=r"^the address to fetch from is not an http or https one$"):
        fetch(address)


def test_a_bill_may_be_as_large_as_was_said_and_no_larger(serve):
    port, _ = serve(OK % (100, b"x" * 100))
    assert fetch(f"http://127.0.0.1:{port}/") == b"x" * 100
    port, _ = serve(OK % (101, b"x" * 101))
    with pytest.raises(OutcomeUnknown, match=r"^the answer is larger than 100 bytes$"):
        fetch(f"http://127.0.0.1:{port}/")


def test_why_a_bill_did_not_come_is_said(serve):
    port, _ = serve(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
    with pytest.raises(OutcomeUnknown, match=r"^the gateway answered with HTTP 403$"):
        fetch(f"http://127.0.0.1:{port}/")
    port, _ = serve(OK % (50, b"short"))
    with pytest.raises(OutcomeUnknown, match=r"^45 bytes of the answer are missing$"):
        fetch(f"http://127.0.0.1:{port}/")


def test_a_family_that_this_machine_lacks_does_not_hide_the_next_address(serve, monkeypatch):
    port, _ = serve(OK % (2, b"ok"))
    lacking = (socket.AF_INET6, socket.SOCK_STREAM, 255, "", ("::1", port, 0, 0))
    there = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))
    monkeypatch.setattr(transport.socket, "getaddrinfo", lambda *_, **__: [lacking, there])
    assert fetch(f"http://two.example:{port}/") == b"ok"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate of 127.0.0.1, as a file with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "bills.example")])
    today = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(today - datetime.timedelta(days=1))
        .not_valid_after(today + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "both.pem"
    kinds = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(
        made.public_bytes(serialization.Encoding.PEM) + key.private_bytes(serialization.Encoding.PEM, *kinds)
    )
    return file


@pytest.fixture
def over_tls(serve, certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    transport._tls.cache_clear()
    yield serve(OK % (2, b"ok"), context)[0]
    transport._tls.cache_clear()


def test_over_tls_a_bill_comes_from_the_name_that_was_asked(over_tls, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert fetch(f"https://127.0.0.1:{over_tls}/") == b"ok"


def test_over_tls_nobody_answers_for_another_name(over_tls, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    there = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", over_tls))
    monkeypatch.setattr(transport.socket, "getaddrinfo", lambda *_, **__: [there])
    with pytest.raises(NotSent, match=r"^no connection to other\.example: SSLCertVerificationError$"):
        fetch(f"https://other.example:{over_tls}/")


def test_over_tls_a_certificate_that_nobody_vouches_for_is_refused(over_tls):
    with pytest.raises(NotSent, match=r"^no connection to 127\.0\.0\.1: SSLCertVerificationError$"):
        fetch(f"https://127.0.0.1:{over_tls}/")
