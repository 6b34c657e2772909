"""What a phone says of its zone, its clock and its language, and what is taken for it.

An odd value never locks a phone out: the nearest good one holds, or the person's own, and the
answer warns. What was said is never repeated.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated

from pydantic import Field

from api.platform.http.fields import Out
from api.rules import locales, zone_names
from api.rules.instants import offset_min, zone

# No constraints: these are the values that phones get from systems older or newer than ours.
ZoneSaid = Annotated[str, Field(description="IANA zone, as the phone names it.")]
LocaleSaid = Annotated[str, Field(description="Language, as the phone names it.")]
OffsetSaid = Annotated[
    int, Field(strict=True, description="How many minutes the phone's clock is ahead of UTC now.")
]


class WarningOut(Out):
    """A value that was not taken as it was sent, or that does not agree with ours.

    `used` is what holds instead. Only `zone_rules_differ` has offsets, ours and the phone's.
    """

    code: str
    used: str | None
    utc_offset_min: int | None
    phone_utc_offset_min: int | None


@dataclass(slots=True)
class PhoneValues:
    """Takes the values of one request; `own_zone` and `own_locale` are the person's."""

    own_zone: str
    own_locale: str
    now: datetime
    warnings: list[WarningOut] = field(default_factory=list)

    def take_zone(self, said: str) -> str | None:
        """Return the zone a phone is in, None where it says nothing that we know."""
        taken = zone_names.taken_zone(said, self.own_zone, self.now)
        self._warn(taken.code, taken.value)
        return None if taken.code == zone_names.UNKNOWN else taken.value

    def take_locale(self, said: str) -> str | None:
        """Return the language of a phone, None where it says nothing that we know."""
        taken = locales.taken_locale(said)
        if taken is None:
            self._warn(locales.UNKNOWN, self.own_locale)
        elif taken != said:
            self._warn(locales.REPLACED, taken)
        return taken

    def take_offset(self, said: int, named: str | None) -> bool:
        """Tell whether a phone's clock follows other rules than ours for a zone, None for none."""
        if abs(said) > zone_names.FURTHEST_MIN:
            self._warn("utc_offset_ignored", None)
            return False
        if named is None:
            return False
        ours = offset_min(self.now, zone(named))
        if ours != said:
            self._warn("zone_rules_differ", named, ours, said)
        return ours != said

    def _warn(
        self, code: str | None, used: str | None, ours: int | None = None, said: int | None = None
    ) -> None:
        if code is not None:
            about = {"utc_offset_min": ours, "phone_utc_offset_min": said}
            self.warnings.append(WarningOut(code=code, used=used, **about))
