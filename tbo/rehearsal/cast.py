"""The cast: invented people, each with dice of their own, so that the same seed makes the same year."""

import random
from dataclasses import dataclass, field
from datetime import datetime

DOMAIN = "rehearsal.test"
BUYERS = "208873"
# How many of a hundred choose the month; the others take three at once.
MONTHLY = 88
# How many of a hundred are there within the first four weeks; the others come by and by.
EARLY = 90


@dataclass
class Person:
    """Somebody who pays; `comes_on` is the day of the rehearsal, counted from 0, on which they subscribe (again).

    What happened to them is noted for the judge: when they cancelled, and when they asked to be charged at once.
    """

    n: int
    seed: str
    household_id: int = 0
    comes_on: int | None = None
    had_trial: bool = False
    cancelled: list[tuple[str, datetime]] = field(default_factory=list)
    asked_for: list[datetime] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.dice = random.Random(f"{self.seed}/{self.n}")
        self.road = random.Random(f"{self.seed}/{self.n}/road")
        self.plan_key = "monthly" if self.dice.randrange(100) < MONTHLY else "quarterly"

    @property
    def email(self) -> str:
        """Where letters reach them."""
        return f"p{self.n}@{DOMAIN}"

    @property
    def buyer_id(self) -> str:
        """Who they are at Alipay."""
        return f"{BUYERS}{self.n:010d}"

    def happens(self, of_a_thousand: float) -> bool:
        """Throw the dice."""
        return self.dice.random() * 1000 < of_a_thousand


def number_at(email: str) -> int | None:
    """Return whose address it is."""
    name, _, domain = email.partition("@")
    return int(name[1:]) if domain == DOMAIN else None


def number_of_buyer(buyer_id: str) -> int | None:
    """Return who somebody at Alipay is."""
    return int(buyer_id.removeprefix(BUYERS)) if buyer_id.startswith(BUYERS) else None


def make_cast(numbers: range, seed: str, days: int) -> dict[int, Person]:
    """Invent people."""
    people = {n: Person(n, seed) for n in numbers}
    for person in people.values():
        is_early = person.dice.randrange(100) < EARLY
        person.comes_on = person.dice.randrange(min(28, days) if is_early else days)
    return people
