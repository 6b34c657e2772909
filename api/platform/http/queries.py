"""Query strings: a parameter that a route does not know is refused, never passed over.

A filter that is misspelt would otherwise answer with everybody.
"""

from collections.abc import Awaitable, Callable, Iterator

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import get_dependant
from fastapi.exceptions import RequestValidationError


def refuse_unknown(dependant: Dependant) -> None:
    """Have a route refuse parameters that neither it nor what it depends on declares.

    It does so once the caller is known and may call it.
    """
    known = frozenset(_names(dependant))
    last = get_dependant(path=dependant.path or "", call=_only(known))
    dependant.dependencies.append(last)


def _names(dependant: Dependant) -> Iterator[str]:
    yield from (param.alias for param in dependant.query_params)
    for needed in dependant.dependencies:
        yield from _names(needed)


def _only(known: frozenset[str]) -> Callable[[Request], Awaitable[None]]:
    async def check(request: Request) -> None:
        if not request.scope["query_string"]:
            return
        unknown = [name for name in request.query_params if name not in known]
        if unknown:
            raise RequestValidationError(
                [{"type": "extra_forbidden", "loc": ("query", name)} for name in unknown]
            )

    return check
