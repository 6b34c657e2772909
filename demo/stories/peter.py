"""Peter falls silent: he logged less and less, and nothing at all for nine days."""

from datetime import time

from demo.plots import TODAY, Change, Manner, Story, Visit
from demo.series import Rhythm
from demo.stories.practice import ADMIN

CLEARED = {"reason": "Surgeon released him for everyday loads last month."}
PETER = Story(
    key="peter",
    name="Peter Novak",
    therapist=ADMIN,
    conditions=("shoulder_pain", "post_surgical"),
    hour=time(14, 30),
    rhythm=Rhythm(pain=(5.2, 4.0), sleep=(6.2, 6.0), stress=(5.4, 5.8)),
    manner=Manner(
        presence=0.76,
        check_in=0.9,
        log=0.8,
        reasons=("no_time", "forgot", "forgot", "did_not_want", "no_equipment"),
        notes=(
            "Shoulder clicks when I reach up.",
            "Painted the ceiling, bad idea.",
            "Okay.",
            "Night on the wrong side.",
        ),
        hard_notes=("Could not lift the arm.",),
        log_notes=("In the doorway of the workshop.", "No free doorway on the site."),
        morning=0.1,
    ),
    visits=(
        Visit(
            0,
            (
                Change(
                    "prescribe",
                    "doorway-pec",
                    {"schedule": {"times": ["17:00"]}, "clearance": CLEARED},
                ),
                Change(
                    "prescribe",
                    "wall-slide",
                    {"schedule": {"times": ["12:15", "18:15"]}, "clearance": CLEARED},
                ),
            ),
        ),
        Visit(11),
        Visit(25, (Change("edit", "wall-slide", {"schedule": {"times": ["18:15"]}}),)),
        Visit(
            39,
            (
                Change(
                    "prescribe",
                    "split-the-load",
                    {"schedule": {"times": ["09:00", "13:00"]}, "clearance": CLEARED},
                ),
            ),
        ),
        Visit(54, (Change("pause", "doorway-pec", {"reason": "Sore after overhead work."}),)),
        Visit(61, (Change("resume", "doorway-pec"),), held=False),
        Visit(68),
    ),
    spots=(
        {"region": "shoulder", "side": "right", "role": "source"},
        {"region": "arm", "side": "right", "role": "referred"},
    ),
    next_session=87,
    intake={
        "previous_treatment": "Rotator cuff repair eight months ago, then physiotherapy.",
        "medication": "None.",
    },
    sessions=(7, 12),
    last_seen=TODAY - 9,
)
