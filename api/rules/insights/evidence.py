"""What an alert is based on, whichever rule found it."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

Kind = Literal["severe", "flare", "spread", "worsening", "not_responding", "silent"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an alert is based on: the dates `from_on` to `on`, and what was found on them.

    `days` counts days of severe pain or of silence, `peak` is the worst pain, `usual` the mean pain
    before, `absolute` and `percent` are the change of mean pain; `region` and `side` are a place on
    the body.
    """

    kind: Kind
    code: str
    from_on: date
    on: date
    days: int | None = None
    peak: int | None = None
    usual: Fraction | None = None
    absolute: Fraction | None = None
    percent: Fraction | None = None
    region: str | None = None
    side: str | None = None
