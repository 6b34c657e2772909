"""A date and a time of a form, as the clock of its reader shows them, and as an instant."""

from datetime import datetime

from api.access.callers import Caller
from api.pages.forms import Form, accept
from api.platform.http.errors import Invalid
from api.platform.http.fields import In, LocalDate, WallTime
from api.rules.instants import instant, zone


class Moment(In):
    date: LocalDate
    time: WallTime


def fields_of(at: datetime, me: Caller) -> dict[str, str]:
    """Return what the fields of an instant show on the reader's clock."""
    local = at.astimezone(zone(me.timezone))
    return {"date": local.date().isoformat(), "time": local.strftime("%H:%M")}


def instant_of(form: Form, me: Caller) -> str:
    """Return the instant that the fields `date` and `time` tell.

    `was` is the instant that they showed at first: while they show the same it stays as it is, to
    the second, and in an hour that the clock shows twice.
    """
    said = {"date": form.text("date"), "time": form.text("time")}
    moment, was = accept(Moment, said), form.text("was")
    if was is not None and _shows(was, me) == said:
        return was
    at = instant(moment.date, moment.time, zone(me.timezone))
    if at is None or fields_of(at, me) != said:
        raise Invalid("/time", "no_such_time", "The clock does not show this time on this date.")
    return at.isoformat()


def _shows(was: str, me: Caller) -> dict[str, str] | None:
    try:
        return fields_of(datetime.fromisoformat(was), me)
    except (ValueError, OverflowError):
        return None
