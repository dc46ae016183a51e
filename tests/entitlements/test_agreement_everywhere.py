"""One answer at every place: card, title page, button, row, paywall, signer and the staff's page, for everybody."""

import secrets
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

import pytest
from sqlalchemy import delete

from tbo.accounts.viewer import forget_viewer
from tbo.backoffice.households import explaining
from tbo.catalog.cards import TitleCard
from tbo.catalog.episodes import episode_at
from tbo.catalog.titles import TitlePage, title_page
from tbo.clock import standing_at
from tbo.db import db
from tbo.entitlements import grants
from tbo.playback import leases, offering, renting, sessions
from tbo.playback.models import PlaybackSession, StreamLease
from tbo.rules.access import RESTING, Access, Because, EpisodeFacts
from tbo.rules.badges import Lamp
from tbo.storefront import noted as noting
from tbo.storefront import titles
from tbo.storefront.cards import card_view
from tbo.storefront.titles import TitleView, title_view
from tbo.storefront.visit import Visit, this_visit

from .everyone import Person, every_title, everyone, instants

OPEN = frozenset({Lamp.LIT, Lamp.CLOCK})
SESSION = "e" * 22
Case = tuple[str, Person, Visit, TitleCard, dict[int, Access]]


@pytest.fixture
def cases(shop) -> Iterator[Case]:
    """Every title before every person at every instant, with what the door of the film decides."""

    def all_of_them() -> Iterator[Case]:
        people, catalogue = everyone(shop), every_title()
        for now in instants():
            for person in people:
                with standing_at(now), shop.test_request_context(headers=cookie_of(person)):
                    forget_viewer()
                    visit = this_visit()
                    for card in catalogue:
                        answers = grants.access_for_many(card.facts, visit.viewer)
                        by_id = {facts.id: access for facts, access in zip(card.facts, answers, strict=True)}
                        yield f"{person.name}, {now:%d %H:%M:%S}, {card.slug}", person, visit, card, by_id

    return all_of_them()


def cookie_of(person: Person) -> dict[str, str]:
    """The header by which their browser is known."""
    kept = person.screen.client.get_cookie("tbo-device")
    return {"Cookie": f"tbo-device={kept.value}"} if kept else {}


@pytest.fixture
def nothing_is_written(monkeypatch) -> None:
    """Leave out what a grant writes and looks up beside the decision, and read what a household holds once.

    Each house then has room, and every session is a new one.
    """
    for name, answer in {"wait_turn": None, "take": True, "has_room": True}.items():
        monkeypatch.setattr(leases, name, lambda *_, answer=answer: answer)
    monkeypatch.setattr(sessions, "standing_of", lambda *_: sessions.Standing.NEW)
    monkeypatch.setattr(sessions, "open_session", lambda *_: True)
    monkeypatch.setattr(sessions, "end", lambda *_: None)
    monkeypatch.setattr(sessions, "_as_begun", lambda _session, episode: episode)
    monkeypatch.setattr(renting, "_has_renewed_long", lambda *_: False)
    monkeypatch.setattr(explaining, "fresh_entitlements_of", lru_cache(grants.fresh_entitlements_of))


@pytest.fixture
def nothing_beside(monkeypatch) -> None:
    """Leave out of a title's page what says nothing of access: cast, facts, what a profile listed."""
    nothing = noting.noted(None, 0)
    monkeypatch.setattr(titles, "noted", lambda *_: nothing)
    for name in ("_facts", "_credits", "_hero_facts", "price_note"):
        monkeypatch.setattr(titles, name, lambda *_: [])
    monkeypatch.setattr(explaining, "_", str)


# Every case, and no statement that the test below does not make on each engine.
@pytest.mark.once
def test_every_episode_is_told_alike_everywhere(cases, nothing_is_written, nothing_beside):
    """Every card, page, row and button, the address that is signed and staff's answer: everybody, always, all of it."""
    seen = Counter()
    for said, person, visit, card, answers in cases:
        agree_on_card(said, visit, card, answers)
        page = title_page(card.slug)
        agree_on_page(said, visit, page, answers)
        for facts in card.facts:
            access, episode = answers[facts.id], episode_at(card.slug, facts.season_number, facts.number)
            seen[access.because] += 1
            renewed = sessions.renew.__wrapped__(visit.viewer, episode, SESSION, None)
            agree_on_address(said, access, renewed)
            agree_with_staff(said, person, facts, access, page)
    assert seen.keys() >= set(Because) - {Because.FULL_HOUSE, Because.UNPUBLISHED, Because.OTHER_REGION}
    assert sum(seen.values()) > 20_000


