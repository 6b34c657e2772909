"""/v1/me/logs: what became of each slot, written by the phone, offline or not."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from api.access.deps import ClientMe, Config, Content, Language, Now, Session
from api.care.locks import lock_client, lock_if_in_care
from api.diary.kept import KEEPS_STOP_SIGNS
from api.diary.logged import put_one, undo
from api.diary.logs import LogAnswers, LogIn
from api.platform.http.bodies import JsonRoute
from api.platform.http.errors import Conflict, refusals
from api.platform.http.uploads import RecordedIn, UploadOut
from api.reminders.planning import replan
from api.safety.texts import SafetyTextOut, texts_of_stop
from api.tables import Log

router = APIRouter(route_class=JsonRoute, prefix="/v1/me/logs", tags=["logs"])


class StoredLog(LogAnswers, UploadOut):
    """`safety_texts`: what to show now, when what was sent stops the exercise."""

    safety_texts: list[SafetyTextOut]


class UndoOut(UploadOut):
    id: UUID
    undone: bool


@router.put(
    "/{log_id}",
    operation_id="put_log",
    response_model=StoredLog,
    dependencies=[KEEPS_STOP_SIGNS],
    responses={
        201: {"model": StoredLog, "description": "The first of its slot."},
        **refusals(Conflict),
    },
)
async def put_log(
    log_id: UUID,
    body: LogIn,
    me: ClientMe,
    session: Session,
    now: Now,
    config: Config,
    library: Content,
    language: Language,
    response: Response,
) -> StoredLog:
    """Store what became of a slot. Replays and reorderings converge; the newest record counts.

    What meets a stop rule pauses the item until the therapist resumes it, even if it was undone,
    and a stop sign even if the rest of the body is refused.
    """
    # One upload of hers at a time, in care or not: two phones may write the same slot.
    await lock_if_in_care(session, me.id)
    by = config.reminder_spread_s, config.keys
    logged = await put_one(session, log_id, body, me, now, library, *by)
    response.status_code = 201 if logged.is_first else 200
    texts = await texts_of_stop(session, me, library, language, logged.met)
    return _shown(logged.log, texts, now)


@router.delete("/{log_id}", operation_id="undo_log", response_model=UndoOut)
async def undo_log(
    log_id: UUID,
    said: Annotated[RecordedIn, Query()],
    me: ClientMe,
    session: Session,
    now: Now,
    config: Config,
) -> UndoOut:
    """Undo a log, even one that has not arrived yet; a log recorded later counts again."""
    # One upload of hers at a time: two phones may write the same slot.
    await lock_client(session, me.id)
    log, _ = await undo(session, log_id, said, me, now)
    if log is None:
        return UndoOut(id=log_id, undone=True, server_time=now)
    await replan(session, me.id, now, config.reminder_spread_s)
    return UndoOut(id=log.id, undone=log.undone, server_time=now)


def _shown(log: Log, texts: list[SafetyTextOut], now: datetime) -> StoredLog:
    answers = {name: getattr(log, name) for name in LogAnswers.model_fields}
    return StoredLog(**answers, safety_texts=texts, server_time=now)
