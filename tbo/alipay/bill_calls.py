"""The SDK's request for a day's bill; apart from the calls of payments, which are needed much more often."""

from __future__ import annotations

from datetime import date

from alipay.aop.api.domain.AlipayDataDataserviceBillDownloadurlQueryModel import (
    AlipayDataDataserviceBillDownloadurlQueryModel,
)
from alipay.aop.api.request.AlipayDataDataserviceBillDownloadurlQueryRequest import (
    AlipayDataDataserviceBillDownloadurlQueryRequest,
)


def bill_address(day: date) -> AlipayDataDataserviceBillDownloadurlQueryRequest:
    """Where the bill of a China day can be fetched for half a minute."""
    model = AlipayDataDataserviceBillDownloadurlQueryModel()
    model.bill_type = "trade"
    model.bill_date = day.isoformat()
    return AlipayDataDataserviceBillDownloadurlQueryRequest(model)
