"""Every refusal the gateway can utter, with its code, sub_code and sentence."""


class Refusal(Exception):
    """A refused call: becomes the protocol's answer."""

    def __init__(self, code: str, sub_code: str, sub_msg: str, *, signed: bool = True) -> None:
        super().__init__(f"{code} {sub_code}: {sub_msg}")
        self.code, self.sub_code, self.sub_msg, self.signed = code, sub_code, sub_msg, signed

    @property
    def fields(self) -> dict[str, str]:
        """The inner object of the answer."""
        return {
            "code": self.code,
            "msg": MESSAGES[self.code],
            "sub_code": self.sub_code,
            "sub_msg": self.sub_msg,
        }


MESSAGES = {
    "20000": "Service Currently Unavailable",
    "40001": "Missing Required Arguments",
    "40002": "Invalid Arguments",
    "40004": "Business Failed",
}

BUSINESS = {
    "TRADE_NOT_EXIST": "交易不存在",
    "TRADE_HAS_SUCCESS": "交易已被支付",
    "TRADE_HAS_CLOSE": "交易已经关闭",
    "TRADE_HAS_FINISHED": "交易已完结",
    "TRADE_STATUS_ERROR": "交易状态不合法",
    "CONTEXT_INCONSISTENT": "交易信息被篡改，请更换商家订单号后重新发起请求",
    "DISCORDANT_REPEAT_REQUEST": "同一笔退款请求号的退款金额与上次不一致",
    "REFUND_AMT_NOT_EQUAL_TOTAL": "退款金额超限",
    "REASON_TRADE_REFUND_FEE_ERR": "退款金额无效",
    "SELLER_BALANCE_NOT_ENOUGH": "商户的支付宝账户中无足够的资金进行撤销",
    "TRADE_CANCEL_TIME_OUT": "超过撤销时间范围",
    "INVALID_PARAMETER": "参数无效",
    "AGREEMENT_NOT_EXIST": "用户协议不存在",
    "AGREEMENT_STATUS_NOT_NORMAL": "用户代扣协议状态非正常状态",
    "CYCLE_PAY_DATE_NOT_MATCH": "扣款日期不在签约时的允许范围之内",
    "CYCLE_PAY_SINGLE_FEE_EXCEED": "周期扣款金额超过签约时的单次金额限制",
    "CYCLE_PAY_TOTAL_FEE_EXCEED": "周期扣款总金额超过签约时的限制",
    "CYCLE_PAY_TOTAL_TIMES_EXCEED": "周期扣款次数超过签约时的限制",
    "BUYER_BALANCE_NOT_ENOUGH": "买家余额不足",
}


def business(name: str, detail: str = "") -> Refusal:
    """A refusal by the trade's rules, ACQ.<name>; `detail` replaces the usual sentence."""
    return Refusal("40004", f"ACQ.{name}", detail or BUSINESS[name])


def of_agreement(name: str, sentence: str) -> Refusal:
    """A refusal of the methods about agreements: these carry no prefix."""
    return Refusal("40004", name, sentence)


def missing(field: str) -> Refusal:
    """A common field that every call needs is not there."""
    return Refusal("40001", f"isv.missing-{field.replace('_', '-')}", f"缺少{field}参数")


def invalid(field: str, sentence: str, *, signed: bool = True) -> Refusal:
    """A common field that cannot be accepted."""
    return Refusal("40002", f"isv.invalid-{field.replace('_', '-')}", sentence, signed=signed)
