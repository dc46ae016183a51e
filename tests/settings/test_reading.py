"""Reading the environment: what is unknown or malformed is named in one sentence each."""

import secrets

import pytest

from tbo.settings import SettingsWrong, documented_variables, read_settings

from ..support import keys

STREAM_KEY = f"k1:{secrets.token_urlsafe(32)}"
MALFORMED = {
    "TBO_RENEWAL_CAP_PERCENT": "a lot",
    "TBO_ENV": "staging",
    "PORT": "eighty",
    "TBO_GUESTS_PER_NETWORK": "-5",
    "TBO_BASE_URL": "shop.example",
    "TBO_NOTIFY_BASE_URL": "https://shop.example/path",
    "TBO_TRUSTED_HOSTS": "shop.example, http://evil",
    "TBO_PROXIES": "-1",
    "DATABASE_URL": "mysql://somewhere/tbo",
    "TBO_DATABASE_CONNECTIONS": "0",
    "TBO_ALLOW_SQLITE": "perhaps",
    "REDIS_URL": "http://redis",
    "TBO_INSTANCE": "a\x00b",
    "TBO_ALIPAY_APP_ID": "my app",
    "TBO_ALIPAY_SELLER_ID": "2088x",
    "TBO_ALIPAY_GATEWAY_URL": "openapi.alipay.com",
    "TBO_ALIPAY_PRIVATE_KEY": "not a key",
    "TBO_ALIPAY_PUBLIC_KEY": keys.ALIPAY.public[:-80],
    "TBO_ALIPAY_DEADLINE": "nan",
    "TBO_ALIPAY_PRODUCT_CODE": "cycle pay",
    "TBO_ALIPAY_PERSONAL_PRODUCT_CODE": "CYCLE-PAY",
    "TBO_ALIPAY_SIGN_SCENE": "INDUSTRY&DIGITAL",
    "TBO_ALIPAY_SIGN_NAMES_PLAN": "perhaps",
    "TBO_ORDER_MINUTES": "0",
    "TBO_AGREEMENT_HOURS": "0",
    "TBO_SANDBOX_URL": "127.0.0.1:8001",
    "TBO_SANDBOX_APPLICATION_URL": "ftp://somewhere",
    "TBO_SANDBOX_TIMESTAMP_SECONDS": "ten",
    "TBO_STREAM_KEYS": "k1:short",
    "TBO_STREAM_SECONDS": "1e3",
    "TBO_MEDIA_STORE": "https://bucket",
    "TBO_S3_ENDPOINT": "oss-cn-shanghai.aliyuncs.com",
    "TBO_S3_REGION": "Shanghai, CN",
    "TBO_S3_ACCESS_KEY": "without-a-colon",
    "TBO_S3_PATH_STYLE": "perhaps",
    "TBO_CDN": "somewhere",
    "TBO_CDN_URL": "films.example",
    "TBO_CDN_KEY": "a\x00b",
    "TBO_CDN_KEY_ID": "one key",
    "TBO_CDN_BACKUP_KEY": "a\x00b",
    "TBO_CDN_BACKUP_KEY_ID": "one key",
    "TBO_CDN_VALIDITY": "0",
    "TBO_CDN_NAMES": "sign, a time",
    "TBO_CDN_HEX_TIME": "perhaps",
    "TBO_CDN_HASH": "MD5",
    "TBO_CDN_COOKIE_DOMAIN": "https://films.example",
    "TBO_CDN_BUCKET": "Films",
    "TBO_CDN_REGION": "Hangzhou",
    "TBO_TICKETS": "taobao",
    "TBO_TICKETS_GATEWAY_URL": "ftp://eco.example",
    "TBO_TICKETS_APP_KEY": "key",
    "TBO_TICKETS_SELLER_ID": "seller",
    "TBO_TICKETS_CHARSET": "big5",
    "TBO_MESSAGES": "pigeon",
    "TBO_SMTP_URL": "mail.example",
    "TBO_MAIL_FROM": "shop",
    "TBO_SMS_ACCESS_KEY": "onlyid",
    "TBO_REGION": "China",
    "TBO_TIME_ZONE": "Mars/Olympus",
    "TBO_LOG_LEVEL": "LOUD",
    "TBO_WEB_THREADS": "٣",
    "WEB_CONCURRENCY": "65",
}
ANY_TEXT = {
    *("SECRET_KEY", "TBO_SECRET_KEY_FALLBACKS", "TBO_MEDIA_ROOT", "TBO_SMS_SIGN_NAME", "TBO_SMS_TEMPLATE"),
    *("TBO_ICP_NUMBER", "TBO_POLICE_NUMBER", "TBO_AV_LICENCE", "TBO_HOTLINE"),
    *("TBO_TICKETS_APP_SECRET", "TBO_TICKETS_SESSION", "TBO_TICKETS_NOTICE_KEY"),
}


