"""What somebody may not find in the demo shop: its words, the doors to it, films and pictures to know it by."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import select, update

from tbo import clock
from tbo.accounts.models import Household
from tbo.arrivals.models import TmallItem
from tbo.arrivals.short_links import add_link
from tbo.catalog import version
from tbo.catalog.models import Episode, Person, Season, Shelf, Studio, Title
from tbo.db import db
from tbo.demo.drawn import pictures_by_slug
from tbo.orders.addresses import status_key
from tbo.orders.models import Order
from tbo.pages.models import Page
from tbo.subscriptions.models import Subscription

# What a newcomer of five years may be shown.
SMALL = 3
# Series of its pool, of which a child may not watch everything yet.
POOL = ("undersea-garage", "turnip-hollow-kindergarten")
SHORTEST_NAME, SHORTEST_PHRASE = 3, 8
PICTURES = ("og.jpg", "wide-960.webp", "poster-400.webp", "card-504.webp", "still-1-368.webp", "hero-780.webp")
FILES = {
    "asset.json": '{"duration_s": 60, "thumbnails": {"index": "thumbnails/index.vtt"}}',
    "master.m3u8": """#EXTM3U
#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="words",NAME="中文",URI="subtitles/zh.m3u8"
#EXT-X-STREAM-INF:BANDWIDTH=1,SUBTITLES="words"
video/240p/list.m3u8
""",
    "video/240p/list.m3u8": """#EXTM3U
#EXT-X-MAP:URI="init.mp4"
#EXT-X-KEY:METHOD=AES-128,URI="../../keys/k0000.key"
s0000.m4s
""",
    "video/240p/init.mp4": "",
    "video/240p/s0000.m4s": "",
    "keys/k0000.key": "",
    "subtitles/zh.m3u8": "#EXTM3U\nzh.vtt\n",
    "subtitles/zh.vtt": "WEBVTT\n\n00:00.000 --> 00:01.000\n\n",
    "thumbnails/index.vtt": "WEBVTT\n\n00:00.000 --> 00:01.000\nsheet-000.jpg#xywh=0,0,1,1\n\n",
    "thumbnails/sheet-000.jpg": "",
}


Hides = Callable[[Title], bool]


def from_smallest(title: Title) -> bool:
    """Whether a title is not in the child's pool, or rated above its cap."""
    return not title.in_child_pool or title.min_age > SMALL


def titles(hides: Hides = from_smallest) -> list[Title]:
    """The titles that are hidden."""
    return [title for title in db.session.scalars(select(Title)) if hides(title)]


def words(hides: Hides = from_smallest) -> set[str]:
    """Addresses, names and sentences of what is hidden, and of its pictures and films.

    A name of one word stands in other sentences too.
    """
    found: set[str] = set()
    for title in titles(hides):
        found |= {f"/titles/{title.slug}", f"/watch/{title.slug}", str(title.pictures), mark(title.slug)}
        found |= {title.slug} if "-" in title.slug else set()
        found |= {name for name in _names(title) if len(name) >= SHORTEST_NAME and _is_told_apart(name)}
        found |= set(title.synopsis.values())
    hidden = select(Episode.name).join(Season).where(Season.title_id.in_([title.id for title in titles(hides)]))
    told = {name for names in db.session.scalars(hidden) for name in names.values() if len(name) >= SHORTEST_PHRASE}
    others = _names_of_others(hides)
    return found | {name for name in told if name not in others and _is_told_apart(name)}


def _is_told_apart(name: str) -> bool:
    return " " in name or not name.isascii()


def _names(title: Title) -> set[str]:
    return {*title.name.values(), *title.aliases}


def _names_of_others(hides: Hides) -> str:
    """What may be read: names of other titles, their episodes, and of people."""
    shown = titles(lambda title: not hides(title))
    episodes = select(Episode.name).join(Season).where(Season.title_id.in_([title.id for title in shown]))
    names = [*(title.name for title in shown), *db.session.scalars(episodes), *db.session.scalars(select(Person.name))]
    return "\n".join(name for each in names for name in each.values())


