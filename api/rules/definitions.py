"""Every constant behind the clinical figures, in one frozen object."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Definitions:
    """The constants of the figures; `definition_version` is returned beside every figure.

    Change a constant and the version together: figures of two versions cannot be compared.
    """

    definition_version: str = "3"
    least_due: int = 3
    """Slots due below which a percentage of an item, a week or the whole is not shown."""
    least_due_most_skipped: int = 5
    least_reason: int = 2
    """How often a skip reason must recur before it is called the commonest."""
    unsized_partial: Fraction = Fraction(1, 2)
    """Credit of a partial slot when the sets done are unknown."""
    band_high: int = 80
    band_middle: int = 50
    stop_rise: int = 2
    """By how much pain must rise over an exercise for it to stop."""
    least_of_week: int = 4
    """Entries without which a week has no mean."""
    least_baseline_for_percent: int = 2
    """Mean pain below which a change is not put into percent, and the points alone decide."""
    meaningful_absolute: int = 2
    meaningful_percent: int = 30
    small_absolute: int = 1
    """Points below which pain has not clearly changed, whatever the percentage."""
    small_percent: int = 15
    slope_days: int = 28
    least_slope_entries: int = 10
    least_slope_span_days: int = 14
    direction_inflation: Fraction = Fraction(5, 4)
    """By how much more the pairs of days sway when neighbouring days are alike."""
    confidence: float = 0.95
    """Of the intervals: how often such an interval holds the true value."""
    spike_days: int = 14
    """Dates before a day that tell what is usual for it."""
    least_before_spike: int = 7
    spike_rise: int = 2
    least_spike: int = 4
    responder_days: int = 7
    least_responder: int = 4
    least_sign: Fraction = Fraction(1, 2)
    """Points by which pain has to come down for two sessions to have shown any sign of help."""
    response_look_days: int = 14
    """Days after the second session on which its response is judged at the latest."""
    response_told_days: int = 35
    """For how long that judgement gives reason for an alert: what is older is history."""
    soreness_days_left_out: int = 2
    """From how many days after the second session on its response is looked at."""
    soreness_days: int = 3
    """How long after a session a spike is called soreness."""
    extremes_days: int = 14
    least_extremes: int = 7
    high_pain: int = 7
    association_days: int = 56
    least_pairs: int = 14
    least_distinct: int = 3
    """Different values of either series without which nothing is said of the two."""
    least_effect: int = 5
    latest_effects: int = 5
    flagged_median_rise: int = 1
    flagged_rises_of_latest: int = 2
    most_after: int = 5
    """Pain after an exercise above which one time is enough to look at it."""
    least_medicine: int = 4
    window_days: int = 28
    """Dates that spikes, flares and series cover at least: back to the last session if longer."""
    longest_window_days: int = 92
    most_questions: int = 3
    alert_days: int = 7
    """How recent an alert's evidence has to be: what is older is history."""
    same_alarm_days: int = 35
    """How long an alarm of pain that lasts is told once."""
    alarm_before_days: int = 28
    """Dates before the last ones that pain is compared with."""
    least_before_alarm: int = 7
    worsening_days: int = 12
    least_worsening: int = 4
    worsening_points: Fraction = Fraction(7, 5)
    worsening_errors: Fraction = Fraction(41, 20)
    """Standard errors by which pain has to be above what it was before."""
    calm_pain: int = 1
    """Mean pain up to which nobody is alarmed by a worsening, or called not responding."""
    least_flare: int = 2
    flare_points: Fraction = Fraction(5, 2)
    flare_points_of_three_days: Fraction = Fraction(11, 4)
    flare_errors: Fraction = Fraction(49, 25)
    flare_errors_of_two_days: Fraction = Fraction(5, 2)
    flare_break_days: int = 3
    """Days without it after which a flare is another one."""
    severe_pain: int = 8
    severe_days: int = 3
    severe_of_days: int = 4
    severe_calendar_days: int = 4
    """Of so many calendar days two with an entry are enough, if there are no more."""
    extreme_pain: int = 9
    """Pain that is severe on two logged days running."""
    severe_hard_days: int = 6
    """Logged days running on which high pain was hard to bear, for it to be severe."""
    spread_days: int = 42
    """Dates on which a new place stands on no body map; they end where `spread_new_days` begin."""
    spread_new_days: int = 14
    """The last dates up to a map: how long a place may have stood on maps and still be new."""
    spread_apart_days: int = 7
    """Of two maps running that have a new place: both lie within so many days."""
    least_maps: int = 7
    """Body maps without which it is not known what is usual for a client."""
    silent_days: int = 4
    """Days without a check-in or log from which on a client counts as silent."""
    usual_sd: Fraction = Fraction(6, 5)
    """Points that daily ratings of one person usually lie about their mean (standard deviation)."""
    usual_sd_weight: int = 7
    """For how many degrees of freedom it stands beside her own."""
    usual_autocorrelation: Fraction = Fraction(2, 5)
    """How much a day's pain usually resembles that of the day before."""
    rhythm_days: int = 28
    """Dates before the current ones that tell how much a client usually logs."""
    fewer_days: int = 2
    """By how many days less than usual the current ones are logged to say so."""
    least_due_gaps: int = 7
    """Days that could have been logged before anything is said of those that were or were not."""
    most_sentences: int = 6
    """What a client is told of her own figures at once."""
    latest_check_ins: int = 7
    """Check-ins running without an answer, after which she is told of nothing that needs it."""
    longest_range_days: int = 366


DEFINITIONS = Definitions()
