"""Why a request of a page was refused, in the words of its reader."""

from collections.abc import Callable
from dataclasses import dataclass

from fastapi.exceptions import RequestValidationError

from api.platform.db import is_gone, is_unavailable
from api.platform.http.errors import NotFound, Problem, Unavailable, of_validation

# Returns the words of a key, or None where there are none.
Words = Callable[[str], str | None]
# What can be mended in the form that was sent.
MENDABLE = {401, 409, 412, 422, 428, 429, 503}


class SignedOut(Problem):
    status, code, title = 401, "signed_out", "Sign in first."


class Failed(Problem):
    status, code, title = 500, "internal", "Something went wrong on our side."


@dataclass(frozen=True, slots=True)
class Refusal:
    """A problem as a page tells it."""

    problem: Problem

    @property
    def status(self) -> int:
        return self.problem.status

    @property
    def is_mendable(self) -> bool:
        """Tell whether the same form may be shown again."""
        return self.status in MENDABLE

    def words(self, known: Words) -> str:
        """Return what is to be told of it: by its code, else by its status."""
        keys = (f"problems.{self.problem.problem_code}", f"problems.status_{self.status}")
        return next((words for key in keys if (words := known(key))), self.problem.problem_title)

    def of_field(self, name: str, known: Words, *, whole: bool = False) -> str | None:
        """Return what is wrong with a field such as `dose.sets`, or within it unless as a whole."""
        pointer = "/" + name.replace(".", "/")
        for error in self.problem.extra.get("errors", ()):
            within = not whole and error["pointer"].startswith(f"{pointer}/")
            if error["pointer"] == pointer or within:
                return known(f"errors.{error['code']}") or known("errors.other")
        return None


def refusal_of(error: Exception) -> Refusal:
    """Return any error as a refusal; what is ours to mend tells nothing of itself."""
    if isinstance(error, Problem):
        return Refusal(error)
    if isinstance(error, RequestValidationError):
        # A path with something else than an id leads nowhere.
        elsewhere = any(each["loc"][:1] == ("path",) for each in error.errors())
        return Refusal(NotFound() if elsewhere else of_validation(error))
    if is_unavailable(error):
        return Refusal(Unavailable(retry_after_s=2))
    if is_gone(error):
        return Refusal(NotFound())
    return Refusal(Failed())
