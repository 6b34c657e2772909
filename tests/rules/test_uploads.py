from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.rules.instants import ZoneSpan
from api.rules.uploads import (
    UNDO,
    Stamps,
    Upload,
    asked_week,
    date_or_today,
    is_answered,
    joined,
    prevailing,
    refused_date,
    refused_week,
    taking_back,
    upload_of,
    within_reach,
)

NOON = datetime(2026, 3, 11, 12, tzinfo=UTC)  # A Wednesday.
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
RESET = datetime(1970, 1, 1, tzinfo=UTC)
PHONE, OTHER = UUID(int=1), UUID(int=2)
BERLIN = (ZoneSpan("Europe/Berlin", NOON - 365 * DAY),)


def day(month: int, of_month: int) -> date:
    return date(2026, month, of_month)


def said(
    pain: int,
    recorded_at: datetime,
    received_at: datetime = NOON + DAY,
    phone: UUID | None = PHONE,
    sent_at: datetime | None = None,
) -> Upload:
    return upload_of({"pain": pain}, Stamps(recorded_at, sent_at, received_at, phone))


@pytest.mark.parametrize(
    ("on", "monday"),
    [
        (day(3, 1), day(2, 23)),
        (day(3, 2), day(2, 23)),
        (day(3, 4), day(2, 23)),
        (day(3, 7), day(2, 23)),
        (day(3, 8), day(3, 2)),
        (day(3, 9), day(3, 2)),
        (date(2027, 1, 3), date(2026, 12, 28)),
    ],
)
def test_the_week_asked_about_is_the_one_that_ends_or_ended_last(on: date, monday: date) -> None:
    assert asked_week(on) == monday
    assert asked_week(on).isoweekday() == 1


WEEKS = {
    "a Tuesday": (day(3, 3), day(3, 8), "not_a_monday"),
    "a week that has begun": (day(3, 9), day(3, 11), None),
    "on its Monday": (day(3, 9), day(3, 9), None),
    "before it": (day(3, 9), day(3, 8), "recorded_before_its_week"),
    "on the last evening": (day(2, 23), day(3, 8), None),
    "a day later": (day(2, 23), day(3, 9), "recorded_too_late"),
    "next week": (day(3, 16), day(3, 11), "date_in_the_future"),
    "uploaded 92 days after its end": (date(2025, 12, 1), date(2025, 12, 7), "uploaded_too_late"),
    "uploaded in time": (date(2025, 12, 8), date(2025, 12, 14), None),
}


@pytest.mark.parametrize(("monday", "recorded_on", "code"), WEEKS.values(), ids=WEEKS)
def test_a_week_is_taken_when_it_was_recorded_in_time(
    monday: date, recorded_on: date, code: str | None
) -> None:
    assert refused_week(monday, recorded_on, NOON.date(), NOON) == code


def test_the_last_day_to_upload_a_week_is_92_days_after_its_sunday() -> None:
    sunday = datetime(2026, 3, 8, 20, tzinfo=UTC)
    last = sunday + timedelta(days=92)
    assert refused_week(day(3, 2), sunday.date(), last.date(), last) is None
    later = last + timedelta(days=1)
    assert refused_week(day(3, 2), sunday.date(), later.date(), later) == "uploaded_too_late"


def test_the_future_begins_with_the_next_date() -> None:
    for on, code in ((day(3, 8), None), (day(3, 9), "date_in_the_future")):
        assert refused_date(on, day(3, 8), day(3, 8), NOON - 3 * DAY) == code


ZONES = {
    # Where she was from when on; when it was recorded and came; the latest date that is taken.
    "at home": ([("Europe/Berlin", -365 * DAY)], -HOUR, day(3, 11)),
    "far in the east": ([("Pacific/Kiritimati", -365 * DAY)], -HOUR, day(3, 12)),
    "far in the west": ([("Pacific/Honolulu", -365 * DAY)], -HOUR, day(3, 11)),
    "just came from the east": (
        [("Pacific/Auckland", -9 * DAY), ("Europe/Berlin", -HOUR)],
        -2 * HOUR,
        day(3, 12),
    ),
    "came from the east long ago": (
        [("Pacific/Auckland", -9 * DAY), ("Europe/Berlin", -2 * HOUR)],
        -HOUR,
        day(3, 11),
    ),
    "was registered there after she had logged": (
        [("Europe/Berlin", -9 * DAY), ("Pacific/Auckland", -timedelta(minutes=1))],
        -2 * HOUR,
        day(3, 12),
    ),
}


@pytest.mark.parametrize(("lived", "recorded", "latest"), ZONES.values(), ids=ZONES)
def test_what_may_be_logged_follows_the_zones_where_she_was(lived, recorded, latest) -> None:
    history = tuple(ZoneSpan(name, NOON + since) for name, since in lived)
    upload = said(1, NOON + recorded, NOON)
    assert upload.latest_date(history) == latest
    assert upload.refused_for(latest + DAY, history) == "date_in_the_future"
    assert upload.refused_for(latest, history) is None


