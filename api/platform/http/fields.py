"""The field types of all requests and responses. They are strict: "7" and true are no numbers."""

import re
from datetime import UTC, date, datetime, time
from functools import partial
from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import CoreSchema

from api.platform.emails import LONGEST, normal_email
from api.platform.names import is_visible, unturned
from api.rules.instants import UnknownZone, zone

EARLIEST, LATEST = 1900, 2200
HH_MM = r"^([01]\d|2[0-3]):[0-5]\d$"
OF_A_WALL_TIME: dict[str, Any] = {"type": "string", "pattern": HH_MM, "examples": ["08:30"]}
SURROGATE = re.compile(r"[\ud800-\udfff]")


class Body(BaseModel):
    """Base of all request bodies, which tell their defaults in words.

    A generated client would send a `default` of the schema by itself, and some demand the field.
    """

    model_config = ConfigDict(frozen=True)
    says_defaults: ClassVar[bool] = True

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        described = handler(schema)
        for field in handler.resolve_ref_schema(described).get("properties", {}).values():
            words = default_in_words(field.pop("default", None))
            if words and cls.says_defaults:
                field["description"] = f"{field.get('description', '')} {words}".lstrip()
        return described


class In(Body):
    """Base of request bodies; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


class PhoneIn(Body):
    """Base of bodies that phones send under /me; fields unknown to this version are ignored."""

    model_config = ConfigDict(extra="ignore")


class Out(BaseModel):
    """Base of responses; no field has a default, so that none can be forgotten."""

    model_config = ConfigDict(from_attributes=True, frozen=True)


def default_in_words(value: Any) -> str:
    """Say what a field is when it is left out, in place of a `default` in its schema."""
    if value in (None, "") or isinstance(value, dict):
        return ""
    if isinstance(value, list):
        value = ", ".join(map(str, value)) or "empty"
    return f"Left out, it is {str(value).lower() if isinstance(value, bool) else value}."


def _looks_like_an_instant(value: Any) -> Any:
    if not isinstance(value, str):
        raise ValueError("not_text")
    # Pydantic would also accept Unix seconds written as text.
    if not re.match(r"\d{4}-\d{2}-\d{2}[Tt ]", value, re.ASCII):
        raise ValueError("not_an_instant")
    return value


def _aware(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("offset_missing")
    if not EARLIEST <= value.year <= LATEST:
        raise ValueError("year_out_of_range")
    return value.astimezone(UTC)


def _plausible(value: date) -> date:
    if not EARLIEST <= value.year <= LATEST:
        raise ValueError("year_out_of_range")
    return value


def _known_zone(value: str) -> str:
    try:
        zone(value)
    except UnknownZone:
        raise ValueError("unknown_timezone") from None
    return value


def _storable(value: str) -> str:
    """Refuse the two kinds of text that JSON can carry and a database cannot store."""
    if "\x00" in value:
        raise ValueError("nul_character")
    if SURROGATE.search(value):
        raise ValueError("lone_surrogate")
    return value


def is_storable(value: str) -> bool:
    """Tell whether a database can store a text that came as JSON."""
    return "\x00" not in value and not SURROGATE.search(value)


def _seen(name: str, code: str = "invisible_name") -> str:
    """Return a name as it is kept; nobody could read or find one that shows nothing."""
    kept = unturned(name).strip()
    if not is_visible(kept):
        raise ValueError(code)
    return kept


def each_once(values: list[Any]) -> list[Any]:
    """Return a list without what it says again."""
    return [each for index, each in enumerate(values) if each not in values[:index]]


def _wall_time(value: Any) -> Any:
    if isinstance(value, time):  # Ours, on its way out: JSON has no times.
        return value
    if not isinstance(value, str) or not re.fullmatch(HH_MM, value):
        raise ValueError("not_a_wall_time")
    return value


def _is_iso_date(value: Any) -> Any:
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        raise ValueError("not_a_date")
    return value


Text = Annotated[str, AfterValidator(_storable)]
# The constraints come before the validator: after one, pydantic would check the length unstripped.
Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=120),
    AfterValidator(_storable),
    AfterValidator(_seen),
]
Words = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    AfterValidator(_storable),
    AfterValidator(partial(_seen, code="invisible_text")),
]
Note = Annotated[Text, StringConstraints(max_length=2000)]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{1,60}$")]
Conditions = Annotated[list[Code], Field(max_length=20)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
SlotName = Annotated[str, StringConstraints(pattern=r"^(([01]\d|2[0-3]):[0-5]\d|day|n\d{1,2})$")]
Locale = Annotated[
    str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=35)
]
InstallationId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._:-]{1,200}$")]
Zone = Annotated[str, StringConstraints(max_length=64), AfterValidator(_known_zone)]
Instant = Annotated[datetime, BeforeValidator(_looks_like_an_instant), AfterValidator(_aware)]
LocalDate = Annotated[date, BeforeValidator(_is_iso_date), AfterValidator(_plausible)]
WallTime = Annotated[
    time,
    BeforeValidator(_wall_time),
    PlainSerializer(lambda at: at.strftime("%H:%M"), return_type=str),
    WithJsonSchema(OF_A_WALL_TIME),
]
# One that is text already, in an answer.
ShownTime = Annotated[str, WithJsonSchema(OF_A_WALL_TIME)]
# No minimum length: a secret that is too short is simply a wrong one.
Secret = Annotated[Text, StringConstraints(max_length=256)]
Email = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=3, max_length=LONGEST),
    AfterValidator(_storable),
    AfterValidator(normal_email),
]


Score = Annotated[int, Field(strict=True, ge=0, le=10)]
Hours = Annotated[float, Field(strict=True, ge=0, le=24, allow_inf_nan=False)]
Flag = Annotated[bool, Field(strict=True)]


def whole(low: int, high: int) -> Any:
    """Return the type of a whole number in a range, both ends included."""
    return Field(strict=True, ge=low, le=high)


class AccountOut(Out):
    id: UUID
    role: str
    admin: bool
    name: str
    practice_id: UUID


class InviteOut(Out):
    """A code to read out or send. It works once, for 72 hours, and is shown only now."""

    code: str
    link: str
    expires_at: datetime


class TokensOut(Out):
    """The tokens of a sign-in. Keep the refresh token; send the access token as Bearer."""

    access_token: str
    access_expires_at: datetime
    refresh_token: str
    account: AccountOut
