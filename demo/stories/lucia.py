"""Lucía travels: two weeks of work in New York between two halves at home in Berlin."""

from datetime import time

from demo.plots import BERLIN, YESTERDAY, Absence, Change, Flight, Manner, Stop, Story, Visit
from demo.series import Bump, Rhythm
from demo.stories.practice import COLLEAGUE

LUCIA = Story(
    key="lucia",
    name="Lucía Fernández",
    therapist=COLLEAGUE,
    conditions=("carpal_tunnel", "numbness_tingling"),
    hour=time(10, 15),
    rhythm=Rhythm(
        pain=(4.8, 3.2),
        sleep=(6.4, 6.6),
        stress=(5.2, 4.8),
        bad_nights=(Bump(53, 4, -2.2), Bump(67, 3, -1.8)),
    ),
    manner=Manner(
        presence=0.86,
        check_in=0.92,
        log=0.8,
        reasons=("no_time", "away", "away", "forgot", "unsure_how"),
        notes=(
            "Hoy casi sin hormigueo.",
            "Muchas horas con el ratón.",
            "Me desperté con la mano dormida.",
            "La férula por la noche me ayuda.",
            "Dormí mal por el cambio de hora.",
            "Mejor después de las pausas.",
        ),
        hard_notes=("Se me cayó la taza de la mano.", "No pude abrir un frasco."),
        log_notes=("En la oficina.", "Con calma, sin forzar.", "Solo el lado derecho."),
        morning=0.3,
    ),
    visits=(
        Visit(
            0,
            (
                Change(
                    "prescribe",
                    "median-glide",
                    {
                        "schedule": {"times": ["08:45", "17:15"]},
                        "note": "Despacio y sin dolor. Si hormiguea más, pare.",
                    },
                ),
                Change("prescribe", "switch-tasks", {"schedule": {"times": ["11:30", "15:30"]}}),
            ),
        ),
        Visit(
            7,
            (
                Change(
                    "prescribe",
                    "wrist-neutral-night",
                    {
                        "schedule": {"times": ["20:30"]},
                        "note": "Con la férula; si aprieta, aflójela.",
                    },
                ),
            ),
        ),
        Visit(
            22,
            (
                Change(
                    "prescribe",
                    "belly-breathing",
                    {
                        "schedule": {
                            "times": ["18:00"],
                            "weekdays": ["tue", "thu"],
                            "timezone_mode": "fixed",
                        },
                        "note": "Con el grupo en línea, a las seis de Berlín.",
                    },
                ),
            ),
        ),
        Visit(36, (Change("edit", "median-glide", {"dose": {"reps": 8}}),)),
        Visit(48, (Change("edit", "switch-tasks", {"schedule": {"times": ["11:30"]}}),)),
        Visit(58, (Change("pause", "belly-breathing", {"reason": "Viaje."}),), held=False),
        Visit(68, (Change("resume", "belly-breathing"),), held=False),
        Visit(72, (Change("stop", "switch-tasks", {"reason": "Ya lo hace sola."}),)),
    ),
    spots=(
        {"region": "wrist", "side": "right", "role": "source", "tingling": True},
        {"region": "hand", "side": "right", "role": "referred", "tingling": True},
    ),
    next_session=86,
    locale="es",
    platform="ios",
    preferences={"reminder_cap": 4},
    flights=(
        Flight(52, time(16, 20), "America/New_York"),
        Flight(66, time(9, 40), BERLIN),
    ),
    away=frozenset({52, 65}),
    intake={"medication": "Ninguna.", "previous_treatment": "Férula por las noches."},
    sessions=(6, 12),
    absences=(Absence(53, 54, "holiday"),),
    stops=(Stop(YESTERDAY, "median-glide", (3, 4), ("moving_down_limb",)),),
    unshared=(62, 64),
)