def test_tomorrow_cannot_be_confirmed_at_noon() -> None:
    assert said(1, NOON, NOON).refused_for(day(3, 12), BERLIN) == "date_in_the_future"


def test_a_clock_that_runs_slow_by_minutes_locks_nobody_out_after_midnight() -> None:
    midnight = datetime(2026, 3, 11, 23, 5, tzinfo=UTC)
    slow = said(1, midnight - 10 * timedelta(minutes=1), midnight)
    assert slow.refused_for(day(3, 12), BERLIN) is None


CLOCKS = {
    # recorded_at, sent_at, and when it was recorded by our clock; it comes at noon.
    "right": (NOON - HOUR, NOON, NOON - HOUR),
    "fast": (NOON + 2 * HOUR, NOON + 3 * HOUR, NOON - HOUR),
    "days ahead": (NOON + 9 * DAY, NOON + 9 * DAY + HOUR, NOON - HOUR),
    "days behind": (NOON - 9 * DAY - HOUR, NOON - 9 * DAY, NOON - HOUR),
    "reset to 1970": (RESET, RESET + HOUR, NOON - HOUR),
    "not said, behind": (NOON - HOUR, None, NOON - HOUR),
    "not said, ahead": (NOON + HOUR, None, NOON),
    "sent before it was recorded": (NOON, NOON - HOUR, NOON),
}


@pytest.mark.parametrize(("recorded_at", "sent_at", "corrected"), CLOCKS.values(), ids=CLOCKS)
def test_what_a_wrong_clock_recorded_is_corrected_by_when_it_was_sent(
    recorded_at, sent_at, corrected
) -> None:
    upload = said(1, recorded_at, NOON, sent_at=sent_at)
    assert (upload.recorded_at, upload.ordered_at) == (recorded_at, corrected)
    assert upload.received_at == NOON


def test_of_one_phone_the_last_by_its_own_clock_holds_however_wrong_it_is() -> None:
    for wrong in (-9 * DAY, -HOUR, timedelta(0), timedelta(minutes=3), 9 * DAY):
        early, late = (said(pain, NOON + wrong + pain * timedelta(minutes=1)) for pain in (1, 2))
        for order in permutations((early, late, early)):
            assert prevailing(order).answers == {"pain": 2}


def test_of_two_phones_the_last_by_the_corrected_instant_holds() -> None:
    fast = said(1, NOON + DAY, NOON, PHONE, sent_at=NOON + DAY + HOUR)
    right = said(2, NOON - timedelta(minutes=30), NOON, OTHER, sent_at=NOON)
    assert fast.ordered_at < right.ordered_at < fast.recorded_at
    for order in permutations((fast, right)):
        assert prevailing(order) is right


def test_an_undo_takes_back_what_any_phone_said_before_it() -> None:
    ours = said(1, NOON + HOUR)
    theirs = said(2, NOON, phone=OTHER)
    undo = taking_back(Stamps(NOON + 2 * HOUR, None, NOON + DAY, OTHER))
    assert prevailing([ours, theirs]) is ours
    assert prevailing([ours, theirs, undo]) is undo


def test_of_two_of_one_instant_the_digest_decides_alone() -> None:
    one, same, other = (said(pain, NOON) for pain in (1, 1, 2))
    assert one.order == same.order != other.order
    assert one.repeats(same)
    assert not one.repeats(other)
    ends = {prevailing(order).digest for order in permutations((one, other))}
    assert ends == {max(one.digest, other.digest)}


def test_an_undo_comes_after_every_log_of_its_instant_and_before_a_later_one() -> None:
    now, later = said(1, NOON), said(1, NOON + timedelta.resolution)
    undo = taking_back(Stamps(NOON, None, NOON + DAY, PHONE))
    assert (undo.answers, undo.digest) == (None, UNDO)
    assert prevailing([undo, now]) is undo
    assert prevailing([undo, later]) is later


def test_what_comes_again_counts_once_and_with_the_shorter_way() -> None:
    slow = said(1, NOON, NOON + 2 * HOUR, sent_at=NOON + HOUR)
    quick = said(1, NOON, NOON + 3 * HOUR, sent_at=NOON + 3 * HOUR)
    for first, second in ((slow, quick), (quick, slow)):
        (kept,) = joined([first], second)
        assert kept.ordered_at == NOON
        assert kept.received_at == first.received_at


