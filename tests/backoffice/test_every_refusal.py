"""Every refusal has a page whose words lead on, and support reads the very same sentence."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from tbo import clock
from tbo.catalog.models import Title
from tbo.db import db
from tbo.rules.access import Because
from tbo.rules.staff_rights import Role

from ..conftest import ANCHOR
from ..playback.screens import PAID, Screen, add_device, address, signed_in
from ..rules.made import WATCHABLE
from ..support.parsing import parsed

FOR_CHILDREN = ("undersea-garage", 1, 5)
MONTH = {"kind": "plan", "plan_key": "monthly", "episode_id": None, "ends_at": ANCHOR + timedelta(days=30)}


@dataclass(frozen=True)
class Refused:
    """Somebody who is refused an episode: status, what their page says, and where it leads."""

    place: tuple[str, int, int]
    status: int
    words: str
    leads_to: str
    profile: dict = field(default_factory=dict)
    later: timedelta = timedelta(0)
    region: str = "CN"
    screens: int = 0


CHILD = {"kind": "child", "rating_cap": 8}
UP = {"weekday_minutes": 30, "watched_on": ANCHOR.date(), "watched_s": 1800}
NIGHT = {"rest_from": 20 * 60, "rest_until": 6 * 60}
CASES = {
    Because.UNPUBLISHED: Refused(PAID, 404, "还没有上架", "/"),
    Because.COMING: Refused(("a-call-from-the-far-side", 1, 1), 403, "上线", "/titles/a-call-from-the-far-side"),
    Because.WITHDRAWN: Refused(
        ("lighthouse-ledger", 1, 1), 410, "已经下架", "/titles/lighthouse-ledger", later=timedelta(days=30)
    ),
    Because.OTHER_REGION: Refused(("tide-tables", 1, 1), 451, "所在的地区", "/titles/tide-tables", region="DE"),
    Because.TOO_YOUNG: Refused(PAID, 403, "年龄分级", "/profiles", {"kind": "teen", "rating_cap": 6}),
    Because.BLOCKED: Refused(PAID, 403, "收起来了", "/family", {"blocked_titles": [PAID[0]]}),
    Because.NOT_IN_POOL: Refused(
        ("qius-kitchen", 1, 1), 403, "孩子的片库里没有", "/profiles", CHILD | {"rating_cap": 18}
    ),
    Because.ASK_A_PARENT: Refused(FOR_CHILDREN, 403, "爸爸妈妈先打开", "/titles/undersea-garage", CHILD),
    Because.FULL_HOUSE: Refused(PAID, 409, "屏幕满了", f"{address(PAID)}/screens", screens=2),
    Because.TIME_UP: Refused(FOR_CHILDREN, 403, "时间用完了", "/time-wishes", CHILD | UP),
    Because.NIGHT_REST: Refused(FOR_CHILDREN, 403, "夜里休息", "/time-wishes", CHILD | NIGHT),
    Because.FOR_SALE: Refused(PAID, 402, "买下它", "/episodes/"),
}


@pytest.fixture
def refused(shop, changed_catalogue, monkeypatch) -> Callable[[Because], tuple[Refused, Screen]]:
    """Bring somebody before an episode that they are refused for a reason."""
    with ExitStack() as moments:

        def make(because: Because) -> tuple[Refused, Screen]:
            case = CASES[because]
            screen = signed_in(shop, **case.profile)
            screen.device.came_by, screen.household.became_account_at = "code", ANCHOR
            if because is Because.UNPUBLISHED:
                db.session.execute(update(Title).where(Title.slug == PAID[0]).values(published_at=None))
                changed_catalogue()
            if because is Because.FULL_HOUSE:
                screen.own(PAID, **MONTH)
                for number in range(case.screens):
                    play_elsewhere(screen, f"{number:022d}")
            changed = replace(shop.extensions["tbo.settings"], region=case.region)
            monkeypatch.setitem(shop.extensions, "tbo.settings", changed)
            db.session.commit()
            moments.enter_context(clock.standing_at(ANCHOR + case.later))
            return case, screen

        yield make


def play_elsewhere(screen: Screen, session: str) -> None:
    """Another device of the household plays."""
    other = Screen(screen.app, screen.household)
    other.device, secret = add_device(screen.household)
    other.client.set_cookie("tbo-device", secret)
    assert other.beat(PAID, session).json["then"] == "continue"


def test_no_refusal_is_forgotten():
    assert set(CASES) == set(Because) - WATCHABLE


@pytest.mark.parametrize("because", list(CASES))
def test_a_refusal_has_a_page_whose_words_lead_on(refused, because):
    case, screen = refused(because)
    answer = screen.open(address(case.place))
    assert answer.status_code == case.status
    page = parsed(answer.text)
    leads = [node.get("href") or node.get("action") for node in page.main.select("a[href], form[action]")]
    assert any(where.startswith(case.leads_to) for where in leads), leads


@pytest.mark.parametrize("because", [because for because in CASES if because is not Because.UNPUBLISHED])
def test_a_running_player_hears_why_and_where_to_go(refused, because):
    case, screen = refused(because)
    answer = screen.renew(case.place)
    assert (answer.status_code, answer.json["reason"]) == (403, because)
    assert case.words in answer.json["words"]
    assert screen.open(answer.json["url"]).status_code == case.status


@pytest.mark.parametrize("because", list(CASES))
def test_support_reads_the_same_sentence(refused, desk, because):
    case, screen = refused(because)
    place = "&".join(f"{name}={said}" for name, said in zip(("title", "season", "episode"), case.place, strict=True))
    page = desk(Role.SUPPORT).page(f"/staff/households/{screen.household.public_id}?{place}")
    said = page.select("#why .answer q")[-1].get_text(strip=True)
    assert case.words in said
    if because is not Because.UNPUBLISHED:
        assert said == screen.renew(case.place).json["words"]
    if because is Because.FULL_HOUSE:
        assert page.select_one("#why-full").get_text().count("iPhone") == case.screens
