"""Fills in who watches in the demo shop's households."""

from ..accounts.models import Profile
from .content import content
from .files import AVATARS, PICTURES
from .households import household_ids
from .rows import ids_by, insert_all
from .stable import chooser


def add_profiles() -> None:
    """Insert every profile in the order of the content; households must be there."""
    households = household_ids()
    insert_all(
        Profile,
        [
            {
                "household_id": households[household["slug"]],
                "name": profile["name"],
                "kind": profile["kind"],
                "avatar": face,
                "rating_cap": profile["rating_cap"],
                "language": profile["language"],
                "blocked_titles": profile["blocked_titles"],
                "player_choices": {},
                "is_locked": bool(profile["pin"]),
                **_minutes(profile),
            }
            for household in content("households")
            for profile, face in zip(household["profiles"], _faces(household["profiles"]), strict=True)
        ],
    )


def _minutes(profile: dict) -> dict:
    """Return a minor's minutes. Its night is left out: who looks at the demo at night wants to see something."""
    told = profile.get("budget_minutes") or {}
    return {"weekday_minutes": told.get("weekday"), "weekend_minutes": told.get("weekend")}


def profile_ids() -> dict[tuple[str, str], int]:
    """Return ids by the household's slug and the profile's name."""
    ids = ids_by(Profile, "household_id", "name")
    return {
        (slug, profile["name"]): ids[household_id, profile["name"]]
        for slug, household_id in household_ids().items()
        for profile in next(one for one in content("households") if one["slug"] == slug)["profiles"]
    }


def drawn_faces() -> list[str]:
    """List the faces that there are pictures of."""
    return sorted(path.name.removesuffix("-192.webp") for path in (PICTURES / AVATARS).glob("*-192.webp"))


def _faces(profiles: list[dict]) -> list[str]:
    """Give each profile its face if that is drawn, otherwise one that nobody else of the household has."""
    drawn, faces = drawn_faces(), [profile["avatar"] for profile in profiles]
    for place, wanted in enumerate(faces):
        if wanted not in drawn:
            left = [face for face in drawn if face not in faces]
            faces[place] = chooser("face", wanted)(left)
    return faces
