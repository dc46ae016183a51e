"""The way to Alipay from this shop: the account of the settings, and one gateway for all threads."""

from dataclasses import replace

from flask import current_app
from flask_babel import gettext as _

from ..alipay.account import AccountRefused, AlipayAccount
from ..alipay.agreement_gateway import AgreementGateway
from ..alipay.agreements import AgreementCodes
from ..alipay.gateway import Gateway
from ..alipay.keys import KeyRefused
from ..settings import Settings
from ..web.errors import Refusal

ALIPAY = "https://openapi.alipay.com/gateway.do"


class PayingAway(Refusal):
    """The account is not set up; `flask tbo doctor` says what is missing."""

    status = 503

    def words(self) -> str:
        """Say that nothing was charged."""
        return _("付款暂时用不了。没有扣款，请过一会儿再来。")


def account() -> AlipayAccount:
    """Return the account we are paid into. Raises PayingAway."""
    found = current_app.extensions.get("tbo.alipay_account")
    if found is None:
        found = current_app.extensions["tbo.alipay_account"] = _account_of(current_app.extensions["tbo.settings"])
    return found


def gateway(deadline_s: float | None = None) -> Gateway:
    """Return the gateway; with a shorter deadline where somebody waits for the page. Raises PayingAway."""
    return Gateway(_account_within(deadline_s))


def agreement_gateway(deadline_s: float | None = None) -> AgreementGateway:
    """Return the gateway for agreements and deductions, in the words of our contract. Raises PayingAway."""
    settings = current_app.extensions["tbo.settings"]
    codes = AgreementCodes(
        product_code=settings.alipay_product_code,
        personal_product_code=settings.alipay_personal_product_code,
        sign_scene=settings.alipay_sign_scene,
        names_plan=settings.alipay_sign_names_plan,
    )
    return AgreementGateway(_account_within(deadline_s), codes)


def _account_within(deadline_s: float | None) -> AlipayAccount:
    ours = account()
    return replace(ours, deadline_s=min(deadline_s, ours.deadline_s)) if deadline_s else ours


def _account_of(settings: Settings) -> AlipayAccount:
    try:
        return AlipayAccount(
            app_id=settings.alipay_app_id,
            seller_id=settings.alipay_seller_id,
            gateway_url=settings.alipay_gateway_url or ALIPAY,
            private_key_text=settings.alipay_private_key,
            alipay_public_key_text=settings.alipay_public_key,
            deadline_s=settings.alipay_deadline,
        )
    except (AccountRefused, KeyRefused) as error:
        raise PayingAway(f"the Alipay account is not set up: {error}") from error
