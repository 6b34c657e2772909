"""Samir is new: taken into care yesterday, one check-in, far too little for any percentage."""

from datetime import time

from demo.plots import YESTERDAY, Change, Manner, Story, Visit
from demo.series import Rhythm
from demo.stories.practice import COLLEAGUE

SAMIR = Story(
    key="samir",
    name="Samir Haddad",
    therapist=COLLEAGUE,
    conditions=("hip_pain", "low_back_pain"),
    hour=time(16),
    rhythm=Rhythm(pain=(5.0, 5.0), sleep=(6.0, 6.0), stress=(5.0, 5.0)),
    manner=Manner(
        presence=1,
        check_in=1,
        log=1,
        reasons=("no_time",),
        notes=("First day with the app.",),
        morning=0,
    ),
    visits=(
        Visit(
            YESTERDAY,
            (
                Change(
                    "prescribe",
                    "glute-bridge",
                    {
                        "schedule": {"times": ["18:00"]},
                        "dose": {"sets": 2},
                        "clearance": {"reason": "Small, repaired years ago; he breathes out."},
                    },
                ),
                Change(
                    "prescribe", "sit-stand-switch", {"schedule": {"times": ["10:00", "15:00"]}}
                ),
            ),
        ),
    ),
    spots=({"region": "hip", "side": "left", "role": "source"},),
    next_session=91,
    takes_pushes=False,
    intake={
        "contraindications": ["hernia"],
        "other_conditions": "Inguinal hernia, repaired in 2019.",
    },
)
