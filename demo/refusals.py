"""The error with which a demo refuses to start."""

from api.platform.http.errors import Problem


class CannotDemo(Problem):
    """The demo cannot start until the operator fixes something; the title says what."""

    def __init__(self, title: str) -> None:
        super().__init__(title=title)
