"""What long work tells on standard error: a bar on a terminal, elsewhere a line now and then."""

import io
import sys

import pytest

from commands import progress as module
from commands.progress import progress


class Screen(io.StringIO):
    def __init__(self, *, watched: bool) -> None:
        super().__init__()
        self._watched = watched

    def isatty(self) -> bool:
        return self._watched


def shown(monkeypatch: pytest.MonkeyPatch, *, watched: bool) -> str:
    screen = Screen(watched=watched)
    monkeypatch.setattr(sys, "stderr", screen)
    with progress("Copying") as tell:
        for done in range(5):
            tell(done, 4)
        tell(5_000_000, None)
    return screen.getvalue()


def test_on_a_terminal_there_is_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)
    told = shown(monkeypatch, watched=True)
    assert "Copying" in told
    assert "\x1b[" in told


def test_elsewhere_what_is_soon_done_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(monkeypatch, watched=False) == ""


def test_elsewhere_what_lasts_says_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LINE_S", 0.0)
    lines = shown(monkeypatch, watched=False).splitlines()
    assert lines[2:] == [
        "Copying: 50 %",
        "Copying: 75 %",
        "Copying: 100 %",
        "Copying: 5,000,000",
    ]
