"""What we tell the shop of agreements: that one was signed, that one has ended."""

import sqlite3

from tbo.sandbox.buyers import logon_id_of
from tbo.sandbox.china_time import china_text
from tbo.sandbox.notices import head, queue
from tbo.sandbox.sandbox import Sandbox
from tbo.sandbox.store import instant

FOR_EVER = "2115-02-01 00:00:00"


def tell_signed(sandbox: Sandbox, db: sqlite3.Connection, agreement: sqlite3.Row) -> None:
    """Queue the notice of a signing, for the address that the signing named."""
    signed_at = china_text(instant(agreement["signed_at"]))
    fields = head(sandbox, "dut_user_sign") | _fields(agreement)
    fields |= {"status": "NORMAL", "sign_time": signed_at, "valid_time": signed_at, "invalid_time": FOR_EVER}
    queue(sandbox, db, agreement["number"], agreement["notify_url"], fields)


def tell_ended(sandbox: Sandbox, db: sqlite3.Connection, agreement: sqlite3.Row, url: str) -> None:
    """Queue the notice of an end, for `url`."""
    fields = head(sandbox, "dut_user_unsign") | _fields(agreement)
    fields |= {"status": "UNSIGN", "unsign_time": china_text(instant(agreement["ended_at"]))}
    queue(sandbox, db, agreement["number"], url, fields)


def _fields(agreement: sqlite3.Row) -> dict[str, str]:
    return {
        "agreement_no": agreement["agreement_no"],
        "external_agreement_no": agreement["number"],
        "alipay_user_id": agreement["buyer_id"],
        "alipay_logon_id": logon_id_of(agreement["buyer_id"]),
        "personal_product_code": agreement["personal_product_code"],
        "sign_scene": agreement["sign_scene"],
    }
