"""What the terminal shows of the stories that are told while the demo serves."""

import io
import sys
from contextlib import nullcontext
from datetime import UTC, datetime

import pytest

from demo.progress import ANEW, Tally
from demo.seed import Moment

MOMENTS = [Moment(datetime(2026, 3, hour, tzinfo=UTC), nullcontext) for hour in (1, 2)]  # type: ignore[arg-type]


class Screen(io.StringIO):
    def __init__(self, *, watched: bool) -> None:
        super().__init__()
        self._watched = watched

    def isatty(self) -> bool:
        return self._watched


def shown(monkeypatch: pytest.MonkeyPatch, *, watched: bool) -> str:
    screen = Screen(watched=watched)
    monkeypatch.setattr(sys, "stderr", screen)
    tally = Tally(1, 2)
    with tally.watching(MOMENTS, "Ana") as moments:
        assert list(moments) == MOMENTS
    tally.count("Ana")
    tally.end(4.4)
    return screen.getvalue()


def test_on_a_terminal_one_line_is_rewritten(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = shown(monkeypatch, watched=True).split(ANEW)
    assert lines == [
        "",
        "  1 of 2 stories told, now Ana: 0 %\r",
        "  1 of 2 stories told, now Ana: 50 %\r",
        "  2 of 2 stories told\r",
        "All 2 stories told. Seeded in 4 s.\n",
    ]


def test_elsewhere_each_story_has_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(monkeypatch, watched=False).splitlines() == [
        "  2 of 2 stories told: Ana.",
        "All 2 stories told. Seeded in 4 s.",
    ]
