"""Marta gets better: a desk worker with a stiff neck who keeps to her plan."""

from datetime import time

from demo.plots import YESTERDAY, Change, Manner, Snooze, Story, Visit
from demo.series import Bump, Rhythm
from demo.stories.practice import ADMIN

MARTA = Story(
    key="marta",
    name="Marta Lindner",
    therapist=ADMIN,
    conditions=("neck_pain", "headache"),
    hour=time(10),
    rhythm=Rhythm(
        pain=(6.4, 1.9),
        sleep=(5.0, 7.2),
        stress=(6.0, 4.2),
        # Sore after the first session, as many are.
        bumps=(Bump(1, 2, 1.2), Bump(52, 1, 2.0)),
    ),
    manner=Manner(
        presence=0.95,
        check_in=0.94,
        log=0.95,
        reasons=("no_time", "no_time", "no_time", "forgot", "too_tired", "away"),
        notes=(
            "Neck was fine until lunch, then four hours of meetings.",
            "Slept well for once.",
            "Could look over my shoulder in the car without turning my whole body.",
            "Headache in the afternoon, gone after a walk.",
            "Long day at the screen.",
            "Hardly thought about my neck today.",
        ),
        hard_notes=("My neck is like a board today.", "Headache since I got up."),
        log_notes=(
            "Did it at my desk.",
            "Only half, then the phone rang.",
            "Feels looser each time.",
        ),
        morning=0.35,
        after=(-1, -1, -1, 0, 0),
    ),
    visits=(
        Visit(
            0,
            (
                Change(
                    "prescribe",
                    "chin-tuck",
                    {
                        "schedule": {"times": ["08:30", "17:30"]},
                        "note": "Slowly, and keep breathing. Small is enough.",
                    },
                ),
                Change(
                    "prescribe",
                    "neck-turn",
                    {"schedule": {"times": ["12:30"]}, "dose": {"sets": 1, "reps": 6}},
                ),
                Change("prescribe", "microbreak", {"schedule": {"times": ["10:30", "15:00"]}}),
            ),
            record={
                "findings": [
                    {
                        "region": "neck",
                        "side": "left",
                        "root_cause": "trigger_points",
                        "referred_to": ["head"],
                    },
                    {"region": "upper_back", "side": "both", "root_cause": "postural_distortion"},
                ],
                "rom": [
                    {"joint": "neck", "movement": "rotation", "side": "left", "degrees": 42},
                    {"joint": "neck", "movement": "rotation", "side": "right", "degrees": 55},
                ],
                "note": "Screen sits too low; she will raise it.",
            },
        ),
        Visit(
            7,
            record={
                "rom": [
                    {"joint": "neck", "movement": "rotation", "side": "left", "degrees": 48},
                    {"joint": "neck", "movement": "rotation", "side": "right", "degrees": 57},
                ],
                "note": "Tender on the left; went lighter after last week.",
            },
        ),
        Visit(21, (Change("edit", "chin-tuck", {"dose": {"sets": 3}, "note": "Three sets now."}),)),
        Visit(
            35,
            (
                Change("stop", "neck-turn", {"reason": "Turns her head freely."}),
                Change(
                    "prescribe",
                    "regular-meals",
                    {
                        "schedule": {"times": ["12:30"]},
                        "note": "Your headaches often follow a skipped lunch.",
                    },
                ),
            ),
        ),
        Visit(
            49,
            (Change("prescribe", "slow-breathing", {"schedule": {"times": ["17:45"]}}),),
        ),
        Visit(60, (Change("pause", "slow-breathing", {"reason": "A cold."}),), held=False),
        Visit(66, (Change("resume", "slow-breathing"),), held=False),
        Visit(
            77,
            (Change("edit", "chin-tuck", {"schedule": {"times": ["08:30"]}, "note": None}),),
            record={
                "findings": [
                    {"region": "neck", "side": "left", "root_cause": "trigger_points"},
                ],
                "rom": [
                    {"joint": "neck", "movement": "rotation", "side": "left", "degrees": 68},
                    {"joint": "neck", "movement": "rotation", "side": "right", "degrees": 71},
                ],
                "note": "Only the left side is still tender; ask how the new screen is.",
            },
        ),
    ),
    spots=(
        {"region": "neck", "side": "both", "role": "source"},
        {"region": "head", "side": "right", "role": "referred"},
    ),
    next_session=88,
    intake={
        "medication": "Ibuprofen on bad days, about twice a month.",
        "previous_treatment": "Six sessions of physiotherapy two years ago.",
        "family_history": "Mother with migraine.",
    },
    sessions=(8, 12),
    pressures=("too_much", "right", "right"),
    goals=("Look over my shoulder when I park the car", "Lift my son without thinking of my neck"),
    reads_plan_until=76,
    snoozes=(Snooze(YESTERDAY, time(17, 58), 30),),
    preferences={"quiet_hours": {"start": "20:30", "end": "08:00"}, "check_in_time": "17:50"},
)
