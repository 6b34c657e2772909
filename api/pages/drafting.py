"""The draft of a letter, made of a brief and in its words: figures, findings and the plan.

Nothing in it is private: no note of a therapist, no reason that is meant for colleagues, and no
word that the client wrote.
"""

from dataclasses import dataclass

from api.pages.letters import LetterIn
from api.pages.phrases import Phrases
from api.reviews.asked_shapes import BriefAlertOut
from api.reviews.brief_shapes import BriefOut
from api.reviews.left_out import BriefItem
from api.reviews.prescribed import PrescribedOut
from api.reviews.readings import Reading
from api.reviews.sessions import Measured, MotionOut
from api.rules.plan.plans import HABIT

IN_THE_PLAN = ("active", "paused", "to_come")


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes, and where she works."""

    name: str
    practice: str


def draft_of(say: Phrases, reading: Reading, writer: Writer) -> LetterIn:
    """Return a letter about a client for her therapist to edit; nobody knows yet to whom."""
    text, brief = say.page.text, reading.brief
    on = say.page.formats.date(brief.as_of)
    closing = (text("letter.greeting"), "", writer.name, writer.practice)
    return LetterIn(
        sender=writer.practice,
        written=on,
        subject=text("letter.about", name=brief.client.name),
        salutation=text("letter.dear"),
        course=_lines(*_course(say, brief)),
        findings=_lines(*_findings(say, brief), *_motions(say, brief)),
        pain=_lines(*_pain(say, reading)),
        plan=_lines(*_plan(say, brief)),
        adherence=_lines(*_adherence(say, brief), *_habits(say, brief)),
        alerts=_lines(*(_alert(say, each) for each in brief.alerts)),
        closing="\n".join(closing),
    )


def _course(say: Phrases, brief: BriefOut) -> list[str]:
    """Return why she is treated, since when, and how many sessions there were of how many."""
    text, date = say.page.text, say.page.formats.date
    conditions = ", ".join(each.name or each.code for each in brief.cautions.conditions)
    reason = text("letter.reason", conditions=conditions) if conditions else ""
    course, last_on = brief.episode, brief.last_session.on
    last = text("letter.last_session", on=date(last_on)) if last_on else ""
    if course is None:
        return [reason, text("letter.no_course"), last]
    since, planned = date(course.starts_on), course.planned_sessions
    if not course.sessions_held:
        return [reason, text("letter.none_held", since=since, planned=planned)]
    held = text("letter.held", since=since, held=course.sessions_held, planned=planned)
    return [reason, f"{held} {last}"]


def _findings(say: Phrases, brief: BriefOut) -> list[str]:
    """Return what was found in the last session."""
    text, last = say.page.text, brief.last_session
    if last.on is None:
        return [text("brief.no_session")]
    on = say.page.formats.date(last.on)
    if not last.findings:
        return [text("letter.nothing_found", on=on)]
    return [text("letter.found", on=on), *(_item(say.finding(each)) for each in last.findings)]


def _motions(say: Phrases, brief: BriefOut) -> list[str]:
    """Return how far joints moved first and latest."""
    moved = [_item(f"{say.motion(each)}: {_degrees(say, each)}") for each in brief.range_of_motion]
    return [say.page.text("letter.motion"), *moved] if moved else []


def _degrees(say: Phrases, moved: MotionOut) -> str:
    first, last = (_measured(say, moved.measured[end]) for end in (0, -1))
    if moved.difference is None:
        return last
    return f"{first} → {last}, {say.page.formats.signed(moved.difference, 0)}°"


def _measured(say: Phrases, each: Measured) -> str:
    return f"{each.degrees}° ({say.page.formats.short(each.on)})"


def _pain(say: Phrases, reading: Reading) -> list[str]:
    """Return the change of pain as the brief tells it; too few data are called so."""
    text, pain = say.page.text, reading.brief.pain
    change, scale = pain.change, text("letter.scale")
    if change.absolute is None:
        return [scale, f"{say.change(change)}. {text('brief.no_change')}", _current(say, reading)]
    told = {
        "before": say.days(pain.baseline.logged, pain.baseline.due),
        "now": say.days(pain.current.logged, pain.current.due),
    }
    return [
        scale,
        f"{say.change(change)}: {say.points(change.absolute)}.",
        say.from_to(pain, reading.baseline),
        f"{say.swing(change)}. {say.size(change)}.",
        text("letter.told", **told),
        text("letter.fewer") if pain.logged.is_fewer else "",
    ]


def _current(say: Phrases, reading: Reading) -> str:
    now = reading.brief.pain.current
    if now.mean is None:
        return ""
    shown = {"logged": now.logged, "due": now.due}
    return say.page.text("brief.current", mean=say.page.formats.number(now.mean), **shown)


def _plan(say: Phrases, brief: BriefOut) -> list[str]:
    """Return what is prescribed now or from a later date, with the dose and when it is done."""
    items = [each for each in brief.prescribed if each.state in IN_THE_PLAN]
    return [_item(_prescribed(say, each)) for each in items] or [
        say.page.text("brief.nothing_prescribed")
    ]


def _prescribed(say: Phrases, item: PrescribedOut) -> str:
    work = (say.dose(item.dose), say.times(item.schedule, item.weekday_names))
    said = f"{item.name}: {'; '.join(filter(None, work))}"
    if item.state == "active":
        return said
    # Of a stop for safety the reason is a code; else it is a therapist's own words.
    why = (say.page.text(f"brief.state_{item.state}"), item.state_reason_name)
    return f"{said} ({': '.join(filter(None, why))})"


def _adherence(say: Phrases, brief: BriefOut) -> list[str]:
    """Return how much of what was due was done, of all and of each exercise."""
    text, f, done = say.page.text, say.page.formats, brief.adherence
    all_, since = done.overall, f.date(done.from_on)
    if not all_.due:
        return [text("letter.nothing_due", since=since)]
    is_whole = all_.credit == int(all_.credit)
    credit = f.number(all_.credit, 0 if is_whole else 1)
    told = text("letter.done", since=since, done=credit, due=all_.due)
    return [
        f"{told}{_percent(say, all_.percent)}.",
        "" if is_whole else text("letter.in_part"),
        text("brief.mostly_excused") if all_.mostly_excused else "",
        *(_item(_done(say, each)) for each in done.items if each.due and each.kind != HABIT),
    ]


def _habits(say: Phrases, brief: BriefOut) -> list[str]:
    """Return how much of each habit was done; all exercises together do not count them."""
    habits = [each for each in brief.adherence.items if each.due and each.kind == HABIT]
    done = [_item(_done(say, each)) for each in habits]
    return [say.page.text("letter.habits"), *done] if done else []


def _done(say: Phrases, item: BriefItem) -> str:
    done = say.page.text("brief.done_of", done=item.done, due=item.due)
    return f"{item.name}: {done}{_percent(say, item.percent)}"


def _percent(say: Phrases, percent: float | None) -> str:
    return "" if percent is None else f" ({say.page.formats.percent(percent)})"


def _alert(say: Phrases, alert: BriefAlertOut) -> str:
    """Return an open alert: how grave, what it is, by which rule and when it was found last."""
    f = say.page.formats
    level = say.page.text(f"figures.level_{alert.level}") if alert.level else None
    rule = f" ({alert.code_name})" if alert.code_name else ""
    on = f.date(alert.on or alert.evidence_at.astimezone(f.timezone))
    return _item(": ".join(filter(None, (level, f"{alert.name or alert.kind}{rule}, {on}"))))


def _item(text: str) -> str:
    return f"– {text}"


def _lines(*lines: str) -> str:
    return "\n".join(filter(None, lines))
