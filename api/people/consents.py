"""What a client consents to: which text she was shown, what she decided, and what follows."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import ConfigDict
from sqlalchemy import Select, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from api import access
from api.access.callers import Caller
from api.accounts.standing import codes_falling, of_account
from api.library import Library
from api.library.consents import ConsentTexts
from api.platform.http.errors import Invalid
from api.platform.http.fields import Flag, Out, PhoneIn, whole
from api.reminders.of_briefs import remind_of_briefs
from api.tables import Appointment, Client, Consent

SHARE = "share_with_therapist"
MOST_VERSIONS = 10_000


class ConsentsIn(PhoneIn):
    """`text_version` is that of the text which was on her screen, if the app shows it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"share_with_therapist": False},
                {"share_with_therapist": True, "text_version": 1},
            ]
        }
    )

    share_with_therapist: Flag
    text_version: Annotated[int, whole(1, MOST_VERSIONS)] | None = None


class ConsentTextOut(Out):
    version: int
    language: str
    title: str
    body: str


class ConsentOut(Out):
    """Granted until she decides otherwise; `decided_at` is null as long as she has not.

    `text` is what is shown now, `agreed_version` what she was shown when she decided last.
    """

    kind: str
    granted: bool
    decided_at: datetime | None
    agreed_version: int | None
    agreed_to_older: bool
    text: ConsentTextOut


class ConsentsOut(Out):
    items: list[ConsentOut]


async def decide(
    session: AsyncSession,
    client: Client,
    said: ConsentsIn,
    me: Caller,
    now: datetime,
    texts: ConsentTexts,
    spread_s: int,
) -> None:
    """Have her decision, or her agreement to a newer text, hold at once; she is locked."""
    version, granted = said.text_version, said.share_with_therapist
    if version is not None and version > texts.newest(SHARE).version:
        raise Invalid("/text_version", "unknown_version", "There is no such text.")
    last = await _last(session, client.id)
    is_new = last is None or granted != _shares(client)
    if is_new or version not in (None, last and last.text_version):
        language = None if version is None else texts.language
        session.add(
            Consent(
                created_at=now,
                client_id=client.id,
                kind=SHARE,
                granted=granted,
                text_version=version,
                text_language=language,
            )
        )
    if is_new:
        await _follow(session, client, me, now, granted=granted, spread_s=spread_s)


async def show_consents(
    session: AsyncSession, client: Client, library: Library, language: str
) -> ConsentsOut:
    """Return what she decided, with the text that is shown now."""
    texts, last = library.consent_texts(language), await _last(session, client.id)
    text = texts.newest(SHARE)
    agreed = last and last.text_version
    sharing = ConsentOut(
        kind=SHARE,
        granted=_shares(client),
        decided_at=last and last.created_at,
        agreed_version=agreed,
        agreed_to_older=last is not None and agreed != text.version,
        text=ConsentTextOut(
            version=text.version, language=texts.language, title=text.title, body=text.body
        ),
    )
    return ConsentsOut(items=[sharing])


async def _follow(
    session: AsyncSession,
    client: Client,
    me: Caller,
    now: datetime,
    *,
    granted: bool,
    spread_s: int,
) -> None:
    async with codes_falling(session, now, of_account(client.id)):
        client.sharing_withdrawn_at = None if granted else now
    access.note(session, me, now, "grant sharing" if granted else "withdraw sharing", me.id)
    await remind_of_briefs(session, Appointment.client_id == me.id, now, spread_s)


def _shares(client: Client) -> bool:
    return client.sharing_withdrawn_at is None


async def _last(session: AsyncSession, client_id: UUID) -> Any:
    found = await session.execute(_LAST, {"client": client_id})
    return found.one_or_none()


_LAST: Select[*tuple[Any, ...]] = (
    select(Consent.created_at, Consent.text_version)
    .where(Consent.client_id == bindparam("client"), Consent.kind == SHARE)
    .order_by(Consent.created_at.desc(), Consent.id.desc())
    .limit(1)
)
