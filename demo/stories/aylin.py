"""Aylin has flare-ups: a runner's heel that is quiet for weeks, then is not."""

from datetime import time

from demo.plots import Absence, Change, Manner, Story, Visit
from demo.series import Bump, Rhythm
from demo.stories.practice import ADMIN

AYLIN = Story(
    key="aylin",
    name="Aylin Demir",
    therapist=ADMIN,
    conditions=("plantar_fascia", "calf_cramp"),
    hour=time(13),
    rhythm=Rhythm(
        pain=(3.4, 2.6),
        sleep=(6.6, 6.8),
        stress=(4.6, 4.4),
        bumps=(Bump(30, 4, 3.9, felt=True), Bump(67, 3, 4.2, felt=True)),
    ),
    manner=Manner(
        presence=0.88,
        check_in=0.92,
        log=0.8,
        reasons=("forgot", "no_time", "away", "too_tired"),
        notes=(
            "First steps in the morning were okay.",
            "Ran 4 km, slowly.",
            "Stood all day at the fair.",
            "New insoles.",
            "Cramp in the night, short one.",
        ),
        hard_notes=(
            "Could hardly put my foot down this morning.",
            "Stabbing under the heel with every step, took the lift.",
            "Did not go to work.",
        ),
        log_notes=("On the stairs at work.", "Left side tighter than right."),
        morning=0.4,
    ),
    visits=(
        Visit(
            0,
            (
                Change("prescribe", "calf-stretch", {"schedule": {"times": ["08:00", "18:00"]}}),
                Change(
                    "prescribe",
                    "hydration",
                    {
                        "schedule": {"nudges": {"per_day": 3, "between": ["09:30", "17:30"]}},
                        "note": "A glass with each meal.",
                    },
                ),
            ),
        ),
        Visit(8),
        Visit(21, (Change("edit", "calf-stretch", {"dose": {"hold_s": 45}}),)),
        Visit(32, (Change("pause", "calf-stretch", {"reason": "Flare-up."}),), held=False),
        Visit(
            37,
            (
                Change("resume", "calf-stretch"),
                Change("edit", "calf-stretch", {"dose": {"hold_s": 20}, "max_pain": 3}),
            ),
        ),
        Visit(
            50,
            (
                Change(
                    "prescribe",
                    "heel-raise-towel",
                    {"schedule": {"times": ["18:30"], "weekdays": ["tue", "thu", "sat"]}},
                ),
            ),
        ),
        Visit(
            64,
            (
                Change(
                    "prescribe",
                    "build-up-slowly",
                    {"schedule": {"times": ["12:00"], "weekdays": ["mon", "wed", "sat"]}},
                ),
            ),
        ),
        Visit(78, (Change("stop", "hydration", {"reason": "A habit by now."}),)),
    ),
    spots=(
        {"region": "foot", "side": "right", "role": "source"},
        {"region": "calf", "side": "right", "role": "referred"},
    ),
    next_session=89,
    intake={"medication": "None.", "family_history": "Father with gout."},
    sessions=(8, 12),
    pressures=("right", "too_little", "right"),
    absences=(Absence(68, 70, "sick"),),
    platform="ios",
)
