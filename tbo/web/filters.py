"""Formats of templates: money, dates, durations, names in the page's language."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from babel.dates import format_skeleton
from babel.numbers import format_currency
from flask import Flask
from flask_babel import format_date, format_datetime, get_locale, get_timezone, ngettext, pgettext
from flask_babel import gettext as _
from markupsafe import Markup, escape

from .. import clock
from ..rules.money import Money
from .locale import in_language, language_tag
from .template_names import give

NO_BREAK = "\N{NO-BREAK SPACE}"
BETWEEN = re.compile(r"(?<=\d)(?=[年月日])|(?<=[年月])(?=\d)|(?<=\S) (?=\S)")


def money(amount: Money) -> str:
    """Say an amount as plain text in the page's language, ¥3.00 or 3,00 ¥."""
    text = format_currency(Decimal(abs(amount.fen)) / 100, "CNY", format=None, locale=get_locale())
    text = text.replace("CN¥", "¥")
    return f"−{text}" if amount.fen < 0 else text


def price(amount: Money) -> Markup:
    """Say an amount for the eye: the sign smaller, figures tabular (design.md section 3)."""
    return Markup('<span class="price">{}</span>').format(
        Markup(escape(money(amount)).replace("¥", Markup('<span class="price-sign">¥</span>')))
    )


def round_price(amount: Money) -> Markup:
    """Say an amount beside a chart of the staff, whole yuan without decimals; a shopper reads one form everywhere."""
    text = str(price(amount))
    return Markup(text.replace(".00</span>", "</span>"))


def minutes(seconds: int) -> str:
    """Say a length in whole minutes, at least one."""
    count = max(1, round(seconds / 60))
    return ngettext("%(num)s 分钟", "%(num)s 分钟", count)


def day(moment: datetime) -> str:
    """Say a day, 12 月 3 日, in the shop's time zone; one of an earlier year with its year.

    The month is written out in German: a short one ends with a full stop, and so may the sentence.
    """
    skeleton = "MMMMd" if language_tag() == "de" else "MMMd"
    return _in_skeleton(moment, skeleton, f"y{skeleton}")


def short_day(moment: datetime) -> str:
    """Say a day that stands alone in a narrow place; one of an earlier year with its year, in digits."""
    return _in_skeleton(moment, "MMMd", "yMd")


def _in_skeleton(moment: datetime, skeleton: str, with_year: str) -> str:
    here = moment.astimezone(get_timezone())
    # Without its year a day of last December reads as one that is to come.
    is_earlier = here.year < clock.now().astimezone(get_timezone()).year
    return unbroken(format_skeleton(with_year if is_earlier else skeleton, here, locale=get_locale()))


def full_day(moment: datetime) -> str:
    """Say a day with its year."""
    return unbroken(format_date(moment, "long"))


def day_and_time(moment: datetime) -> str:
    """Say an instant to the minute."""
    return unbroken(format_datetime(moment, "short"))


def unbroken(moment: str) -> str:
    """Keep a day or an instant on one line; figures stand apart from Chinese signs, as everywhere in the shop."""
    return BETWEEN.sub(NO_BREAK, moment)


def to_day(day: date) -> str:
    """Say a day as staff read it: digits from the year on, so that days below one another can be compared."""
    return format_date(day, "yyyy-MM-dd")


def to_minute(moment: datetime) -> str:
    """Say an instant as staff read it."""
    return format_datetime(moment, "yyyy-MM-dd HH:mm")


def to_second(moment: datetime) -> str:
    """Say an instant as staff read it where money or publishing depends on the second."""
    return format_datetime(moment, "yyyy-MM-dd HH:mm:ss")


def clock_time(moment: datetime) -> str:
    """Say the time of day, 20:58."""
    return format_datetime(moment, "HH:mm")


def ends_at(moment: datetime) -> str:
    """Say an exclusive end as people do: midnight is 24:00 of the day before, or only that day when it is not today."""
    last = (moment - timedelta(seconds=1)).astimezone(get_timezone())
    if last.date() != clock.now().astimezone(get_timezone()).date():
        return day(last)
    local = moment.astimezone(get_timezone())
    return "24:00" if (local.hour, local.minute) == (0, 0) else clock_time(moment)


def until(moment: datetime) -> str:
    """Say an exclusive end with its day and time; midnight is 24:00 of the day before."""
    here = moment.astimezone(get_timezone())
    if (here.hour, here.minute, here.second) == (0, 0, 0):
        return f"{day(moment - timedelta(seconds=1))}{NO_BREAK}24:00"
    return f"{day(moment)}{NO_BREAK}{clock_time(moment)}"


def again(moment: datetime) -> str:
    """Say when a rest is over: by the time of a moment that is still today, else by its day."""
    here, now = (each.astimezone(get_timezone()) for each in (moment, clock.now()))
    if here.date() == now.date():
        return _("%(time)s再看", time=clock_time(moment))
    return _("%(day)s再看", day=day(moment))


def time_left(moment: datetime, now: datetime | None = None) -> str:
    """Say how long it is until `moment`: minutes, hours below two days, else days."""
    seconds = max(0, int((moment - (now or clock.now())).total_seconds()))
    if seconds < 3600:
        return ngettext("%(num)s 分钟", "%(num)s 分钟", max(1, seconds // 60))
    if seconds < 48 * 3600:
        return ngettext("%(num)s 小时", "%(num)s 小时", seconds // 3600)
    return ngettext("%(num)s 天", "%(num)s 天", seconds // 86400)


def position(seconds: int) -> str:
    """Say a place in a film: 26:04, or 1:02:09."""
    hours, rest = divmod(max(0, int(seconds)), 3600)
    tail = f"{rest // 60:02d}:{rest % 60:02d}"
    return f"{hours}:{tail}" if hours else tail


def ranges(numbers: Sequence[int]) -> str:
    """Say numbers in order, neighbours joined: 1–3, 5."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return joined([str(first) if first == last else f"{first}–{last}" for first, last in runs])


def dotted(parts: Iterable[str]) -> str:
    """Set facts side by side; no line begins with their dot."""
    return f"{NO_BREAK}· ".join(part for part in parts if part)


def joined(parts: Sequence[str]) -> str:
    """Join short words as a list in the page's language: 1, 3 and 5."""
    *others, last = parts or [""]
    return pgettext("before the last", "、").join(filter(None, (_("、").join(others), last)))


FILTERS = (
    *(
        money,
        price,
        round_price,
        minutes,
        day,
        short_day,
        full_day,
        day_and_time,
        clock_time,
        ends_at,
        again,
        until,
        time_left,
        position,
    ),
    *(ranges, joined, in_language, to_day, to_minute, to_second),
)


def init_app(app: Flask) -> None:
    """Give the filters to every template."""
    for function in FILTERS:
        app.jinja_env.filters[function.__name__] = function
    give(app, shop_settings=app.extensions["tbo.settings"])
