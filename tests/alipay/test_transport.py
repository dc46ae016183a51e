"""One deadline for the whole call, and only two kinds of trouble."""

import socket
import threading
import time
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest

from tbo.alipay import transport
from tbo.alipay.trouble import NotSent, OutcomeUnknown


@pytest.fixture
def wire():
    """A raw server: `serve(play)` answers one connection with `play(connection, is_over)`."""
    listener = socket.create_server(("127.0.0.1", 0))
    is_over = threading.Event()

    def serve(play):
        def answer():
            connection, _ = listener.accept()
            with connection:
                received = b""
                while b"\r\n\r\nb=2" not in received:
                    received += connection.recv(65536)
                seen.request = received.decode()
                try:
                    play(connection, is_over)
                except OSError:
                    seen.client_hung_up = True

        threading.Thread(target=answer, daemon=True).start()
        return f"http://127.0.0.1:{listener.getsockname()[1]}/gateway.do"

    seen = SimpleNamespace(serve=serve, request="", client_hung_up=False)
    yield seen
    is_over.set()
    listener.close()


def says(raw):
    return lambda connection, _: connection.sendall(raw)


def post(url, deadline_s=5.0):
    return transport.post_form(url, "a=1", "b=2", deadline_s)


def test_the_body_of_a_200_is_returned_and_the_request_is_a_plain_form(wire):
    url = wire.serve(says(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"))
    assert post(url) == b"ok"
    head = wire.request.splitlines()
    assert head[0] == "POST /gateway.do?a=1 HTTP/1.1"
    assert f"Host: {urlsplit(url).netloc}" in head
    assert "Content-Type: application/x-www-form-urlencoded;charset=utf-8" in head


def test_a_chunked_answer_and_one_that_ends_by_closing_are_read_too(wire):
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"
    assert post(wire.serve(says(chunked))) == b"ok"
    assert post(wire.serve(says(b"HTTP/1.0 200 OK\r\n\r\nok"))) == b"ok"


def drip(connection, is_over):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n")
    while not is_over.wait(0.02):
        connection.sendall(b"x")


def drip_headers(connection, is_over):
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    while not is_over.wait(0.02):
        connection.sendall(b"x")


def silence(_connection, is_over):
    is_over.wait(10)


@pytest.mark.parametrize("play", [drip, drip_headers, silence])
def test_one_deadline_ends_a_call_that_drips_or_says_nothing(wire, play):
    began = time.monotonic()
    with pytest.raises(OutcomeUnknown):
        post(wire.serve(play), deadline_s=0.3)
    assert 0.25 < time.monotonic() - began < 1.5


@pytest.mark.parametrize(
    "raw",
    [
        b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 2\r\n\r\nno",
        b"HTTP/1.1 204 No Content\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\nshort",
        b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n" + b"x" * (transport.LARGEST_ANSWER + 1),
        b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * (transport.LARGEST_ANSWER + 1),
        b"HTTP/1.1 200 OK\r\n" + b"X-Long: " + b"x" * 70_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: 1\r\n" * 200 + b"\r\n",
        b"\x16\x03\x01 this is not HTTP",
        b"",
    ],
)
def test_every_spoilt_answer_is_an_unknown_outcome(wire, raw):
    with pytest.raises(OutcomeUnknown):
        post(wire.serve(says(raw)))


def test_a_reset_after_sending_is_an_unknown_outcome(wire):
    def reset(connection, _):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")

    with pytest.raises(OutcomeUnknown):
        post(wire.serve(reset))


def test_a_closed_port_means_not_sent():
    host, port = closed_address()
    with pytest.raises(NotSent):
        post(f"http://{host}:{port}/")


def test_an_unknown_name_means_not_sent():
    with pytest.raises(NotSent):
        post("http://no-such-host.invalid/")
    with pytest.raises(NotSent):
        post(f"http://{'a' * 64}.example/")


def test_a_resolver_that_hangs_does_not_hold_the_caller(monkeypatch):
    is_over = threading.Event()
    monkeypatch.setattr(transport.socket, "getaddrinfo", lambda *_, **__: is_over.wait(10) and [])
    began = time.monotonic()
    with pytest.raises(NotSent):
        post("http://slow.example/", deadline_s=0.2)
    is_over.set()
    assert time.monotonic() - began < 1.5


def test_a_tls_handshake_that_never_comes_means_not_sent():
    with socket.create_server(("127.0.0.1", 0)) as mute:
        began = time.monotonic()
        with pytest.raises(NotSent):
            post(f"https://127.0.0.1:{mute.getsockname()[1]}/", deadline_s=0.3)
    assert time.monotonic() - began < 1.5


def test_the_second_address_of_a_name_is_tried(wire, monkeypatch):
    url = wire.serve(says(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"))
    port = urlsplit(url).port
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", a) for a in (closed_address(), ("127.0.0.1", port))]
    monkeypatch.setattr(transport.socket, "getaddrinfo", lambda *_, **__: found)
    assert post(f"http://two.example:{port}/gateway.do") == b"ok"


def closed_address():
    with socket.create_server(("127.0.0.1", 0)) as soon_closed:
        return soon_closed.getsockname()
