"""When a habit's cues fall: at random minutes in a window, always the same for the same date."""

import hashlib
from dataclasses import dataclass
from datetime import date, time
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Nudges:
    """`per_day` cues between two wall times of one day, `begin` included, `end` excluded.

    The window lies within one day and has at least one minute per cue.
    """

    per_day: int
    begin: time
    end: time

    @property
    def minutes(self) -> int:
        """The length of the window in minutes."""
        return _minute(self.end) - _minute(self.begin)


def cue_times(prescription_id: UUID, day: date, nudges: Nudges) -> dict[str, time]:
    """Return the wall times of a date's cues by slot, `n1` to `nN`: one in each equal part."""
    part = nudges.minutes // nudges.per_day
    found = {}
    for index in range(nudges.per_day):
        seed = f"{prescription_id}/{day}/{index}".encode()
        offset = int.from_bytes(hashlib.sha256(seed).digest()[:4]) % part
        minute = _minute(nudges.begin) + index * part + offset
        found[f"n{index + 1}"] = time(minute // 60, minute % 60)
    return found


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute
