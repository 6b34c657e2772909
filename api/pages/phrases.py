"""What pages say of figures: which words a change of pain is given, and how figures are written."""

from dataclasses import dataclass
from typing import Literal, TypeVar

from api.pages.rendering import Page
from api.plan.regimens import DoseOut, ScheduleOut
from api.reviews.brief_shapes import PainOut
from api.reviews.headline_shapes import PainChangeOut
from api.reviews.left_out import BriefItem
from api.reviews.sessions import MotionOut, NamedFinding
from api.reviews.weeks import WeeklyChange
from api.rules.insights.baselines import Baseline

T = TypeVar("T")
Tone = Literal["good", "warn", "danger", ""]
TONES: dict[str, Tone] = {
    "meaningful_improvement": "good",
    "small_improvement": "good",
    "small_worsening": "warn",
    "meaningful_worsening": "danger",
}
OF_LEVELS: dict[str | None, Tone] = {"emergency": "danger", "urgent": "danger", "stop": "warn"}
OF_BANDS: dict[str | None, Tone] = {"high": "good", "low": "warn"}


@dataclass(frozen=True, slots=True)
class Phrases:
    """The phrases of one page, in its reader's language."""

    page: Page

    def change(self, change: PainChangeOut) -> str:
        """Return a change in words; of a large one that may be her usual swing, that it may."""
        key = change.category or f"reason_{change.reason}"
        large = change.is_noticeable and not change.is_beyond_swing
        return self.page.text(f"figures.{key}{'_unsure' if large else ''}")

    def tone(self, change: PainChangeOut) -> Tone:
        """Return the tone of a change; one that may be her usual swing is in none."""
        return TONES.get(change.category or "", "") if change.is_beyond_swing else ""

    def from_to(self, pain: PainOut, since: Baseline) -> str:
        """Return from what to what pain has changed, since when, and how large that may be."""
        change, text, f = pain.change, self.page.text, self.page.formats
        before, now = (f.number(_known(each.mean)) for each in (pain.baseline, pain.current))
        percent = "" if change.percent is None else f" ({f.signed(change.percent, 0)} %)"
        means = text("brief.from_to", before=before, now=now) + percent
        first_on, last_on = (f.short(_known(on)) for on in (since.first_on, since.last_on))
        kind = f"brief.since_{pain.baseline.kind}"
        began = text(kind, from_on=first_on, to_on=last_on)
        interval = self.interval(_known(change.low), _known(change.high))
        return f"{means}, {began}. {text('brief.interval', interval=interval)}"

    def swing(self, change: PainChangeOut) -> str:
        """Tell whether a change is more than her ratings swing anyway."""
        key = "brief.beyond_swing" if change.is_beyond_swing else "brief.within_swing"
        return self.page.text(key)

    def size(self, change: PainChangeOut) -> str:
        """Tell whether a change is of a size that people notice."""
        key = "brief.noticeable" if change.is_noticeable else "brief.not_noticeable"
        return self.page.text(key)

    def days(self, days: int, of: int) -> str:
        """Return on how many days of how many: 5 of 7."""
        return self.page.text("brief.of_days", days=days, of=of)

    def points(self, value: float) -> str:
        """Return a change in points, with its sign."""
        return self.page.text("figures.points", points=self.page.formats.signed(value))

    def interval(self, low: float, high: float) -> str:
        """Return an interval; an end that would read as 0 is written more exactly."""
        decimals = 1 if round(low, 1) and round(high, 1) else 2
        ends = (
            self.page.formats.signed(round(each, decimals) + 0.0, decimals) for each in (low, high)
        )
        low_end, high_end = ends
        return self.page.text("figures.interval", low=low_end, high=high_end)

    def level(self, level: str | None) -> Tone:
        """Return the tone of an alert."""
        return OF_LEVELS.get(level, "warn")

    def band(self, band: str | None) -> Tone:
        """Return the tone of adherence."""
        return OF_BANDS.get(band, "")

    def reasons(self, item: BriefItem) -> str:
        """Return why an item was left out, and how often, the commonest first."""
        return ", ".join(
            f"{each.name or each.code} ({item.reasons[each.code]})" for each in item.reason_names
        )

    def weekly(self, change: WeeklyChange) -> str:
        """Return the first and the last answer to a weekly question, by its steps' words if any."""
        questions = self.page.library.check_in_questions(self.page.language).weekly
        steps = next((each.steps for each in questions if each.key == change.item), ())
        told = [each for each in (change.first, change.last) if each is not None]
        said = " → ".join(steps[each - 1] if steps else str(each) for each in told)
        if steps or change.difference is None:
            return said or "–"
        return f"{said} ({self.page.formats.signed(change.difference, 0)})"

    def finding(self, found: NamedFinding) -> str:
        """Return what was found in one place: Neck, Left: Trigger points (felt in Head)."""
        text = ", ".join(filter(None, (found.region_name or found.region, _side(found))))
        if found.root_cause:
            text += f": {found.root_cause_name or found.root_cause}"
        if found.referred_to:
            places = ", ".join(each.name or each.code for each in found.referred_to)
            text += f" ({self.page.text('brief.felt_in')} {places})"
        return text

    def motion(self, moved: MotionOut) -> str:
        """Return which movement was measured: Neck, Turning, Left."""
        names = (moved.joint_name or moved.joint, moved.movement_name or moved.movement)
        return ", ".join(filter(None, (*names, _side(moved))))

    def dose(self, dose: DoseOut) -> str:
        """Return one time's work: 2 sets, 8 repetitions, hold 5 s."""
        parts = (("sets", dose.sets), ("reps", dose.reps), ("minutes", dose.duration_min))
        said = [self.page.count(f"figures.{name}", count) for name, count in parts if count]
        if dose.hold_s:
            said.append(self.page.text("figures.hold", seconds=dose.hold_s))
        return ", ".join(said)

    def times(self, schedule: ScheduleOut, weekdays: list[str | None]) -> str:
        """Return when something is done: at which times, on which days, every how many weeks."""
        said = [", ".join(schedule.times) or self._nudges(schedule)]
        said.append(
            self.page.text("figures.every_day")
            if len(weekdays) == 7
            else ", ".join(filter(None, weekdays))
        )
        if schedule.interval_weeks > 1:
            said.append(self.page.count("figures.weeks", schedule.interval_weeks))
        return "; ".join(filter(None, said))

    def _nudges(self, schedule: ScheduleOut) -> str:
        if schedule.nudges is None:
            return ""
        begin, end = schedule.nudges.between
        return self.page.count("figures.nudges", schedule.nudges.per_day, begin=begin, end=end)


def _side(each: NamedFinding | MotionOut) -> str | None:
    return each.side_name or each.side


def _known(value: T | None) -> T:
    """Return what is there wherever there is a change."""
    assert value is not None
    return value
