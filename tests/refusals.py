"""Every refusal that any test gets must be one that the operation's description lists."""

import json
import re
from functools import cache
from typing import Any

from httpx2 import Response

from api.platform.http.errors import MEDIA_TYPE
from tests.processes import ROOT

DOCUMENT = ROOT / "docs/reference/openapi.json"


async def expect_listed(response: Response) -> None:
    """Fail when an operation refuses with a code that the description does not list for it."""
    if response.headers.get("content-type") == MEDIA_TYPE:
        listed = codes_of(response.request.method, response.request.url.path)
        if listed is not None:
            await response.aread()
            code = response.json()["code"]
            assert code in listed, f"{code} is not listed: content/reference/problems.yaml"


def codes_of(method: str, path: str) -> set[str] | None:
    """Return the codes that are listed for a request; None where no operation is described."""
    for pattern, methods in _paths():
        if pattern.fullmatch(path):
            operation = methods.get(method.lower())
            return None if operation is None else set(listed_codes(operation))
    return None


def listed_codes(operation: dict[str, Any]) -> list[str]:
    """Return the codes that an operation lists, over all of its refusals."""
    return [
        code
        for response in operation["responses"].values()
        for code in response.get("content", {}).get(MEDIA_TYPE, {}).get("examples", {})
    ]


@cache
def _paths() -> list[tuple[re.Pattern[str], dict[str, Any]]]:
    """Return the described paths, those without parameters first."""
    paths = json.loads(DOCUMENT.read_text())["paths"]
    return [
        (re.compile(re.sub(r"\{[^}]+\}", "[^/]+", path)), paths[path])
        for path in sorted(paths, key=lambda path: path.count("{"))
    ]
