"""Random histories beside a model: no step may differ; with a guard taken out the model says so."""

import os
import time
from dataclasses import replace

import hypothesis
import pytest
from hypothesis import HealthCheck, Phase
from hypothesis.stateful import run_state_machine_as_test

from tbo.db import db, writing
from tbo.orders import settlement
from tbo.orders.payments import Product
from tbo.orders.renewals import deducting as renewal_deducting
from tbo.rules.order_states import Effect, apply_payment
from tbo.subscriptions.reading import is_due

from ..support.databases import ENGINE
from .account import Difference
from .histories import Soak

STEPS = int(os.environ.get("SOAK_STEPS", "160"))
# `make test` goes the same ways every time; `make soak` seeks new ones.
SEED = int(os.environ.get("SOAK_SEED", "20261118"))
A_HISTORY = 80
# Making a history that differs as short as it can be takes minutes.
SHORTENED = [Phase.generate, Phase.shrink] if os.environ.get("SOAK_SHRINK") else [Phase.generate]


@pytest.fixture
def histories(stressed):
    Soak.place = stressed
    return Soak


def test_random_histories_agree_with_the_model(histories):
    began, seed = time.monotonic(), SEED
    histories.steps = 0
    while histories.steps < STEPS:
        run(histories, seed, most=max(1, (STEPS - histories.steps) // A_HISTORY))
        seed += 1
        print(f"{histories.steps} steps", flush=True)
    took = time.monotonic() - began
    pace = f"{took:.0f} s, {histories.steps / took:.0f} a second"
    print(f"{histories.steps} steps on {ENGINE} ({pace}), seed {SEED}: 0 differences")


def run(machine, seed: int, most: int = 50) -> None:
    """Run up to `most` histories of a seed. Raises Difference, with the history that shows it in its notes."""
    limits = hypothesis.settings(
        max_examples=min(most, 50),
        stateful_step_count=A_HISTORY,
        database=None,
        deadline=None,
        phases=SHORTENED,
        suppress_health_check=list(HealthCheck),
        print_blob=False,
        report_multiple_bugs=False,
    )
    try:
        run_state_machine_as_test(hypothesis.seed(seed)(machine), settings=limits)
    except BaseException as error:
        error.add_note(f"seed {seed}")
        raise


@pytest.fixture
def history(histories):
    """One history that a test goes through step by step."""
    begun = histories()
    yield begun
    begun.end()


def pay_by_two_cashiers(history: Soak) -> None:
    history.order(who=0, pick=0, with_coupon=False)
    for product in (Product.PAGE, Product.WAP):
        history.leave(pick=0, product=product)
    for nth in (0, 1):
        history.press(pick=nth, how="now")
        history.tell_newest()


def test_an_order_that_is_paid_twice_agrees_with_the_model(history):
    pay_by_two_cashiers(history)


def test_without_the_guard_of_settling_the_model_finds_money_that_bought_nothing(history, monkeypatch):
    def careless(*facts):
        decided = apply_payment(*facts)
        return replace(decided, effect=Effect.SETTLE) if decided.effect is Effect.GIVE_BACK else decided

    monkeypatch.setattr(settlement, "apply_payment", careless)
    with pytest.raises(Difference, match="was paid by"):
        pay_by_two_cashiers(history)


def begin_a_slow_deduction(history: Soak) -> None:
    history.hang(seconds=3600)
    history.subscribe(who=0)
    history.time_passes(minutes=20)
    history.work(hands=2)


def test_a_deduction_that_is_under_way_agrees_with_the_model(history):
    begin_a_slow_deduction(history)
    assert history.deductions.count == 1


def test_without_once_a_period_the_model_finds_a_second_deduction(history, monkeypatch):
    with writing():
        db.session.execute(db.text("DROP INDEX uq_renewal_attempt_open"))
    monkeypatch.setattr(renewal_deducting, "is_due", lambda subscription, tries, now: is_due(subscription, [], now))
    monkeypatch.setattr(renewal_deducting, "_is_being_paid", lambda order: False)
    begin_a_slow_deduction(history)
    history.world.does(renewal_deducting.deduct, history.agreements[0])
    with pytest.raises(Difference, match="under way"):
        history.agree()
