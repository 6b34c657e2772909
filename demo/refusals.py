"""The error with which a demo refuses to start."""

from api.platform.faults import Fault


class CannotDemo(Fault):
    """The demo cannot start until the operator fixes something; the message says what."""