@pytest.mark.parametrize(("name", "text"), MALFORMED.items())
def test_a_malformed_value_is_named_with_what_is_allowed(name, text):
    with pytest.raises(SettingsWrong) as refused:
        read_settings({name: text})
    sentence = str(refused.value)
    assert sentence.startswith(f"{name}=")
    assert " cannot be read: " in sentence
    assert len(sentence.splitlines()) == 1


def test_every_setting_has_a_malformed_example_or_takes_any_text():
    assert {name for name, _, _ in documented_variables()} == set(MALFORMED) | ANY_TEXT


def test_a_secret_is_not_repeated_in_the_sentence():
    with pytest.raises(SettingsWrong) as refused:
        read_settings({"TBO_SMS_ACCESS_KEY": "sk-live-abcdef", "DATABASE_URL": "mysql://me:hunter2@db/x"})
    assert "(hidden)" in str(refused.value)
    assert "abcdef" not in str(refused.value)
    assert "hunter2" not in str(refused.value)


def test_an_unknown_variable_of_ours_is_named():
    with pytest.raises(SettingsWrong, match="TBO_COLOUR is not a setting of TBO"):
        read_settings({"TBO_COLOUR": "red", "COLOUR": "red"})


def test_every_mistake_has_its_own_line():
    with pytest.raises(SettingsWrong) as refused:
        read_settings({"TBO_COLOUR": "red", "PORT": "x", "TBO_PROXIES": "y"})
    assert len(str(refused.value).splitlines()) == 3


def test_the_refusal_ends_a_program_without_a_traceback():
    assert issubclass(SettingsWrong, SystemExit)


def test_values_arrive_in_the_form_that_is_used(tmp_path):
    found = read_settings(
        {
            "TBO_INSTANCE": str(tmp_path),
            "PORT": "8123",
            "TBO_BASE_URL": "http://127.0.0.1:8123/",
            "DATABASE_URL": "postgres://me:secret@db.example/tbo",
            "TBO_TRUSTED_HOSTS": "Www.shop.example, preview.example",
            "TBO_ALIPAY_DEADLINE": "2.5",
            "TBO_STREAM_KEYS": STREAM_KEY,
            "TBO_ALIPAY_PUBLIC_KEY": keys.ALIPAY.public.replace("\n", "\\n"),
            "TBO_ALLOW_SQLITE": "yes",
        }
    )
    assert (found.port, found.base_url) == (8123, "http://127.0.0.1:8123")
    assert found.database_url == "postgresql+psycopg://me:secret@db.example/tbo"
    assert found.trusted_hosts == ("www.shop.example", "preview.example")
    assert (found.alipay_deadline, found.stream_keys, found.allow_sqlite) == (2.5, (STREAM_KEY,), True)


def test_development_follows_the_port_and_needs_nothing(tmp_path):
    found = read_settings({"TBO_INSTANCE": str(tmp_path), "PORT": "8123"})
    assert found.base_url == "http://127.0.0.1:8123"
    assert found.sandbox_url == "http://127.0.0.1:8124"
    assert found.alipay_gateway_url == "http://127.0.0.1:8124/gateway.do"
    assert found.notify_url == "http://127.0.0.1:8123/alipay/notices"


def test_an_empty_variable_is_one_that_is_not_set(tmp_path):
    assert read_settings({"TBO_INSTANCE": str(tmp_path), "PORT": "", "TBO_BASE_URL": ""}).port == 8000
