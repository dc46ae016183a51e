"""The goals, and the table that says which are met."""

from dataclasses import dataclass

from .scenarios import Compared


@dataclass(frozen=True)
class Goal:
    """The least ratios that are wanted, None where none is set; `slowest` is the most."""

    cpu: float | None = None
    per_second: float | None = None
    slowest: float | None = None


PAGE = Goal(cpu=1.5, per_second=1.2, slowest=1.5)
GOALS: dict[str, dict[str, Goal]] = {
    "home": {"sqlite": PAGE, "postgresql": PAGE},
    "library": {"sqlite": PAGE, "postgresql": PAGE},
    "title": {"sqlite": PAGE, "postgresql": PAGE},
    "1,000 pages": {"sqlite": Goal(cpu=0.35), "postgresql": Goal(cpu=0.35)},
    "home, signed in": {"sqlite": Goal(cpu=0.5, slowest=3), "postgresql": Goal(cpu=0.35, slowest=3)},
    "notice": {"sqlite": Goal(cpu=0.4), "postgresql": Goal(cpu=0.3)},
}
HEAD = f"{'':<18}{'req/s':>14}{'CPU':>14}{'p99':>14}{'answers':>10}{'wrong':>7}{'ms CPU':>9}  goals"


def print_ratios(engine: str, found: list[Compared]) -> bool:
    """Print one engine's table; return whether all its goals are met."""
    print(f"\n== {engine}: the shop as a multiple of a bare Flask on equal settings ==\n{HEAD}")
    met = [_print_row(engine, row) for row in found]
    return all(met)


def print_fact(name: str, value: str, goal: str, is_met: bool) -> bool:
    """Print one figure beside its goal."""
    print(f"{name:<34}{value:>16}   goal {goal:<24}{mark(is_met)}")
    return is_met


def mark(is_met: bool) -> str:
    """Say whether a goal is met."""
    return "met" if is_met else "MISSED"


def _print_row(engine: str, row: Compared) -> bool:
    goal = GOALS.get(row.name, {}).get(engine, Goal())
    checks = [
        (goal.per_second, row.per_second, row.per_second >= (goal.per_second or 0)),
        (goal.cpu, row.cpu, row.cpu >= (goal.cpu or 0)),
        (goal.slowest, row.slowest, goal.slowest is None or row.slowest <= goal.slowest),
    ]
    cells = "".join(_cell(value, wanted, sign) for (wanted, value, _met), sign in zip(checks, "≥≥≤", strict=True))
    is_met = all(met for _wanted, _value, met in checks) and not row.wrong
    print(f"{row.name:<18}{cells}{row.answers:>10}{row.wrong:>7}{row.shop_cpu_ms:>9.2f}  {mark(is_met)}")
    return is_met


def _cell(value: float, wanted: float | None, sign: str) -> str:
    text = f"{value:.2f}" + (f" ({sign}{wanted:g})" if wanted is not None else "")
    return f"{text:>14}"
