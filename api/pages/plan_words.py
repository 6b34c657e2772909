"""A prescription in the words of a page: its dose, when it is due, and why it rests."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from api.care.plans import is_open
from api.pages.rendering import Page
from api.plan.prescriptions import PrescriptionOut, show_prescription
from api.plan.regimens import NudgesOut, ScheduleOut
from api.rules.plan.plans import can_be_taken_back
from api.tables import Prescription, PrescriptionPause

# How urgently a state has to be seen, as a tag's colour.
TONES = {"active": "good", "paused": "warn"}


@dataclass(frozen=True, slots=True)
class Item:
    """A prescription as a plan shows it; `rests` says why nothing of it is due."""

    shown: PrescriptionOut
    name: str
    kind: str
    state: str
    tone: str
    dose: str
    when: str
    span: str
    rests: str | None
    for_safety: bool
    can_go_on: bool


def item_of(page: Page, row: Prescription, today: date, now: datetime) -> Item:
    """Return a prescription, loaded with versions and pauses, as a plan shows it."""
    shown = show_prescription(row, now)
    state = _state(shown, today)
    pause = _pause(row, now) if state == "paused" else None
    return Item(
        shown=shown,
        name=name_of(page, shown.exercise, shown.exercise_version),
        kind=page.word("kinds", shown.kind),
        state=state,
        tone="danger" if pause and pause.safety else TONES.get(state, ""),
        dose=page.dose(shown.dose.model_dump()),
        when=when_words(page, shown.schedule),
        span=_span(page, shown, row.versions[0].effective_on, today),
        rests=_rests(page, row, pause),
        for_safety=bool(pause and pause.safety),
        can_go_on=state == "paused" or _may_take_back(row, now),
    )


def name_of(page: Page, slug: str, version: str | None = None) -> str:
    """Return an item's name in the reader's language."""
    item = page.library.exercise(slug, version)
    return item.text_for(page.language)[1].name if item else slug


def when_words(page: Page, schedule: ScheduleOut) -> str:
    """Return when something is due in words: its times or cues, its days, every how many weeks."""
    often = schedule.interval_weeks
    parts = [_times(page, schedule.times, schedule.nudges), page.weekdays(schedule.weekdays)]
    if often > 1:
        parts.append(page.count("plan.every_weeks", often))
    return " · ".join(parts)


def _times(page: Page, times: Sequence[str], nudges: NudgesOut | None) -> str:
    if nudges is not None:
        begin, end = (_time(page, at) for at in nudges.between)
        return page.count("plan.cues", nudges.per_day, begin=begin, end=end)
    return ", ".join(_time(page, at) for at in times) or page.text("plan.any_time")


def _time(page: Page, at: str) -> str:
    return page.formats.time(time.fromisoformat(at))


def _state(shown: PrescriptionOut, today: date) -> str:
    """Return active, paused or stopped; of what is active, whether it is over or to come."""
    end_on = shown.schedule.end_on
    if shown.state == "active" and end_on is not None and end_on < today:
        return "ended"
    is_to_come = shown.state == "active" and shown.schedule.start_on > today
    return "to_come" if is_to_come else shown.state


def _span(page: Page, shown: PrescriptionOut, since: date, today: date) -> str:
    """Return since when it is prescribed, until when, and from when its newest version counts."""
    day = page.formats.date
    begins = "plan.from" if since > today else "plan.since"
    parts = [page.text(begins, day=day(since))]
    if shown.schedule.end_on is not None:
        parts.append(page.text("plan.until", day=day(shown.schedule.end_on)))
    if shown.version > 1 and shown.effective_on > today:
        parts.append(page.text("plan.as_shown_from", day=day(shown.effective_on)))
    return " · ".join(parts)


def _rests(page: Page, row: Prescription, pause: PrescriptionPause | None) -> str | None:
    if row.stopped_at is not None:
        words, reason = page.text("plan.stopped_on", at=page.formats.instant(row.stopped_at)), None
        reason = row.stop_reason
    elif pause is not None:
        words, reason = _paused(page, pause), pause.reason
        if pause.safety:
            reason = page.word("alert_kinds", reason)
    else:
        return None
    return f"{words}: {reason}" if reason else words


def _paused(page: Page, pause: PrescriptionPause) -> str:
    said = page.text("plan.paused_since", at=page.formats.instant(pause.from_at))
    if pause.until_at is None:
        return said
    return said + " " + page.text("plan.paused_until", at=page.formats.instant(pause.until_at))


def _pause(row: Prescription, now: datetime) -> PrescriptionPause | None:
    """Return the pause in force, one for safety first."""
    running = [each for each in row.pauses if each.from_at <= now and is_open(each, now)]
    return max(running, key=lambda each: each.safety, default=None)


def _may_take_back(row: Prescription, now: datetime) -> bool:
    return row.stopped_at is not None and can_be_taken_back(row.stopped_at, now)
