"""Hypothesis strategies of a life: where it begins, what people enter, what goes wrong."""

from datetime import UTC, datetime

from hypothesis import strategies as st

# Zone and instant at which a life begins: often the day before a clock change or a skipped date.
BEGINNINGS = st.sampled_from(
    [
        ("Europe/Berlin", datetime(2026, 3, 2, 8, tzinfo=UTC)),
        ("Europe/Berlin", datetime(2026, 3, 28, 7, tzinfo=UTC)),
        ("Europe/Berlin", datetime(2026, 10, 24, 6, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 3, 7, 13, tzinfo=UTC)),
        ("Australia/Lord_Howe", datetime(2026, 4, 4, 1, tzinfo=UTC)),
        ("Africa/Cairo", datetime(2026, 4, 23, 8, tzinfo=UTC)),
        ("Pacific/Apia", datetime(2011, 12, 29, 20, tzinfo=UTC)),
        ("Pacific/Kiritimati", datetime(2026, 3, 1, 20, tzinfo=UTC)),
    ]
)
ZONES = st.sampled_from(
    [
        "Europe/Berlin",
        "America/New_York",
        "Asia/Kolkata",
        "Pacific/Kiritimati",
        "Pacific/Pago_Pago",
        "Pacific/Apia",
        "Africa/Cairo",
    ]
)
WALLS = ("00:10", "02:30", "07:55", "08:00", "08:04", "08:10", "10:00", "12:30", "18:32", "20:58")
WALL = st.sampled_from(WALLS)
TIMES = st.lists(WALL, min_size=1, max_size=3, unique=True).map(sorted)
WINDOWS = st.sampled_from([5, 30, 120, 720])
CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "times": TIMES,
        "window_min": WINDOWS,
        "remind": st.booleans(),
        "timezone_mode": st.sampled_from(["fixed", "floating"]),
    },
).filter(bool)
QUIET = st.sampled_from(
    [None, ("21:00", "08:00"), ("22:30", "02:45"), ("12:00", "13:00"), ("00:00", "23:59")]
).map(lambda hours: hours and dict(zip(("start", "end"), hours, strict=True)))
PREFERENCES = st.one_of(
    QUIET.map(lambda hours: {"quiet_hours": hours}),
    st.sampled_from([1, 2, 6, 24]).map(lambda cap: {"reminder_cap": cap}),
    WALL.map(lambda wall: {"check_in_time": wall}),
)
NUMBER = st.integers(0, 30)
MINUTES = st.sampled_from([0, 1, 5, 11, 60, 180, 600, 1440])
PHONES, TARGETS = st.sampled_from(["one", "two"]), st.sampled_from(["a", "b", "c"])
ANSWERS = st.sampled_from(
    [
        ("503", "45"),
        ("503", None),
        ("500", None),
        ("429", "90"),
        ("404-unregistered", None),
        ("400", None),
        ("hang", None),
        ("hang-before", None),
        ("reset-after-accept", None),
        ("reset-before-accept", None),
        ("html-502", None),
        ("junk", None),
    ]
)
DEATHS = st.sampled_from(["slow", "slow-before-accept"])
# What can happen while a push is in flight.
DURING = st.sampled_from(["stop", "pause", "log", "red_flag", "travel", "edit", "hand_over"])