def test_what_came_before_phones_were_told_apart_may_be_of_the_phone_that_sends_it_again() -> None:
    first = said(1, NOON + HOUR, NOON, None)
    edit = said(2, NOON + HOUR, NOON, None)
    again = said(1, NOON + HOUR, NOON + DAY)
    kept = joined([first, edit], again)
    assert [(each.phone, each.ordered_at, each.answers) for each in kept] == [
        (None, NOON, {"pain": 2}),
        (PHONE, NOON, {"pain": 1}),
    ]
    assert not again.repeats(first)
    assert not said(1, NOON + HOUR, phone=OTHER).repeats(again)


UPLOADS = st.lists(
    st.tuples(st.sampled_from([PHONE, OTHER]), st.integers(0, 5), st.integers(0, 2)), min_size=1
)
OFFSETS = st.timedeltas(timedelta(days=-9), timedelta(days=9))


@given(UPLOADS, OFFSETS, OFFSETS, st.randoms())
def test_phones_whose_clocks_are_wrong_end_as_if_all_had_come_in_order(
    uploads, one, other, random
) -> None:
    ahead = {PHONE: one, OTHER: other}
    truth = max((minute, taken_digest(pain), phone == OTHER) for phone, minute, pain in uploads)
    for _ in range(3):
        kept: list[Upload] = []
        order = [*uploads, *random.choices(uploads, k=3)]
        random.shuffle(order)
        for n, (phone, minute, pain) in enumerate(order):
            now = NOON + timedelta(hours=1, seconds=n)
            recorded_at = NOON + timedelta(minutes=minute) + ahead[phone]
            upload = said(pain, recorded_at, now, phone, sent_at=now + ahead[phone])
            kept = joined(kept, upload)
        best = prevailing(kept)
        assert (best.ordered_at, best.digest) == (NOON + timedelta(minutes=truth[0]), truth[1])


def taken_digest(pain: int) -> str:
    return said(pain, NOON).digest


def test_the_date_is_that_of_where_she_was_when_her_phone_recorded_it() -> None:
    lived = (ZoneSpan("Europe/Berlin", NOON - 9 * HOUR), ZoneSpan("Pacific/Auckland", NOON))
    for recorded_at, on in ((NOON - timedelta.resolution, day(3, 11)), (NOON, day(3, 12))):
        upload = said(1, recorded_at, NOON + HOUR)
        assert upload.recorded_on(lived) == on
        assert upload.refused_for(on, lived) is None
        assert upload.refused_for(on - timedelta(days=2), lived) == "recorded_too_late"


SAID = {
    "nothing": ({"pain": None, "body_map": [], "note": None, "duration_s": 20}, False),
    "blanks": ({"note": "  "}, False),
    "taken back": (None, False),
    "no pain at all": ({"pain": 0}, True),
    "no": ({"pain_medicine": False}, True),
    "a word": ({"note": "Fine."}, True),
    "a place": ({"body_map": [{"region": "neck"}]}, True),
    "a flag": ({"red_flags": ["bad_luck"]}, True),
}


@pytest.mark.parametrize(("answers", "answered"), SAID.values(), ids=SAID)
def test_a_check_in_is_answered_when_it_says_anything(answers, answered) -> None:
    assert is_answered(answers) is answered


DATES = {
    "2026-03-11": day(3, 11),
    "2026-03-01": day(3, 1),
    "2026-03-12": day(3, 11),
    "2025-03-11": day(3, 11),
    "2026-02-30": day(3, 11),
    "yesterday": day(3, 11),
}


@pytest.mark.parametrize(("told", "on"), DATES.items())
def test_an_impossible_date_is_that_of_receipt(told, on) -> None:
    assert date_or_today(told, BERLIN, NOON) == on
    assert date_or_today(None, BERLIN, NOON) == day(3, 11)
    assert date_or_today({"on": told}, BERLIN, NOON) == day(3, 11)


ZONES = ("Pacific/Kiritimati", "Europe/Berlin", "Pacific/Niue")


@given(
    st.dates(date(2025, 10, 1), date(2026, 8, 1)),
    st.datetimes(datetime(2025, 10, 1), datetime(2026, 8, 1), timezones=st.just(UTC)),
    st.sampled_from(ZONES),
)
def test_what_is_out_of_reach_is_refused_whenever_and_wherever_it_was_recorded(
    on: date, recorded_at: datetime, timezone: str
) -> None:
    if not within_reach(on, NOON):
        history = (ZoneSpan(timezone, NOON - 365 * DAY),)
        upload = said(3, recorded_at, received_at=NOON)
        assert upload.refused_for(on, history) is not None


def test_what_may_be_taken_is_within_reach() -> None:
    oldest, latest = NOON.date() - 92 * DAY, NOON.date() + DAY
    assert within_reach(oldest, NOON)
    assert within_reach(latest, NOON)
    assert not within_reach(oldest - 3 * DAY, NOON)
    assert not within_reach(latest + 2 * DAY, NOON)
