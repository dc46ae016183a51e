"""Findings of a rehearsal: what happened in each month, and which promises were kept; those of two shops add up."""

from collections import Counter
from dataclasses import asdict, dataclass, field


@dataclass
class Kept:
    """One promise: how often it was looked at, and where it was broken."""

    words: str
    looked_at: int = 0
    broken: list[str] = field(default_factory=list)


@dataclass
class Findings:
    """What was found; sums are in fen, months are China's."""

    households: int = 0
    shops: int = 1
    months: dict[str, Counter[str]] = field(default_factory=dict)
    promises: dict[str, Kept] = field(default_factory=dict)
    refused_clicks: Counter[str] = field(default_factory=Counter)
    unexplained_fen: int = 0
    ledger_entries: int = 0
    bills: int = 0

    @property
    def is_good(self) -> bool:
        """Whether every promise was kept."""
        return not any(kept.broken for kept in self.promises.values())

    @property
    def totals(self) -> Counter[str]:
        """All months together."""
        return sum(self.months.values(), Counter())

    def count(self, month: str, what: str, by: int = 1) -> None:
        """Count something that happened in a month."""
        self.months.setdefault(month, Counter())[what] += by

    def promise(self, name: str, words: str) -> Kept:
        """Return a promise to note on."""
        return self.promises.setdefault(name, Kept(words))

    def __add__(self, other: "Findings") -> "Findings":
        """Put the findings of two shops together."""
        both = Findings(
            households=self.households + other.households,
            shops=self.shops + other.shops,
            refused_clicks=self.refused_clicks + other.refused_clicks,
            unexplained_fen=self.unexplained_fen + other.unexplained_fen,
            ledger_entries=self.ledger_entries + other.ledger_entries,
            bills=self.bills + other.bills,
        )
        for one in (self, other):
            for month, counts in one.months.items():
                both.months.setdefault(month, Counter()).update(counts)
            for name, kept in one.promises.items():
                sum_of = both.promise(name, kept.words)
                sum_of.looked_at += kept.looked_at
                sum_of.broken += kept.broken
        return both

    def to_json(self) -> dict:
        """Return plain values in a fixed order, the same for the same year."""
        told = asdict(self)
        told["months"] = {month: dict(sorted(self.months[month].items())) for month in sorted(self.months)}
        told["refused_clicks"] = dict(sorted(self.refused_clicks.items()))
        return told | {"is_good": self.is_good}

    @classmethod
    def from_json(cls, told: dict) -> "Findings":
        """Read what `to_json` wrote."""
        plain = {name: told[name] for name in ("households", "shops", "unexplained_fen", "ledger_entries", "bills")}
        return cls(
            **plain,
            months={month: Counter(counts) for month, counts in told["months"].items()},
            promises={name: Kept(**kept) for name, kept in told["promises"].items()},
            refused_clicks=Counter(told["refused_clicks"]),
        )
