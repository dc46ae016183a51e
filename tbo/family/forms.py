"""What was typed of a profile: read, bounded, and said back where it cannot be."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask_babel import gettext as _

from ..accounts.models import Profile
from ..rules.money import Money, NotAnAmount
from ..rules.profiles import LONGEST_NAME, USUAL_CAP, ProfileKind, caps_of, tidy_name
from ..rules.spending import NO_LIMITS, USUAL_LIMITS, SpendingLimits
from ..web.errors import Refusal

FACES = ("lantern", "moon", "umbrella", "record", "crane", "octopus", "hat", "carrot")
LANGUAGES = {"zh-Hans": "中文", "en": "English", "de": "Deutsch"}
MOST_SPENDABLE = Money(1_000_000)


class FormUnusable(Refusal):
    """Something typed cannot stand; `said` is by the field's name."""

    status = 422

    def __init__(self, said: dict[str, str]) -> None:
        super().__init__(f"the form is wrong in {', '.join(sorted(said))}")
        self.said = said


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A profile as a grown-up wants it; without `language` it follows the household."""

    name: str
    kind: ProfileKind = ProfileKind.ADULT
    avatar: str = FACES[0]
    language: str | None = None
    rating_cap: int = 18
    is_locked: bool = False
    limits: SpendingLimits = NO_LIMITS


@dataclass(frozen=True, slots=True)
class Shown:
    """What a form shows: the words in its fields, and what is wrong with them."""

    typed: Mapping[str, str]
    said: Mapping[str, str] = field(default_factory=dict)


def read(typed: Mapping[str, str]) -> Told:
    """Read a profile's form. Raises FormUnusable."""
    said: dict[str, str] = {}
    name = tidy_name(typed.get("name", ""))
    if name is None:
        said["name"] = _("要有名字，最多 %(most)s 个字。", most=LONGEST_NAME)
    kind = typed.get("kind", "")
    known = ProfileKind(kind) if kind in set(ProfileKind) else None
    if known is None:
        said["kind"] = _("请选大人、少年或孩子。")
    cap = typed.get("rating_cap", "")
    caps = [str(each) for each in caps_of(known or ProfileKind.ADULT)]
    if known and cap and cap not in caps:
        said["rating_cap"] = _("这种档案最高看到 %(cap)s 岁的分级。", cap=caps[-1])
    limits = _limits(typed, said) if known is ProfileKind.TEEN else NO_LIMITS
    if said or name is None or known is None:
        raise FormUnusable(said)
    return Told(
        name=name,
        kind=known,
        avatar=typed.get("avatar", "") if typed.get("avatar") in FACES else FACES[0],
        language=typed.get("language") if typed.get("language") in LANGUAGES else None,
        rating_cap=int(cap) if cap else USUAL_CAP[known],
        is_locked=typed.get("is_locked") == "1" and known is ProfileKind.ADULT,
        limits=limits,
    )


def blank(faces_taken: list[str]) -> Shown:
    """Return an empty form, with a face that nobody of the household has."""
    free = next((face for face in FACES if face not in faces_taken), FACES[0])
    usual = {"at_once": _yuan(USUAL_LIMITS.at_once), "on_a_day": _yuan(USUAL_LIMITS.on_a_day)}
    return Shown({"avatar": free, "kind": ProfileKind.CHILD, "rating_cap": "", **usual})


def filled(profile: Profile) -> Shown:
    """Return the form of a profile as it is."""
    return Shown(
        {
            "name": profile.name,
            "kind": profile.kind,
            "avatar": profile.avatar,
            "language": profile.language or "",
            "rating_cap": str(profile.rating_cap),
            "is_locked": "1" if profile.is_locked else "",
            "at_once": _yuan(_money(profile.spend_at_once_fen)),
            "on_a_day": _yuan(_money(profile.spend_on_a_day_fen)),
        }
    )


def _limits(typed: Mapping[str, str], said: dict[str, str]) -> SpendingLimits:
    return SpendingLimits(_amount("at_once", typed, said), _amount("on_a_day", typed, said))


def _amount(name: str, typed: Mapping[str, str], said: dict[str, str]) -> Money | None:
    text = typed.get(name, "").strip().removeprefix("¥")
    if not text:
        return None
    try:
        amount = Money.from_yuan_text(text if "." in text else f"{text}.00")
    except NotAnAmount:
        amount = None
    if amount is None or amount > MOST_SPENDABLE:
        said[name] = _("写成 50 或 50.00 这样的金额，最多 10000 元；不写就是不限。")
    return amount


def _money(fen: int | None) -> Money | None:
    return None if fen is None else Money(fen)


def _yuan(amount: Money | None) -> str:
    return "" if amount is None else amount.yuan_text.removesuffix(".00")
