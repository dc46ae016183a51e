"""What is left out of a bulk refund, and order numbers as people paste them."""

import pytest

from tbo.rules.bulk_refunds import LeftOut, lines_named, read_numbers, why_left_out
from tbo.rules.money import Money
from tbo.rules.order_states import OrderState, PaymentState

FEN, NONE = Money(1), Money(0)
ONE, OTHER = "TBO20261118-2345ABCD", "TBO20261119-WXYZ6789"


@pytest.mark.parametrize(
    ("order", "payment", "left", "why"),
    [
        (OrderState.PENDING, PaymentState.WAITING, FEN, LeftOut.NOT_PAID),
        (OrderState.CLOSED, PaymentState.CLOSED, FEN, LeftOut.NOT_PAID),
        (OrderState.FULFILLED, None, NONE, LeftOut.FREE),
        (OrderState.REFUNDED, PaymentState.REFUNDED, NONE, LeftOut.GONE),
        (OrderState.FULFILLED, PaymentState.FINISHED, NONE, LeftOut.GONE),
        (OrderState.FULFILLED, PaymentState.FINISHED, FEN, LeftOut.FINISHED),
        (OrderState.FULFILLED, PaymentState.PAID, FEN, None),
        (OrderState.PAID, PaymentState.PAID, FEN, None),
        (OrderState.PARTLY_REFUNDED, PaymentState.PARTLY_REFUNDED, FEN, None),
    ],
)
def test_what_has_a_fen_left_that_alipay_still_gives_back_goes_back(order, payment, left, why):
    assert why_left_out(order, payment, left) == why


@pytest.mark.parametrize(
    "text",
    [
        f"{ONE}\n{OTHER}",
        f"{ONE}, {OTHER},{ONE}",
        f"  {ONE.lower()}\r\n\r\n{OTHER.replace('-', '')}  ",
        f"\ufeff{ONE} # complained\n# nobody\n{OTHER}；",
        f"{ONE}　{OTHER}",
        f"ＴＢＯ20261118-2345ABCD、{OTHER}",
    ],
)
def test_numbers_are_read_as_people_paste_them_each_once(text):
    pasted = read_numbers(text)
    assert pasted.numbers == (ONE, OTHER)
    assert pasted.unreadable == ()


def test_what_is_no_number_is_named_with_its_line():
    pasted = read_numbers(f"order\n{ONE}\nTBO2026111-2345ABCD {OTHER}x\n\x00")
    assert pasted.numbers == (ONE,)
    assert pasted.unreadable == ((1, "order"), (3, "TBO2026111-2345ABCD"), (3, f"{OTHER}x"), (4, "\x00"))


def test_remarks_and_empty_lines_name_nothing():
    assert list(lines_named("# a\n\n a # b\n b ")) == [(3, "a"), (4, "b")]
    assert read_numbers(" \n# nothing").numbers == ()
