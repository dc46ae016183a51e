"""A shop that renews by agreement, for these tests: asks for agreements, plays their buyers, and deducts."""

from tests.sandbox.merchant import Merchant

LIN, POOR = "2088722000000101", "2088722000000104"
SIGN, QUERY = "alipay.user.agreement.page.sign", "alipay.user.agreement.query"
UNSIGN, MODIFY = "alipay.user.agreement.unsign", "alipay.user.agreement.executionplan.modify"
PAY = "alipay.trade.pay"
CODES = {"personal_product_code": "CYCLE_PAY_AUTH_P", "sign_scene": "INDUSTRY|DIGITAL_MEDIA"}


class Renewing:
    """What a shop with a monthly plan does at the gateway of one merchant."""

    def __init__(self, merchant: Merchant) -> None:
        self.merchant, self.client = merchant, merchant.client

    def terms(self, number: str, **rule) -> dict:
        """The business object of a sign page: monthly from 22 November, at most ¥25; `rule` changes that."""
        usual = {"period_type": "MONTH", "period": "1", "execute_time": "2026-11-22", "single_amount": "25.00"}
        chosen = {name: value for name, value in (usual | rule).items() if value is not None}
        return {
            **{"external_agreement_no": number, "product_code": "CYCLE_PAY_AUTH", **CODES},
            **{"access_params": {"channel": "QRCODE"}, "period_rule_params": chosen},
        }

    def ask(self, number: str, biz: dict | None = None, /, **common):
        """Open the sign page's address as a browser does."""
        return self.merchant.raw(SIGN, biz or self.terms(number), **common)

    def page(self, number: str, biz: dict | None = None, /, **common) -> str:
        """The same; gives the sign page."""
        answer = self.ask(number, biz, **common)
        assert answer.status_code == 302, answer.text
        return answer.location

    def signed(self, number: str = "A1", *, buyer: str = LIN, notify_url: str = "", **rule) -> str:
        """An agreement in force; gives its agreement_no."""
        self.page(number, self.terms(number, **rule), **({"notify_url": notify_url} if notify_url else {}))
        answer = self.client.post(f"/agreements/{number}/signature", json={"buyer_id": buyer})
        assert answer.status_code == 200, answer.text
        return answer.json["agreement"]["agreement_no"]

    def query(self, number: str = "A1") -> dict:
        """Where the agreement of our number stands."""
        return self.merchant.call(QUERY, {"external_agreement_no": number, **CODES})

    def deduct(self, out_trade_no: str, agreement_no: str, total: str = "25.00", /, **changes) -> dict:
        """Try to take one period's money; `changes` replace business fields, but notify_url is a common one."""
        common = {name: changes.pop(name) for name in ("notify_url",) if name in changes}
        biz = {
            **{"out_trade_no": out_trade_no, "total_amount": total, "subject": "家庭月卡"},
            **{"product_code": "CYCLE_PAY_AUTH", "agreement_params": {"agreement_no": agreement_no}},
        }
        return self.merchant.call(PAY, biz | changes, **common)

    def told(self, number: str = "A1") -> dict:
        """The agreement as the wallet tells it."""
        return self.client.get("/agreements.json", query_string={"number": number}).json["agreements"][0]
