"""What a real shop must not start with."""

import secrets

import pytest

from tbo.development_keys import make_development_keys
from tbo.settings import SANDBOX_APP_ID, SANDBOX_SELLER_ID, SettingsWrong, read_settings

from ..support import keys

SECRET = secrets.token_hex(32)


@pytest.fixture
def real(tmp_path) -> dict[str, str]:
    """An environment with which a real shop starts."""
    return {
        "TBO_ENV": "production",
        "TBO_INSTANCE": str(tmp_path),
        "TBO_BASE_URL": "https://shop.example",
        "SECRET_KEY": SECRET,
        "DATABASE_URL": "postgresql://db.example/tbo",
        "TBO_ALIPAY_APP_ID": "2021000000000000",
        "TBO_ALIPAY_SELLER_ID": "2088123456789012",
        "TBO_ALIPAY_PRIVATE_KEY": keys.SHOP.private,
        "TBO_ALIPAY_PUBLIC_KEY": keys.ALIPAY.public,
        "TBO_STREAM_KEYS": f"k1:{secrets.token_urlsafe(32)}",
    }


def refused(environ: dict[str, str], **changed: str | None) -> str:
    """Return the sentences with which a start is refused."""
    changed_too = {name: value for name, value in (environ | changed).items() if value is not None}
    with pytest.raises(SettingsWrong) as wrong:
        read_settings(changed_too)
    return str(wrong.value)


def test_a_real_shop_starts(real):
    found = read_settings(real)
    assert found.is_production
    assert found.sandbox_url == ""
    assert found.messages == ""


@pytest.mark.parametrize(
    "name",
    [
        "TBO_BASE_URL",
        "TBO_ALIPAY_APP_ID",
        "TBO_ALIPAY_SELLER_ID",
        "TBO_ALIPAY_PRIVATE_KEY",
        "TBO_ALIPAY_PUBLIC_KEY",
        "TBO_STREAM_KEYS",
        "SECRET_KEY",
        "DATABASE_URL",
    ],
)
def test_nothing_that_matters_has_a_default(real, name):
    sentence = refused(real, **{name: None})
    assert f"{name} is missing" in sentence
    assert len(sentence.splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("SECRET_KEY", "changeme", "shorter than 32"),
        ("SECRET_KEY", "secret" * 8, "repeats itself"),
        ("TBO_SECRET_KEY_FALLBACKS", "old", "shorter than 32"),
        ("TBO_BASE_URL", "http://shop.example", "must be https"),
        ("TBO_NOTIFY_BASE_URL", "http://shop.example", "must be https"),
        ("TBO_ALIPAY_GATEWAY_URL", "http://127.0.0.1:8001/gateway.do", "must be https"),
        ("TBO_CDN_URL", "http://films.shop.example", "must be https"),
        ("TBO_ALIPAY_APP_ID", SANDBOX_APP_ID, "is the sandbox's"),
        ("TBO_ALIPAY_SELLER_ID", SANDBOX_SELLER_ID, "is the sandbox's"),
        ("TBO_SANDBOX_URL", "http://127.0.0.1:8001", "never runs beside a real shop"),
        ("TBO_MESSAGES", "sandbox", "would put every code on a page"),
        ("DATABASE_URL", "sqlite:////data/tbo.db", "TBO_ALLOW_SQLITE=1"),
        ("FLASK_DEBUG", "1", "FLASK_DEBUG is on"),
    ],
)
def test_what_belongs_to_development_is_refused(real, name, value, says):
    sentence = refused(real, **{name: value})
    assert says in sentence
    assert len(sentence.splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("SECRET_KEY", "secret-key"),
        ("TBO_ALIPAY_PRIVATE_KEY", "shop-private.pem"),
        ("TBO_ALIPAY_PUBLIC_KEY", "sandbox-public.pem"),
    ],
)
def test_a_key_that_development_made_is_refused_in_whatever_form(real, tmp_path, name, file):
    make_development_keys(tmp_path / "keys")
    text = (tmp_path / "keys" / file).read_text()
    assert f"{name} is the one that development made" in refused(real, **{name: text.strip()})
    if "-----" in text:
        bare = "".join(line for line in text.splitlines() if "-----" not in line)
        assert f"{name} is the one that development made" in refused(real, **{name: bare})


