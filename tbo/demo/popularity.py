"""How much each title of the demo shop is watched: the same on every machine, no two titles equal."""

from collections import Counter

from .content import content

FOR_AN_ORIGINAL = 400
FOR_A_VIEW = 12
NEWEST_YEAR = 2026
FOR_EACH_YEAR_OF_AGE = 45
SPREAD = 500


def popularity() -> dict[str, int]:
    """Return a number by slug, from the households' views, whose production it is, its age and its artwork's seed."""
    views = Counter(
        view["episode"].split("/")[0] for household in content("households") for view in household["history"]
    )
    titles = content("titles")
    scores = {title["slug"]: _score(title, views[title["slug"]]) for title in titles}
    ranked = sorted(scores, key=lambda slug: (scores[slug], slug))
    return {slug: scores[slug] * len(titles) + place for place, slug in enumerate(ranked)}


def _score(title: dict, views: int) -> int:
    age = FOR_EACH_YEAR_OF_AGE * (NEWEST_YEAR - title["year"])
    return 1000 + FOR_AN_ORIGINAL * title["original"] + FOR_A_VIEW * views + title["art"]["seed"] % SPREAD - age
