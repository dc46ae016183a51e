"""An experiment in plain sentences: what is known of the difference, how sure it is, and what to do."""

from datetime import datetime

from flask_babel import format_date, format_decimal
from flask_babel import gettext as _

from ... import clock
from ...pages.experiment_figures import Figures
from ...rules.experiments import FEWEST_GOALS, MOST_FEN, MOST_MINUTES, Design, Goal, Outcome, Reading, Sample, Verdict
from ...rules.money import Money
from ...web.filters import money

# A goal is said of so many visitors.
PER = {Goal.ORDERS: 1000, Goal.YUAN: 100, Goal.MINUTES: 100}
COLOURS = {
    Verdict.UNEVEN: "red",
    Verdict.EARLY: "grey",
    Verdict.OPEN: "amber",
    Verdict.BETTER: "green",
    Verdict.WORSE: "red",
    Verdict.NONE_SEEN: "grey",
}


def goal_words(goal: str) -> str:
    """Say a goal."""
    return {"orders": _("付了款的访客"), "yuan": _("访客付的钱"), "minutes": _("看的分钟")}[goal]


def counted_words(goal: str) -> str:
    """Say how what a visitor brought is counted, where that is not a yes or no."""
    if goal == Goal.YUAN:
        return _("钱是账本里的：付了的减去退了的，一个访客最多算 %(most)s。", most=money(Money(MOST_FEN)))
    if goal == Goal.MINUTES:
        return _("一个访客最多算 %(hours)s 小时。", hours=MOST_MINUTES // 60)
    return ""


def effect_words(goal: str) -> str:
    """Say what a difference counts."""
    return {
        "orders": _("差别是每千个访客多几个付款"),
        "yuan": _("差别是每百个访客多付多少"),
        "minutes": _("差别是每百个访客多看几分钟"),
    }[goal]


def outcome_words(outcome: str) -> str:
    """Say how an experiment ended."""
    return {
        Outcome.A.value: _("A 留下"),
        Outcome.B.value: _("B 上线"),
        Outcome.REPLACED.value: _("别的版本接替了"),
    }[outcome]


def verdict_words(verdict: str) -> str:
    """Say in a word or two how an experiment stands."""
    return {
        Verdict.UNEVEN: _("数字不可信"),
        Verdict.EARLY: _("还太早"),
        Verdict.OPEN: _("还不能确定"),
        Verdict.BETTER: _("B 更好"),
        Verdict.WORSE: _("B 更差"),
        Verdict.NONE_SEEN: _("没看出差别"),
    }[Verdict(verdict)]


def amount_words(goal: str, value: float) -> str:
    """Say what so many visitors bring, without a sign."""
    amount = abs(value) * PER[Goal(goal)]
    return money(Money(round(amount * 100))) if goal == Goal.YUAN else format_decimal(round(amount, 1))


def signed_words(goal: str, value: float) -> str:
    """Say a difference of so many visitors with its sign."""
    amount = amount_words(goal, value)
    return amount if amount == amount_words(goal, 0) else ("+" if value > 0 else "−") + amount


def short_day(moment: datetime) -> str:
    """Say a day in a drawing."""
    return format_date(moment.astimezone(clock.shop_zone()).date(), "MM-dd")


def mean_words(goal: str, sample: Sample) -> str:
    """Say what visitors of an arm bring."""
    amount = amount_words(goal, sample.mean)
    return {
        "orders": _("每千个访客 %(amount)s 个", amount=amount),
        "yuan": _("每百个访客 %(amount)s", amount=amount),
        "minutes": _("每百个访客 %(amount)s 分钟", amount=amount),
    }[goal]


def sentence_of_reading(design: Design, reading: Reading, figures: Figures) -> str:
    """Say what the figures allow to be said, with their uncertainty, in a sentence or two."""
    a, b = figures.a, figures.b
    counts = {"a": a.visitors, "b": b.visitors, "share_a": 100 - design.share_b, "share_b": design.share_b}
    if reading.verdict is Verdict.UNEVEN:
        return _("数字不可信：A 有 %(a)s 人，B 有 %(b)s 人，本来该是 %(share_a)s 比 %(share_b)s。先查原因。", **counts)
    if reading.verdict is Verdict.EARLY:
        return _early(a, b, design.goal)
    if reading.verdict is Verdict.NONE_SEEN:
        return _none_seen(design, reading, min(a.reached, b.reached))
    said = {"low": amount_words(design.goal, reading.low), "high": amount_words(design.goal, reading.high)}
    return _of_range(reading, design.goal, said)


def _early(a: Sample, b: Sample, goal: Goal) -> str:
    said = {"a": a.reached, "b": b.reached, "fewest": FEWEST_GOALS}
    if goal is Goal.MINUTES:
        return _("还太早：A 有 %(a)s 个、B 有 %(b)s 个访客看了片。各有 %(fewest)s 个、满七天，才下结论。", **said)
    return _("还太早：A 有 %(a)s 个、B 有 %(b)s 个访客付了款。各有 %(fewest)s 个、满七天，才下结论。", **said)


def _none_seen(design: Design, reading: Reading, reached: int) -> str:
    # With so few payers the range means nothing.
    if not reading.is_known or reached < FEWEST_GOALS:
        return _("时间到了，来的人太少，什么也看不出。A 留下。")
    most = amount_words(design.goal, max(abs(reading.low), abs(reading.high)))
    return {
        Goal.ORDERS: _("时间到了，没有看出差别；要是有，每千个访客不超过 %(most)s 个。A 留下。", most=most),
        Goal.YUAN: _("时间到了，没有看出差别；要是有，每百个访客不超过 %(most)s。A 留下。", most=most),
        Goal.MINUTES: _("时间到了，没有看出差别；要是有，每百个访客不超过 %(most)s 分钟。A 留下。", most=most),
    }[design.goal]


def _of_range(reading: Reading, goal: Goal, said: dict) -> str:
    if reading.verdict is Verdict.BETTER:
        return {
            Goal.ORDERS: _("B 更好：每千个访客，多 %(low)s 到 %(high)s 个付款。可以让 B 上线。", **said),
            Goal.YUAN: _("B 更好：每百个访客，多付 %(low)s 到 %(high)s。可以让 B 上线。", **said),
            Goal.MINUTES: _("B 更好：每百个访客，多看 %(low)s 到 %(high)s 分钟。可以让 B 上线。", **said),
        }[goal]
    if reading.verdict is Verdict.WORSE:
        return {
            Goal.ORDERS: _("B 更差：每千个访客，少 %(high)s 到 %(low)s 个付款。让 A 留下。", **said),
            Goal.YUAN: _("B 更差：每百个访客，少付 %(high)s 到 %(low)s。让 A 留下。", **said),
            Goal.MINUTES: _("B 更差：每百个访客，少看 %(high)s 到 %(low)s 分钟。让 A 留下。", **said),
        }[goal]
    said |= {"looks": _("B 看起来更好") if reading.difference > 0 else _("B 看起来更差")}
    return {
        Goal.ORDERS: _(
            "%(looks)s，但还不能确定：每千个访客，在少 %(low)s 到多 %(high)s 个付款之间。让它再跑一阵。", **said
        ),
        Goal.YUAN: _(
            "%(looks)s，但还不能确定：每百个访客，在少付 %(low)s 到多付 %(high)s 之间。让它再跑一阵。", **said
        ),
        Goal.MINUTES: _(
            "%(looks)s，但还不能确定：每百个访客，在少看 %(low)s 到多看 %(high)s 分钟之间。让它再跑一阵。", **said
        ),
    }[goal]
