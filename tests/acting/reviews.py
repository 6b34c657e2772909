"""Reading the sentences that Ana gets about her figures, and the brief that Ben gets."""

from datetime import date, timedelta
from typing import Any

from tests.acting.care import Care, Json, body_of
from tests.acting.pasts import pain, session_on, store_check_ins

TODAY = date(2026, 3, 2)
HIGHER = "In the last 7 days your pain was higher than when you started."
SEEN = "Your therapist can see this too; tell them if it worries you."
FINDING = {
    "region": "neck",
    "side": "left",
    "root_cause": "trigger_points",
    "referred_to": ["head"],
}


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


async def words(care: Care, language: str = "en", **params: str) -> list[Json]:
    headers = {"accept-language": language}
    answer = await care.ana.get("/v1/me/trends", params=params, headers=headers)
    found: list[Json] = body_of(answer)["words"]
    return found


async def texts(care: Care, language: str = "en", **params: str) -> list[str]:
    return [each["text"] for each in await words(care, language, **params)]


async def store_two_pains(care: Care, before: int, after: int) -> None:
    """Store a week of one pain from forty days ago, and another for the last two weeks."""
    await store_check_ins(care, ago(40), pain(*[before] * 7))
    await store_check_ins(care, ago(13), pain(*[after] * 14))


async def brief(care: Care, as_of: date | None = None, language: str = "en") -> Json:
    params = {} if as_of is None else {"as_of": as_of.isoformat()}
    headers = {"accept-language": language}
    path = f"/v1/clients/{care.ana.id}/brief"
    return body_of(await care.ben.get(path, params=params, headers=headers))


def turned(degrees: int, side: str = "left") -> Json:
    return {"joint": "neck", "movement": "rotation", "side": side, "degrees": degrees}


async def noted(care: Care, on: date, **what: Any) -> Json:
    """Store a session with what the therapist noted of it."""
    row = await session_on(care, on)
    path, headers = f"/v1/appointments/{row['id']}", {"if-match": row["etag"]}
    return body_of(await care.ben.patch(path, what, headers=headers))


async def feedback(care: Care, session: Json, **said: Any) -> None:
    path = f"/v1/me/appointments/{session['id']}/feedback"
    body_of(await care.ana.put(path, said | {"recorded_at": care.clock.at.isoformat()}), 201)


async def disclose(care: Care, *codes: str) -> None:
    path = f"/v1/clients/{care.ana.id}"
    etag = (await care.ben.get(path)).headers["etag"]
    body = {"intake": {"contraindications": list(codes)}}
    body_of(await care.ben.patch(path, body, headers={"if-match": etag}))