def test_what_is_written_and_asked_changes_no_answer(cases):
    """One episode of each reason, for everybody and always, by way of the database."""
    played = set()
    for said, person, visit, card, answers in cases:
        for facts in card.facts:
            access = answers[facts.id]
            if (person.name, visit.now, access.because) not in played:
                played.add((person.name, visit.now, access.because))
                agree_at_the_door(said, visit, facts, access)
                agree_with_staff(said, person, facts, access, title_page(card.slug))
    assert len(played) > 300


def agree_on_card(said: str, visit: Visit, card: TitleCard, answers: dict[int, Access]) -> None:
    """A lit card has something to watch, a ring something to buy; of one episode the card says it all."""
    badge = card_view(card, visit).badge
    allowed = any(access.allowed for access in answers.values())
    if badge.lamp in OPEN:
        assert allowed, said
    if badge.lamp is Lamp.RING:
        assert any(access.because is Because.FOR_SALE for access in answers.values()), said
    if badge.lamp is Lamp.NONE:
        assert not allowed, said
    if len(answers) == 1:
        assert (badge.lamp in OPEN) == allowed, said


def agree_on_page(said: str, visit: Visit, page: TitlePage, answers: dict[int, Access]) -> None:
    """The button plays exactly where something may be watched; each row is lit, priced or neither as decided.

    The page of a title leads to any of its episodes, that of a season to its own.
    """
    agree_on_button(said, title_view(page, None, visit), answers)
    for season in page.seasons:
        view = title_view(page, season.number, visit)
        own = [facts.id for facts in view.card.facts if facts.season_number == season.number]
        agree_on_button(said, view, {each: answers[each] for each in own})
        for row in (*view.season.rows, *view.season.hidden_rows) if view.season else ():
            access = answers[row.id]
            assert (row.badge.lamp in OPEN) == access.allowed == row.is_allowed, said
            assert (row.buy_href is not None) <= (access.because is Because.FOR_SALE), said
            assert (row.href is not None) == (access.allowed or access.because is Because.FOR_SALE), said
        if view.ticket and view.ticket.play:
            assert any(access.allowed for access in answers.values()), said
        if visit.viewer.profile.kind == "child":
            assert view.ticket is None or view.ticket.total is None, said


def agree_on_button(said: str, view: TitleView, answers: dict[int, Access]) -> None:
    """The big button."""
    href = view.action.href if view.action else ""
    if any(access.allowed for access in answers.values()):
        place = {
            f"/watch/{facts.title.slug}/{facts.season_number}/{facts.number}": answers[facts.id]
            for facts in view.card.facts
            if facts.id in answers
        }
        assert href in place, said
        assert place[href].allowed, said
    else:
        assert "/watch/" not in href, said
        is_sold = any(access.because is Because.FOR_SALE for access in answers.values())
        steps = [step.href for step in (view.action, view.beside) if step]
        assert any("/orders/new" in step for step in steps) == is_sold, said


def agree_at_the_door(said: str, visit: Visit, facts: EpisodeFacts, access: Access) -> None:
    """The signer gives an address that ends no later than the access, and the paywall has ways in where some are."""
    episode = episode_at(facts.title.slug, facts.season_number, facts.number)
    answer = sessions.renew(visit.viewer, episode, secrets.token_urlsafe(16), None)
    agree_on_address(said, access, answer)
    if access.allowed:
        # Here each is looked at alone: no house gets full, and no rental starts because somebody plays for hours.
        db.session.execute(delete(StreamLease))
        db.session.execute(delete(PlaybackSession).where(PlaybackSession.id == answer.session))
        db.session.commit()
    ways_in = offering.choices(visit.viewer, episode, access, visit.now)
    assert bool(ways_in) == (access.because is Because.FOR_SALE), said


def agree_on_address(said: str, access: Access, answer: sessions.Grant | Access) -> None:
    """An address is signed exactly where the decision allows, and ends no later."""
    if access.allowed:
        assert isinstance(answer, sessions.Grant), said
        assert access.until is None or answer.address.expires_at <= access.until, said
    else:
        assert answer == access, said


def agree_with_staff(said: str, person: Person, facts: EpisodeFacts, access: Access, page: TitlePage) -> None:
    """Support reads the same decision, to the order and the instant it ends."""
    if person.screen.household is None:
        return
    asked = explaining.Question(title=facts.title.slug, season=facts.season_number, number=facts.number)
    explained = explaining.explain(person.screen.household, asked, page)
    assert explained.access == access, said
    assert [step.passed for step in explained.steps].count(False) == (0 if access.allowed else 1), said
    assert access.since is not None or access.because not in RESTING, said
