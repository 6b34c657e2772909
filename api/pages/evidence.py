"""What happened, in a sentence: the evidence of an alert, from codes and figures to words."""

from collections.abc import Callable, Mapping

from api.pages.rendering import Page
from api.rules.definitions import DEFINITIONS
from api.safety.shown_alerts import AlertEvidence

Said = Callable[[Page, AlertEvidence], str]


def sentence(page: Page, kind: str, each: AlertEvidence) -> str:
    """Return what happened and when; where figures are missing, that it did."""
    said = _SAID.get(kind)
    is_whole = all(getattr(each, name) is not None for name in _NEEDED.get(kind, ()))
    what = said(page, each) if said and is_whole else page.text("alerts.said_without_figures")
    when = _when(page, each)
    return f"{when}: {what}" if when else what


def _when(page: Page, each: AlertEvidence) -> str | None:
    f = page.formats
    if each.on is None:
        return f.date(each.at.astimezone(f.timezone)) if each.at else None
    if each.from_on is None or each.from_on == each.on:
        return f.date(each.on)
    return page.text("alerts.dates", first=f.date(each.from_on), last=f.date(each.on))


def _red_flag(page: Page, each: AlertEvidence) -> str:
    return page.text("alerts.said_red_flag", flag=page.word("red_flags", each.code or ""))


def _exercise_stop(page: Page, each: AlertEvidence) -> str:
    exercise, code = page.library.exercise(each.exercise or ""), each.code or ""
    name = exercise.text_for(page.language)[1].name if exercise else each.exercise or ""
    rule = page.word("stop_rules", code)
    why = rule if rule != code else page.word("stop_signs", code)
    said = page.text("alerts.said_exercise_stop", exercise=name, why=why)
    if each.pain_before is None or each.pain_after is None:
        return said
    pain = {"before": each.pain_before, "after": each.pain_after}
    return f"{said} {page.text('alerts.pain_around', **pain)}"


def _severe(page: Page, each: AlertEvidence) -> str:
    high, of_days = DEFINITIONS.high_pain, DEFINITIONS.severe_of_days
    shown = {"high": high, "of_days": of_days, "peak": each.peak}
    return page.count("alerts.said_severe", each.days or 0, **shown)


def _flare(page: Page, each: AlertEvidence) -> str:
    shown = {"rise": _rise(page, each), "usual": _usual(page, each), "peak": each.peak}
    return page.text("alerts.said_flare", **shown)


def _worsening(page: Page, each: AlertEvidence) -> str:
    from_start = each.code == "above_baseline"
    key = "alerts.said_worse_than_start" if from_start else "alerts.said_worse_than_before"
    return page.text(key, rise=_rise(page, each), usual=_usual(page, each))


def _spread(page: Page, each: AlertEvidence) -> str:
    tingles = each.code == "new_tingling"
    key = "alerts.said_new_tingling" if tingles else "alerts.said_new_place"
    return page.text(key, place=place_words(page, each.region or "", each.side))


def _not_responding(page: Page, each: AlertEvidence) -> str:
    return page.text("alerts.said_not_responding", change=_change(page, each))


def _silent(page: Page, each: AlertEvidence) -> str:
    return page.count("alerts.said_silent", each.days or 0)


def _reminders_ignored(page: Page, _: AlertEvidence) -> str:
    return page.text("alerts.said_reminders_ignored")


def place_words(page: Page, region: str, side: str | None) -> str:
    """Return a place on the body in words."""
    where = page.word("regions", region)
    return f"{where} ({page.word('sides', side).lower()})" if side else where


def _usual(page: Page, each: AlertEvidence) -> str:
    return page.formats.number(each.usual or 0)


def _rise(page: Page, each: AlertEvidence) -> str:
    return _points(page, each, page.formats.number(each.absolute or 0))


def _change(page: Page, each: AlertEvidence) -> str:
    return _points(page, each, page.formats.signed(each.absolute or 0))


def _points(page: Page, each: AlertEvidence, points: str) -> str:
    if each.percent is None:
        return page.text("alerts.points", points=points)
    percent = page.formats.percent(each.percent)
    return page.text("alerts.change", points=points, percent=percent)


_SAID: Mapping[str, Said] = {
    "red_flag": _red_flag,
    "exercise_stop": _exercise_stop,
    "severe": _severe,
    "flare": _flare,
    "worsening": _worsening,
    "spread": _spread,
    "not_responding": _not_responding,
    "silent": _silent,
    "reminders_ignored": _reminders_ignored,
}
_NEEDED: Mapping[str, tuple[str, ...]] = {
    "red_flag": ("code",),
    "exercise_stop": ("code", "exercise"),
    "severe": ("days", "peak"),
    "flare": ("absolute", "usual", "peak"),
    "worsening": ("absolute", "usual"),
    "spread": ("region",),
    "not_responding": ("absolute",),
    "silent": ("days",),
}
