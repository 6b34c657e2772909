"""Every refusal that any test gets must be one that the operation's description lists."""

import json
import re
from functools import cache
from typing import Any

from httpx2 import Response

from api.platform.http.contract import OF_A_CHANGE
from api.platform.http.errors import MEDIA_TYPE
from api.platform.http.uploads import SYNC
from tests.processes import ROOT

DOCUMENT = ROOT / "docs/reference/openapi.json"
NOT_LISTED = "{} is not listed: content/reference/problems.yaml"


async def expect_listed(response: Response) -> None:
    """Fail when an operation refuses with a code that the description does not list for it."""
    if response.headers.get("content-type") == MEDIA_TYPE:
        listed = codes_of(response.request.method, response.request.url.path)
        if listed is not None:
            await response.aread()
            code = response.json()["code"]
            assert code in listed, NOT_LISTED.format(code)
    elif response.request.url.path == SYNC and response.is_success:
        await response.aread()
        refused = [
            each["problem"]["code"] for each in response.json()["results"] if each["problem"]
        ]
        for code in refused:
            assert code in codes_of_changes(), NOT_LISTED.format(code)


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
def codes_of_changes() -> set[str]:
    """Return the codes that are listed for a change which sync refuses within its answer."""
    schema = json.loads(DOCUMENT.read_text())["components"]["schemas"][OF_A_CHANGE]
    return set(schema["properties"]["code"]["examples"])


@cache
def _paths() -> list[tuple[re.Pattern[str], dict[str, Any]]]:
    """Return the described paths, those without parameters first."""
    paths = json.loads(DOCUMENT.read_text())["paths"]
    return [
        (re.compile(re.sub(r"\{[^}]+\}", "[^/]+", path)), paths[path])
        for path in sorted(paths, key=lambda path: path.count("{"))
    ]
