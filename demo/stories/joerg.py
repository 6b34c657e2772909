"""Jörg gets worse: poor nights, a sore back, and an exercise that does him no good."""

from datetime import time

from demo.plots import Change, Manner, Stop, Story, Visit
from demo.series import Bump, Rhythm
from demo.stories.practice import ADMIN

JOERG = Story(
    key="joerg",
    name="Jörg Albrecht",
    therapist=ADMIN,
    conditions=("low_back_pain", "sciatica"),
    hour=time(11, 30),
    rhythm=Rhythm(
        pain=(2.4, 7.0),
        sleep=(5.8, 4.4),
        stress=(5.0, 6.6),
        sleep_to_pain=0.6,
        bumps=(Bump(79, 5, 1.5, felt=True),),
    ),
    manner=Manner(
        presence=0.82,
        check_in=0.92,
        log=0.72,
        reasons=("pain", "pain", "too_tired", "no_time", "unsure_how", "did_not_want"),
        notes=(
            "Drove for five hours.",
            "Woke up three times.",
            "Getting out of the car is the worst.",
            "Sat through the whole evening, should not have.",
            "A bit better when I walk.",
            "Not sure these exercises do anything.",
        ),
        hard_notes=(
            "Could not put my socks on.",
            "It pulls down to the back of the knee.",
            "Lay on the floor most of the evening.",
        ),
        log_notes=(
            "The ball made it worse.",
            "Stopped halfway.",
            "Fine while doing it, sore afterwards.",
        ),
        morning=0.15,
        after=(0, 0, 0, 1, -1),
        hurts=frozenset({"gluteal-ball"}),
    ),
    visits=(
        Visit(
            0,
            (
                Change(
                    "prescribe",
                    "cat-cow",
                    {
                        "schedule": {"times": ["08:15", "18:15"]},
                        "clearance": {"reason": "Mild; small range, no load. Shown and checked."},
                    },
                ),
                Change(
                    "prescribe",
                    "gluteal-ball",
                    {"schedule": {"times": ["18:30"]}, "max_pain": 4, "note": "Press lightly."},
                ),
                Change(
                    "prescribe",
                    "sleep-side-pillow",
                    {"schedule": {"times": ["20:30"]}},
                ),
            ),
        ),
        Visit(
            10,
            (
                Change(
                    "prescribe",
                    "pelvic-tilt",
                    {
                        "schedule": {"times": ["18:00"], "weekdays": ["mon", "wed", "fri"]},
                        "dose": {"sets": 2, "reps": 10},
                    },
                ),
            ),
        ),
        Visit(24),
        Visit(38),
        Visit(
            46,
            (
                Change("edit", "gluteal-ball", {"dose": {"reps": 1, "hold_s": 15}}),
                Change(
                    "resume", "gluteal-ball", {"note": "Shorter and lighter; he tried it here."}
                ),
            ),
            held=False,
        ),
        Visit(59, (Change("stop", "gluteal-ball", {"reason": "Still worse after it."}),)),
        Visit(73, (Change("edit", "pelvic-tilt", {"dose": {"sets": 1}, "max_pain": 3}),)),
        Visit(
            81,
            (
                Change(
                    "resume", "cat-cow", {"note": "His doctor saw him; gentle movement is fine."}
                ),
                Change("resume", "sleep-side-pillow", {"note": "A pillow does no harm."}),
            ),
            held=False,
        ),
    ),
    spots=(
        {"region": "low_back", "side": "left", "role": "source"},
        {"region": "thigh", "side": "left", "role": "referred"},
    ),
    next_session=86,
    intake={
        "contraindications": ["osteoporosis"],
        "other_conditions": "High blood pressure.",
        "medication": "Ramipril 5 mg.",
        "previous_treatment": "Massage now and then.",
    },
    sessions=(7, 12),
    pressures=("right", "too_much"),
    stops=(
        Stop(36, "gluteal-ball", (3, 6)),
        Stop(57, "gluteal-ball", (4, 6)),
    ),
    red_flags={79: "constant_night_pain"},
)
