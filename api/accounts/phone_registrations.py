"""What a phone says of itself as it registers, and what is taken of it."""

from dataclasses import dataclass
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, ConfigDict, StringConstraints, model_validator

from api.access.callers import Caller
from api.accounts.phone_values import LocaleSaid, OffsetSaid, PhoneValues, ZoneSaid
from api.platform.base64url import decode, encode
from api.platform.http.fields import Flag, PhoneIn, Secret, Text
from api.platform.vapid import point_of
from api.tables import Device
from api.tables.devices import WEB_PUSH

WEB_PUSH_NEEDS = ("endpoint", "p256dh", "auth")
Version = Annotated[Text, StringConstraints(max_length=40)]


def unpadded(text: str) -> str:
    """Return base64url as we write it."""
    return encode(decode(text))


Reached = Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]{1,1024}$")]
Point = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{87}=?$"), AfterValidator(point_of)
]
Auth = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{22}(==)?$"), AfterValidator(unpadded)
]


class Target(PhoneIn):
    """Where the phone is reached: by FCM, or by the push service of its browser.

    With `token`, FCM's registration token, and `fid`, its installation id, goes `value`. With
    `web_push` go `endpoint`, `p256dh` and `auth`, as `PushSubscription.toJSON()` has them.
    """

    kind: Literal["token", "fid", "web_push"]
    value: Reached | None = None
    endpoint: Reached | None = None
    p256dh: Point | None = None
    auth: Auth | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        needed = WEB_PUSH_NEEDS if self.kind == WEB_PUSH else ("value",)
        if any(getattr(self, name) is None for name in needed):
            raise ValueError("target_incomplete")
        return self

    @property
    def said(self) -> tuple[str, str, str | None, str | None]:
        """What is stored of it: kind, address, and the keys of a browser."""
        if self.kind == WEB_PUSH:
            return self.kind, self.endpoint or "", self.p256dh, self.auth
        return self.kind, self.value or "", None, None

    @property
    def address(self) -> str:
        """The token, the installation id or the endpoint, whichever it is."""
        return self.said[1]


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
                },
                {
                    "platform": "web",
                    "target": {
                        "kind": "web_push",
                        "endpoint": "https://updates.push.services.mozilla.com/wpush/v2/gAAAAABm",
                        "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjy"
                        "Pjs7Vd8pZGH6SRpkNtoIAiw4",
                        "auth": "BTBZMqHH6r4Tts7J_aSIgg",
                    },
                },
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
        keys = device.target_p256dh, device.target_auth
        known = device.account_id, device.target_kind, device.target, *keys
        return known == (self.me.id, *self.body.target.said)


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
