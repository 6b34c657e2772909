"""Bodies of PATCH: all that a GET showed may be sent back, and only what differs is an edit."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Annotated, Any, ClassVar, Generic, TypeVar, get_args
from uuid import UUID

from fastapi import Body
from fastapi.exceptions import RequestValidationError
from pydantic import ConfigDict, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic import ValidationError as Unacceptable
from pydantic.fields import FieldInfo
from pydantic_core import CoreSchema, core_schema

from api.platform.http.etags import of_record
from api.platform.http.fields import In, Out

P = TypeVar("P", bound="Patch")
Place = tuple[str, ...]
AS_READ = "Read-only: leave it out or send it as you read it; another value is refused."


class Patch(In):
    """Base of the bodies of PATCH, and of what is edited in part within them.

    What is left out stays as it is. `shows` is how the same is shown: its other members may be
    sent, too, as they stand. `asked_anew` are fields that count although they equal what stands.
    """

    says_defaults = False
    shows: ClassVar[type[Out]]
    asked_anew: ClassVar[frozenset[str]] = frozenset()

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        described = super().__get_pydantic_json_schema__(schema, handler)
        shown = handler.resolve_ref_schema(handler(cls.shows.__pydantic_core_schema__))
        fields = handler.resolve_ref_schema(described).setdefault("properties", {})
        for name, field in shown["properties"].items():
            known = cls.shows.model_fields.get(name)
            shown_as = (known and known.serialization_alias) or name
            fields.setdefault(shown_as, {**field, "description": AS_READ})
        return described


class PhonePatch(Patch):
    """The same for what phones send under /me: fields unknown to this version are ignored."""

    model_config = ConfigDict(extra="ignore")


class Edit(Generic[P]):
    """The body of a PATCH as it was sent; what it changes is known once the record is read."""

    def __init__(self, model: type[P], sent: Mapping[str, Any]) -> None:
        self._model, self._sent = model, sent

    def of(self, shown: Out) -> P:
        """Return what the body changes in a record as it is shown, and nothing else.

        Another value for what cannot be changed is refused, each with the code `read_only`.
        """
        refused: list[Place] = []
        left = _left(self._model, self._sent, shown.model_dump(by_alias=True), (), refused)
        errors: list[Any] = [{"type": "read_only", "loc": ("body", *at)} for at in refused]
        try:
            edit = self._model.model_validate(left, from_attributes=True)
        except Unacceptable as error:
            found = error.errors(include_url=False, include_input=False)
            errors += [{**each, "loc": ("body", *each["loc"])} for each in found]
        if errors:
            raise RequestValidationError(errors)
        return edit

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        (model,) = get_args(source)

        def read(sent: Any, validate: Callable[[Any], Any]) -> Any:
            # What is no object is refused at once, in the model's own words.
            return cls(model, sent) if isinstance(sent, dict) else validate(sent)

        return core_schema.no_info_wrap_validator_function(read, handler.generate_schema(model))


Sent = Annotated[Edit[P], Body()]


def _left(
    model: type[Patch],
    sent: Mapping[str, Any],
    shown: Mapping[str, Any],
    at: Place,
    refused: list[Place],
) -> dict[str, Any]:
    """Return what was sent without what stands so already; note what cannot be changed."""
    fields = {field.alias or name: field for name, field in model.model_fields.items()}
    left: dict[str, Any] = {}
    for name, value in sent.items():
        field, place = fields.get(name), (*at, name)
        same = name in shown and _stands(name, value, shown[name])
        if name in shown and field is None:
            refused += [] if same else [place]
        elif not same or name in model.asked_anew or (field and field.is_required()):
            part = _patch_of(field)
            if part and isinstance(value, dict) and isinstance(shown.get(name), dict):
                left[name] = _left(part, value, shown[name], place, refused)
            else:
                left[name] = value
    return left


def _patch_of(field: FieldInfo | None) -> type[Patch] | None:
    """Return the model of a field that is edited in part, None for one that is replaced whole."""
    kinds = () if field is None else (field.annotation, *get_args(field.annotation))
    return next((k for k in kinds if isinstance(k, type) and issubclass(k, Patch)), None)


def _stands(name: str, sent: Any, shown: Any) -> bool:
    """Tell whether a member was sent as it stands."""
    if name == "etag" and isinstance(sent, str):
        return of_record(sent) == of_record(shown)
    # They belong to the answer to a change; a read has none.
    return (name == "warnings" and sent == []) or _same(sent, shown)


def _same(sent: Any, shown: Any) -> bool:
    """Tell whether JSON that was sent means the same as a value that is shown."""
    if isinstance(shown, Mapping):
        alike = isinstance(sent, dict) and sent.keys() == shown.keys()
        return alike and all(_same(sent[name], shown[name]) for name in shown)
    if isinstance(shown, list):
        alike = isinstance(sent, list) and len(sent) == len(shown)
        return alike and all(map(_same, sent, shown))
    if isinstance(shown, datetime | date | UUID):
        return isinstance(sent, str) and _same_text(sent, shown)
    return isinstance(sent, bool) == isinstance(shown, bool) and bool(sent == shown)


def _same_text(sent: str, shown: datetime | date | UUID) -> bool:
    """Compare what has several ways to be written: some clients write UUIDs in capitals."""
    if isinstance(shown, UUID):
        return sent.lower() == str(shown)
    if not isinstance(shown, datetime):
        return sent == shown.isoformat()
    try:
        told = datetime.fromisoformat(sent)
    except ValueError:
        return False
    # Many clients keep milliseconds, some whole seconds: no more is compared than was sent.
    fraction = re.search(r"\.(\d+)", sent)
    step = 10 ** max(0, 6 - len(fraction[1] if fraction else ""))
    return told.tzinfo is not None and told == shown.replace(
        microsecond=shown.microsecond // step * step
    )
