"""What the library is narrowed by: the state of the page, which is its address."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..rules.access import VISITOR, ProfileFacts

SORTS = ("popular", "newest", "year")
FACETS = ("kind", "genre", "country", "studio", "originals", "access", "language", "age", "year")
LONGEST_VALUE = 80


@dataclass(frozen=True, slots=True)
class Filters:
    """One value per facet, None where the facet is open; all of them must hold.

    `originals` is "yes" or None; `access` is free, plan, buy or rent; `language` is one of the sound tracks; `age`
    means "suitable from this age on", so 8 includes what is for everybody.
    """

    kind: str | None = None
    genre: str | None = None
    country: str | None = None
    studio: str | None = None
    originals: str | None = None
    access: str | None = None
    language: str | None = None
    age: str | None = None
    year: str | None = None
    sort: str = "popular"

    @classmethod
    def from_query(cls, arguments: Mapping[str, str]) -> "Filters":
        """Read the address; what is empty, overlong or unprintable is left out, an unknown order means the usual."""
        chosen = {facet: arguments.get(facet, "") for facet in FACETS}
        kept = {facet: text for facet, text in chosen.items() if 0 < len(text) <= LONGEST_VALUE and text.isprintable()}
        sort = arguments.get("sort", "")
        return cls(**kept, sort=sort if sort in SORTS else "popular")

    def to_query(self) -> dict[str, str]:
        """Return the arguments of the canonical address, in the facets' order, without the usual order."""
        chosen = dict(self.chosen)
        return chosen if self.sort == "popular" else {**chosen, "sort": self.sort}

    @property
    def chosen(self) -> tuple[tuple[str, str], ...]:
        """The facets that are narrowed, with their values."""
        return tuple((facet, value) for facet in FACETS if (value := getattr(self, facet)) is not None)

    def without(self, facet: str) -> "Filters":
        """Return these filters with one facet open."""
        open_facet: dict[str, Any] = {facet: None}
        return replace(self, **open_facet)


@dataclass(frozen=True, slots=True)
class Eyes:
    """Whom the library is shown to, as far as it decides what is in it."""

    only_child_pool: bool
    rating_cap: int
    blocked: frozenset[str]

    @classmethod
    def of(cls, profile: ProfileFacts = VISITOR) -> "Eyes":
        """Return what matters of a profile."""
        return cls(profile.kind == "child", profile.rating_cap, profile.blocked_titles)
