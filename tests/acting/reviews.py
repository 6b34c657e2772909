"""Reading the sentences that Ana gets about her figures, and the brief that Ben gets."""

from datetime import date, timedelta

from tests.acting.care import Care, Json, body_of
from tests.acting.pasts import pain, store_check_ins

TODAY = date(2026, 3, 2)
HIGHER = "In the last 7 days your pain was higher than when you started."
SEEN = "Your therapist can see this too; tell them if it worries you."


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
