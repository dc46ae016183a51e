"""Books that agree say nothing; each way in which they can differ is said in a sentence."""

from dataclasses import replace

import pytest

from tbo.rules.books import OrderBooks, PaymentBooks, RefundBooks, Told, disagreements
from tbo.rules.ledger import LedgerKind
from tbo.rules.money import Money
from tbo.rules.order_states import OrderState, PaymentState, RefundState

NUMBER, PAYMENT, SECOND = "TBO20261118-7F3K9QRD", "TBO202611187F3K9QRD_1", "TBO202611187F3K9QRD_2"
YUAN_3 = Money(300)


def told(kind: LedgerKind, fen: int = 300, payment: str | None = None) -> Told:
    return Told(kind=kind, amount=Money(fen), payment=payment)


ORDERED = (told(LedgerKind.QUOTED), told(LedgerKind.ORDERED))
PAID = (*ORDERED, told(LedgerKind.PAID, payment=PAYMENT), told(LedgerKind.GRANTED, payment=PAYMENT))
ALL_BACK = (*PAID, told(LedgerKind.REFUNDED, payment=PAYMENT), told(LedgerKind.TAKEN_BACK, 0, PAYMENT))

pending = OrderBooks(
    number=NUMBER,
    total=YUAN_3,
    state=OrderState.PENDING,
    payments=[PaymentBooks(number=PAYMENT, amount=YUAN_3, state=PaymentState.WAITING, is_paid=False)],
    told=ORDERED,
)
payment = PaymentBooks(number=PAYMENT, amount=YUAN_3, state=PaymentState.PAID, is_paid=True)
fulfilled = replace(pending, state=OrderState.FULFILLED, paid_by=PAYMENT, is_held=True, payments=[payment], told=PAID)
DONE = RefundBooks(amount=YUAN_3, state=RefundState.DONE)
gone = replace(payment, state=PaymentState.REFUNDED, refunded=YUAN_3, refunds=[DONE])
refunded = replace(fulfilled, state=OrderState.REFUNDED, is_held=False, payments=[gone], told=ALL_BACK)
second = replace(payment, number=SECOND)
twice = replace(
    fulfilled,
    payments=[payment, replace(second, state=PaymentState.REFUNDED, refunded=YUAN_3, refunds=[DONE])],
    told=(*PAID, told(LedgerKind.PAID, payment=SECOND), told(LedgerKind.REFUNDED, payment=SECOND)),
)
free = replace(
    fulfilled,
    total=Money(0),
    paid_by=None,
    payments=[],
    told=(
        told(LedgerKind.QUOTED, 900),
        told(LedgerKind.CREDITED, 900),
        told(LedgerKind.ORDERED, 0),
        told(LedgerKind.GRANTED, 0),
    ),
)
part = replace(
    fulfilled,
    state=OrderState.PARTLY_REFUNDED,
    payments=[replace(payment, refunded=Money(299), refunds=[replace(DONE, amount=Money(299))])],
    told=(*PAID, told(LedgerKind.REFUNDED, 299, PAYMENT)),
)


@pytest.mark.parametrize("books", [pending, fulfilled, refunded, twice, free, part])
def test_books_that_agree_say_nothing(books):
    assert list(disagreements(books)) == []


def without(books: OrderBooks, kind: LedgerKind) -> OrderBooks:
    return replace(books, told=[one for one in books.told if one.kind is not kind])


def changed(books: OrderBooks, **values) -> OrderBooks:
    return replace(books, payments=[replace(books.payments[0], **values), *books.payments[1:]])