@pytest.mark.parametrize("mark", ["DYNO", "RENDER", "RAILWAY_ENVIRONMENT", "FLY_APP_NAME"])
def test_a_platform_is_production_without_being_said(real, mark):
    del real["TBO_ENV"]
    assert read_settings(real | {mark: "x"}).is_production
    assert "forgets at the next start" in refused(real | {mark: "x"}, DATABASE_URL=None)


def test_sqlite_on_a_disk_that_persists_is_allowed_when_said(real):
    del real["DATABASE_URL"]
    assert read_settings(real | {"TBO_ALLOW_SQLITE": "1"}).is_production


def test_play_money_where_strangers_come_has_to_be_said(tmp_path):
    public = {"TBO_INSTANCE": str(tmp_path), "TBO_BASE_URL": "https://demo.example"}
    assert "is a public address" in refused(public)
    assert read_settings(public | {"TBO_ENV": "development"}).base_url == "https://demo.example"


@pytest.mark.parametrize("near", ["http://192.168.1.20:8000", "http://localhost:8000", "http://laptop:8000"])
def test_the_own_network_is_near(tmp_path, near):
    assert read_settings({"TBO_INSTANCE": str(tmp_path), "TBO_BASE_URL": near}).base_url == near


MAIL = {"TBO_SMTP_URL": "smtps://post:secret@mail.example:465", "TBO_MAIL_FROM": "TBO <post@shop.example>"}
TEXTS = {"TBO_SMS_ACCESS_KEY": "id:secret", "TBO_SMS_SIGN_NAME": "TBO", "TBO_SMS_TEMPLATE": "SMS_1"}


@pytest.mark.parametrize("way", [MAIL, TEXTS])
def test_what_sends_codes_and_mails_is_set_whole_or_not_at_all(real, way):
    assert read_settings(real | {"TBO_MESSAGES": "real"} | way).messages == "real"
    for name in way:
        assert f"{name} is missing" in refused(real | {"TBO_MESSAGES": "real"} | way, **{name: None})


def test_e_tickets_need_what_both_sides_sign_with(real):
    real["TBO_TICKETS"] = "tmall"
    for name in ("APP_KEY", "APP_SECRET", "SESSION", "SELLER_ID", "NOTICE_KEY"):
        assert f"TBO_TICKETS_{name} is missing" in refused(real)
    numbers = {"TBO_TICKETS_APP_KEY": "12345678", "TBO_TICKETS_SELLER_ID": "2200000000009"}
    keys_ = dict.fromkeys(("TBO_TICKETS_APP_SECRET", "TBO_TICKETS_SESSION", "TBO_TICKETS_NOTICE_KEY"), "k" * 32)
    assert read_settings(real | numbers | keys_).tickets == "tmall"
    assert "shorter than 16" in refused(real | numbers | keys_, TBO_TICKETS_NOTICE_KEY="short")
    assert "must be https" in refused(
        real | numbers | keys_, TBO_TICKETS_GATEWAY_URL="http://eco.taobao.com/router/rest"
    )


def test_the_sandbox_sells_no_tickets_of_a_real_shop(real):
    assert "TBO_TICKETS=sandbox" in refused(real, TBO_TICKETS="sandbox")


def test_in_development_the_sandbox_signs_tickets_with_one_key_of_the_keys_folder(tmp_path):
    make_development_keys(tmp_path / "keys")
    found = read_settings({"TBO_INSTANCE": str(tmp_path), "TBO_TICKETS": "sandbox", "PORT": "8123"})
    assert found.tickets_gateway_url == "http://127.0.0.1:8124/tmall/router/rest"
    assert found.tickets_notice_key == (tmp_path / "keys" / "tickets-key").read_text().strip()
    assert read_settings({"TBO_INSTANCE": str(tmp_path)}).tickets == "off"
