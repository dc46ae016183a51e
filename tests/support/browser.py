"""One person's browser without script: keeps its cookies, and sends forms with their token."""

import re

from bs4 import BeautifulSoup
from sqlalchemy import select

from tbo.accounts.cookie import hashed, secret_or_none
from tbo.accounts.guests import household_for_purchase
from tbo.accounts.models import Device, Household
from tbo.db import commits, db
from tbo.messages.models import Message

from .parsing import page_of

TOKEN = re.compile('name="csrf_token" value="([^"]+)"')
WINDOWS = "Mozilla/5.0 (Windows NT 10.0) Chrome/130"
IN_TAOBAO = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0) AliApp(TB/10.30)"


class Browser:
    """One person's browser: keeps its cookies, fetches a form's token before it sends the form."""

    def __init__(self, app, address: str = "203.0.113.7", agent: str = WINDOWS):
        self.app = app
        self.client = app.test_client()
        self.environ = {"REMOTE_ADDR": address}
        self.headers = {"User-Agent": agent}
        self._token = self._token_of = None

    def get(self, address: str, **kwargs):
        """Fetch an address."""
        return self.open(address, **kwargs)

    def page(self, address: str, status: int = 200) -> BeautifulSoup:
        """Fetch a page, check its status, return it parsed."""
        response = self.get(address)
        assert response.status_code == status, f"{address} answered {response.status_code}"
        return page_of(response)

    def post(self, address: str, **form):
        """Send a form with its token."""
        return self.bare_post(address, csrf_token=self.token(), **form)

    def bare_post(self, address: str, **form):
        """Send a form as it is."""
        return self.open(address, method="POST", data=form)

    def token(self) -> str:
        """Return the token of this browser's forms; the same for as long as its session."""
        if self._session() is None or self._token_of != self._session():
            self._token = TOKEN.search(self.get("/restore").get_data(as_text=True))[1]
            self._token_of = self._session()
        return self._token

    def _session(self) -> str | None:
        cookie = self.client.get_cookie("tbo")
        return cookie.value if cookie else None

    def open(self, address: str, headers: dict | None = None, environ: dict | None = None, **kwargs):
        """Each request stands on a context of its own, as in a real server: `g` is not the test's.

        What the test wrote before is committed, so that nothing it does later takes back what the request wrote.
        """
        db.session.commit()
        with self.app.app_context():
            overrides = self.environ | (environ or {})
            response = self.client.open(
                address, environ_overrides=overrides, headers=self.headers | (headers or {}), **kwargs
            )
        db.session.expire_all()
        return response

    def ask(self, contact: str, then: str = "") -> str:
        """Ask for a code; return the address of the page for its digits."""
        response = self.post("/sign-in" + (f"?next={then}" if then else ""), contact=contact)
        assert response.status_code == 303, response.get_data(as_text=True)
        return response.location

    def sign_in(self, contact: str):
        """Sign in with the code that was sent."""
        return self.post(self.ask(contact), code=last_code(contact))

    @property
    def secret(self) -> str | None:
        """Return the device cookie's value."""
        cookie = self.client.get_cookie("tbo-device")
        return cookie.value if cookie else None


def last_code(contact: str) -> str:
    """The newest code in the outbox for a contact."""
    newest = select(Message.code).where(Message.recipient == contact).order_by(Message.id.desc())
    return db.session.scalars(newest).first()


def become_guest(browser: Browser, form_key: str | None = None) -> Household:
    """Let a browser order something: a guest household if nobody is known, and its cookie in the browser."""
    cookies = {"Cookie": f"tbo-device={browser.secret}"} if browser.secret else {}
    asked = browser.app.test_request_context(headers=browser.headers | cookies, environ_overrides=browser.environ)
    with browser.app.app_context(), asked:
        household_id = commits(lambda: household_for_purchase(form_key).id)()
        browser.client.set_cookie("tbo-device", secret_or_none())
    db.session.expire_all()
    return db.session.get_one(Household, household_id)


def household_of(browser: Browser) -> Household | None:
    """The household that a browser stands for."""
    known = Device.secret_hash == hashed(browser.secret or ""), Device.revoked_at.is_(None)
    return db.session.scalar(select(Household).join(Device).where(*known))
