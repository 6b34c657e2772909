"""POSTs that create, and may be sent again with the same Idempotency-Key: they create once."""

from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from fastapi import Depends, Request, Response
from fastapi.dependencies.utils import get_parameterless_sub_dependant
from sqlalchemy.ext.asyncio import AsyncSession

from api.access import visibility
from api.access.audit import ABOUT
from api.access.callers import Caller
from api.access.deps import Config, Me, Now, Session
from api.access.kept_answers import claim, keep
from api.platform.http.bodies import JsonRoute
from api.platform.http.errors import Conflict
from api.platform.http.handling import Handler
from api.platform.http.idempotency import REPLAYED, IdempotencyKey, Replay, Seal, seal_of
from api.tables import KeptAnswer

KEPT_FOR = timedelta(hours=24)
REPLAYED_HEADER = {
    REPLAYED: {
        "description": "`true`: this is the answer that the first request with this key got.",
        "schema": {"type": "string", "enum": ["true"]},
    }
}


class RepeatableRoute(JsonRoute):
    """A route that takes an Idempotency-Key if it is a POST that creates."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **more: Any) -> None:
        self._creates = _creates(more)
        if self._creates:
            more["responses"] = _described(more)
        super().__init__(path, endpoint, **more)

    def handler(self) -> Handler:
        if self._creates:
            # The last one: before it, everything that the handler asks for has judged the caller.
            depends = Depends(_answer_again)
            last = get_parameterless_sub_dependant(depends=depends, path=self.path_format)
            self.dependant.dependencies.append(last)
        handle = super().handler()

        async def handle_once(request: Request, opened: AsyncExitStack) -> Response:
            try:
                answer = await handle(request, opened)
            except Replay as replay:
                return replay.answer
            # Here the transaction of the handler is still open.
            await _keep(request, answer)
            return answer

        return handle_once


async def _answer_again(
    request: Request, me: Me, session: Session, now: Now, config: Config, key: IdempotencyKey = None
) -> None:
    """Have a request that came before answered as then, if the caller still may see it."""
    if key is None:
        return
    seal = await seal_of(request, config.keys, str(me.id), key)
    kept = await claim(session, seal, now)
    if kept is None:
        request.state.to_keep = (session, seal, me.id, now)
        return
    await _require_visible(session, kept, me, now)
    raise Replay(seal.open(kept.key_hash, kept.sealed))


async def _require_visible(
    session: AsyncSession, kept: KeptAnswer, me: Caller, now: datetime
) -> None:
    if kept.client_id is not None and kept.client_id != me.id:
        await visibility.client(session, kept.client_id, me, now, "repeat request")


async def _keep(request: Request, answer: Response) -> None:
    to_keep: tuple[AsyncSession, Seal, UUID, datetime] | None
    to_keep = getattr(request.state, "to_keep", None)
    if to_keep is None:
        return
    session, seal, account_id, now = to_keep
    about: UUID | None = session.info.get(ABOUT)
    await keep(session, seal, answer, now, now + KEPT_FOR, account_id, client_id=about)


def _creates(more: dict[str, Any]) -> bool:
    made = more.get("status_code") == 201 or 201 in (more.get("responses") or {})
    return made and "POST" in (more.get("methods") or ())


def _described(more: dict[str, Any]) -> dict[int | str, Any]:
    responses = {409: {"description": Conflict.title}} | (more.get("responses") or {})
    for status in (more.get("status_code") or 200, 201):
        responses[status] = {"headers": REPLAYED_HEADER} | responses.get(status, {})
    return responses
