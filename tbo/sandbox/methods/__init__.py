"""The list of methods the gateway knows; a new subject adds its module's tables here."""

from tbo.sandbox.methods import agreements, bills, deducting, paying, refunds, trading

PAGES = paying.PAGES | agreements.PAGES
ANSWERS = paying.ANSWERS | trading.ANSWERS | refunds.ANSWERS | bills.ANSWERS | agreements.ANSWERS | deducting.ANSWERS
