"""Who asks to change how she signs in, from where and when."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends

from api.access import deps
from api.access.callers import Caller
from api.platform.db import Sessions
from api.platform.settings import Settings


@dataclass(frozen=True, slots=True)
class Asking:
    """Whoever is signed in, in a handler that opens its transactions itself."""

    me: Caller
    sessions: Sessions
    address: str
    now: datetime
    config: Settings

    @property
    def noted(self) -> dict[str, str | None]:
        """What the audit says of it: the sign-in in which it was done."""
        return {"sign_in_id": str(self.me.sign_in_id)}


async def _asking(
    me: deps.TherapistBefore,
    sessions: deps.Sessions,
    address: deps.Address,
    now: deps.Now,
    config: deps.Config,
) -> Asking:
    return Asking(me, sessions, address, now, config)


Asks = Annotated[Asking, Depends(_asking)]
"""A therapist who asks, by the API."""
