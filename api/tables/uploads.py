"""Columns that tables of several capabilities share: those of what a phone hands in."""

from datetime import datetime

from sqlalchemy.orm import Mapped

from api.rules.uploads import Order, Upload


class Uploaded:
    """What was said of one thing: of all that came, the latest by `order` holds."""

    recorded_at: Mapped[datetime]
    ordered_at: Mapped[datetime]
    digest: Mapped[str]
    received_at: Mapped[datetime]

    @property
    def order(self) -> Order:
        """When it was said, and its digest to tell two of one instant apart."""
        return self.ordered_at, self.digest

    def holds(self, upload: Upload) -> bool:
        """Tell whether this very upload holds, and has come once more."""
        return (self.recorded_at, self.digest) == (upload.recorded_at, upload.digest)

    def take_over(self, upload: Upload) -> None:
        """Have an upload hold from now on."""
        for name, value in upload.columns.items():
            setattr(self, name, value)
