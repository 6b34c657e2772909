"""What a browser says of itself, as coarse as a person would name it: Firefox, Windows."""

BROWSERS = ("edge", "opera", "firefox", "chrome", "safari", "other")
SYSTEMS = ("ios", "android", "windows", "macos", "linux", "other")
# In this order: Edge and Opera say that they are Chrome as well, and Chrome that it is Safari.
_BROWSERS = (
    ("edge", ("Edg/", "EdgA/", "EdgiOS/")),
    ("opera", ("OPR/", "Opera")),
    ("firefox", ("Firefox/", "FxiOS/")),
    ("chrome", ("Chrome/", "CriOS/", "Chromium/")),
    ("safari", ("Safari/",)),
)
# iPhones say that they are like Mac OS X, and Android that it is Linux.
_SYSTEMS = (
    ("ios", ("iPhone", "iPad", "iPod")),
    ("android", ("Android",)),
    ("windows", ("Windows",)),
    ("macos", ("Macintosh", "Mac OS X")),
    ("linux", ("Linux", "X11", "CrOS")),
)
# Beyond that nobody says who she is.
_LONGEST = 1000


def browser_of(user_agent: str | None) -> tuple[str, str]:
    """Return the family of a browser and that of its system."""
    said = (user_agent or "")[:_LONGEST]
    return _family(said, _BROWSERS), _family(said, _SYSTEMS)


def _family(said: str, known: tuple[tuple[str, tuple[str, ...]], ...]) -> str:
    return next((name for name, marks in known if any(mark in said for mark in marks)), "other")
