"""When a title is shown, free, in the plan, for sale and for rent: spans of time computed from facts alone."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from ..rules.access import EpisodeFacts, TitleFacts


class Span(NamedTuple):
    """A time with an exclusive end; None never ends."""

    opens_at: datetime
    closes_at: datetime | None


def shown(title: TitleFacts, region: str) -> Span | None:
    """Return when people see the title at all (it may still be announced), None when never in this region."""
    if title.published_at is None or not ({"*", region} & set(title.regions)):
        return None
    return _span(title.published_at, title.closes_at)


def access_spans(episodes: Iterable[EpisodeFacts], region: str) -> dict[str, list[Span]]:
    """Return the spans in which any episode is free, in the plan, for sale or for rent (`free` `plan` `buy` `rent`).

    They say what a visitor without any purchase is offered; `rules.access.decide` says the same at every instant.
    """
    found: dict[str, list[Span]] = {"free": [], "plan": [], "buy": [], "rent": []}
    for facts in episodes:
        frame = shown(facts.title, region)
        open_ = frame and _cut(Span(max(facts.title.opens_at, facts.available_at), None), frame)
        if open_:
            for kind, spans in _of_episode(facts, open_).items():
                found[kind] += spans
    return {kind: joined(spans) for kind, spans in found.items()}


def joined(spans: Iterable[Span]) -> list[Span]:
    """Return the same time as few spans, in order."""
    result: list[Span] = []
    for span in sorted(spans, key=lambda each: each.opens_at):
        last = result[-1] if result else None
        if last is None or (last.closes_at is not None and last.closes_at < span.opens_at):
            result.append(span)
        elif last.closes_at is not None:
            ends = None if span.closes_at is None else max(last.closes_at, span.closes_at)
            result[-1] = Span(last.opens_at, ends)
    return result


def _of_episode(facts: EpisodeFacts, open_: Span) -> dict[str, list[Span]]:
    if facts.is_free:
        return {"free": [open_]}
    free = [cut for window in facts.free_windows if (cut := _cut(Span(*window), open_))]
    for_sale = _without(open_, joined(free))
    in_plan = []
    if facts.in_plan_at is not None:
        in_plan = [cut for span in for_sale if (cut := _cut(span, Span(facts.in_plan_at, None)))]
    return {"free": free, "plan": in_plan, "buy": for_sale, "rent": for_sale if facts.rental is not None else []}


def _span(opens_at: datetime, closes_at: datetime | None) -> Span | None:
    return None if closes_at is not None and closes_at <= opens_at else Span(opens_at, closes_at)


def _cut(one: Span, other: Span) -> Span | None:
    ends = [end for end in (one.closes_at, other.closes_at) if end is not None]
    return _span(max(one.opens_at, other.opens_at), min(ends, default=None))


def _without(whole: Span, holes: list[Span]) -> list[Span]:
    """Return `whole` less `holes`, which lie inside it, in order and apart."""
    result, begins_at = [], whole.opens_at
    for hole in holes:
        if hole.opens_at > begins_at:
            result.append(Span(begins_at, hole.opens_at))
        if hole.closes_at is None:
            return result
        begins_at = hole.closes_at
    rest = _span(begins_at, whole.closes_at)
    return [*result, rest] if rest else result
