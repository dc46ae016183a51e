"""Judging a year: whether the shop kept what it promises, by Alipay's books and by what people saw."""

import re
from collections import Counter, defaultdict
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select

from ..db import db
from ..jobs import Job
from ..orders.books.bill_models import BillDay, BillDifference
from ..orders.books.check import Checked, differences
from ..orders.books.ledger import LedgerEntry
from ..rules.ledger import LedgerKind
from ..rules.money import Money
from .findings import Findings
from .money import Paid, all_back, all_paid
from .play import Play, month_of
from .stage import Stage
from .watching import judge_access

BEFORE = timedelta(days=5)
ASKED = timedelta(hours=3)
# Whoever signs sees what is deducted at once.
AT_ONCE = timedelta(hours=25)
AMOUNT = re.compile(r"¥([\d,]+)\.(\d\d)")


def judge(stage: Stage, play: Play, since: datetime, until: datetime) -> Findings:
    """Look at everything that happened between two instants."""
    findings, money = Findings(households=len(play.people)), all_paid(stage)
    charged_once(findings, money)
    told_before(findings, money, play)
    left_alone(findings, money, play)
    judge_access(findings, money, since, until)
    _books(findings, money, stage, since)
    _work_done(findings, since)
    _count(findings, money, stage, play, since)
    db.session.rollback()
    return findings


def charged_once(findings: Findings, money: list[Paid]) -> None:
    """By Alipay's books: no order keeps more than it costs, no planned day was deducted twice."""
    once = findings.promise("once", "nobody paid twice for one period or one order")
    kept: Counter[tuple[str, int]] = Counter()
    planned: Counter[tuple[str, str]] = Counter()
    for paid in money:
        if paid.bought is None:
            once.broken.append(f"payment {paid.payment} was taken and nobody ordered it")
        else:
            kept[paid.bought.order, paid.bought.total_fen] += paid.kept_fen
        if paid.agreement and paid.planned and paid.kept_fen:
            planned[paid.agreement, paid.planned] += 1
    once.looked_at += len(kept)
    once.broken += [
        f"order {order} of {Money(total)} kept {Money(fen)}" for (order, total), fen in kept.items() if fen > total
    ]
    once.broken += [
        f"agreement {number} was deducted {times} times for {day}"
        for (number, day), times in planned.items()
        if times > 1
    ]


def told_before(findings: Findings, money: list[Paid], play: Play) -> None:
    """By the post that people got: each renewal was announced in time, at its price or a higher one."""
    told = findings.promise("told", "nobody was charged for a renewal without a letter at least five days before")
    letters = defaultdict(list)
    for key, at, body in play.letters:
        kind, _, rest = key.partition(":")
        if kind == "renewal":
            letters[rest.rpartition(":")[0]].append((at, body))
    asked = {person.household_id: person.asked_for for person in play.people.values()}
    for paid in money:
        bought = paid.bought
        if (
            bought is None
            or bought.period is None
            or paid.signed_at is None
            or paid.asked_at < paid.signed_at + AT_ONCE
        ):
            continue
        if any(at <= paid.asked_at <= at + ASKED for at in asked.get(bought.household_id, ())):
            continue
        told.looked_at += 1
        read = letters[f"{bought.subscription}:{bought.period}"]
        if not any(at <= paid.asked_at - BEFORE and _most(body) >= paid.fen for at, body in read):
            told.broken.append(f"payment {paid.payment} of {Money(paid.fen)} on {paid.asked_at:%Y-%m-%d}")


def _most(body: str) -> int:
    return max((int(yuan.replace(",", "") + fen) for yuan, fen in AMOUNT.findall(body)), default=0)


def left_alone(findings: Findings, money: list[Paid], play: Play) -> None:
    """By what people did: whoever cancelled, or ended it in the wallet, pays no more by that agreement."""
    alone = findings.promise("left", "nobody was charged by an agreement after they had left it")
    deducted = defaultdict(list)
    for paid in money:
        deducted[paid.agreement].append(paid.asked_at)
    for person in play.people.values():
        for number, at in person.cancelled:
            alone.looked_at += 1
            alone.broken += [
                f"{number} left on {at:%Y-%m-%d}, charged on {on:%Y-%m-%d}" for on in deducted[number] if on > at
            ]


def _books(findings: Findings, money: list[Paid], stage: Stage, since: datetime) -> None:
    ledger = findings.promise("ledger", "the ledger agrees with orders, payments, refunds, rights and subscriptions")
    checked = Checked()
    ledger.broken += differences(checked)
    ledger.looked_at, findings.ledger_entries = checked.orders, checked.entries
    sums = findings.promise("sums", "every yuan that Alipay took or gave back is in the ledger")
    for kind, theirs in (
        (LedgerKind.PAID, sum(p.fen for p in money)),
        (LedgerKind.REFUNDED, sum(f for f, _ in all_back(stage))),
    ):
        found = select(func.coalesce(func.sum(LedgerEntry.fen), 0)).where(
            LedgerEntry.kind == kind, LedgerEntry.at >= since
        )
        ours = db.session.scalar(found) or 0
        sums.looked_at += 1
        if ours != theirs:
            sums.broken.append(f"{kind.value}: the ledger has {Money(ours)}, Alipay {Money(theirs)}")
    bills = findings.promise("bills", "every day's bill from Alipay was compared, and nothing is unexplained")
    day = since.date()
    findings.bills = bills.looked_at = (
        db.session.scalar(select(func.count()).select_from(BillDay).where(BillDay.day >= day)) or 0
    )
    for one in db.session.scalars(
        select(BillDifference).where(BillDifference.story.is_(None), BillDifference.day >= day)
    ):
        findings.unexplained_fen += one.size_fen
        bills.broken.append(f"{one.day}: {one.kind} {one.payment_number} {one.refund_number} {Money(one.size_fen)}")


def _work_done(findings: Findings, since: datetime) -> None:
    work = findings.promise("work", "everything the worker had to do was done")
    ours = or_(Job.finished_at.is_(None), Job.finished_at >= since)
    work.looked_at = db.session.scalar(select(func.count()).select_from(Job).where(ours)) or 0
    failed = db.session.scalars(select(Job).where(ours, Job.error.is_not(None)))
    work.broken += [f"{job.name}: {job.error}" for job in failed]


def _count(findings: Findings, money: list[Paid], stage: Stage, play: Play, since: datetime) -> None:
    """Count what happened since; a shop that was copied brings letters and failures of its own past."""
    for paid in money:
        month, bought = month_of(paid.paid_at), paid.bought
        findings.count(month, "money in", paid.fen)
        if bought is not None and bought.subscription:
            findings.count(month, "renewed" if bought.period else "began")
        else:
            findings.count(month, "bought")
    for fen, at in all_back(stage):
        findings.count(month_of(at), "refunds")
        findings.count(month_of(at), "money back", fen)
    failed = LedgerEntry.kind == LedgerKind.DEDUCTION_FAILED, LedgerEntry.at >= since
    for entry in db.session.scalars(select(LedgerEntry).where(*failed)):
        findings.count(month_of(entry.at), "failed")
    words = {"renewal": "told", "renewal-failed": "in grace", "renewal-lapsed": "lapsed"}
    for key, at, _body in play.letters:
        if at >= since and (kind := key.partition(":")[0]) in words:
            findings.count(month_of(at), words[kind])
    for (month, what), count in play.done.items():
        if what:
            findings.count(month, what, count)
    findings.refused_clicks = play.clicks
