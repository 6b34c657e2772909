"""The tables of what a client hands in: who gets a copy of what she told, and of how it came."""

from api.exports.columns import IMPLIED, WORKINGS, Held, own
from api.tables import (
    CheckIn,
    EarlierUpload,
    ExcusedName,
    Feedback,
    Log,
    LogAlias,
    ToldPreference,
    WeeklyCheckIn,
)

# What phones hand in has these columns besides.
CAME = "id created_at recorded_at received_at"
LEFT_OUT = {"client_id": IMPLIED, "ordered_at digest": WORKINGS}
HELD_OF_DIARIES: tuple[Held, ...] = (
    Held(
        CheckIn,
        own(CheckIn),
        both=f"{CAME} on_date pain_average pain_worst sleep_quality sleep_hours stress "
        "pain_medicine impact body_map red_flags note duration_s answered undone",
        hers="sign_in_id",
        left_out=LEFT_OUT,
        by="on_date",
    ),
    Held(
        WeeklyCheckIn,
        own(WeeklyCheckIn),
        both=f"{CAME} monday energy days_in_bed pain_interference enjoyment overall_change goals "
        "note duration_s answered undone",
        hers="sign_in_id",
        left_out=LEFT_OUT,
        by="monday",
    ),
    Held(
        Log,
        own(Log),
        both=f"{CAME} prescription_id local_date slot outcome reason sets_done pain_before "
        "pain_after effort stop_signs note undone shown_at",
        hers="sign_in_id",
        left_out=LEFT_OUT,
        by="local_date slot",
    ),
    Held(
        LogAlias,
        own(LogAlias),
        hers="id created_at log_id",
        left_out={"client_id": IMPLIED},
    ),
    Held(
        Feedback,
        own(Feedback),
        both=f"{CAME} appointment_id pressure soreness note",
        hers="sign_in_id",
        left_out=LEFT_OUT,
    ),
    Held(
        EarlierUpload,
        own(EarlierUpload),
        both=f"{CAME} kind subject_id answers",
        hers="sign_in_id",
        left_out=LEFT_OUT,
        # What she set for herself, and how she named it, is her own.
        theirs_are=EarlierUpload.kind.in_(("check_ins", "weekly_check_ins", "logs", "feedback")),
    ),
    Held(
        ExcusedName,
        own(ExcusedName),
        hers=f"{CAME} period_id from_on to_on reason undone sign_in_id",
        left_out=LEFT_OUT,
    ),
    Held(
        ToldPreference,
        own(ToldPreference),
        hers=f"{CAME} name value sign_in_id",
        left_out=LEFT_OUT,
    ),
)
