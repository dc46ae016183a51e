"""A shop of our own for these tests: signs calls, checks answers, and listens for notices."""

import json
import threading
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlencode

from flask.testing import FlaskClient
from werkzeug import Request, Response
from werkzeug.serving import make_server

from tbo.sandbox.china_time import china_text
from tbo.sandbox.keys import is_signed, sign, text_to_sign

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
PRODUCTS = {
    "alipay.trade.page.pay": "FAST_INSTANT_TRADE_PAY",
    "alipay.trade.wap.pay": "QUICK_WAP_WAY",
    "alipay.trade.precreate": "FACE_TO_FACE_PAYMENT",
}


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.moment = NOON

    def __call__(self) -> datetime:
        return self.moment

    def move(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


class Merchant:
    """Calls the gateway of one test client as a shop would."""

    def __init__(self, client: FlaskClient, clock: Clock, key, trusted) -> None:
        self.client, self.clock, self.key, self.trusted = client, clock, key, trusted

    def fields(self, method: str, biz: dict | None = None, /, **changes: str) -> dict[str, str]:
        """All fields of a call with its signature; `changes` replace common fields before signing."""
        fields = {
            "app_id": "9021000000000001",
            "method": method,
            "format": "JSON",
            "charset": "utf-8",
            "sign_type": "RSA2",
            "timestamp": china_text(self.clock()),
            "version": "1.0",
            "biz_content": json.dumps(biz or {}, ensure_ascii=False),
        } | changes
        return fields | {"sign": sign(text_to_sign(fields), self.key)}

    def raw(self, method: str, biz: dict | None = None, /, **changes: str):
        """Call by POST, common fields in the query, as the official SDKs do; give the whole HTTP answer."""
        fields = self.fields(method, biz, **changes)
        body = {"biz_content": fields.pop("biz_content")}
        return self.client.post("/gateway.do?" + urlencode(fields), data=body)

    def call(self, method: str, biz: dict | None = None, /, **changes: str) -> dict:
        """Call and return the inner object, whose signature must be right over its exact text."""
        text = self.raw(method, biz, **changes).text
        whole = json.loads(text)
        name = method.replace(".", "_") + "_response"
        inner = text[len(f'{{"{name}":') : text.rindex(',"sign":"')]
        assert is_signed(inner, whole["sign"], self.trusted), "the answer's signature is wrong"
        return whole[name]

    def ask(self, number: str, *, product: str = "alipay.trade.page.pay", total: str = "3.00", **more):
        """Ask a buyer to pay; `more` are business fields, but notify_url and return_url are common ones."""
        common = {name: more.pop(name) for name in ("notify_url", "return_url") if name in more}
        biz = {
            "out_trade_no": number,
            "total_amount": total,
            "subject": "雾港 第2集",
            "product_code": PRODUCTS[product],
        }
        return self.raw(product, biz | more, **common)

    def ticket(self, number: str, **more) -> str:
        """Ask by page.pay and return the cashier's address."""
        answer = self.ask(number, **more)
        assert answer.status_code == 302, answer.text
        return answer.location

    def log_in(self, cashier: str, buyer: str = "2088722000000101") -> None:
        """Be a buyer who logs in: now the trade exists."""
        assert self.client.post(cashier + "/buyer", data={"buyer_id": buyer}).status_code == 303

    def pay(self, cashier: str, how: str = "now", **more):
        """Press a button of the cashier."""
        return self.client.post(cashier + "/payment", data={"how": how} | more)

    def paid(self, number: str, **more) -> str:
        """A trade that is paid; returns its cashier's address."""
        cashier = self.ticket(number, **more)
        self.log_in(cashier)
        assert self.pay(cashier).status_code == 303
        return cashier

    def told(self, number: str) -> dict:
        """The trade as the console tells it."""
        return self.client.get("/trades.json", query_string={"out_trade_no": number}).json["trades"][0]


class Listener:
    """A shop's notice address on a real port: keeps every form and answers from a list, then `success`."""

    def __init__(self) -> None:
        self.forms: list[dict[str, str]] = []
        self.answers: list[tuple[int, str]] = []
        self.server = make_server("127.0.0.1", 0, self._answer, threaded=True)
        self.url = f"http://127.0.0.1:{self.server.port}/notices"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def _answer(self, environ, start_response):
        body = Request(environ).get_data().decode()
        self.forms.append(dict(parse_qsl(body, keep_blank_values=True, strict_parsing=True)))
        status, text = self.answers.pop(0) if self.answers else (200, "success")
        return Response(text, status, content_type="text/plain")(environ, start_response)

    def stop(self) -> None:
        """Free the port."""
        self.server.shutdown()
        self.server.server_close()
