"""What a phone says of itself as it registers, and what is taken of it."""

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import ConfigDict, StringConstraints

from api.access.callers import Caller
from api.accounts.phone_values import LocaleSaid, OffsetSaid, PhoneValues, ZoneSaid
from api.platform.http.fields import Flag, PhoneIn, Secret, Text
from api.tables import Device

Version = Annotated[Text, StringConstraints(max_length=40)]


class Target(PhoneIn):
    """Where FCM reaches the phone: its registration token or its installation id."""

    kind: Literal["token", "fid"]
    value: Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]{1,1024}$")]


class DeviceIn(PhoneIn):
    """`timezone` moves the person there unless hers is pinned.

    `proof` is what was pushed to this phone as long as someone else held its target.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "platform": "android",
                    "target": {"kind": "token", "value": "fJ2xQmT9:APA91bHun4MxP5egoKMwt2KZFBaFUH"},
                    "notifications_allowed": True,
                    "app_version": "1.4.2",
                    "locale": "de",
                    "timezone": "Europe/Berlin",
                    "utc_offset_min": 60,
                }
            ]
        }
    )

    platform: Literal["android", "ios", "web"]
    target: Target
    notifications_allowed: Flag = True
    app_version: Version | None = None
    locale: LocaleSaid | None = None
    timezone: ZoneSaid | None = None
    utc_offset_min: OffsetSaid | None = None
    proof: Secret | None = None


@dataclass(frozen=True, slots=True)
class Registration:
    """Who registers a phone, with what is taken for its zone, language and clock."""

    me: Caller
    body: DeviceIn
    timezone: str | None
    locale: str | None
    zone_disagrees: bool

    def is_for(self, device: Device) -> bool:
        """Tell whether a phone is registered already for this person at this target."""
        target = self.body.target
        said = (self.me.id, target.kind, target.value)
        return (device.account_id, device.target_kind, device.target) == said


def taken(body: DeviceIn, me: Caller, values: PhoneValues) -> Registration:
    """Return a registration of the caller's, with a zone and a language that are known here."""
    timezone = None if body.timezone is None else values.take_zone(body.timezone)
    locale = None if body.locale is None else values.take_locale(body.locale)
    # Whose zone we do not know may be anywhere, as may who names none where hers is pinned.
    is_hers = body.timezone is None and not me.timezone_pinned
    named = me.timezone if is_hers else timezone
    said = body.utc_offset_min
    disagrees = said is not None and values.take_offset(said, named)
    return Registration(me, body, timezone, locale, disagrees)
