"""What a form sent, field by field, and as the body that the same request of the API has."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import parse_qs

from babel.numbers import NumberFormatError, parse_decimal
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError

from api.platform.http.errors import Problem

MOST_FIELDS = 500
# More digits than any number of ours has are no number.
WHOLE = re.compile(r"-?[0-9]{1,18}")
M = TypeVar("M", bound=BaseModel)


class Form:
    """The fields of a form by name; an empty one counts as left out.

    What is no number stays text, so that the body's own check refuses it and names the field.
    """

    def __init__(self, fields: Mapping[str, Sequence[str]]) -> None:
        self._raw = fields
        self._fields = {
            name: kept
            for name, values in fields.items()
            if (kept := [value for each in values if (value := each.strip())])
        }

    def text(self, name: str) -> str | None:
        """Return a field's text, the first if there are several."""
        return self._fields[name][0] if name in self._fields else None

    def untouched(self, name: str) -> str | None:
        """Return a field's text with the spaces around it, which belong to a password."""
        return next(iter(self._raw.get(name, ())), None) or None

    def texts(self, name: str) -> list[str]:
        """Return all texts of a field."""
        return list(self._fields.get(name, ()))

    def fields(self) -> dict[str, list[str]]:
        """Return all fields that are not empty."""
        return {name: list(values) for name, values in self._fields.items()}

    def names(self) -> list[str]:
        """Return the names of the fields that are not empty."""
        return list(self._fields)

    def ticked(self, name: str) -> bool:
        """Tell whether a box is ticked."""
        return name in self._fields

    def whole(self, name: str) -> int | str | None:
        """Return a field's whole number."""
        said = self.text(name)
        return int(said) if said and WHOLE.fullmatch(said) else said

    def decimal(self, name: str, locale: str) -> float | str | None:
        """Return a field's number, written as people of a locale write it."""
        said = self.text(name)
        try:
            return float(parse_decimal(said, locale, strict=True)) if said else None
        except NumberFormatError:
            return said


def read_form(body: bytes) -> Form:
    """Return the form that a body holds. Raises Problem if it is none."""
    try:
        fields = parse_qs(
            body.decode(), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS
        )
    except ValueError:
        raise Problem(code="malformed_form", title="The form cannot be read.") from None
    return Form(fields)


def accept(model: type[M], values: Mapping[str, Any], *, nulls: bool = False) -> M:
    """Return values as a body of the API; what is None is left out, or sent as null.

    Raises RequestValidationError, as the API does, with the field's JSON pointer.
    """
    try:
        # As JSON would bring them, so that the body is judged as the API judges it.
        return model.model_validate(json.loads(json.dumps(values if nulls else _said(values))))
    except ValidationError as error:
        raise RequestValidationError(error.errors()) from None


def _said(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: _said(value) if isinstance(value, Mapping) else value
        for name, value in values.items()
        if value is not None
    }
