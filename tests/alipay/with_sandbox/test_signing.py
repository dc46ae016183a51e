"""Agreements over HTTP, from a page that nobody opened to their end, and what is told of them."""

from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest

from tbo.alipay.agreement_notices import AgreementNews
from tbo.alipay.agreements import AgreementState, UnsignOutcome
from tbo.alipay.trouble import GatewayRefused, OutcomeUnknown

from .conftest import FAULTS, LIN, NOON


def test_an_agreement_goes_from_missing_to_its_end_and_everyone_tells_the_same(
    agreements, browser, wish, sign, news, time_is
):
    assert agreements.agreement("TBOA7").state is AgreementState.MISSING
    drawn = urlsplit(agreements.sign_url(wish(), "ALIPAYAPP"))
    browser.get(f"{drawn.path}?{drawn.query}")
    assert agreements.agreement("TBOA7").state is AgreementState.TEMP

    agreement_no = sign()
    found = agreements.agreement("TBOA7")
    assert (found.state, found.buyer_id) == (AgreementState.NORMAL, LIN)
    assert found.next_deduct_on == date(2026, 11, 28)
    (told,) = news()
    assert (told.kind, told.number, told.agreement_no) == (AgreementNews.SIGNED, "TBOA7", agreement_no)
    assert (told.buyer_id, told.at, told.must_query) == (LIN, NOON, False)

    time_is[0] += timedelta(days=3)
    assert agreements.unsign(agreement_no) is UnsignOutcome.ENDED
    assert agreements.unsign(agreement_no) is UnsignOutcome.ALREADY
    assert agreements.agreement("TBOA7").state is AgreementState.STOP
    ended = news()[1]
    assert (ended.kind, ended.number, ended.at) == (AgreementNews.ENDED, "TBOA7", time_is[0])


def test_the_sign_page_names_the_plan_its_cap_and_its_first_day(agreements, browser, wish):
    drawn = urlsplit(agreements.sign_url(wish(), "QRCODE"))
    seen = browser.get(browser.get(f"{drawn.path}?{drawn.query}").location).text
    assert all(words in seen for words in ("家庭月卡", "¥25.00", "2026-11-28", "TBOA7"))


def test_an_end_in_the_wallet_is_heard_at_the_application_gateway(browser, sign, news, agreements):
    sign(notify_url="http://127.0.0.1:9/nowhere")
    browser.post("/agreements/TBOA7/ending", json={})
    (told,) = news()
    assert (told.kind, told.number) == (AgreementNews.ENDED, "TBOA7")
    assert agreements.agreement("TBOA7").state is AgreementState.STOP


def test_an_end_whose_notice_was_lost_is_found_by_asking(browser, sign, news, agreements, chaos, time_is):
    sign()
    chaos(notices_drop_next=1)
    browser.post("/agreements/TBOA7/ending", json={})
    time_is[0] += timedelta(days=2)
    assert [notice.kind for notice in news()] == [AgreementNews.SIGNED]
    assert agreements.agreement("TBOA7").state is AgreementState.STOP


def test_news_that_comes_in_another_order_is_told_as_it_comes(browser, sign, news, chaos, time_is):
    chaos(notices_newest_first=True)
    sign()
    browser.post("/agreements/TBOA7/ending", json={})
    time_is[0] += timedelta(seconds=10)
    assert [notice.kind for notice in news()] == [AgreementNews.ENDED, AgreementNews.SIGNED]


def test_repeated_news_carries_one_id_and_strange_fields_do_not_matter(sign, news, chaos):
    chaos(notices_extra_copies=3, notices_strange_fields=True)
    sign()
    told = news()
    assert (len(told), len({notice.notice_id for notice in told})) == (4, 1)


@pytest.mark.parametrize("fault", FAULTS)
def test_trouble_on_the_way_to_an_end_or_a_question_is_never_an_answer(agreements, sign, chaos, fault):
    agreement_no = sign()
    chaos(gateway_fault=fault, gateway_faults_left=2)
    with pytest.raises(OutcomeUnknown):
        agreements.agreement("TBOA7")
    assert agreements.unsign(agreement_no) is UnsignOutcome.UNKNOWN
    assert agreements.agreement("TBOA7").state is AgreementState.STOP


def test_a_plan_moves_later_and_never_earlier(agreements, sign):
    agreement_no = sign()
    agreements.postpone(agreement_no, date(2027, 1, 28), "暂停")
    assert agreements.agreement("TBOA7").next_deduct_on == date(2027, 1, 28)
    for day in (date(2027, 1, 28), date(2026, 12, 28), date(2027, 1, 29)):
        with pytest.raises(GatewayRefused):
            agreements.postpone(agreement_no, day, "提前")
