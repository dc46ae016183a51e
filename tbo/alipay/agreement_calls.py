"""The SDK's requests about agreements and deductions, filled from our words; every value is text."""

from __future__ import annotations

from datetime import date

from alipay.aop.api.domain.AccessParams import AccessParams
from alipay.aop.api.domain.AgreementParams import AgreementParams
from alipay.aop.api.domain.AlipayTradePayModel import AlipayTradePayModel
from alipay.aop.api.domain.AlipayUserAgreementExecutionplanModifyModel import (
    AlipayUserAgreementExecutionplanModifyModel,
)
from alipay.aop.api.domain.AlipayUserAgreementPageSignModel import AlipayUserAgreementPageSignModel
from alipay.aop.api.domain.AlipayUserAgreementQueryModel import AlipayUserAgreementQueryModel
from alipay.aop.api.domain.AlipayUserAgreementUnsignModel import AlipayUserAgreementUnsignModel
from alipay.aop.api.domain.PeriodRuleParams import PeriodRuleParams
from alipay.aop.api.domain.SubMerchantParams import SubMerchantParams
from alipay.aop.api.request.AlipayTradePayRequest import AlipayTradePayRequest
from alipay.aop.api.request.AlipayUserAgreementExecutionplanModifyRequest import (
    AlipayUserAgreementExecutionplanModifyRequest,
)
from alipay.aop.api.request.AlipayUserAgreementPageSignRequest import AlipayUserAgreementPageSignRequest
from alipay.aop.api.request.AlipayUserAgreementQueryRequest import AlipayUserAgreementQueryRequest
from alipay.aop.api.request.AlipayUserAgreementUnsignRequest import AlipayUserAgreementUnsignRequest

from tbo.alipay.agreements import AgreementCodes, AgreementRequest, DeductRequest, SignChannel
from tbo.alipay.subjects import safe_subject


def page_sign(
    agreement: AgreementRequest, channel: SignChannel, codes: AgreementCodes
) -> AlipayUserAgreementPageSignRequest:
    """The page on which a buyer agrees to be charged by themselves."""
    model = AlipayUserAgreementPageSignModel()
    model.product_code = codes.product_code
    model.personal_product_code = codes.personal_product_code
    model.sign_scene = codes.sign_scene
    model.external_agreement_no = agreement.number
    model.access_params = AccessParams()
    model.access_params.channel = channel.value
    model.period_rule_params = _period_rule(agreement)
    if codes.names_plan:
        model.sub_merchant = SubMerchantParams()
        model.sub_merchant.sub_merchant_service_name = safe_subject(agreement.subject)
    request = AlipayUserAgreementPageSignRequest(model)
    request.notify_url = agreement.notify_url
    request.return_url = agreement.return_url
    return request


def query(number: str, codes: AgreementCodes) -> AlipayUserAgreementQueryRequest:
    """Where an agreement stands, by our number of it."""
    model = AlipayUserAgreementQueryModel()
    model.external_agreement_no = number
    model.personal_product_code = codes.personal_product_code
    model.sign_scene = codes.sign_scene
    return AlipayUserAgreementQueryRequest(model)


def unsign(agreement_no: str) -> AlipayUserAgreementUnsignRequest:
    """The end of an agreement, by Alipay's number of it."""
    model = AlipayUserAgreementUnsignModel()
    model.agreement_no = agreement_no
    return AlipayUserAgreementUnsignRequest(model)


def modify_plan(agreement_no: str, day: date, memo: str) -> AlipayUserAgreementExecutionplanModifyRequest:
    """A later planned day for the next deduction."""
    model = AlipayUserAgreementExecutionplanModifyModel()
    model.agreement_no = agreement_no
    model.deduct_time = day.isoformat()
    model.memo = safe_subject(memo)
    return AlipayUserAgreementExecutionplanModifyRequest(model)


def deduct(deduction: DeductRequest, codes: AgreementCodes) -> AlipayTradePayRequest:
    """One period's money, taken by agreement."""
    model = AlipayTradePayModel()
    model.out_trade_no = deduction.payment_number
    model.total_amount = deduction.amount.yuan_text
    model.subject = safe_subject(deduction.subject)
    model.product_code = codes.product_code
    model.agreement_params = AgreementParams()
    model.agreement_params.agreement_no = deduction.agreement_no
    request = AlipayTradePayRequest(model)
    request.notify_url = deduction.notify_url
    return request


def _period_rule(agreement: AgreementRequest) -> PeriodRuleParams:
    rule = PeriodRuleParams()
    rule.period_type = "MONTH"
    rule.period = str(agreement.months)
    rule.execute_time = agreement.first_day.isoformat()
    rule.single_amount = agreement.amount_cap.yuan_text
    return rule
