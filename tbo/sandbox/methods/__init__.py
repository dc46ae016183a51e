"""The list of methods the gateway knows; a new subject (agreements) adds its module's tables here."""

from tbo.sandbox.methods import bills, paying, refunds, trading

PAGES = paying.PAGES
ANSWERS = paying.ANSWERS | trading.ANSWERS | refunds.ANSWERS | bills.ANSWERS
