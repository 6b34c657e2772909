"""What people do with a browser that is pushed to, in one line each."""

from typing import Any

from push.transports import Address
from tests.acting.care import Json
from tests.cast import Person
from tests.push.rig import Rig
from tests.push_service_stub import Browser

CONTACT = "mailto:push@example.org"


async def subscribe(
    rig: Rig, browser: Browser, whose: Person | None = None, installation: str = "app", **more: Any
) -> Json:
    """Register a browser; return the answer."""
    body = {"platform": "web", "target": browser.target} | more
    answer = await (whose or rig.care.ana).put(f"/v1/me/devices/{installation}", body)
    assert answer.status_code in (200, 201), answer.text
    told: Json = answer.json()
    return told


def address_of(browser: Browser) -> Address:
    """Return a browser as the transport is given it."""
    target = browser.target
    return Address("web_push", browser.endpoint, "web", target["p256dh"], target["auth"])
