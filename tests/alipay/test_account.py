"""An account that cannot be right is refused at the start, without telling its secrets."""

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tbo.alipay.account import AccountRefused
from tbo.alipay.keys import KeyRefused


def test_a_right_account_hides_its_keys(account):
    assert account.private_key_text not in repr(account)
    assert "PRIVATE" not in repr(account)


@pytest.mark.parametrize(
    "wrong",
    [
        *[{"app_id": value} for value in ("", "2021 1", "2021&x=1", "2" * 33)],
        *[{"seller_id": value} for value in ("", "2088", "1234567890123456", "２０８８000000000001")],
        *[{"gateway_url": f"{value}"} for value in ("", "openapi.alipay.com", "ftp://x/", "https:///gateway.do")],
        *[{"gateway_url": f"https://{value}"} for value in ("x/g?charset=utf-8", "x/g#a", "me:pw@x/g")],
        *[{"deadline_s": value} for value in (0, -1, 61)],
    ],
)
def test_a_value_that_cannot_be_right_is_refused(account, wrong):
    with pytest.raises(AccountRefused):
        replace(account, **wrong)


def test_our_own_public_key_in_place_of_alipays_is_found_out(account, our_key):
    ours = our_key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    with pytest.raises(AccountRefused, match="our own"):
        replace(account, alipay_public_key_text=ours)


def test_a_key_that_is_none_is_refused(account):
    with pytest.raises(KeyRefused):
        replace(account, private_key_text="")
