"""A shop whose e-tickets are on, and the sandbox that plays Tmall, joined without web or wire."""

from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from urllib.parse import urlencode

import pytest
from flask import Flask

from tbo import clock
from tbo.db import db
from tbo.sandbox import create_sandbox
from tbo.sandbox.keys import load_keys
from tbo.sandbox.options import SandboxSettings
from tbo.sandbox.tmall_orders import SHOP_ID
from tbo.settings import SANDBOX_APP_KEY
from tbo.tickets import provider
from tbo.tickets.taobao import TaobaoDesk
from tbo.tickets.transport import Unanswered

from ..support.browser import Browser


@dataclass
class Tmall:
    """The buyer's side, and what the shop's calls met on their way."""

    shop: Flask
    far: Flask
    key: str
    is_away: bool = False
    lost: int = 0

    def buy(self, item_id: str, pieces: int = 1, **more: str) -> str:
        """Buy and pay; return the order's number."""
        form = {"item_id": item_id, "price": "148.00", "count": str(pieces), "title": "全家年卡"} | more
        answer = self._press("/tmall", form)
        assert answer.status_code == 303, answer.text
        return answer.location.rsplit("/", 1)[1]

    def says(self, number: str, what: str, **more: str) -> dict:
        """Let the shop be told of an order; return what it answered."""
        answer = self._press(f"/tmall/{number}/tellings", {"what": what, **more})
        assert answer.status_code == 303, answer.text
        return self.order(number)["tellings"][0]

    def _press(self, address: str, form: dict):
        # Ended here, where the test's session is at hand: what it does later takes back nothing that the shop writes.
        db.session.commit()
        return self.far.test_client().post(address, data=form)

    def order(self, number: str) -> dict:
        """An order as it stands there, with its codes, and what was told both ways."""
        return self.far.test_client().get(f"/tmall/{number}.json").get_json()

    def codes(self, number: str) -> dict[str, str]:
        """Its codes with their state there."""
        return {code["code"]: code["state"] for code in self.order(number)["codes"]}

    def calls(self, number: str) -> list[str]:
        """What the shop told, in order."""
        return [call["method"] for call in self.order(number)["calls"]]

    def post(self, _url: str, fields) -> bytes:
        """Carry one call of the shop there; trouble first, then answers that are lost."""
        if self.is_away:
            raise Unanswered("nobody is there")
        answer = self.far.test_client().post("/tmall/router/rest", data=urlencode(fields), content_type=FORM)
        if self.lost:
            self.lost -= 1
            raise Unanswered("the answer was lost")
        return answer.data


FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def tmall(app, tmp_path, keys_folder, monkeypatch) -> Tmall:
    """E-tickets between the shop and the sandbox."""

    def bring(url: str, body: bytes) -> tuple[int, str]:
        answer = Browser(app).open(url.removeprefix("http://shop"), method="POST", data=body, content_type=FORM)
        return answer.status_code, answer.get_data(as_text=True)

    seconds = count()
    options = SandboxSettings(
        folder=tmp_path,
        keys_folder=keys_folder,
        shop_url="http://shop",
        bring_ticket=bring,
        # Two notices are never of the same second.
        now=lambda: clock.now() + timedelta(seconds=next(seconds)),
    )
    far = create_sandbox(options)
    key = load_keys(keys_folder).tickets
    side = Tmall(app, far, key)
    settings = replace(
        app.extensions["tbo.settings"],
        tickets="tmall",
        tickets_app_key=SANDBOX_APP_KEY,
        tickets_app_secret=key,
        tickets_session=key,
        tickets_notice_key=key,
        tickets_seller_id=SHOP_ID,
    )
    monkeypatch.setitem(app.extensions, "tbo.settings", settings)
    desk = TaobaoDesk("http://tmall", SANDBOX_APP_KEY, key, key, side.post)
    monkeypatch.setitem(app.extensions, provider.KEPT, desk)
    return side
