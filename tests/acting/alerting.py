"""Ana's check-ins day by day, and the alerts that they open."""

from tests.acting.care import Care, Json, body_of
from tests.acting.pasts import ago
from tests.acting.safety import alerts

FIGURES = ("code", "from", "on", "days", "peak", "usual", "absolute", "percent", "region", "side")


def nth(days: int) -> str:
    return ago(days).isoformat()


async def check_in_days_ago(care: Care, days_ago: int, **answers: object) -> None:
    recorded_at = f"{nth(days_ago)}T07:00:00Z"
    answer = await care.check_in(nth(days_ago), recorded_at=recorded_at, **answers)
    assert answer.status_code in (200, 201), answer.text
    await care.look()


async def acknowledge(care: Care, alert: Json) -> None:
    body_of(await care.ben.post(f"/v1/alerts/{alert['id']}/acknowledge"))


async def of_kind(care: Care, kind: str) -> list[Json]:
    """Return the open alerts of one kind; answers about pain may open alerts of others too."""
    return [alert for alert in await alerts(care) if alert["kind"] == kind]


def figures(evidence: Json) -> Json:
    """Return the figures of an alert's evidence that are not null."""
    return {name: evidence[name] for name in FIGURES if evidence[name] is not None}
