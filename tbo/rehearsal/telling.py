"""The report: a year told to the owner, who is no engineer."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from .findings import Findings

# Column, its head, whether it is a sum of money.
COLUMNS = (
    ("began", "began", False),
    ("told", "told", False),
    ("renewed", "renewed", False),
    ("in grace", "in grace", False),
    ("lapsed", "lapsed", False),
    ("cancels", "cancelled", False),
    ("pauses", "paused", False),
    ("bought", "bought", False),
    ("refunds", "refunds", False),
    ("money in", "money in", True),
    ("money back", "money back", True),
)
LEGEND = (
    "began: first payment of a subscription · told: letters before a renewal · renewed: periods paid by agreement",
    "in grace: a deduction failed, watching went on · lapsed: the three days of grace brought no money either",
    "bought: episodes, seasons and gifts · refunds: what went back, in parts or whole",
)
MOST_BROKEN = 10
WIDTH, MONEY_WIDTH = 10, 14


def told(findings: Findings, begins_on: date, days: int, seed: str) -> Iterator[str]:
    """Tell it line by line."""
    yield f"{findings.households} households lived {days} days from {begins_on} on; seed {seed}."
    if findings.shops > 1:
        yield f"They were shared by number among {findings.shops} shops, each with Alipay, books and bills of its own."
    yield ""
    yield _row("month", [head for _name, head, _is_money in COLUMNS])
    for month in sorted(findings.months):
        yield _row(month, _cells(findings.months[month]))
    yield _row("all", _cells(findings.totals))
    yield ""
    yield from LEGEND
    yield ""
    yield from _in_words(findings)
    yield ""
    for kept in findings.promises.values():
        mark = "✗" if kept.broken else "✓"
        yield f"{mark} {kept.words[0].upper()}{kept.words[1:]} ({kept.looked_at} looked at)."
        yield from (f"    {sentence}" for sentence in kept.broken[:MOST_BROKEN])
        if len(kept.broken) > MOST_BROKEN:
            yield f"    and {len(kept.broken) - MOST_BROKEN} more"
    yield ""
    yield "Every promise was kept." if findings.is_good else "NOT EVERY PROMISE WAS KEPT."


def _in_words(findings: Findings) -> Iterator[str]:
    total = findings.totals
    rescued = total["in grace"] - total["lapsed"]
    came, went, left = yuan(total["money in"]), yuan(total["money back"]), yuan(findings.unexplained_fen)
    yield f"Money in {came}, money back {went}, unexplained {left}."
    yield (
        f"{total['failed']} deductions failed; {total['in grace']} households went into grace for it, "
        f"{max(0, rescued)} of them paid within it or left by themselves."
    )
    yield (
        f"{total['cancels']} cancelled, {total['undoes']} thought better of it, {total['ends in wallet']} ended it in "
        f"their wallet; {total['pauses']} paused, {total['goes on']} went on early; {total['returns']} came back."
    )
    yield (
        f"{findings.bills} bills were compared; the ledger has {findings.ledger_entries} entries; "
        f"{sum(findings.refused_clicks.values())} clicks were refused with a sentence."
    )


def yuan(fen: int) -> str:
    """Write a sum as ¥1,234.50."""
    return f"¥{fen // 100:,}.{fen % 100:02d}"


def _cells(counts: Counter[str]) -> list[str]:
    return [yuan(counts[name]) if is_money else str(counts[name]) for name, _head, is_money in COLUMNS]


def _row(first: str, cells: list[str]) -> str:
    widths = (MONEY_WIDTH if is_money else WIDTH for _name, _head, is_money in COLUMNS)
    return f"{first:<8}" + "".join(f"{cell:>{width}}" for cell, width in zip(cells, widths, strict=True))
