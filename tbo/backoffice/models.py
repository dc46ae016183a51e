"""Tables of the back office: staff, their second factor, their sessions, and the log of what they did."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..append_only import append_only
from ..db import Json, Model, UtcTime
from ..rules.staff_rights import Role
from .films.models import FilmUpload  # noqa: F401 - whoever imports the tables gets them all
from .refunds.models import BulkRefund, BulkRefundRow  # noqa: F401


class Staff(Model):
    """Somebody who works here. `code_secret` is enciphered; `code_step` is the last thirty seconds whose code was used.

    Without `code_confirmed_at` the second factor is still to be set up; with `left_at` nothing opens any more.
    """

    __tablename__ = "staff"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    roles: Mapped[list] = mapped_column(Json)
    password_hash: Mapped[str] = mapped_column(String(200))
    code_secret: Mapped[str] = mapped_column(Text)
    code_confirmed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    code_step: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    left_at: Mapped[datetime | None] = mapped_column(UtcTime)

    @property
    def known_roles(self) -> frozenset[Role]:
        """The roles that the rules know."""
        return frozenset(Role(name) for name in self.roles if name in list(Role))


class RecoveryCode(Model):
    """One of the codes that stand in for a lost second factor, each once; kept hashed."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    used_at: Mapped[datetime | None] = mapped_column(UtcTime)


class StaffSession(Model):
    """A browser of the staff; its cookie's secret is kept hashed.

    Until `passed_at` only the password was right. `confirmed_at` is when a code was last typed in it.
    """

    __tablename__ = "staff_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    label: Mapped[str] = mapped_column(String(80))
    network: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    seen_at: Mapped[datetime] = mapped_column(UtcTime)
    passed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime)

    staff: Mapped[Staff] = relationship()


class StaffForm(Model):
    """A form that was done, so that a second click, or a second tab, does nothing more; `outcome` is what it gave."""

    __tablename__ = "staff_form"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    outcome: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(UtcTime)


class AuditEntry(Model):
    """Something that somebody of the staff did; append-only, each row holds the hash of the one before."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index(None, "subject_kind", "subject"), Index(None, "staff_id", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcTime)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    who: Mapped[str] = mapped_column(String(120))
    network: Mapped[str] = mapped_column(String(64))
    what: Mapped[str] = mapped_column(String(40))
    subject_kind: Mapped[str] = mapped_column(String(20))
    subject: Mapped[str] = mapped_column(String(80))
    before: Mapped[dict] = mapped_column(Json)
    after: Mapped[dict] = mapped_column(Json)
    reason: Mapped[str] = mapped_column(String(200))
    previous_hash: Mapped[str] = mapped_column(String(64), unique=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)


append_only(AuditEntry.metadata.tables[AuditEntry.__tablename__], "previous_hash", "hash")
