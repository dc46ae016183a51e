"""Every setting of the shop: its variable, type, default and the sentence that documents it."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from .declaring import variable
from .delivery import DeliverySettings
from .readers import (
    address,
    database,
    decimal,
    host,
    one_of,
    rsa_key,
    several,
    shaped,
    stream_key,
    time_zone,
    whole,
    words,
    yes_or_no,
)
from .storing import StoringSettings
from .ticketing import TicketSettings

ROOT = Path(__file__).resolve().parents[2]
SANDBOX_APP_ID = "9021000000000001"
SANDBOX_SELLER_ID = "2088000000000001"
SANDBOX_SHOP_ID = "2200000000001"
SANDBOX_APP_KEY = "90000001"
WEB = address("http", "https")
WEB_PAGE = address("http", "https", with_path=True)
CODE = shaped(r"[A-Z0-9_|]{1,64}", "a code such as CYCLE_PAY_AUTH")
DIGITS = shaped("[0-9]{8,32}", "a number of 8 to 32 digits")


@dataclass(frozen=True, kw_only=True)
class Settings(DeliverySettings, StoringSettings, TicketSettings):
    """The values the shop runs with; made by `read_settings`, never changed afterwards."""

    env: str = variable(
        "TBO_ENV",
        "development",
        "What this process is for. On a known platform it is production without being said.",
        one_of("development", "production", "test"),
    )
    port: int = variable("PORT", 8000, "Port of the web process.", whole(1, 65535))
    base_url: str = variable("TBO_BASE_URL", "", "The shop's public address, https in production.", WEB)
    notify_base_url: str = variable(
        "TBO_NOTIFY_BASE_URL", "", "Address where Alipay reaches the shop, when it is not the public one.", WEB
    )
    trusted_hosts: tuple = variable(
        "TBO_TRUSTED_HOSTS", (), "Host names answered beside the base address, separated by commas.", several(host)
    )
    proxies: int = variable(
        "TBO_PROXIES", 0, "How many addresses proxies in front add to X-Forwarded-For.", whole(0, 9)
    )
    secret_key: str = variable("SECRET_KEY", "", "Signs cookies and links; at least 32 characters.", secret=True)
    secret_key_fallbacks: tuple = variable(
        "TBO_SECRET_KEY_FALLBACKS", (), "Earlier secret keys that still verify.", several(words), secret=True
    )
    database_url: str = variable(
        "DATABASE_URL", "", "PostgreSQL or SQLite; without it, SQLite in the instance folder.", database, secret=True
    )
    database_connections: int = variable(
        "TBO_DATABASE_CONNECTIONS",
        8,
        "The most connections to PostgreSQL that one process opens, never more than its threads.",
        whole(1, 256),
    )
    allow_sqlite: bool = variable(
        "TBO_ALLOW_SQLITE", False, "Say yes when a platform's disk really persists.", yes_or_no
    )
    redis_url: str = variable(
        "REDIS_URL",
        "",
        "Redis that wakes workers at once; they look every second anyway, and beside SQLite a file wakes them.",
        # A platform whose certificate nobody signed asks for ?ssl_cert_reqs=none.
        address("redis", "rediss", with_path=True, with_query=True),
        secret=True,
    )
    instance: str = variable("TBO_INSTANCE", "", "Folder of the database, the keys and the media of this shop.")
    alipay_app_id: str = variable("TBO_ALIPAY_APP_ID", "", "Application number at Alipay.", DIGITS)
    alipay_seller_id: str = variable("TBO_ALIPAY_SELLER_ID", "", "Seller number (PID, 2088…) that is paid.", DIGITS)
    alipay_gateway_url: str = variable(
        "TBO_ALIPAY_GATEWAY_URL",
        "",
        "Alipay's gateway; the sandbox's in development.",
        WEB_PAGE,
    )
    alipay_private_key: str = variable(
        "TBO_ALIPAY_PRIVATE_KEY", "", "Our private key, PEM or bare base64.", rsa_key, secret=True
    )
    alipay_public_key: str = variable(
        "TBO_ALIPAY_PUBLIC_KEY", "", "Alipay's public key (not ours).", rsa_key, secret=True
    )
    alipay_deadline: float = variable(
        "TBO_ALIPAY_DEADLINE", 8.0, "Seconds one call to Alipay may take in all.", decimal(0.5, 60)
    )
    alipay_product_code: str = variable(
        "TBO_ALIPAY_PRODUCT_CODE",
        "CYCLE_PAY_AUTH",
        "Product of renewing by agreement, as the contract with Alipay names it.",
        CODE,
    )
    alipay_personal_product_code: str = variable(
        "TBO_ALIPAY_PERSONAL_PRODUCT_CODE",
        "CYCLE_PAY_AUTH_P",
        "The same product as the buyer's side of the contract names it.",
        CODE,
    )
    alipay_sign_scene: str = variable(
        "TBO_ALIPAY_SIGN_SCENE", "INDUSTRY|DIGITAL_MEDIA", "Scene of signing in the contract with Alipay.", CODE
    )
    alipay_sign_names_plan: bool = variable(
        "TBO_ALIPAY_SIGN_NAMES_PLAN",
        False,
        "Say yes when the contract with Alipay lets us name the plan on its sign page.",
        yes_or_no,
    )
    order_minutes: int = variable(
        "TBO_ORDER_MINUTES", 15, "Minutes a price is kept before its order expires.", whole(1, 1440)
    )
    guests_per_network: int = variable(
        "TBO_GUESTS_PER_NETWORK",
        300,
        "Orders of newcomers that one network may place in ten minutes; 0 for no limit.",
        whole(0, 1_000_000),
    )
    renewal_cap_percent: int = variable(
        "TBO_RENEWAL_CAP_PERCENT",
        100,
        "The most that one deduction may take, in percent of the price somebody signs for; more leaves room for rises.",
        whole(100, 200),
    )
    agreement_hours: int = variable(
        "TBO_AGREEMENT_HOURS",
        24,
        "Hours after which an agreement is asked for again, to find one that was ended in the wallet unheard.",
        whole(1, 2400),
    )
    sandbox_url: str = variable("TBO_SANDBOX_URL", "", "Address of the sandbox process in development.", WEB)
    sandbox_application_url: str = variable(
        "TBO_SANDBOX_APPLICATION_URL", "", "Where the sandbox tells of what was done in the wallet.", WEB_PAGE
    )
    sandbox_timestamp_seconds: int = variable(
        "TBO_SANDBOX_TIMESTAMP_SECONDS",
        86400,
        "How far the time in a request to the sandbox may be off; 0 switches the check off.",
        whole(0, 10**9),
    )
    stream_keys: tuple = variable(
        "TBO_STREAM_KEYS",
        (),
        "Keys that sign playback addresses as id:base64url, the newest first, 32 bytes each.",
        several(stream_key),
        secret=True,
    )
    stream_seconds: int = variable(
        "TBO_STREAM_SECONDS", 300, "Life of a playback address in seconds.", whole(10, 21600)
    )
    media_root: str = variable("TBO_MEDIA_ROOT", "", "Folder of packaged media for the embedded origin.")
    messages: str = variable(
        "TBO_MESSAGES",
        "",
        "How codes and mails leave: the sandbox's inbox, or SMTP with Alibaba Cloud SMS.",
        one_of("sandbox", "real"),
    )
    smtp_url: str = variable(
        "TBO_SMTP_URL",
        "",
        "smtp://name:password@host:port of the mail server.",
        address("smtps", "smtp"),
        secret=True,
    )
    mail_from: str = variable("TBO_MAIL_FROM", "", "Sender of mails.", shaped(r"[^@]+@[^@]+", "a mail address"))
    sms_access_key: str = variable(
        "TBO_SMS_ACCESS_KEY",
        "",
        "Alibaba Cloud access key as id:secret.",
        shaped(r"[^:\s]+:[^:\s]+", "id:secret"),
        secret=True,
    )
    sms_sign_name: str = variable("TBO_SMS_SIGN_NAME", "", "Signature registered for text messages.")
    sms_template: str = variable("TBO_SMS_TEMPLATE", "", "Template number of the code message.")
    region: str = variable(
        "TBO_REGION",
        "CN",
        "Country in which this shop shows and sells (ISO 3166).",
        shaped("[A-Z]{2}", "a country such as CN"),
    )
    time_zone: str = variable(
        "TBO_TIME_ZONE", "Asia/Shanghai", "Time zone that people read and that days begin in.", time_zone
    )
    icp_number: str = variable("TBO_ICP_NUMBER", "", "ICP record number for the footer.")
    police_number: str = variable("TBO_POLICE_NUMBER", "", "Public-security record number for the footer.")
    av_licence: str = variable("TBO_AV_LICENCE", "", "Audio-visual licence number for the footer.")
    hotline: str = variable("TBO_HOTLINE", "", "Telephone number of customer care for the footer.")
    log_level: str = variable(
        "TBO_LOG_LEVEL", "INFO", "Least level that is logged.", one_of("DEBUG", "INFO", "WARNING", "ERROR")
    )
    web_threads: int = variable(
        "TBO_WEB_THREADS", 64, "Threads of one web process; each slow reader of a film holds one.", whole(1, 256)
    )
    web_processes: int = variable("WEB_CONCURRENCY", 2, "Number of web processes.", whole(1, 64))

    @property
    def is_production(self) -> bool:
        """Whether the strict rules of a real shop hold."""
        return self.env == "production"

    @property
    def instance_folder(self) -> Path:
        """Folder of the database, keys and media."""
        return Path(self.instance) if self.instance else ROOT / "instance"

    @property
    def keys_folder(self) -> Path:
        """Folder of generated keys; only development writes there."""
        return self.instance_folder / "keys"

    @property
    def media_folder(self) -> Path:
        """Folder of packaged HLS assets."""
        return Path(self.media_root) if self.media_root else self.instance_folder / "media"

    @property
    def notify_url(self) -> str:
        """Where Alipay sends notices."""
        return (self.notify_base_url or self.base_url) + "/alipay/notices"

    @property
    def is_https(self) -> bool:
        """Whether shoppers come by https: cookies are for it alone then."""
        return self.base_url.startswith("https:")

    @property
    def origin(self) -> str:
        """Scheme and host of the public address."""
        parts = urlsplit(self.base_url)
        return f"{parts.scheme}://{parts.netloc}"
