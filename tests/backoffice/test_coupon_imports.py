"""Codes that were made elsewhere: imported as a batch, each once, all or none, and none that tells another."""

import pytest
from sqlalchemy import func, select

from tbo.db import db
from tbo.offers.coupon_models import Coupon, CouponCode
from tbo.offers.coupons import find_coupon

from ..support.parsing import page_of
from .desk import deeds, filled
from .test_coupons import FORM, LIST, NEW, TYPED

IMPORT = "#import form"
CODES = ["TMALL2026KQ7ZW3XB", "TMALL2026M4DTR9HE", "TMALL2026W8NYC5PG"]


def kept() -> int:
    mine = select(func.count(CouponCode.id)).join(Coupon, Coupon.id == CouponCode.coupon_id)
    return db.session.scalar(mine.where(Coupon.code == "ONLYCODES"))


@pytest.fixture
def coupon_page(marketer) -> str:
    """The page of a coupon of unique codes."""
    filled(marketer, NEW, FORM, **TYPED | {"code": "ONLYCODES", "is_batch": "1", "starts": "", "ends": ""})
    return f"{LIST}/ONLYCODES"


def test_codes_are_kept_once_and_only_as_hashes(marketer, coupon_page):
    typed = "\r\n".join([*CODES, "", CODES[0].lower(), " tmall-2026-m4dt-r9he "])
    assert filled(marketer, coupon_page, IMPORT, batch="天猫", codes=typed).status_code == 303
    assert kept() == 3
    assert find_coupon("tmall2026 w8nyc5pg").facts.percent == 20
    assert not db.session.scalar(select(CouponCode.id).where(CouponCode.code_hash.in_(CODES)))
    assert [entry.after for entry in deeds("coupon-codes-imported")] == [{"batch": "天猫", "codes": 3}]


def test_codes_that_are_there_already_are_named_and_nothing_is_kept(marketer, coupon_page):
    filled(marketer, coupon_page, IMPORT, batch="天猫", codes="\n".join(CODES[:2]))
    answer = filled(marketer, coupon_page, IMPORT, batch="第二批", codes="\n".join(CODES))
    assert answer.status_code == 422
    page = page_of(answer)
    said = page.select_one("#acts .note.bad").get_text()
    assert "2 个码" in said
    assert CODES[1] in said
    assert CODES[2] not in said
    assert page.select_one("#import-codes").get_text().split() == CODES
    assert page.select_one("#import-batch")["value"] == "第二批"
    assert kept() == 2


@pytest.mark.parametrize("weak", ["SHORT", "A" * 15, "A" * 41, "年卡" * 10, "=HYPERLINK(1)AAAAAAAA"])
def test_what_could_be_guessed_or_is_no_code_is_refused(marketer, coupon_page, weak):
    answer = filled(marketer, coupon_page, IMPORT, batch="天猫", codes=f"{CODES[0]}\n{weak}")
    assert answer.status_code == 422
    assert "16" in page_of(answer).select_one("#acts .note.bad").get_text()
    assert kept() == 0


def test_codes_that_count_up_are_refused_for_who_has_one_has_the_next(marketer, coupon_page):
    counted = ["TMALL2026KQZW0001", "TMALL2026KQZW0002"]
    answer = filled(marketer, coupon_page, IMPORT, batch="天猫", codes="\n".join([*CODES, *counted]))
    assert answer.status_code == 422
    said = page_of(answer).select_one("#acts .note.bad").get_text()
    assert counted[1] in said
    assert CODES[0] not in said
    assert kept() == 0


@pytest.mark.parametrize(("batch", "codes"), [(" ", CODES[0]), ("天猫", "  \n ")])
def test_a_batch_has_a_name_and_at_least_one_code(marketer, coupon_page, batch, codes):
    assert filled(marketer, coupon_page, IMPORT, batch=batch, codes=codes).status_code == 422
    assert kept() == 0


def test_a_coupon_with_one_code_for_all_takes_none(marketer):
    answer = marketer.post(f"{LIST}/HUANYING/batches/imports", batch="天猫", codes=CODES[0])
    assert answer.status_code == 409
    assert find_coupon(CODES[0]) is None