DIFFERENCES = {
    "was placed": without(pending, LedgerKind.ORDERED),
    "it costs 3.01 yuan": replace(pending, total=Money(301)),
    "3.00 yuan less 0.01 yuan is not 3.00 yuan": replace(pending, told=(*ORDERED, told(LedgerKind.CREDITED, 1))),
    "was paid, the ledger says 0.00": without(fulfilled, LedgerKind.PAID),
    "was not paid, the ledger says 3.00": replace(pending, told=(*ORDERED, told(LedgerKind.PAID, payment=PAYMENT))),
    "3.00 yuan went back, the ledger says 0.00": without(refunded, LedgerKind.REFUNDED),
    "0.00 yuan went back, the ledger says 0.01": replace(
        fulfilled, told=(*PAID, told(LedgerKind.REFUNDED, 1, PAYMENT))
    ),
    "refunds done come to 0.00": changed(refunded, refunds=[]),
    "refunds requested come to 0.00 yuan, the payment says 0.01": changed(fulfilled, refunding=Money(1)),
    "3.01 yuan went back of 3.00": changed(
        replace(refunded, told=(*ALL_BACK, told(LedgerKind.REFUNDED, 1, PAYMENT))),
        refunded=Money(301),
        refunds=[DONE, replace(DONE, amount=Money(1))],
    ),
    "3.00 yuan came, bought nothing": replace(
        fulfilled, payments=[payment, second], told=(*PAID, told(LedgerKind.PAID, payment=SECOND))
    ),
    "names payment TBO202611187F3K9QRD_9": replace(
        fulfilled, told=(*PAID, told(LedgerKind.FLAGGED, payment=f"{PAYMENT[:-1]}9"))
    ),
    "nothing was given": replace(refunded, is_held=None),
    "something was given": without(fulfilled, LedgerKind.GRANTED),
    "fulfilled and gave nothing": replace(without(fulfilled, LedgerKind.GRANTED), is_held=None),
    "what it gave is still there, the ledger": replace(
        fulfilled, told=(*PAID, told(LedgerKind.TAKEN_BACK, 0, PAYMENT))
    ),
    "what it gave is gone, the ledger": without(refunded, LedgerKind.TAKEN_BACK),
    "no payment paid it": replace(fulfilled, paid_by=None, payments=[], told=(*ORDERED, told(LedgerKind.GRANTED))),
    "was not taken back": without(replace(refunded, is_held=True), LedgerKind.TAKEN_BACK),
    "taken back, 0.01 yuan was kept": replace(
        part, is_held=False, told=(*part.told, told(LedgerKind.TAKEN_BACK, 0, PAYMENT))
    ),
}


@pytest.mark.parametrize("words", DIFFERENCES)
def test_each_difference_is_said_with_its_number(words):
    said = list(disagreements(DIFFERENCES[words]))
    assert any(words in sentence for sentence in said), said
    assert all(NUMBER in sentence for sentence in said)


@pytest.mark.parametrize(("written_off", "is_said"), [(299, True), (300, False)])
def test_money_that_a_person_wrote_off_is_explained(written_off, is_said):
    stray = replace(
        fulfilled,
        payments=[payment, second],
        told=(
            *PAID,
            told(LedgerKind.PAID, payment=SECOND),
            told(LedgerKind.WRITTEN_OFF, written_off, SECOND),
        ),
    )
    assert bool(list(disagreements(stray))) is is_said


def test_money_on_its_way_back_is_explained():
    asked = replace(second, refunding=YUAN_3, refunds=[replace(DONE, state=RefundState.REQUESTED)])
    books = replace(fulfilled, payments=[payment, asked], told=(*PAID, told(LedgerKind.PAID, payment=SECOND)))
    assert list(disagreements(books)) == []


def test_a_refund_told_before_its_payment_is_not_yet_a_difference():
    early = replace(pending.payments[0], refunded=Money(100), refunds=[replace(DONE, amount=Money(100))])
    books = replace(pending, payments=[early], told=(*ORDERED, told(LedgerKind.REFUNDED, 100, PAYMENT)))
    assert list(disagreements(books)) == []


def test_what_was_paid_too_much_goes_back_and_takes_nothing_back():
    over = replace(gone, refunds=[replace(DONE, takes_back=False)])
    books = replace(fulfilled, payments=[over], told=(*PAID, told(LedgerKind.REFUNDED, payment=PAYMENT)))
    assert list(disagreements(books)) == []


@pytest.mark.parametrize(
    ("state", "takes_back", "aside", "is_said"),
    [
        (RefundState.REQUESTED, True, 100, False),
        (RefundState.REQUESTED, True, 0, True),
        (RefundState.REQUESTED, True, 99, True),
        (RefundState.REQUESTED, False, 0, False),
        (RefundState.REFUSED, True, 0, False),
        (RefundState.REFUSED, True, 100, True),
    ],
)
def test_what_is_on_its_way_back_is_set_aside_to_the_fen(state, takes_back, aside, is_said):
    under_way = [RefundBooks(amount=Money(100), state=state, takes_back=takes_back)]
    refunding = Money(100 if state is RefundState.REQUESTED else 0)
    order = replace(
        fulfilled,
        set_aside=Money(aside),
        payments=[replace(payment, refunding=refunding, refunds=under_way), replace(second, is_paid=False)],
    )
    assert [sentence for sentence in disagreements(order) if "aside" in sentence] == (
        [
            f"order {NUMBER}: {Money(100 if state is RefundState.REQUESTED else 0)} is on its way back,"
            f" its right sets {Money(aside)} aside"
        ]
        if is_said
        else []
    )


def test_an_order_that_gave_no_right_sets_nothing_aside():
    under_way = replace(payment, refunding=YUAN_3, refunds=[replace(DONE, state=RefundState.REQUESTED)])
    assert list(disagreements(replace(fulfilled, set_aside=None, payments=[under_way]))) == []
