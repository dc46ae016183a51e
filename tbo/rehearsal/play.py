"""The play: what each of the cast decides on each day, and how they react to the letters they get."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from .. import clock
from ..db import db
from ..messages.letter import Letter
from ..rules.order_states import CHINA
from ..web.errors import Refusal
from . import acts, shopping
from .cast import Person, number_at, number_of_buyer
from .stage import Stage
from .timeline import Timeline

Act = Callable[[Stage, Person], object]
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
# In a thousand days of one person.
EACH_DAY: dict[str, float] = {
    "cancels": 1.2,
    "pauses": 0.7,
    "ends in wallet": 0.6,
    "buys": 1.4,
    "gives": 0.5,
    "regrets": 0.3,
    "complains": 0.3,
}
# In a thousand notices of a renewal: the purse will be empty on its day.
EMPTY_PURSE = 70
# In a thousand notices of Alipay: how they travel.
ROADS = ((30, "lost once"), (15, "lost"), (25, "twice"))
LATER = {"undo": 300, "returns": 650, "goes on": 400, "regrets": 120}


class Play:
    """Who does what.

    `letters` is the post as people got it: key, instant, text. `done` counts what they did by month and name, `clicks`
    what the shop refused them, by the refusal's name.
    """

    def __init__(self, people: dict[int, Person]) -> None:
        self.people = people
        self.letters: list[tuple[str, datetime, str]] = []
        self.clicks: Counter[str] = Counter()
        self.done: Counter[tuple[str, str]] = Counter()
        self._lost: dict[str, str] = {}
        self._stage: Stage | None = None
        self._line: Timeline | None = None

    def begin(self, stage: Stage, line: Timeline, begins_at: datetime, days: int) -> None:
        """Put every day's decisions on the line of time; each person looks at the shop at an hour of their own."""
        self._stage, self._line = stage, line
        for n in range(days):
            line.at(begins_at + n * DAY, partial(self._morning, n))

    def end(self) -> None:
        """Nobody does anything any more; letters are kept still."""
        self._stage = None

    def reads(self, letter: Letter) -> None:
        """Be the postman: keep the letter, and let whom it is for react."""
        self.letters.append((letter.key, clock.now(), letter.body))
        number = number_at(letter.recipient)
        person = self.people.get(number) if number is not None else None
        if person is not None:
            react = {"renewal": self._told, "renewal-failed": self._failed, "renewal-lapsed": self._lapsed}
            react.get(letter.key.partition(":")[0], _nothing)(person, letter)

    def road(self, form: dict[str, str]) -> int:
        """Say how often a notice arrives at this try."""
        number = number_of_buyer(form.get("buyer_id") or form.get("alipay_user_id") or "")
        person = self.people.get(number) if number is not None else None
        if person is None:
            return 1
        fate = self._lost.get(form["notify_id"])
        if fate is None:
            fate = self._lost[form["notify_id"]] = _road(person)
            return {"lost once": 0, "lost": 0, "twice": 2}.get(fate, 1)
        return 0 if fate == "lost" else 1

    def _morning(self, day: int) -> None:
        for person in self.people.values():
            if person.comes_on == day:
                person.comes_on = None
                self._later(person, timedelta(minutes=10 * person.dice.randint(1, 100)), acts.signs_up, "signs up")
            elif person.comes_on is None or person.comes_on < day:
                for what, chance in EACH_DAY.items():
                    if person.happens(chance):
                        self._later(person, timedelta(minutes=10 * person.dice.randint(1, 100)), self._deed(what), what)

    def _deed(self, what: str) -> Act:
        return {
            "cancels": self._cancels,
            "pauses": self._pauses,
            "ends in wallet": self._ends,
            "buys": self._buys,
            "gives": self._gives,
            "regrets": acts.takes_back_the_newest,
            "complains": lambda stage, person: acts.gets_money_from_staff(stage, person, person.happens(300)),
        }[what]

    def _cancels(self, stage: Stage, person: Person) -> None:
        acts.cancels(stage, person)
        if person.happens(LATER["undo"]):
            self._later(person, HOUR * person.dice.randint(1, 20), acts.thinks_better, "undoes")
        else:
            self._maybe_returns(person, 20, 80)

    def _pauses(self, stage: Stage, person: Person) -> None:
        acts.pauses(stage, person)
        if person.happens(LATER["goes on"]):
            self._later(person, DAY * person.dice.randint(2, 50), acts.goes_on, "goes on")

    def _ends(self, stage: Stage, person: Person) -> None:
        acts.ends_in_wallet(stage, person)
        self._maybe_returns(person, 35, 90)

    def _buys(self, stage: Stage, person: Person) -> None:
        how = person.dice.choices(("now", "late", "after_expiry", "never"), (90, 3, 3, 4))[0]
        number = shopping.buys_something(stage, person, how)
        if person.happens(LATER["regrets"]):
            self._later(person, HOUR * person.dice.randint(1, 100), lambda _s, p: acts.takes_back(p, number), "regrets")

    def _gives(self, stage: Stage, person: Person) -> None:
        number = shopping.gives(stage, person)
        receiver = self.people.get(person.n ^ 1) if person.happens(500) else None
        wait = HOUR * person.dice.randint(2, 200)
        self._later(person, wait, lambda s, _p: shopping.opens_gift(s, number, receiver), "opens a gift")

    def _told(self, person: Person, _letter: Letter) -> None:
        if person.happens(EMPTY_PURSE):
            self._later(person, DAY, lambda s, p: acts.purse(s, p, is_full=False))

    def _failed(self, person: Person, letter: Letter) -> None:
        """Fill the purse in time or not, wait for the next try, press the button, or pay at the cashier."""
        how = person.dice.choices(("waits", "presses", "pays", "too late"), (50, 15, 15, 20))[0]
        after = HOUR * (person.dice.randint(3, 40) if how != "too late" else 24 * person.dice.randint(6, 20))
        self._later(person, after, lambda s, p: acts.purse(s, p, is_full=True))
        if how == "presses":
            self._later(person, after + HOUR, acts.asks_to_try_again, "presses")
        elif how == "pays":
            number = letter.body.rpartition("/orders/")[2].split()[0]
            self._later(person, after + HOUR, lambda s, p: self._pays_by_hand(s, p, number), "pays by hand")

    def _pays_by_hand(self, stage: Stage, person: Person, number: str) -> None:
        shopping.pays(stage, person, number)
        person.asked_for.append(clock.now())

    def _lapsed(self, person: Person, _letter: Letter) -> None:
        self._later(person, HOUR, lambda s, p: acts.purse(s, p, is_full=True))
        self._maybe_returns(person, 21, 40)

    def _maybe_returns(self, person: Person, least: int, most: int) -> None:
        if person.happens(LATER["returns"]):
            self._later(person, DAY * person.dice.randint(least, most), acts.signs_up, "returns")

    def _later(self, person: Person, after: timedelta, act: Act, name: str = "") -> None:
        self._at(clock.now() + after, lambda: self._try(person, act, name))

    def _at(self, moment: datetime, act: Callable[[], object]) -> None:
        if self._line is not None:
            self._line.at(moment, act)

    def _try(self, person: Person, act: Act, name: str) -> None:
        """Let somebody do something; what the shop refuses with a sentence changes nothing."""
        if self._stage is None:
            return
        try:
            act(self._stage, person)
        except Refusal as refusal:
            db.session.rollback()
            self.clicks[type(refusal).__name__] += 1
        else:
            self.done[month_of(clock.now()), name] += 1


def month_of(moment: datetime) -> str:
    """Return the month in China, 2026-12."""
    return f"{moment.astimezone(CHINA):%Y-%m}"


def _road(person: Person) -> str:
    dice = person.road.random() * 1000
    for chance, fate in ROADS:
        if dice < chance:
            return fate
        dice -= chance
    return "arrives"


def _nothing(_person: Person, _letter: Letter) -> None:
    """It is read, no more."""
