"""Settings of e-tickets: whether Tmall sends its buyers our codes by itself, and what both sides sign with."""

from dataclasses import dataclass

from .declaring import variable
from .readers import address, one_of, shaped

DIGITS = shaped("[0-9]{1,32}", "a number")


@dataclass(frozen=True, kw_only=True)
class TicketSettings:
    """Off unless said otherwise; the sandbox plays Tmall in development."""

    tickets: str = variable(
        "TBO_TICKETS",
        "off",
        "Who asks for codes as e-tickets: nobody, Tmall, or the sandbox that plays it.",
        one_of("off", "tmall", "sandbox"),
    )
    tickets_gateway_url: str = variable(
        "TBO_TICKETS_GATEWAY_URL",
        "https://eco.taobao.com/router/rest",
        "Where Tmall is told of codes; the sandbox's where that plays it.",
        address("http", "https", with_path=True),
    )
    tickets_app_key: str = variable("TBO_TICKETS_APP_KEY", "", "Number of our application at Taobao.", DIGITS)
    tickets_app_secret: str = variable(
        "TBO_TICKETS_APP_SECRET", "", "What our calls to Taobao are signed with.", secret=True
    )
    tickets_session: str = variable(
        "TBO_TICKETS_SESSION", "", "Access token that the Tmall shop gave our application.", secret=True
    )
    tickets_seller_id: str = variable("TBO_TICKETS_SELLER_ID", "", "Number of the Tmall shop (taobao_sid).", DIGITS)
    tickets_notice_key: str = variable(
        "TBO_TICKETS_NOTICE_KEY", "", "What the notices of e-tickets are signed with.", secret=True
    )
    tickets_charset: str = variable(
        "TBO_TICKETS_CHARSET", "gbk", "How the notices of e-tickets are written.", one_of("gbk", "utf-8")
    )
