"""What browsers say of themselves, and as what that is kept."""

import pytest

from api.rules.user_agents import BROWSERS, SYSTEMS, browser_of

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("said", "known"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", "firefox linux"),
        (f"Mozilla/5.0 (Windows NT 10.0) {WEBKIT} Chrome/142.0 Safari/537.36", "chrome windows"),
        (f"Mozilla/5.0 (Windows NT 10.0) {WEBKIT} Chrome/1 Safari/1 Edg/142.0", "edge windows"),
        (
            f"Mozilla/5.0 (Macintosh; Intel Mac OS X) {WEBKIT} Chrome/1 Safari/1 OPR/9",
            "opera macos",
        ),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X) Version/26.0 Safari/605", "safari macos"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 26 like Mac OS X) Version/26 Safari/604",
            "safari ios",
        ),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 26 like Mac OS X) CriOS/142 Safari/604", "chrome ios"),
        (f"Mozilla/5.0 (Linux; Android 16) {WEBKIT} Chrome/142.0 Mobile", "chrome android"),
        (f"Mozilla/5.0 (X11; CrOS x86_64) {WEBKIT} Chrome/142.0 Safari/1", "chrome linux"),
        ("python-httpx/1", "other other"),
        ("", "other other"),
        (None, "other other"),
        ("x" * 5000 + "Firefox/1", "other other"),
    ],
)
def test_a_browser_is_known_by_family_alone(said, known):
    browser, system = browser_of(said)
    assert f"{browser} {system}" == known
    assert browser in BROWSERS
    assert system in SYSTEMS