def doors(household: Household, hides: Hides = from_smallest) -> Iterator[str]:
    """Addresses that somebody may know from elsewhere; what a filter of its own guards comes early."""
    yield from (f"/l/{slug}{file}" for slug in db.session.scalars(select(Page.slug)) for file in ("", "/card.jpg"))
    yield from (f"/t/{number}" for number in db.session.scalars(select(TmallItem.item_id)))
    yield from _doors_of_money(household, titles(hides))
    for title in titles(hides):
        slug = title.slug
        yield from (f"/titles/{slug}", f"/titles/{slug}/seasons/1", f"/titles/{slug}/trailer", f"/?bill={slug}")
        yield from (f"/watch/{slug}/1/1", f"/watch/{slug}/1/1/screens", f"/my-list/{slug}", f"/my-list/{slug}/removal")
        yield from (f"/search?q={quote(typed)}" for typed in _typed(title))
    yield from ("/", "/library", "/search", "/my-list", "/sitemap.xml", "/originals", "/account", "/family/week")
    yield from (f"/shelves/{slug}" for slug in db.session.scalars(select(Shelf.slug)))
    yield from (f"/studios/{slug}" for slug in db.session.scalars(select(Studio.slug)))
    yield from (f"/people/{slug}" for slug in db.session.scalars(select(Person.slug)))
    yield from (f"/countries/{code}" for code in set(db.session.scalars(select(Studio.country))))
    yield from ("/family", "/profiles", "/profiles/new", "/pin", "/pin/new", "/sign-in", "/sign-in/code", "/restore")
    yield from (
        f"/profiles/{profile.id}{page}" for profile in household.profiles for page in ("", "/door", "/removal", "/time")
    )
    yield from ("/account/contact", "/manifest.webmanifest", "/offline", "/robots.txt", "/redeem/ABCDEF-GHJKMN-PQRSTV")


def _typed(title: Title) -> Iterator[str]:
    """What somebody types who looks for a title: its names, one that is not finished, one with a slip, its sound."""
    chinese, english = title.name["zh-Hans"], title.name["en"]
    slip = len(english) // 2
    yield from (chinese, english, chinese[:-1], english[:slip] + english[slip + 1 :])
    if title.reading:
        yield title.reading


def _doors_of_money(household: Household, hidden: list[Title]) -> Iterator[str]:
    for number in db.session.scalars(select(Order.number).where(Order.household_id == household.id)):
        pages = ("", "/status", "/return", "/gift", "/refunds/new")
        yield from (f"/orders/{number}{page}" for page in pages)
        yield f"/orders/{number}?key={status_key(number)}"
        yield from (f"/receipts/{number}{page}" for page in ("", "/fapiao"))
    for number in db.session.scalars(select(Subscription.number).where(Subscription.household_id == household.id)):
        yield from (f"/subscriptions/{number}{page}" for page in ("", "/status", "/return"))
    for title in hidden[::6]:
        season = db.session.scalars(select(Season.id).where(Season.title_id == title.id)).first()
        episode = db.session.scalars(select(Episode.id).where(Episode.season_id == season)).first()
        yield from (f"/seasons/{season}/orders/new", f"/episodes/{episode}/orders/new", f"/episodes/{episode}/orders")
    pages = ("/orders/new", "/subscriptions/new", "/orders", "/subscriptions")
    yield from (f"/plans/{key}{page}" for key in ("monthly", "yearly") for page in pages)
    yield from ("/plans", "/gifts", "/redeem", "/account/receipts", "/subscription/cancellation", "/subscription/pause")
    yield from ("/subscription/plans", "/subscription/plans/quarterly", "/alipay/notices")


def mark(slug: str) -> str:
    """The words in every file of a title's film and pictures."""
    return f"film and pictures of {slug}"


def short_links(hides: Hides = from_smallest) -> list[str]:
    """Make a short link to each hidden title, as marketing would."""
    links = [add_link(kind="title", ref=title.slug, source="weixin", made_by="x") for title in titles(hides)[::6]]
    return [f"/k/{link.code}" for link in links]


@contextmanager
def marked_files(media: Path, pictures: Path) -> Iterator[None]:
    """Keep a film, a trailer and some pictures of every title, each file of which says whose it is."""
    made: list[Path] = []
    for slug, drawn in pictures_by_slug().items():
        films = media / film_of(slug), media / trailer_of(slug)
        for folder in films:
            for name, text in FILES.items():
                _write(folder / name, text if name == "asset.json" else f"{text}#{mark(slug)}\n")
        made += [*films, pictures / f"{slug}-{drawn['version']}"]
        for picture in PICTURES:
            _write(made[-1] / picture, mark(slug))
    yield
    for folder in made:
        shutil.rmtree(folder)


def give_films() -> None:
    """Let every title play its own marked film and trailer, where clips of the demo shop stand for several."""
    for title in db.session.scalars(select(Title)).all():
        title.trailer_asset = trailer_of(title.slug)
        seasons = select(Season.id).where(Season.title_id == title.id)
        db.session.execute(update(Episode).where(Episode.season_id.in_(seasons)).values(asset=film_of(title.slug)))
    version.bump()
    db.session.commit()


def give_subscription(household: Household) -> None:
    """Let the family pay for a plan by agreement."""
    plan = {"plan_key": "monthly", "plan_version": 1, "months": 1, "price_fen": 1800, "state": "active"}
    days = {"created_at": clock.now(), "planned_on": clock.now().date(), "period_ends_at": clock.now()}
    db.session.add(Subscription(number="w" * 24, form_key="w" * 24, household_id=household.id, **plan, **days))
    db.session.commit()


def film_of(slug: str) -> str:
    """The asset of a title's episodes."""
    return f"walk-{slug}"


def trailer_of(slug: str) -> str:
    """The asset of a title's trailer."""
    return f"walk-{slug}-trailer"


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
