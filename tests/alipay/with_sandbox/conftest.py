"""Two sides that share no code, over HTTP: our gateway, the sandbox with a clock of its own, and what it told us."""

from datetime import UTC, date, datetime
from urllib.parse import urlsplit

import pytest

from tbo.alipay.account import AlipayAccount
from tbo.alipay.agreement_gateway import AgreementGateway
from tbo.alipay.agreements import AgreementCodes, AgreementRequest
from tbo.alipay.notices import verified_notice
from tbo.rules.money import Money
from tbo.sandbox import create_sandbox
from tbo.sandbox.delivery import deliver_due
from tbo.sandbox.options import SandboxSettings
from tbo.sandbox.sandbox import sandbox_of

from ...support.serving import served

NOON = datetime(2026, 11, 28, 4, 0, tzinfo=UTC)
LIN, POOR = "2088722000000101", "2088722000000104"
FAULTS = ["bad_gateway", "html", "unsigned", "wrong_key", "system_error", "empty", "cut"]


@pytest.fixture
def time_is():
    """The far side's clock: a test moves it, and nobody sleeps."""
    return [NOON]


@pytest.fixture
def heard():
    """What came to our notify address, and the application that takes it."""
    arrived = []

    def shop(environ, start_response):
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        arrived.append((body, environ["CONTENT_TYPE"]))
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"success"]

    with served(shop) as url:
        yield url + "/alipay/notices", arrived


@pytest.fixture
def sandbox(tmp_path, keys_folder, time_is, heard):
    theirs = {"now": lambda: time_is[0], "timestamp_tolerance": 0, "application_url": heard[0]}
    return create_sandbox(SandboxSettings(folder=tmp_path, keys_folder=keys_folder, **theirs))


@pytest.fixture
def account(sandbox, keys_folder):
    ours = (keys_folder / "shop-private.pem").read_text()
    theirs = (keys_folder / "sandbox-public.pem").read_text()
    with served(sandbox) as url:
        yield AlipayAccount("9021000000000001", "2088000000000001", url + "/gateway.do", ours, theirs)


@pytest.fixture
def agreements(account):
    return AgreementGateway(account, AgreementCodes(names_plan=True))


@pytest.fixture
def browser(sandbox):
    return sandbox.test_client()


@pytest.fixture
def wish(heard):
    """Asks for the agreement of a monthly plan that begins today."""

    def wish(number="TBOA7", notify_url=heard[0]):
        return AgreementRequest(
            number, "家庭月卡", Money(2500), 1, date(2026, 11, 28), "https://shop.example/subscription", notify_url
        )

    return wish


@pytest.fixture
def sign(agreements, browser, wish):
    """Open the address that was drawn, log in, agree; gives Alipay's number of the agreement."""

    def sign(number="TBOA7", buyer=LIN, **more):
        drawn = urlsplit(agreements.sign_url(wish(number, **more), "QRCODE"))
        address = browser.get(f"{drawn.path}?{drawn.query}").location
        browser.post(address + "/buyer", data={"buyer_id": buyer})
        assert browser.post(address + "/consent").location.startswith("https://shop.example/subscription?")
        return agreements.agreement(number).agreement_no

    return sign


@pytest.fixture
def chaos(browser):
    return lambda **changes: browser.post("/chaos.json", json=changes)


@pytest.fixture
def news(sandbox, heard, account):
    """Deliver what is due and read all that came so far."""

    def news():
        deliver_due(sandbox_of(sandbox))
        return [verified_notice(*each, account) for each in heard[1]]

    return news
