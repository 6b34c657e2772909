"""What phones hand in: the columns that its tables share, and what does not hold of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, Index, false
from sqlalchemy.orm import Mapped, mapped_column

from api.platform.base import Base, one_of
from api.rules.uploads import Upload, is_answered

KINDS = (
    "check_ins",
    "weekly_check_ins",
    "logs",
    "feedback",
    "excused_names",
    "told_preferences",
)


class Told:
    """When something was said, and by which phone."""

    # The sign-in of the phone; it is only compared, and may be gone by now.
    sign_in_id: Mapped[UUID | None]
    recorded_at: Mapped[datetime]
    ordered_at: Mapped[datetime]
    digest: Mapped[str]
    received_at: Mapped[datetime]

    def came(self, answers: dict[str, Any] | None) -> Upload:
        """Return these answers as they came."""
        told = (self.sign_in_id, self.recorded_at, self.ordered_at, self.digest, self.received_at)
        return Upload(answers, *told)


class Uploaded(Told):
    """What was said of one thing: of all that came, what prevails holds.

    `said` names the columns of its answers, `blank` has those that are never null.
    """

    said: ClassVar[tuple[str, ...]]
    blank: ClassVar[Mapping[str, Any]] = {}

    @classmethod
    def columns_of(cls, upload: Upload) -> dict[str, Any]:
        """Return the columns that an upload fills; one that takes back fills no answers."""
        return cls.answers_of(upload) | upload.told

    @classmethod
    def answers_of(cls, upload: Upload) -> dict[str, Any]:
        """Return the columns of what an upload answers; one of an older phone has not all."""
        return {} if upload.answers is None else {**cls.blank, **upload.answers}

    @property
    def upload(self) -> Upload:
        """What holds, as it came."""
        return self.came({name: getattr(self, name) for name in self.said})

    def take_over(self, upload: Upload) -> None:
        """Have an upload hold from now on."""
        for name, value in self.columns_of(upload).items():
            setattr(self, name, value)


class Retractable(Uploaded):
    """What can be taken back: then the row stays, as a tombstone for what comes late."""

    undone: Mapped[bool] = mapped_column(default=False, server_default=false())

    @classmethod
    def columns_of(cls, upload: Upload) -> dict[str, Any]:
        return super().columns_of(upload) | {"undone": upload.answers is None}

    @property
    def upload(self) -> Upload:
        return self.came(None) if self.undone else super().upload


class Answered(Retractable):
    """A check-in; one that says nothing, or was taken back, is kept but is not `answered`."""

    answered: Mapped[bool] = mapped_column(server_default=false())

    @classmethod
    def columns_of(cls, upload: Upload) -> dict[str, Any]:
        return super().columns_of(upload) | {"answered": is_answered(upload.answers)}


class EarlierUpload(Told, Base):
    """What was said of one thing and does not hold, or no longer; `answers` null: taken back.

    `kind` is the table, `subject_id` the row that has what holds. An undo that comes before its log
    has the log's id.
    """

    __tablename__ = "earlier_uploads"
    __table_args__ = (
        one_of("kind", KINDS),
        Index("ix_earlier_uploads_client_id_subject_id", "client_id", "subject_id"),
    )

    client_id: Mapped[UUID] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"))
    kind: Mapped[str]
    subject_id: Mapped[UUID]
    answers: Mapped[dict[str, Any] | None]

    @property
    def upload(self) -> Upload:
        """What was said, as it came."""
        return self.came(self.answers)
