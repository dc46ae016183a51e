"""Who may watch as whom: kinds of profiles, how many, what each may see at most, and when a PIN is asked."""

from dataclasses import dataclass
from enum import StrEnum

MOST_PROFILES = 5
LONGEST_NAME = 20
# The ages that the catalogue rates for; a cap is one of them.
CAPS = (3, 8, 12, 16, 18)


class ProfileKind(StrEnum):
    """What a profile is: it decides on the highest cap, on buying, and on the look."""

    ADULT = "adult"
    TEEN = "teen"
    CHILD = "child"


MINORS = frozenset({ProfileKind.TEEN, ProfileKind.CHILD})
HIGHEST_CAP = {ProfileKind.ADULT: 18, ProfileKind.TEEN: 16, ProfileKind.CHILD: 12}
USUAL_CAP = {ProfileKind.ADULT: 18, ProfileKind.TEEN: 12, ProfileKind.CHILD: 8}


@dataclass(frozen=True, slots=True)
class Guarded:
    """What of a profile decides on a PIN: its kind, its rating cap in years, and what else a grown-up has set."""

    kind: str
    rating_cap: int
    is_locked: bool = False
    has_time: bool = False
    has_limits: bool = False
    blocked_titles: frozenset[str] = frozenset()


def caps_of(kind: ProfileKind) -> tuple[int, ...]:
    """Return the caps that a kind of profile may have, the lowest first."""
    return tuple(cap for cap in CAPS if cap <= HIGHEST_CAP[kind])


def asks_for_pin(leaving: Guarded | None, entering: Guarded, has_pin: bool) -> bool:
    """Whether going from one profile to another needs the PIN; a household without one is open.

    Nobody leaves a child's profile without it, enters a locked one, or goes from a teen's to a grown-up's or to one
    that may do more. Minutes, a night and what may be spent on a day are a profile's own: whoever has any would find a
    sister's unused ones behind the door.
    """
    if not has_pin:
        return False
    if entering.is_locked or (leaving is not None and leaving.kind == ProfileKind.CHILD):
        return True
    if leaving is None or leaving.kind != ProfileKind.TEEN:
        return False
    sees_more = entering.rating_cap > leaving.rating_cap or bool(leaving.blocked_titles - entering.blocked_titles)
    spends_more = leaving.has_limits and entering.kind != ProfileKind.CHILD
    return entering.kind == ProfileKind.ADULT or sees_more or leaving.has_time or spends_more


def least_first(profile: Guarded) -> tuple[bool, bool, int]:
    """Return what sorts profiles, whoever may do least first: minors, open ones, the lowest cap."""
    return profile.kind not in MINORS, profile.is_locked, profile.rating_cap


def tidy_name(typed: str) -> str | None:
    """Return the name as it is kept, without what a page cannot show; None when nothing, or too much, is left."""
    name = " ".join("".join(sign if sign.isprintable() else " " for sign in typed).split())
    return name if 0 < len(name) <= LONGEST_NAME else None
