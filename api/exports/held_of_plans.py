"""The tables of a client's plan and sessions: who gets a copy of what was prescribed and agreed.

What a therapist writes for herself or for colleagues, the product never shows to the client: notes
and findings of a session, and the reasons of a clearance, a limit, a pause and a resumption.
"""

from typing import Any

from sqlalchemy import select

from api.exports.columns import IMPLIED, Held, Owned, own
from api.tables import (
    Acknowledgement,
    Appointment,
    Episode,
    ExcusedPeriod,
    Goal,
    Prescription,
    PrescriptionPause,
    PrescriptionVersion,
)


def _of_prescription(model: Any) -> Owned:
    hers = select(Prescription.id)
    return lambda client_id: model.prescription_id.in_(
        hers.where(Prescription.client_id == client_id)
    )


HELD_OF_PLANS: tuple[Held, ...] = (
    Held(
        Episode,
        own(Episode),
        both="id created_at created_by starts_on planned_sessions planned_weeks conditions",
        left_out={"client_id": IMPLIED},
        by="starts_on",
    ),
    Held(
        Appointment,
        own(Appointment),
        both="id created_at therapist_id starts_at duration_min status",
        theirs="findings rom note",
        left_out={"client_id": IMPLIED},
        by="starts_at",
    ),
    Held(
        Prescription,
        own(Prescription),
        both="id created_at created_by exercise kind stopped_at stop_reason",
        hers="back_unread",
        left_out={"client_id": IMPLIED},
    ),
    Held(
        PrescriptionVersion,
        _of_prescription(PrescriptionVersion),
        both="id created_at prescription_id number effective_on created_by exercise_version sets "
        "reps hold_s duration_min times weekdays interval_weeks start_on end_on fixed_timezone "
        "window_min nudges_per_day nudges_from nudges_to remind max_pain note",
        theirs="max_pain_reason clearance_reason cleared",
    ),
    Held(
        PrescriptionPause,
        _of_prescription(PrescriptionPause),
        both="id created_at prescription_id from_at until_at safety resumed_by",
        theirs="reason resume_note",
    ),
    Held(
        Acknowledgement,
        own(Acknowledgement),
        both="id created_at prescription_id number covers_stop",
        left_out={"client_id": IMPLIED},
    ),
    Held(
        ExcusedPeriod,
        own(ExcusedPeriod),
        both="id created_at created_by from_on to_on reason",
        left_out={"client_id": IMPLIED},
        by="from_on",
    ),
    Held(
        Goal,
        own(Goal),
        both="id created_at created_by text set_on state ended_on earlier_texts",
        left_out={"client_id": IMPLIED},
    ),
)
