"""Tables that are written from the catalogue so that it can be read fast: facets, counts, search, the version."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Json, Model, UtcTime


class TitleFacet(Model):
    """One property of a title that the library can be narrowed by, and the time in which the title has it.

    Genre, country, studio and the like hold while the title is shown; access (free, plan, buy, rent) holds while an
    episode of it can be had so. The reader compares the two ends with the present instant, so no job has to keep a
    flag true. The end is exclusive.
    """

    __tablename__ = "title_facet"
    __table_args__ = {"sqlite_with_rowid": False}

    facet: Mapped[str] = mapped_column(String(20), primary_key=True)
    value: Mapped[str] = mapped_column(String(80), primary_key=True)
    popularity: Mapped[int] = mapped_column(primary_key=True)
    title_id: Mapped[int] = mapped_column(ForeignKey("title.id", ondelete="CASCADE"), primary_key=True, index=True)
    opens_at: Mapped[datetime] = mapped_column(UtcTime, primary_key=True)
    closes_at: Mapped[datetime | None] = mapped_column(UtcTime)


class FacetCount(Model):
    """How many titles a facet value has now, kept when the catalogue changes rather than counted per page."""

    __tablename__ = "facet_count"

    facet: Mapped[str] = mapped_column(String(20), primary_key=True)
    value: Mapped[str] = mapped_column(String(80), primary_key=True)
    titles: Mapped[int]


class TitleGram(Model):
    """A piece of text under which search finds a title; the key is the reading order."""

    __tablename__ = "title_gram"
    __table_args__ = {"sqlite_with_rowid": False}

    gram: Mapped[str] = mapped_column(String(40), primary_key=True)
    popularity: Mapped[int] = mapped_column(primary_key=True)
    title_id: Mapped[int] = mapped_column(ForeignKey("title.id", ondelete="CASCADE"), primary_key=True, index=True)


class PersonGram(Model):
    """A piece of text under which search finds a person; popularity is that of the person's titles."""

    __tablename__ = "person_gram"
    __table_args__ = {"sqlite_with_rowid": False}

    gram: Mapped[str] = mapped_column(String(40), primary_key=True)
    popularity: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True)


class TitlePhrases(Model):
    """Every name of a title with its reading, written by the indexer, by which search checks and marks a find."""

    __tablename__ = "title_phrases"

    title_id: Mapped[int] = mapped_column(ForeignKey("title.id", ondelete="CASCADE"), primary_key=True)
    phrases: Mapped[list] = mapped_column(Json)


class PersonPhrases(Model):
    """Every name of a person with its reading, as `TitlePhrases`."""

    __tablename__ = "person_phrases"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    phrases: Mapped[list] = mapped_column(Json)


class CatalogueVersion(Model):
    """One row whose number rises with every change that visitors can see; caches compare it."""

    __tablename__ = "catalogue_version"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger, default=1)
