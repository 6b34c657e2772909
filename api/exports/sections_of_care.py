"""What the page of a copy shows of her plan, her sessions and what she told."""

from collections import defaultdict
from collections.abc import Iterator

from api.exports.about import Copy
from api.exports.rows import Row
from api.exports.sections import Cells, Section, by_year, whole

SCORES = ("pain_average", "pain_worst", "sleep_quality", "sleep_hours", "stress")
OF_WEEKS = ("energy", "days_in_bed", "pain_interference", "enjoyment", "overall_change")


def of_plan(copy: Copy) -> Iterator[Section]:
    """Yield what was prescribed in all its versions, her goals, and the days that were excused."""
    words, rows = copy.words, copy.rows
    yield whole("plan", ("item", "from", "dose", "when", "until", "note"), _versions(copy))
    yield whole(
        "goals",
        ("goal", "from", "state", "until"),
        (
            (
                row["text"],
                words.date(row["set_on"]),
                words.text(f"goals.state_{row['state']}"),
                words.date(row["ended_on"]),
            )
            for row in rows["goals"]
        ),
    )
    yield whole(
        "excused",
        ("from", "until", "reason"),
        (
            (
                words.date(row["from_on"]),
                words.date(row["to_on"]),
                words.code("excuse_reasons", row["reason"]),
            )
            for row in rows["excused_periods"]
        ),
    )


def _versions(copy: Copy) -> Iterator[Cells]:
    words, versions = copy.words, defaultdict(list)
    for version in copy.rows["prescription_versions"]:
        versions[version["prescription_id"]].append(version)
    for row in copy.rows["prescriptions"]:
        for version in sorted(versions[row["id"]], key=lambda each: each["number"]):
            ends = words.instant(row["stopped_at"]) or words.date(version["end_on"])
            yield (
                words.item(row["exercise"], version["exercise_version"]),
                words.date(version["effective_on"]),
                words.dose(version),
                words.when(version),
                ends,
                version["note"] or "",
            )


def of_sessions(copy: Copy) -> Iterator[Section]:
    """Yield her sessions and what she said of them; a therapist's notes are in hers alone."""
    feedback = {row["appointment_id"]: row for row in copy.rows["feedback"]}
    is_theirs = copy.reader == "therapist"
    yield whole(
        "sessions",
        (
            "at",
            "minutes",
            "status",
            "pressure",
            "soreness",
            "said",
            *(("note",) if is_theirs else ()),
        ),
        (
            (*_session(copy, row, feedback.get(row["id"])), *_private(row, is_theirs))
            for row in copy.rows["appointments"]
        ),
    )


def _session(copy: Copy, row: Row, said: Row | None) -> Cells:
    words, said = copy.words, said or {"pressure": None, "soreness": [], "note": None}
    soreness = (f"{words.date(each['date'])}: {each['value']}" for each in said["soreness"])
    return (
        words.instant(row["starts_at"]),
        str(row["duration_min"]),
        words.code("appointment_statuses", row["status"]),
        words.code("pressures", said["pressure"]),
        ", ".join(soreness),
        said["note"] or "",
    )


def _private(row: Row, is_theirs: bool) -> Cells:
    return (row["note"] or "",) if is_theirs else ()


def of_diaries(copy: Copy) -> Iterator[Section]:
    """Yield what she told day by day, week by week, and of each exercise."""
    standing = copy.rows.standing
    daily = ("date", *SCORES, "pain_medicine", "impact", "body_map", "red_flags", "note")
    yield by_year("check_ins", daily, standing("check_ins"), "on_date", lambda row: _day(copy, row))
    weekly = ("week", *OF_WEEKS, "goals", "note")
    goals = copy.rows.by_id("goals")
    yield by_year(
        "weekly",
        weekly,
        standing("weekly_check_ins"),
        "monday",
        lambda row: _week(copy, goals, row),
    )
    names = {key: copy.words.item(row["exercise"]) for key, row in _prescriptions(copy).items()}
    logged = ("date", "slot", "item", "outcome", "reason", "sets", "before", "after", "effort")
    yield by_year(
        "logs",
        (*logged, "stop_signs", "note"),
        standing("logs"),
        "local_date",
        lambda row: _log(copy, names, row),
    )


def _prescriptions(copy: Copy) -> dict[str, Row]:
    return copy.rows.by_id("prescriptions")


def _day(copy: Copy, row: Row) -> Cells:
    words = copy.words
    return (
        words.day(row["on_date"]),
        *(copy.words.formats.told(row[name]) for name in SCORES),
        words.yes(row["pain_medicine"]),
        words.yes(row["impact"]),
        ", ".join(map(words.place, row["body_map"])),
        words.codes("red_flags", row["red_flags"]),
        row["note"] or "",
    )


def _week(copy: Copy, goals: dict[str, Row], row: Row) -> Cells:
    rated = (
        f"{goals[each['goal_id']]['text']}: {copy.words.formats.told(each['rating'])}"
        for each in row["goals"]
        if each["goal_id"] in goals
    )
    return (
        copy.words.day(row["monday"]),
        *(copy.words.formats.told(row[name]) for name in OF_WEEKS),
        " · ".join(rated),
        row["note"] or "",
    )


def _log(copy: Copy, names: dict[str, str], row: Row) -> Cells:
    words = copy.words
    figures = ("sets_done", "pain_before", "pain_after", "effort")
    return (
        words.day(row["local_date"]),
        row["slot"],
        names[row["prescription_id"]],
        words.code("outcomes", row["outcome"]),
        words.code("skip_reasons", row["reason"]),
        *(copy.words.formats.told(row[name]) for name in figures),
        words.codes("stop_signs", row["stop_signs"]),
        row["note"] or "",
    )
