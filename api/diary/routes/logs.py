"""/v1/me/logs: what became of each slot, written by the phone, offline or not."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from api.access.deps import ClientMe, Config, Content, Language, Now, Session
from api.care.locks import lock_client
from api.diary.logs import LogAnswers, LogIn, require_known, slot_of, upload_of_log
from api.diary.slots import act_on_log, require_slot, store_log, take_back
from api.platform.http.bodies import JsonRoute
from api.platform.http.errors import Conflict, refusals
from api.platform.http.fields import Instant, Out
from api.reminders.planning import replan
from api.safety.texts import SafetyTextOut, texts_of_stop
from api.tables import Log

router = APIRouter(route_class=JsonRoute, prefix="/v1/me/logs", tags=["logs"])


class LogOut(LogAnswers):
    """`safety_texts`: what to show now, when what was sent stops the exercise."""

    safety_texts: list[SafetyTextOut]


class UndoOut(Out):
    id: UUID
    undone: bool


@router.put(
    "/{log_id}",
    operation_id="put_log",
    response_model=LogOut,
    responses={
        201: {"model": LogOut, "description": "The first of its slot."},
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
) -> LogOut:
    """Store what became of a slot. Replays and reorderings converge; the newest record counts.

    What meets a stop rule pauses the item until the therapist resumes it, even if it was undone.
    """
    # One upload of hers at a time: two phones may write the same slot.
    await lock_client(session, me.id)
    require_known(body, library)
    upload = upload_of_log(body, now)
    asked = await require_slot(session, body, upload, me)
    log, is_first = await store_log(session, log_id, slot_of(body), upload, me)
    response.status_code = 201 if is_first else 200
    met = await act_on_log(session, log, asked, body, now, config.reminder_spread_s)
    texts = await texts_of_stop(session, me, library, language, met)
    return _shown(log, texts)


@router.delete("/{log_id}", operation_id="undo_log", response_model=UndoOut)
async def undo_log(
    log_id: UUID,
    recorded_at: Annotated[Instant, Query()],
    me: ClientMe,
    session: Session,
    now: Now,
    config: Config,
) -> UndoOut:
    """Undo a log, even one that has not arrived yet; a log recorded later counts again."""
    # One upload of hers at a time: two phones may write the same slot.
    await lock_client(session, me.id)
    log = await take_back(session, log_id, recorded_at, me, now)
    if log is None:
        return UndoOut(id=log_id, undone=True)
    await replan(session, me.id, now, config.reminder_spread_s)
    return UndoOut(id=log.id, undone=log.undone)


def _shown(log: Log, texts: list[SafetyTextOut]) -> LogOut:
    answers = {name: getattr(log, name) for name in LogAnswers.model_fields}
    return LogOut(**answers, safety_texts=texts)
