"""What phones were given, what they named themselves, and which reminders they set themselves."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column

from api.platform.base import Base
from api.tables.uploads import Retractable, Uploaded


class PhoneView(Base):
    """What a phone has once it got the answer that had this row's cursor.

    `given` has a mark for each record, by kind and id: the same mark is the same record.
    """

    __tablename__ = "phone_views"
    __table_args__ = (Index("ix_phone_views_client_id_sign_in_id", "client_id", "sign_in_id"),)

    client_id: Mapped[UUID] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"))
    sign_in_id: Mapped[UUID] = mapped_column(
        ForeignKey("sign_ins.id", ondelete="CASCADE"), index=True
    )
    given: Mapped[dict[str, Any]]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class ExcusedName(Retractable, Base):
    """The id that phones gave to an excused period, and what holds of all that they said of it.

    `period_id` is null where the period was taken back, or has not come yet.
    """

    __tablename__ = "excused_names"
    __table_args__ = (Index("ix_excused_names_client_id", "client_id"),)
    said = ("from_on", "to_on", "reason")

    client_id: Mapped[UUID] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"))
    period_id: Mapped[UUID | None]
    # As they were said: dates as text.
    from_on: Mapped[str | None]
    to_on: Mapped[str | None]
    reason: Mapped[str | None]


class ToldPreference(Uploaded, Base):
    """What holds of all that phones said of one preference; `value` has it under its name."""

    __tablename__ = "told_preferences"
    __table_args__ = (UniqueConstraint("client_id", "name"),)
    said = ("value",)

    client_id: Mapped[UUID] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"))
    name: Mapped[str]
    value: Mapped[dict[str, Any]]


class LocalNotice(Base):
    """A notification that a phone has set by itself, so that nothing is pushed to it for that.

    It stands for the reminder as long as that is due when the phone was told.
    """

    __tablename__ = "local_notices"
    __table_args__ = (
        UniqueConstraint("reminder_id", "device_id"),
        Index("ix_local_notices_device_id_due_at", "device_id", "due_at"),
    )

    device_id: Mapped[UUID] = mapped_column(ForeignKey("devices.id", ondelete="CASCADE"))
    reminder_id: Mapped[UUID]
    due_at: Mapped[datetime] = mapped_column(index=True)
    # Whether the phone still has it; what it had once may have been cleared or reported there.
    is_set: Mapped[bool] = mapped_column(server_default=true())
