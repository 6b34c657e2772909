"""Ana's brief as Ben reads it."""

from datetime import date

from tests.acting.care import Care, Json, shown


async def brief(care: Care, as_of: date | None = None, language: str = "en") -> Json:
    params = {} if as_of is None else {"as_of": as_of.isoformat()}
    headers = {"accept-language": language}
    path = f"/v1/clients/{care.ana.id}/brief"
    return shown(await care.ben.get(path, params=params, headers=headers))
