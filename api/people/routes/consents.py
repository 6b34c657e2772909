"""/v1/me/consents: whom a client lets see what she records. Her decision holds at once."""

from fastapi import APIRouter

from api.access.deps import ClientMe, Config, Content, Language, Now, Session
from api.care.locks import lock_client
from api.people.consents import ConsentsIn, ConsentsOut, decide, show_consents
from api.platform.http.bodies import JsonRoute
from api.tables import Client

router = APIRouter(route_class=JsonRoute, prefix="/v1/me", tags=["me"])


@router.get("/consents", operation_id="list_consents", response_model=ConsentsOut)
async def list_consents(
    me: ClientMe, session: Session, library: Content, language: Language
) -> ConsentsOut:
    """Read whom I let see what I record, and the text by which I do."""
    client = await session.get_one(Client, me.id)
    return await show_consents(session, client, library, language)


@router.put("/consents", operation_id="decide_consents", response_model=ConsentsOut)
async def decide_consents(
    body: ConsentsIn,
    me: ClientMe,
    session: Session,
    now: Now,
    config: Config,
    library: Content,
    language: Language,
) -> ConsentsOut:
    """Decide whether my therapist sees what I record; my own plan and reminders go on."""
    client = await lock_client(session, me.id)
    texts = library.consent_texts(language)
    await decide(session, client, body, me, now, texts, config.reminder_spread_s)
    return await show_consents(session, client, library, language)
