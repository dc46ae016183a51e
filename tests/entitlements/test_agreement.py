"""One answer everywhere: badge, price, search facet, watch page and signed address say what the decision says."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, select

from tbo import clock
from tbo.accounts.models import Household, Profile
from tbo.catalog.facts import TITLE, facts_of
from tbo.catalog.windows import Span, access_spans
from tbo.db import db
from tbo.entitlements.grants import fresh_entitlements_of
from tbo.playback.models import StreamLease
from tbo.rules.access import NOT_FOR_THIS_PROFILE, OWNED, VISITOR, Because, EpisodeFacts, ProfileFacts, decide
from tbo.rules.badges import Lamp, Words, episode_badge, title_badge
from tbo.rules.prices import Buyer, NotSold, episode_lines, rental_lines, season_lines, total_of
from tbo.rules.rights import EntitlementFacts, end_or_none

from ..playback.screens import Screen, add_device, address

INSTANT = timedelta(microseconds=1)
PRICED = {Words.PRICE, Words.PRICE_FROM}
Person = tuple[str, ProfileFacts, tuple[EntitlementFacts, ...]]


@pytest.fixture
def catalogue(shop) -> list[tuple[EpisodeFacts, ...]]:
    """Every title of the demo shop, by its episodes."""
    return [facts for facts in facts_of(db.session.execute(select(*TITLE))).values() if facts]


@pytest.fixture
def people(shop) -> list[Person]:
    """A visitor, and every profile of every household of the demo shop with what it holds."""
    found: list[Person] = [("a visitor", VISITOR, ())]
    for profile in db.session.scalars(select(Profile).join(Household).order_by(Profile.id)):
        name, rights = f"{profile.name} of {profile.household_id}", fresh_entitlements_of(profile.household_id)
        found.append((name, profile_facts(profile), rights))
    assert len({facts.kind for _, facts, _ in found}) > 1
    return found


def moments(episodes: tuple[EpisodeFacts, ...], rights: tuple[EntitlementFacts, ...]) -> Iterator[datetime]:
    """Now, and the last and first instants around everything that changes by the clock."""
    title = episodes[0].title
    edges = {title.published_at, title.opens_at, title.closes_at}
    for episode in episodes:
        edges |= {
            episode.available_at,
            episode.in_plan_at,
            *(edge for window in episode.free_windows for edge in window),
        }
    edges |= {edge for right in rights for edge in (right.starts_at, end_or_none(right))}
    yield clock.now()
    for edge in edges - {None}:
        yield edge - INSTANT
        yield edge


def cases(catalogue, people) -> Iterator[tuple]:
    """Every title before every person at every instant that matters, with the decisions on its episodes."""
    for episodes in catalogue:
        for name, profile, rights in people:
            for now in moments(episodes, rights):
                answers = [decide(episode, profile, rights, now) for episode in episodes]
                yield episodes, name, Buyer(profile, rights), now, answers


def test_a_badge_is_lit_where_the_decision_allows_and_nowhere_else(catalogue, people):
    for episodes, name, _who, now, answers in cases(catalogue, people):
        for episode, access in zip(episodes, answers, strict=True):
            badge, said = episode_badge(access, now), (episode.id, name, now)
            assert (badge.lamp in (Lamp.LIT, Lamp.CLOCK)) == access.allowed, said
            assert (badge.words in PRICED) == (access.because is Because.FOR_SALE), said
        whole = title_badge(list(zip(episodes, answers, strict=True)), now)
        if whole.lamp in (Lamp.LIT, Lamp.CLOCK):
            assert any(access.allowed for access in answers), (episodes[0].title.slug, name, now)
        if whole.lamp is Lamp.RING:
            assert any(access.because is Because.FOR_SALE for access in answers), (episodes[0].title.slug, name, now)


def test_a_price_is_quoted_where_the_decision_offers_one_and_nowhere_else(catalogue, people):
    for episodes, name, who, now, answers in cases(catalogue, people):
        season = [episode for episode in episodes if episode.season_id == episodes[0].season_id]
        for access, episode in {
            access.because: (access, e) for e, access in zip(season, answers, strict=False)
        }.values():
            lines, said = episode_lines(season, episode.id, who, now), (episode.id, name, now)
            if access.because is Because.FOR_SALE:
                assert total_of(lines) <= episode.price, said
            elif not access.allowed:
                assert isinstance(lines, NotSold), said
            if access.because in OWNED | {Because.FREE}:
                assert isinstance(lines, NotSold), said
                assert isinstance(rental_lines(season, episode.id, who, now), NotSold), said
            if access.because in NOT_FOR_THIS_PROFILE | {Because.ASK_A_PARENT}:
                assert lines is NotSold.NOT_FOR_PROFILE, said
        if who.profile.kind == "child":
            assert isinstance(season_lines(season, who, now), NotSold), (name, now)


def test_what_search_finds_by_access_is_what_a_visitor_is_told(catalogue):
    for episodes in catalogue:
        spans = access_spans(episodes, "CN")
        for now in moments(episodes, ()):
            answers = [decide(episode, VISITOR, (), now) for episode in episodes]
            offered = {offer.kind.value for access in answers for offer in access.offers}
            told = {
                "free": any(access.because is Because.FREE for access in answers),
                "buy": "episode" in offered,
                "rent": "rental" in offered,
                "plan": "plan" in offered,
            }
            assert {kind: _covers(spans[kind], now) for kind in told} == told, (episodes[0].title.slug, now)


def _covers(spans: list[Span], now: datetime) -> bool:
    return any(span.opens_at <= now and (span.closes_at is None or now < span.closes_at) for span in spans)


def test_pages_and_addresses_open_what_the_decision_allows(shop, catalogue):
    """One episode of each reason before every profile: the watch page, and the route that signs addresses."""
    seen = set()
    for screen, who in screens(shop):
        rights = fresh_entitlements_of(screen.household.id) if screen.household else ()
        answers = {}
        for episodes in catalogue:
            for episode in episodes:
                access = decide(episode, who, rights, clock.now())
                answers.setdefault(access.because, (episode, access))
        for because, (episode, access) in answers.items():
            place = (episode.title.slug, episode.season_number, episode.number)
            assert (screen.open(address(place)).status_code == 200) == access.allowed, (place, because)
            assert (screen.renew(place).status_code == 200) == access.allowed, (place, because)
            seen.add(because)
        # A house is full when two play; here each screen is looked at alone.
        db.session.execute(delete(StreamLease))
    assert seen >= {Because.FREE, Because.FOR_SALE, Because.IN_PLAN, Because.BOUGHT_EPISODE, Because.NOT_IN_POOL}


def profile_facts(profile: Profile) -> ProfileFacts:
    return ProfileFacts(profile.kind, profile.rating_cap, frozenset(profile.blocked_titles))


def screens(shop) -> Iterator[tuple[Screen, ProfileFacts]]:
    """Nobody's browser, and one for every profile of the demo shop."""
    yield Screen(shop), VISITOR
    for profile in db.session.scalars(select(Profile).order_by(Profile.id)).all():
        screen = Screen(shop, profile.household)
        screen.device, secret = add_device(profile.household)
        screen.device.profile_id = profile.id
        db.session.commit()
        screen.client.set_cookie("tbo-device", secret)
        yield screen, profile_facts(profile)
