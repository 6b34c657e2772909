"""Which browsers may register: those whose push service is known, while we push to any."""

from dataclasses import dataclass
from typing import Self

from api.accounts.phone_registrations import Target
from api.platform.http.errors import Conflict, Invalid
from api.platform.settings import Settings
from api.rules.push_services import is_push_service
from api.tables.devices import WEB_PUSH


@dataclass(frozen=True, slots=True)
class WebPush:
    """Whether this server pushes to browsers, and the origin of a push service that stands in."""

    is_on: bool
    local: str | None

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Return what the settings say of it."""
        return cls(settings.web_push_key is not None, settings.web_push_endpoint)

    def require(self, target: Target) -> None:
        """Refuse a target of a browser that we do not push to."""
        if target.kind != WEB_PUSH:
            return
        if not self.is_on:
            raise Conflict(code="web_push_is_off", title="This server pushes to no browser.")
        if not is_push_service(target.address, self.local):
            raise Invalid("/target/endpoint", "unknown_push_service")
