"""What `make soak` and `make crash` are asked for is understood, or refused with a sentence and 2."""

from argparse import Namespace

import pytest

from tools.crash.__main__ import main as crash
from tools.soak import main as soak
from tools.soak import shares_of


@pytest.mark.parametrize(
    ("command", "arguments", "sentence"),
    [
        (soak, ["mysql"], "there is no engine 'mysql': name sqlite or postgresql, or none for both"),
        (crash, ["sqlite", "mysql"], "there is no engine 'mysql'"),
        (
            crash,
            ["--scene", "notify", "--scene", "refunds"],
            "no scene begins with 'refunds'; they are: notify",
        ),
        (soak, ["--steps", "-5"], "'-5' is not a whole number"),
        (crash, ["--points", "few"], "'few' is not a whole number"),
    ],
)
def test_what_nobody_knows_is_refused_with_a_sentence(command, arguments, sentence, capsys):
    with pytest.raises(SystemExit) as ended:
        command(arguments)
    assert ended.value.code == 2
    assert sentence in capsys.readouterr().err


def test_processes_share_the_steps_of_an_engine_and_no_seed():
    asked = Namespace(steps=101, rounds=3, seed=7, shrink=False, schedules=10, arrivals=9, processes=2)
    *histories, hands, schedules, arrivals = shares_of("sqlite", asked)
    assert [share.environ["SOAK_STEPS"] for share in histories] == ["51", "50"]
    assert [share.environ["SOAK_SEED"] for share in histories] == ["7", "1000007"]
    assert hands.environ == {"FIFTY_ROUNDS": "3"}
    assert schedules.environ == {"SCHEDULE_BATCHES": "10"}
    assert arrivals.environ == {"HOSTILE_ARRIVALS": "9", "SOAK_SEED": "7"}


def test_what_is_not_wanted_is_left_out():
    nothing = Namespace(steps=0, rounds=0, seed=7, shrink=False, schedules=0, arrivals=0, processes=2)
    assert shares_of("sqlite", nothing) == []
