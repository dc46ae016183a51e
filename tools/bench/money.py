"""Money under load: signed notices for orders that wait, and the form that places an order."""

import http.client
import re
import secrets
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask
from sqlalchemy import insert, select

from tbo import clock
from tbo.accounts.models import Household
from tbo.alipay import china_time, keys
from tbo.alipay.signed_form import signed_text
from tbo.db import db
from tbo.orders.lines import kept
from tbo.orders.models import Order, Payment
from tbo.orders.wishes import Wish, quote_wish
from tbo.rules.access import VISITOR, OfferKind
from tbo.rules.order_states import new_order_number, payment_number

from . import load
from .prepared import Shop, paid_episode
from .servers import Server

PHONE = "User-Agent: Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Mobile/15E148"
FIELD = re.compile(rb'name="(csrf_token|form_key|shown)"[^>]*value="([^"]+)"')


def notices(shop: Shop, count: int) -> list[bytes]:
    """Place `count` orders of as many households, and return the signed notice of each one's payment."""
    settings = shop.app.extensions["tbo.settings"]
    signing_key = keys.private_key(Path(settings.keys_folder / "sandbox-private.pem").read_text())
    with shop.app.app_context():
        numbers, fen = _wait_for_payment(shop.app, count)
    now = china_time.stamp(clock.now())
    usual = {
        **{"app_id": settings.alipay_app_id, "seller_id": settings.alipay_seller_id, "charset": "utf-8"},
        **{"version": "1.0", "notify_type": "trade_status_sync", "notify_time": now, "gmt_payment": now},
        **{"trade_status": "TRADE_SUCCESS", "total_amount": f"{fen // 100}.{fen % 100:02d}", "subject": "bench"},
    }
    bodies = []
    for number in numbers:
        fields = {**usual, "out_trade_no": number, "trade_no": f"T{number}", "notify_id": secrets.token_hex(16)}
        signature = keys.sign(signing_key, signed_text(fields))
        bodies.append(urlencode({**fields, "sign_type": "RSA2", "sign": signature}).encode())
    return bodies


def _wait_for_payment(app: Flask, count: int) -> tuple[list[str], int]:
    """Write households, orders and payments that wait; return the payments' numbers and the price of each."""
    episode_id, fen, _address = paid_episode(app)
    now = clock.now()
    wish = Wish(kind=OfferKind.EPISODE, episode_id=episode_id)
    lines = kept(quote_wish(wish, None, VISITOR, now).lines)
    mark = secrets.token_hex(6)
    ends = now + timedelta(minutes=30)
    people = [{"public_id": f"{mark}{n}", "locale": "zh-Hans", "created_at": now} for n in range(count)]
    db.session.execute(insert(Household), people)
    made = select(Household.id).where(Household.public_id.startswith(mark)).order_by(Household.id)
    orders = [
        {
            **{"number": new_order_number(now, secrets.choice), "household_id": household_id, "state": "pending"},
            **{"offer_kind": "episode", "episode_id": episode_id, "wanted_episode_id": episode_id, "subject": "bench"},
            **{
                "lines": lines,
                "total_fen": fen,
                "idempotency_key": secrets.token_urlsafe(18),
            },
            **{"placed_at": now, "expires_at": ends},
        }
        for household_id in db.session.scalars(made)
    ]
    db.session.execute(insert(Order), orders)
    placed = select(Order.id, Order.number).where(Order.number.in_([order["number"] for order in orders]))
    payments = [
        {
            **{"number": payment_number(number, 1), "order_id": order_id, "product": "wap", "amount_fen": fen},
            **{"created_at": now, "expires_at": ends},
        }
        for order_id, number in db.session.execute(placed)
    ]
    db.session.execute(insert(Payment), payments)
    db.session.commit()
    return [payment["number"] for payment in payments], fen


def checkouts(shop: Shop, server: Server) -> Iterator[bytes]:
    """Open the checkout once, then yield forms of ever new guests; each makes a household and a cashier's address."""
    episode_id, _fen, _address = paid_episode(shop.app)
    path = f"/episodes/{episode_id}/orders"
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    connection.request("GET", f"{path}/new?offer=episode", headers={"Host": server.host})
    answer = connection.getresponse()
    fields = {name.decode(): value.decode() for name, value in FIELD.findall(answer.read())}
    cookie = answer.getheader("Set-Cookie", "").partition(";")[0]
    while True:
        fields["form_key"] = secrets.token_urlsafe(18)
        more = (PHONE, f"Cookie: {cookie}", f"Origin: http://{server.host}")
        yield load.post(server.host, f"{path}?offer=episode", urlencode(fields).encode(), *more)
