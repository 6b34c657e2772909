"""A client checks in; what the bench does not send is refused: red flags, and a date told again."""

from datetime import UTC, date, datetime, time
from typing import Annotated, Any
from uuid import UUID

import msgspec
from starlette.requests import Request

from api.insights.looks import RECENT
from api.library import load
from api.platform.http.errors import Conflict, Invalid
from api.platform.http.uploads import in_milliseconds
from api.platform.ids import new_id
from api.reminders.rows import DUE_WITHIN, OPEN_STATES
from api.rules.instants import History, local_date_in_history
from api.rules.uploads import Stamps, Upload, is_answered, upload_of
from tests.bench.ceiling.callers import identify, load_history, note_contact

SIDED = load().check_in_questions("en").sided_regions
Code = Annotated[str, msgspec.Meta(pattern="^[a-z0-9_-]{1,60}$")]
Score = Annotated[int, msgspec.Meta(ge=0, le=10)]
Instant = Annotated[datetime, msgspec.Meta(tz=True)]
ANSWERS = (
    *("pain_average", "pain_worst", "sleep_quality", "sleep_hours", "stress", "pain_medicine"),
    *("impact", "body_map", "red_flags", "note", "duration_s"),
)
TOLD = ("sign_in_id", "recorded_at", "ordered_at", "digest", "received_at")
COLUMNS = ("id", "created_at", "client_id", "on_date", "answered", *TOLD, *ANSWERS)
INSERT = f"""
INSERT INTO check_ins (undone, {", ".join(COLUMNS)})
VALUES (false, {", ".join(f"${n + 1}" for n in range(len(COLUMNS)))}) ON CONFLICT DO NOTHING
RETURNING undone, answered, id, on_date, recorded_at, {", ".join(ANSWERS)}
"""
# The worker looks at her soon; told is when one lived last.
MARK = """
INSERT INTO alert_looks AS told (id, created_at, client_id, due_at, map_on)
VALUES ($1, $2, $3, $2, $4) ON CONFLICT (client_id) DO UPDATE SET
    id = excluded.id, created_at = least(told.created_at, excluded.created_at),
    due_at = excluded.due_at, map_on = least(told.map_on, excluded.map_on)
RETURNING (SELECT max(beat_at) FROM workers)
"""
REMINDERS = """
SELECT id, state, attempts, expires_at FROM reminders
WHERE account_id = $1 AND due_at BETWEEN $2 AND $3 AND local_date = $4
    AND state IN ('scheduled', 'claimed', 'sent', 'failed')
    AND prescription_id IS NULL AND slot = 'check_in'
ORDER BY id FOR UPDATE
"""
SKIP = """
UPDATE reminders SET state = 'skipped', reason = 'done', claim_token = NULL, lease_until = NULL
WHERE id = ANY($1) AND NOT EXISTS
    (SELECT FROM deliveries WHERE reminder_id = reminders.id AND deliveries.state = 'dispatching')
"""
ANSWERED = "UPDATE reminder_days SET unanswered = 0 WHERE client_id = $1 AND unanswered > 0"


class Spot(msgspec.Struct, frozen=True):
    """One place on the body map."""

    region: Code
    side: Code | None = None
    role: Code = "source"
    tingling: bool = False


class Body(msgspec.Struct, kw_only=True):
    """What a phone sends."""

    id: UUID
    recorded_at: Instant
    sent_at: Instant | None = None
    pain_average: Score | None = None
    pain_worst: Score | None = None
    sleep_quality: Score | None = None
    sleep_hours: Annotated[float, msgspec.Meta(ge=0, le=24)] | None = None
    stress: Score | None = None
    pain_medicine: bool | None = None
    impact: bool | None = None
    body_map: Annotated[list[Spot], msgspec.Meta(max_length=60)] = []
    red_flags: Annotated[list[Code], msgspec.Meta(max_length=30)] = []
    note: Annotated[str, msgspec.Meta(max_length=2000)] | None = None
    duration_s: Annotated[int, msgspec.Meta(ge=0, le=86_400)] | None = None


DECODER = msgspec.json.Decoder(Body)


async def put(request: Request, now: datetime) -> tuple[int, dict[str, Any]]:
    """Store a date's check-in, mark her to be looked at, and end what would have reminded her."""
    on, body = await _read(request)
    async with request.app.state.pool.acquire() as connection:
        async with connection.transaction():
            me = await identify(connection, request, now, "client")
            history = await load_history(connection, me["id"])
            upload = _accept(body, on, history, me["sign_in_id"], now)
            row = await connection.fetchrow(INSERT, *_values(body.id, me["id"], on, upload))
            if row is None:
                raise Conflict(code="told_again", title="This date was told before.")
            if row["answered"]:
                await _tell(connection, me["id"], on, on if body.body_map else None, history, now)
        await note_contact(connection, me, now)
    shown = dict(row)
    del shown["answered"]
    shown["date"] = shown.pop("on_date")
    return 201, {**shown, "safety_texts": [], "server_time": in_milliseconds(now)}


async def _read(request: Request) -> tuple[date, Body]:
    sent = await request.body()
    try:
        on, body = date.fromisoformat(request.path_params["date"]), DECODER.decode(sent)
    except (msgspec.ValidationError, ValueError):
        raise Invalid("", "invalid") from None
    spots = body.body_map
    if any(spot.side == "middle" and spot.region in SIDED for spot in spots):
        raise Invalid("/body_map", "no_middle")
    if len({(spot.region, spot.side, spot.role) for spot in spots}) < len(spots):
        raise Invalid("/body_map", "repeated_spot")
    if body.red_flags or "\0" in (body.note or ""):
        raise Invalid("", "not_of_the_bench")
    return on, body


def _accept(body: Body, on: date, history: History, phone: UUID, now: datetime) -> Upload:
    sent_at = body.sent_at and body.sent_at.astimezone(UTC)
    stamps = Stamps(body.recorded_at.astimezone(UTC), sent_at, now, phone)
    said = msgspec.to_builtins(body, builtin_types=(datetime, UUID))
    upload = upload_of({name: said[name] for name in ANSWERS}, stamps)
    if refused := upload.refused_for(on, history):
        raise Invalid("/date", refused)
    return upload


def _values(id: UUID, client: UUID, on: date, upload: Upload) -> list[Any]:
    answers = upload.answers or {}
    head = [id, upload.received_at, client, on, is_answered(answers)]
    told = upload.told
    return [*head, *(told[name] for name in TOLD), *(answers[name] for name in ANSWERS)]


async def _tell(
    connection: Any, client: UUID, on: date, map_on: date | None, history: History, now: datetime
) -> None:
    midnight = datetime.combine(on, time.min, UTC)
    around = midnight - DUE_WITHIN, midnight + DUE_WITHIN
    rows = await connection.fetch(REMINDERS, client, *around, on)
    if ids := [row["id"] for row in rows if row["state"] in OPEN_STATES]:
        await connection.execute(SKIP, ids)
    await connection.execute(ANSWERED, client)
    if on > local_date_in_history(now, history) - RECENT:
        await connection.fetchval(MARK, new_id(), now, client, map_on)
