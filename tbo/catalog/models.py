"""Tables of the catalogue: studios, people, titles, seasons, episodes, shelves."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..db import Json, Model, UtcTime
from .film_models import FilmVersion  # noqa: F401 - whoever imports the tables gets them all
from .index_models import (  # noqa: F401 - whoever imports the tables gets them all
    CatalogueVersion,
    FacetCount,
    PersonGram,
    PersonPhrases,
    TitleFacet,
    TitleGram,
    TitlePhrases,
)


class Studio(Model):
    """A production house, ours or another's."""

    __tablename__ = "studio"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[dict] = mapped_column(Json)
    country: Mapped[str] = mapped_column(String(2))
    city: Mapped[dict] = mapped_column(Json)
    founded: Mapped[int | None]
    is_own: Mapped[bool] = mapped_column(default=False)
    blurb: Mapped[dict] = mapped_column(Json)


class Person(Model):
    """Somebody before or behind the camera."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[dict] = mapped_column(Json)
    original_name: Mapped[str | None] = mapped_column(String(120))
    reading: Mapped[str | None] = mapped_column(String(160))
    country: Mapped[str | None] = mapped_column(String(2))
    born: Mapped[int | None]
    bio: Mapped[dict | None] = mapped_column(Json)


class Term(Model):
    """A word of the catalogue's vocabulary in three languages: genre, rating, rating note, licence kind."""

    __tablename__ = "term"
    __table_args__ = (UniqueConstraint("kind", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(40))
    name: Mapped[dict] = mapped_column(Json)
    position: Mapped[int] = mapped_column(default=0)


class Title(Model):
    """A series or a film as it is shown: names, rights, rating, licence, artwork."""

    __tablename__ = "title"
    __table_args__ = (
        CheckConstraint("closes_at IS NULL OR closes_at > opens_at", name="rights_in_order"),
        CheckConstraint("min_age >= 0", name="age_not_negative"),
        Index(None, "popularity", "id"),
        Index(None, "studio_id", "popularity", "id"),
        Index(None, "kind", "popularity", "id"),
        Index(None, "year", "popularity", "id"),
        Index(None, "opens_at", "id"),
        Index(None, "closes_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    is_original: Mapped[bool] = mapped_column(default=False)
    is_for_children: Mapped[bool] = mapped_column(default=False)
    in_child_pool: Mapped[bool] = mapped_column(default=False)
    name: Mapped[dict] = mapped_column(Json)
    original_name: Mapped[str | None] = mapped_column(String(160))
    reading: Mapped[str | None] = mapped_column(String(200))
    aliases: Mapped[list] = mapped_column(Json, default=list)
    tagline: Mapped[dict] = mapped_column(Json)
    synopsis: Mapped[dict] = mapped_column(Json)
    studio_id: Mapped[int] = mapped_column(ForeignKey("studio.id"))
    countries: Mapped[list] = mapped_column(Json)
    genres: Mapped[list] = mapped_column(Json, default=list)
    audio: Mapped[list] = mapped_column(Json)
    subtitles: Mapped[list] = mapped_column(Json)
    year: Mapped[int]
    min_age: Mapped[int]
    rating_note: Mapped[str | None] = mapped_column(String(40))
    licence_kind: Mapped[str | None] = mapped_column(String(40))
    licence_number: Mapped[str | None] = mapped_column(String(80))
    opens_at: Mapped[datetime] = mapped_column(UtcTime)
    closes_at: Mapped[datetime | None] = mapped_column(UtcTime)
    regions: Mapped[list] = mapped_column(Json)
    published_at: Mapped[datetime | None] = mapped_column(UtcTime)
    popularity: Mapped[int] = mapped_column(default=0)
    pictures: Mapped[str | None] = mapped_column(String(120))
    picture_alt: Mapped[dict | None] = mapped_column(Json)
    has_light_picture: Mapped[bool] = mapped_column(default=False)
    lettering: Mapped[list | None] = mapped_column(Json)
    trailer_asset: Mapped[str | None] = mapped_column(String(80))
    encrypts_films: Mapped[bool] = mapped_column(default=False, server_default=false())

    studio: Mapped[Studio] = relationship()
    seasons: Mapped[list["Season"]] = relationship(back_populates="title", order_by="Season.number")
    credits: Mapped[list["Credit"]] = relationship(back_populates="title", order_by="Credit.position")


class Credit(Model):
    """Somebody's part in a title."""

    __tablename__ = "credit"

    id: Mapped[int] = mapped_column(primary_key=True)
    title_id: Mapped[int] = mapped_column(ForeignKey("title.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    character: Mapped[dict | None] = mapped_column(Json)
    position: Mapped[int]

    title: Mapped[Title] = relationship(back_populates="credits")
    person: Mapped[Person] = relationship()


class Season(Model):
    """Part of a title; a film has one."""

    __tablename__ = "season"
    __table_args__ = (
        UniqueConstraint("title_id", "number"),
        CheckConstraint("price_fen > 0", name="price_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    title_id: Mapped[int] = mapped_column(ForeignKey("title.id", ondelete="CASCADE"))
    number: Mapped[int]
    name: Mapped[dict | None] = mapped_column(Json)
    year: Mapped[int | None]
    price_fen: Mapped[int]

    title: Mapped[Title] = relationship(back_populates="seasons")
    episodes: Mapped[list["Episode"]] = relationship(back_populates="season", order_by="Episode.number")


class Episode(Model):
    """What is watched; a film has one."""

    __tablename__ = "episode"
    __table_args__ = (
        UniqueConstraint("season_id", "number"),
        CheckConstraint("price_fen > 0", name="price_positive"),
        CheckConstraint("rental_fen IS NULL OR rental_fen > 0", name="rental_positive"),
        CheckConstraint("duration_s > 0", name="duration_positive"),
        Index(None, "available_at"),
        Index(None, "in_plan_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    title_id: Mapped[int] = mapped_column(ForeignKey("title.id", ondelete="CASCADE"), index=True)
    season_id: Mapped[int] = mapped_column(ForeignKey("season.id", ondelete="CASCADE"))
    number: Mapped[int]
    name: Mapped[dict] = mapped_column(Json)
    synopsis: Mapped[dict | None] = mapped_column(Json)
    duration_s: Mapped[int]
    intro_start_s: Mapped[int | None]
    intro_end_s: Mapped[int | None]
    credits_s: Mapped[int | None]
    is_free: Mapped[bool] = mapped_column(default=False)
    price_fen: Mapped[int]
    rental_fen: Mapped[int | None]
    available_at: Mapped[datetime] = mapped_column(UtcTime)
    in_plan_at: Mapped[datetime | None] = mapped_column(UtcTime)
    asset: Mapped[str | None] = mapped_column(String(80))

    title: Mapped[Title] = relationship()
    season: Mapped[Season] = relationship(back_populates="episodes")
    free_windows: Mapped[list["FreeWindow"]] = relationship(back_populates="episode", order_by="FreeWindow.opens_at")


class FreeWindow(Model):
    """A time in which an episode is free; the end is exclusive."""

    __tablename__ = "free_window"
    __table_args__ = (
        CheckConstraint("closes_at > opens_at", name="in_order"),
        Index(None, "opens_at"),
        Index(None, "closes_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id", ondelete="CASCADE"), index=True)
    opens_at: Mapped[datetime] = mapped_column(UtcTime)
    closes_at: Mapped[datetime] = mapped_column(UtcTime)
    reason: Mapped[dict | None] = mapped_column(Json)

    episode: Mapped[Episode] = relationship(back_populates="free_windows")


class Shelf(Model):
    """A row of the home page, picked by hand or by a rule."""

    __tablename__ = "shelf"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[dict] = mapped_column(Json)
    lead: Mapped[dict | None] = mapped_column(Json)
    kind: Mapped[str] = mapped_column(String(20))
    definition: Mapped[dict] = mapped_column(Json)
    layout: Mapped[str] = mapped_column(String(20))
    profiles: Mapped[list] = mapped_column(Json)
    position: Mapped[int]
