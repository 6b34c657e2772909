"""Why a demo does not start."""

from api.platform.http.errors import Problem


class CannotDemo(Problem):
    """The operator has something to mend: the title is the line to show."""

    def __init__(self, title: str) -> None:
        super().__init__(title=title)
